import { assert } from "chai";
import { assert as forAll, jsonValue, property } from "fast-check";
import { CLIENT_KEY_ALGS } from "../../protocol/mod.ts";
import { TRUSTED_KEYS } from "../../../test/support/everything.ts";
import { parseTrustedIssuers, TrustedIssuersRefused } from "./mod.ts";

const KEYS = { jwks_uri: "https://idp.test/keys" };

/** How one issuer is trusted that is described so. */
function trusted(one: unknown) {
  return parseTrustedIssuers({ "https://idp.test": one }).get("https://idp.test")!;
}

describe("parseTrustedIssuers()", () => {
  it("takes nobody", () => {
    assert.equal(parseTrustedIssuers({}).size, 0);
  });

  it("takes several, by the names that they have", () => {
    const issuers = parseTrustedIssuers({ a: KEYS, "https://b.test": { jwks: TRUSTED_KEYS } });
    assert.deepEqual([...issuers.keys()], ["a", "https://b.test"]);
    assert.deepEqual(issuers.get("https://b.test")?.metadata, { jwks: TRUSTED_KEYS });
  });

  it("finds the person by sub, and trusts every client with everything, unless told otherwise", () => {
    assert.deepEqual(trusted(KEYS), { metadata: KEYS, algs: CLIENT_KEY_ALGS, claim: "sub", account: "sub" });
  });

  it("keeps what it is told", () => {
    const told = {
      ...KEYS,
      algs: ["ES256"],
      claim: "upn",
      account: "username",
      scope: "read a:b",
      clients: ["x", "y"],
    };
    assert.deepEqual(trusted(told), {
      metadata: KEYS,
      algs: ["ES256"],
      claim: "upn",
      account: "username",
      scope: ["read", "a:b"],
      clients: ["x", "y"],
    });
  });

  it("trusts an issuer with nothing when its scope is empty", () => {
    assert.deepEqual(trusted({ ...KEYS, scope: "" }).scope, []);
  });

  for (const [name, one, says] of [
    ["no object", "trust me", "a JSON object for each"],
    ["null", null, "a JSON object for each"],
    ["no keys", {}, "either jwks or jwks_uri"],
    ["keys twice", { ...KEYS, jwks: TRUSTED_KEYS }, "either jwks or jwks_uri"],
    ["keys over plain http", { jwks_uri: "http://idp.test/keys" }, "jwks_uri as an https URL"],
    ["keys in a file", { jwks_uri: "file:///keys" }, "jwks_uri as an https URL"],
    ["keys at a number", { jwks_uri: 7 }, "jwks_uri as an https URL"],
    ["no key in its set", { jwks: { keys: [] } }, "at least one public key"],
    ["a secret in its set", { jwks: { keys: [{ kty: "oct", k: "AAAA" }] } }, "public keys only"],
    ["no set", { jwks: [] }, "jwks that can be read"],
    ["the algorithm none", { ...KEYS, algs: ["none"] }, "algs as a list"],
    ["an HMAC", { ...KEYS, algs: ["ES256", "HS256"] }, "algs as a list"],
    ["no algorithm", { ...KEYS, algs: [] }, "algs as a list"],
    ["an algorithm twice", { ...KEYS, algs: ["ES256", "ES256"] }, "each once"],
    ["an algorithm that is a text", { ...KEYS, algs: "ES256" }, "algs as a list"],
    ["a claim that is none", { ...KEYS, claim: "" }, "claim as the name"],
    ["a claim that is a list", { ...KEYS, claim: ["sub"] }, "claim as the name"],
    ["an account by e-mail", { ...KEYS, account: "email" }, "account as username or sub"],
    ["a scope that is a list", { ...KEYS, scope: ["read"] }, "scope as names"],
    ["a scope with quotes", { ...KEYS, scope: 'a"b' }, "scope as names"],
    ["no clients in its list", { ...KEYS, clients: [] }, "clients as a list"],
    ["clients that are numbers", { ...KEYS, clients: [7] }, "clients as a list"],
    ["a member that nobody knows", { ...KEYS, jwksUri: "x" }, "no members of a trusted issuer but"],
  ] as const) {
    it(`refuses an issuer with ${name}`, () => {
      assert.throws(() => trusted(one), TrustedIssuersRefused, says);
    });
  }

  for (const name of ["", " ", "i".repeat(2_001)]) {
    it(`refuses a name of ${name.length} characters that nobody could have`, () => {
      assert.throws(() => parseTrustedIssuers({ [name]: KEYS }), TrustedIssuersRefused, "name of each trusted issuer");
    });
  }

  it("refuses any other JSON, and says what to give", () => {
    forAll(
      property(jsonValue(), (value) => {
        try {
          parseTrustedIssuers(value);
        } catch (error) {
          assert.instanceOf(error, TrustedIssuersRefused);
          assert.match(error instanceof Error ? error.message : "", /^give /);
        }
      }),
    );
  });
});
