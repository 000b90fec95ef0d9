import { createHash } from "node:crypto";
import { assert } from "chai";
import { assert as forAll, constantFrom, property, uint8Array } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { isBodyHashOf } from "./body_hash.ts";
import { bodyHashOf, SIGNATURE_METHODS } from "./mod.ts";

describe("bodyHashOf()", () => {
  for (const [body, method, hash] of [
    ["Hello World!", "HMAC-SHA1", "Lve95gjOVATpfV8EL5X4nxwjKHE="],
    ["Hello World!", "RSA-SHA1", "Lve95gjOVATpfV8EL5X4nxwjKHE="],
    ["", "HMAC-SHA1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
    ["", "PLAINTEXT", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
  ] as const) {
    rule(["OAUTHBODYHASH-3.1-1", "OAUTHBODYHASH-3.2-1"], `of '${body}' by ${method} is ${hash}`, () => {
      assert.equal(bodyHashOf(body, method), hash);
    });
  }

  it("is by SHA-256 where the signature is", () => {
    const hash = "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk=";
    assert.deepEqual(
      [bodyHashOf("Hello World!", "HMAC-SHA256"), bodyHashOf("Hello World!", "RSA-SHA256")],
      [hash, hash],
    );
  });

  it("is that of the bytes, whatever they are", () => {
    forAll(
      property(uint8Array(), (bytes) => {
        assert.equal(bodyHashOf(bytes, "HMAC-SHA1"), createHash("sha1").update(bytes).digest("base64"));
      }),
    );
  });
});

describe("isBodyHashOf()", () => {
  it("knows the hash of a body, and no other", () => {
    forAll(
      property(uint8Array(), uint8Array(), constantFrom(...SIGNATURE_METHODS), (body, other, method) => {
        const isSame = Buffer.from(body).equals(Buffer.from(other));
        assert.equal(isBodyHashOf(body, { hash: bodyHashOf(other, method), method }), isSame);
      }),
    );
  });

  for (const hash of [
    "",
    "Lve95gjOVATpfV8EL5X4nxwjKHE",
    "Lve95gjOVATpfV8EL5X4nxwjKHE= ",
    "lve95gjOVATpfV8EL5X4nxwjKHE=",
  ]) {
    rule("OAUTHBODYHASH-3.2-2", `refuses '${hash}'`, () => {
      assert.isFalse(isBodyHashOf("Hello World!", { hash, method: "HMAC-SHA1" }));
    });
  }
});
