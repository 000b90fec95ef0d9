import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { assert } from "chai";
import { assert as forAll, constantFrom, property, record, string } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import {
  findSignatureMethod,
  hashOf,
  isRsa,
  isSignatureOf,
  readSigned,
  secretsText,
  SIGNATURE_METHODS,
  type SharedSecrets,
  signatureBaseString,
  signatureOf,
} from "./mod.ts";
import { naiveHmac } from "./_naive_test.ts";
import { received } from "./_received_test.ts";
import rfc5849 from "./testdata/rfc5849.json" with { type: "json" };
import testCases from "./testdata/oauth_test_cases.json" with { type: "json" };

const SECRETS: SharedSecrets = { consumerSecret: "Cs", tokenSecret: "tS" };
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** What signs, and what the same signature is verified by. */
function keysOf(method: (typeof SIGNATURE_METHODS)[number]): {
  sign: SharedSecrets | KeyObject;
  verify: SharedSecrets | KeyObject;
} {
  return isRsa(method) ? { sign: privateKey, verify: publicKey } : { sign: SECRETS, verify: SECRETS };
}

describe("signatures that were published", () => {
  for (const { name, consumerSecret, tokenSecret, ...request } of rfc5849.signed) {
    rule(["RFC5849-3.2-1", "RFC5849-3.4-1"], `verify: ${name}`, () => {
      const signed = readSigned(received(request));
      const method = findSignatureMethod(signed.signatureMethod);
      assert.isDefined(method);
      const key = { consumerSecret, tokenSecret };
      const base = signatureBaseString(signed);
      assert.isTrue(isSignatureOf(method, { base, signature: signed.signature, key }));
      assert.isFalse(isSignatureOf(method, { base, signature: signed.signature, key: { ...key, tokenSecret: "x" } }));
    });
  }

  for (const [consumerSecret = "", tokenSecret = "", base = "", signature] of testCases.hmac) {
    rule(["RFC5849-3.4.2-1", "RFC5849-3.4.2-3"], `are made by HMAC-SHA1: ${signature}`, () => {
      assert.equal(signatureOf("HMAC-SHA1", { base, key: { consumerSecret, tokenSecret } }), signature);
    });
  }

  rule("RFC5849-3.4.3-1", "verify by RSA-SHA1 with the key of the old test cases", () => {
    const { base, signature, publicKey: der } = testCases.rsa;
    const key = createPublicKey({ key: Buffer.from(der, "base64"), format: "der", type: "spki" });
    assert.isTrue(isSignatureOf("RSA-SHA1", { base, signature, key }));
    assert.isFalse(isSignatureOf("RSA-SHA1", { base: `${base}a`, signature, key }));
    assert.isFalse(isSignatureOf("RSA-SHA256", { base, signature, key }));
  });
});

describe("secretsText()", () => {
  for (const [id, consumerSecret, tokenSecret, text] of [
    ["RFC5849-3.4.2-3", "", "", "&"],
    ["RFC5849-3.4.4-3", "a", "", "a&"],
    ["RFC5849-3.4.2-3", "", "b", "&b"],
    ["RFC5849-3.4.2-2", "a&b", "c d", "a%26b&c%20d"],
    ["RFC5849-3.4.4-2", "ü", "~", "%C3%BC&~"],
  ] as const) {
    rule(id, `of '${consumerSecret}' and '${tokenSecret}' is ${text}`, () => {
      assert.equal(secretsText({ consumerSecret, tokenSecret }), text);
    });
  }
});

describe("findSignatureMethod()", () => {
  for (const method of SIGNATURE_METHODS) {
    it(`knows ${method}`, () => assert.equal(findSignatureMethod(method), method));
  }

  for (const name of ["", "hmac-sha1", "HMAC-SHA1 ", "HMAC-SHA512", "none", "toString"]) {
    rule("RFC5849-3.1-1", `does not know '${name}'`, () => assert.isUndefined(findSignatureMethod(name)));
  }
});

describe("hashOf()", () => {
  it("is SHA-256 for the methods by that name alone", () => {
    assert.deepEqual(SIGNATURE_METHODS.map(hashOf), ["sha1", "sha256", "sha1", "sha256", "sha1"]);
  });
});

describe("isSignatureOf()", () => {
  const base = "GET&https%3A%2F%2Fapi.test%2F&a%3Db";

  for (const method of SIGNATURE_METHODS) {
    const { sign, verify } = keysOf(method);
    const signature = signatureOf(method, { base, key: sign });

    rule("RFC5849-3.2-1", `takes what ${method} makes`, () => {
      assert.isTrue(isSignatureOf(method, { base, signature, key: verify }));
    });

    for (const [name, wrong] of [
      ["nothing", ""],
      ["one character more", `${signature}=`],
      ["one character less", signature.slice(0, -1)],
      ["a blank behind it", `${signature} `],
      ["a line end within it", `${signature.slice(0, 4)}\n${signature.slice(4)}`],
      ["garbage", "!!!!"],
      ["another case", signature.toLowerCase()],
    ] as const) {
      rule("RFC5849-3.2-1", `refuses ${name} for ${method}`, () => {
        assert.isFalse(isSignatureOf(method, { base, signature: wrong, key: verify }));
      });
    }

    it(`refuses a key of the other kind for ${method}`, () => {
      const key = isRsa(method) ? SECRETS : publicKey;
      assert.isFalse(isSignatureOf(method, { base, signature, key }));
      assert.throws(() => signatureOf(method, { base, key: isRsa(method) ? SECRETS : privateKey }), TypeError);
    });
  }

  for (const [name, key] of [
    ["on a curve", generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey],
    ["for RSASSA-PSS", generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey],
  ] as const) {
    beyond("RFC5849-3.4.3-1", `refuses a key ${name} without an error`, () => {
      const signature = signatureOf("RSA-SHA1", { base, key: privateKey });
      assert.isFalse(isSignatureOf("RSA-SHA1", { base, signature, key }));
    });
  }

  beyond("RFC5849-3.4.2-1", "takes one form of base64 alone", () => {
    const signature = signatureOf("RSA-SHA1", { base, key: privateKey });
    const urlSafe = signature.replaceAll("+", "-").replaceAll("/", "_");
    for (const other of [urlSafe === signature ? signature.slice(0, -2) : urlSafe, signature.replace(/=+$/, "")]) {
      assert.isFalse(isSignatureOf("RSA-SHA1", { base, signature: other, key: publicKey }));
    }
  });
});

describe("signatures, as laws", () => {
  const text = string({ unit: "binary" });
  const secrets = record({ consumerSecret: text, tokenSecret: text });

  it("are those of an independent implementation", () => {
    forAll(
      property(constantFrom("HMAC-SHA1", "HMAC-SHA256"), secrets, text, (method, key, base) => {
        assert.equal(signatureOf(method, { base, key }), naiveHmac(hashOf(method), base, key));
      }),
    );
  });

  it("of the secrets themselves tell every pair of secrets from every other", () => {
    forAll(
      property(secrets, secrets, (one, other) => {
        const isSame = one.consumerSecret === other.consumerSecret && one.tokenSecret === other.tokenSecret;
        const signature = signatureOf("PLAINTEXT", { base: "", key: one });
        assert.equal(isSignatureOf("PLAINTEXT", { base: "", signature, key: other }), isSame);
      }),
    );
  });
});
