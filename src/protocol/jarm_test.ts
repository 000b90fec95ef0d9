import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { responseClaims } from "./mod.ts";

const FRAME = { issuer: "https://as.test", audience: "app", expiresAt: 600 };
const OWN = { iss: "https://as.test", aud: "app", exp: 600 };

describe("responseClaims()", () => {
  rule(["JARM-2.1-1", "JARM-2.1-2", "JARM-2.1-3"], "says whose answer it is, for whom, and until when", () => {
    assert.deepEqual(responseClaims([], FRAME), OWN);
  });

  for (const [name, value, expected] of [
    ["code", "x y", "x y"],
    ["code", "12", "12"],
    ["state", "600", "600"],
    ["state", "", ""],
    ["scope", "read write", "read write"],
    ["error", "access_denied", "access_denied"],
    ["session_state", "a.b", "a.b"],
    ["expires_in", "600", 600],
    ["expires_in", "0", 0],
    ["expires_in", "soon", "soon"],
    ["expires_in", "-1", "-1"],
    ["expires_in", "1e3", "1e3"],
    ["expires_in", "9".repeat(16), "9".repeat(16)],
  ] as const) {
    rule(["JARM-2.1-5", "JARM-2.1-6"], `has ${name}=${value} as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(responseClaims([[name, value]], FRAME), { [name]: expected, ...OWN });
    });
  }

  it("lets no parameter say who it is from, for whom, or how long it is good", () => {
    const claims = responseClaims(
      [
        ["iss", "https://evil.test"],
        ["aud", "other"],
        ["exp", "9999999999"],
      ],
      FRAME,
    );
    assert.deepEqual(claims, OWN);
  });

  it("keeps a parameter whose name objects have of their own", () => {
    const claims = responseClaims([["__proto__", "x"]], FRAME);
    assert.equal(Object.getOwnPropertyDescriptor(claims, "__proto__")?.value, "x");
    assert.equal(Object.getPrototypeOf(claims), Object.prototype);
  });
});

describe("properties of responseClaims()", () => {
  const name = fc.stringMatching(/^[a-z_]{1,12}$/).filter((one) => !["iss", "aud", "exp", "expires_in"].includes(one));

  rule("JARM-2.1-5", "has each parameter as it was, and nothing else", () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (given) => {
        assert.deepEqual({ ...responseClaims(Object.entries(given), FRAME) }, { ...given, ...OWN });
      }),
    );
  });
});
