import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { INTROSPECTION_SCOPE, registrationPolicyOf } from "../../engine/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { applicationPolicy, openScopes } from "./application_policy.ts";

async function policy(isStaff: boolean, before?: Partial<ClientRecord>) {
  const { issuer } = await issuerUnderTest();
  const of = before === undefined ? undefined : clientRecord(before);
  return { issuer, ...applicationPolicy(issuer, { isStaff, before: of }) };
}

describe("applicationPolicy()", () => {
  it("lets staff register all that there is", async () => {
    const { issuer, ...allowed } = await policy(true);
    assert.deepEqual(allowed, registrationPolicyOf(issuer));
  });

  it("lets others register all but asking about tokens", async () => {
    const { issuer, scopes, grantTypes } = await policy(false);
    assert.deepEqual([...scopes], openScopes(issuer));
    assert.notInclude(openScopes(issuer), INTROSPECTION_SCOPE);
    assert.deepEqual(grantTypes, registrationPolicyOf(issuer).grantTypes);
  });

  const kept: readonly (readonly [string, Partial<ClientRecord>, string, string])[] = [
    ["a scope that others do not get", { scope: [INTROSPECTION_SCOPE] }, "scopes", INTROSPECTION_SCOPE],
    ["every scope", {}, "scopes", INTROSPECTION_SCOPE],
    ["a scope that is gone", { scope: ["gone"] }, "scopes", "gone"],
    ["a grant that is turned off", { grantTypes: ["urn:gone"] }, "grantTypes", "urn:gone"],
    ["a method that is turned off", { authMethod: "gone_auth" }, "authMethods", "gone_auth"],
  ];
  for (const [name, before, member, word] of kept) {
    it(`leaves an application ${name} that it has`, async () => {
      const allowed = await policy(false, before);
      assert.include([...(Reflect.get(allowed, member) as Iterable<string>)], word);
    });
  }

  it("does not give an application what it does not have", async () => {
    assert.isFalse((await policy(false, { scope: ["read"] })).scopes.has(INTROSPECTION_SCOPE));
  });
});
