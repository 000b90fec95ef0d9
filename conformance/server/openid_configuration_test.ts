import { assert } from "chai";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import type { Target } from "../support/target.ts";

type Members = Readonly<Record<string, unknown>>;

/** The configuration, where clients of OpenID Connect look for it. */
async function configuration({ issuer }: Target): Promise<Members> {
  const answer = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  assert.equal(answer.status, 200);
  return answer.json();
}

/** The texts of a list; fails for anything else. */
function listIn(members: Members, name: string): readonly string[] {
  const list = members[name];
  assert.isArray(list, name);
  return Array.isArray(list) ? list.map(String) : [];
}

const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

suite("the configuration of a provider", (open) => {
  rule(
    ["DISCOVERY-4-1", "DISCOVERY-4.3-1", "DISCOVERY-3-1"],
    "names its issuer to the letter, where its clients look for it",
    async () => {
      const target = await open();
      assert.equal((await configuration(target))["issuer"], target.issuer);
    },
  );

  rule(
    ["DISCOVERY-3-2", "DISCOVERY-3-3", "DISCOVERY-3-4"],
    "names each endpoint, all of them below one scheme and host",
    async () => {
      const target = await open();
      const members = await configuration(target);
      for (const name of ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"])
        assert.property(members, name);
      for (const [name, value] of Object.entries(members)) {
        if (/_endpoint$|^jwks_uri$/.test(name))
          assert.equal(new URL(String(value)).protocol, new URL(target.issuer).protocol, name);
      }
    },
  );

  rule(
    ["DISCOVERY-3-8", "DISCOVERY-3-9", "DISCOVERY-3-10", "DISCOVERY-3-11", "DISCOVERY-3-16"],
    "lists what every provider has to have",
    async () => {
      const members = await configuration(await open());
      assert.include(listIn(members, "scopes_supported"), "openid");
      assert.include(listIn(members, "response_types_supported"), "code");
      assert.include(listIn(members, "subject_types_supported"), "public");
      assert.include(listIn(members, "id_token_signing_alg_values_supported"), "RS256");
      assert.include(listIn(members, "claims_supported"), "sub");
    },
  );

  rule(["DISCOVERY-3-5", "DISCOVERY-3-6"], "publishes keys that have an id, and nothing private", async () => {
    const { jwks_uri: address } = await configuration(await open());
    const { keys }: { readonly keys: readonly Readonly<Record<string, string>>[] } = await (
      await fetch(String(address))
    ).json();
    assert.isNotEmpty(keys);
    for (const key of keys) {
      assert.isString(key["kid"]);
      assert.include(["sig", "enc"], key["use"]);
      assert.doesNotHaveAnyKeys(key, PRIVATE);
    }
  });

  rule(
    ["RPLOGOUT-2.1-1", "BCLOGOUT-2.1-1", "FCLOGOUT-3-2", "FCLOGOUT-3-3", "SESSION-3.3-1"],
    "says how clients hear that a person logged out",
    async function () {
      const target = await open();
      const members = await configuration(target);
      need(this, members["end_session_endpoint"], "logout for clients");
      need(this, members["frontchannel_logout_supported"], "logout by the browser");
      need(this, members["backchannel_logout_supported"], "logout by the server");
      need(this, members["check_session_iframe"], "frame to ask of the session");
      for (const name of ["end_session_endpoint", "check_session_iframe"])
        assert.equal(new URL(String(members[name])).protocol, new URL(target.issuer).protocol, name);
      for (const name of ["frontchannel_logout_session_supported", "backchannel_logout_session_supported"])
        assert.isTrue(members[name], name);
    },
  );
});
