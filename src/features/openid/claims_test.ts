import { assert } from "chai";
import { anything, array, assert as forAll, constantFrom, dictionary, oneof, property, string } from "fast-check";
import { rule } from "../../../conformance/support/rule.ts";
import { accountRecord } from "../../../test/support/records.ts";
import { parseClaimsRequest } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { claimTypes } from "./claim_sources.ts";
import { allowedWishes, claimNamesOf, claimsOf, scopesOfClaim, STANDARD_SCOPE_CLAIMS, wantedClaims } from "./claims.ts";

const NOBODY = { email: "", firstName: "", lastName: "" };

function told(said: Partial<AccountRecord>, names: readonly string[]) {
  return claimsOf(accountRecord({ ...NOBODY, ...said }), wantedClaims(undefined, names), {});
}

describe("claimsOf()", () => {
  for (const [what, said, name, value] of [
    ["both names together", { firstName: "Ann", lastName: "Lee" }, "name", "Ann Lee"],
    ["the one name that there is", { firstName: "Ann" }, "name", "Ann"],
    ["the user name", { username: "ann" }, "preferred_username", "ann"],
    ["the time of the last change", { updatedAt: 7 }, "updated_at", 7],
    ["that nobody verified the address", { email: "a@b.test" }, "email_verified", false],
    [
      "the claim of the record before what the account says",
      { firstName: "Ann", claims: { name: "A. Lee" } },
      "name",
      "A. Lee",
    ],
    ["a claim of the installation", { claims: { role: ["admin"] } }, "role", ["admin"]],
    ["false, which is a value", { claims: { email_verified: false } }, "email_verified", false],
    ["zero, which is a value", { claims: { level: 0 } }, "level", 0],
  ] as const) {
    it(`tells ${what}`, () => assert.deepEqual(told(said, [name]), { [name]: value }));
  }

  for (const [what, said, name] of [
    ["a name that is empty", {}, "name"],
    ["an address that is empty", {}, "email"],
    ["whether an address is verified that there is not", {}, "email_verified"],
    ["a claim that nobody asked for", { claims: { role: "admin" } }, "email"],
    ["a claim that is null", { claims: { role: null } }, "role"],
    ["a member of all objects", {}, "toString"],
    ["the prototype of all objects", { claims: JSON.parse('{"__proto__":{"a":1}}') }, "__proto__"],
    ["what a source gave", { claims: { "source:bank": "t" } }, "source:bank"],
    ["a claim of the protocol", { claims: { sub: "me" } }, "sub"],
  ] as const) {
    rule("OIDC-5.3.2-2", `does not tell ${what}`, () => assert.deepEqual(told(said, [name]), {}));
  }
});

describe("wantedClaims()", () => {
  const { idToken: wishes } = parseClaimsRequest('{"id_token":{"role":{"value":"admin"},"level":{"values":[1,2]}}}');

  for (const [what, claims, names, expected] of [
    ["the value that was asked for", { role: "admin", level: 2 }, [], { role: "admin", level: 2 }],
    ["no other value", { role: "guest", level: 3 }, [], {}],
    ["any value where a scope stands for the claim as well", { role: "guest" }, ["role"], { role: "guest" }],
  ] as const) {
    rule("OIDC-5.5.1-2", `wants ${what}`, () => {
      assert.deepEqual(claimsOf(accountRecord({ claims }), wantedClaims(wishes, names), {}), expected);
    });
  }
});

describe("claimNamesOf(), scopesOfClaim() and allowedWishes()", () => {
  rule("OIDC-5.4-1", "know the standard scopes, and those of the installation", () => {
    const scopeClaims = { ...STANDARD_SCOPE_CLAIMS, club: ["rank", "email"] };
    assert.deepEqual(claimNamesOf(["openid", "email", "club"], scopeClaims), [
      "email",
      "email_verified",
      "rank",
      "email",
    ]);
    assert.deepEqual(claimNamesOf(["toString", "__proto__"], scopeClaims), []);
    assert.deepEqual(scopesOfClaim("email#fr", scopeClaims), ["email", "club"]);
    assert.deepEqual(scopesOfClaim("unknown", scopeClaims), []);
  });

  it("let through the wishes that an allowed scope stands for", () => {
    const { userinfo } = parseClaimsRequest('{"userinfo":{"email":null,"name#fr":{"essential":true},"sub":null}}');
    assert.deepEqual(Object.keys(allowedWishes(userinfo, ["profile"], STANDARD_SCOPE_CLAIMS)), ["name#fr"]);
    assert.deepEqual(allowedWishes(userinfo, ["openid"], STANDARD_SCOPE_CLAIMS), {});
  });
});

describe("claimTypes()", () => {
  it("names what sources there are, and normal claims always", () => {
    const [here, there] = [{ claims: ["a"] }, { claims: ["b"], endpoint: "https://b.test" }];
    assert.deepEqual(claimTypes({}), ["normal"]);
    assert.deepEqual(claimTypes({ here }), ["normal", "aggregated"]);
    assert.deepEqual(claimTypes({ there }), ["normal", "distributed"]);
    assert.deepEqual(claimTypes({ there, here }), ["normal", "aggregated", "distributed"]);
  });
});

describe("properties of claimsOf()", () => {
  const NAMES = ["sub", "iss", "name", "address", "email_verified", "__proto__", "_claim_names", "source:x", "role"];
  const names = oneof(constantFrom(...NAMES), string());
  const sources = { x: { claims: ["role"] }, y: { claims: ["rank"], endpoint: "https://y.test" } };

  rule("OIDC-5.6.2-1", "tells nothing that was not asked for, and never speaks for the protocol", () => {
    forAll(
      property(dictionary(names, anything()), array(names), (claims, asked) => {
        const known = claimsOf(accountRecord({ claims }), wantedClaims(undefined, asked), sources);
        const { _claim_names: elsewhere = {}, _claim_sources: others = {}, ...given } = known;
        for (const name of Object.keys(given)) {
          assert.include(asked, name);
          assert.notInclude(["sub", "iss", "__proto__", "source:x"], name);
        }
        for (const [name, source] of Object.entries(elsewhere as Record<string, string>)) {
          assert.include(asked, name);
          assert.property(others, source);
        }
        assert.strictEqual(Object.getPrototypeOf(known), Object.prototype);
      }),
    );
  });
});
