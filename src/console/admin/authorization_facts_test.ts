import { assert } from "chai";
import { leanFamily } from "../../../test/contract/record_samples.ts";
import { digest, settableClock } from "../../platform/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import { longFacts, shortFacts, stateOf } from "./authorization_facts.ts";
import type { Names } from "./naming.ts";

const NOW = 1_767_225_600;

const NAMES: Names = {
  person: (id) => ({ name: "Person", value: `person ${id}` }),
  application: (id) => ({ name: "Application", value: `application ${id}` }),
};

function family(said: Partial<FamilyRecord> = {}): FamilyRecord {
  return leanFamily(7, { tag: "tag", createdAt: NOW, ...said });
}

function told(said: Partial<FamilyRecord>): Readonly<Record<string, string>> {
  const facts = longFacts(family(said), { names: NAMES, base: "/t" });
  return Object.fromEntries(facts.map(({ name, value }) => [name, value]));
}

describe("stateOf()", () => {
  const STATES: readonly (readonly [Partial<FamilyRecord>, string])[] = [
    [{}, "live"],
    [{ expiresAt: NOW + 1 }, "live"],
    [{ expiresAt: NOW }, "expired"],
    [{ revokedAt: NOW }, "revoked"],
    [{ revokedAt: NOW, expiresAt: NOW - 1 }, "revoked"],
  ];
  for (const [said, expected] of STATES) {
    it(`is ${expected} where ${JSON.stringify(said)}`, () =>
      assert.equal(stateOf(family(said), settableClock(NOW)), expected));
  }
});

describe("shortFacts()", () => {
  it("leaves out what never was", () => {
    const names = shortFacts(family(), NAMES).map(({ name }) => name);
    assert.deepEqual(names, ["Tag", "Person", "Permissions", "Grant", "Since"]);
    assert.include(shortFacts(family({ rotatedAt: NOW + 1 }), NAMES).at(-1)?.value, "00:00:01");
  });
});

describe("longFacts()", () => {
  const FACTS: readonly (readonly [Partial<FamilyRecord>, string, string])[] = [
    [{}, "Application", "application 7"],
    [{}, "Person", ""],
    [{ accountId: 8 }, "Person", "person 8"],
    [{ scope: ["read", "write"] }, "Permissions", "read write"],
    [{ scope: [] }, "Permissions", ""],
    [{ grantType: "oauth1" }, "Grant", "OAuth 1.0a"],
    [{ grantType: "implicit" }, "Grant", "implicit"],
    [{}, "Refresh token", "It has none"],
    [{ refreshDigest: digest("x") }, "Refresh token", "Exchanged 0 times"],
    [{ refreshDigest: digest("x"), generation: 1 }, "Refresh token", "Exchanged once"],
    [{ refreshDigest: digest("x"), generation: 2 }, "Refresh token", "Exchanged 2 times"],
    [{}, "Session", ""],
    [{ session: "sid" }, "Session", "sid"],
    [{ bindings: { pkce: { secret: "x" }, openid: 1 } }, "Bound by", "pkce openid"],
    [{}, "Ends", "When it is revoked"],
    [{ expiresAt: NOW }, "Ends", "2026-01-01 00:00:00 UTC"],
    [{ revokedAt: NOW }, "Revoked", "2026-01-01 00:00:00 UTC"],
  ];
  for (const [said, name, expected] of FACTS) {
    it(`says of ${JSON.stringify(said)}: ${name} ${expected}`, () => assert.equal(told(said)[name], expected));
  }

  it("does not say that it was revoked where it was not", () => assert.notProperty(told({}), "Revoked"));

  it("tells no digest, and nothing that a feature bound", () => {
    const digests = { codeDigest: digest("c"), refreshDigest: digest("r"), previousDigest: digest("p") };
    const text = JSON.stringify(told({ ...digests, bindings: { pkce: "bound" } }));
    for (const secret of [...Object.values(digests), "bound"]) assert.notInclude(text, secret);
  });
});
