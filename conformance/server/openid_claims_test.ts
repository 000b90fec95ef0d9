import { assert } from "chai";
import type { Context } from "mocha";
import { claimsOf, type OpenidAnswer, signIn, userinfo } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import type { ResponseType, Target } from "../support/target.ts";

/** A claim of each standard scope. @see OpenID Connect Core 5.4 */
const SCOPE_CLAIMS = { profile: "name", email: "email", address: "address", phone: "phone_number" } as const;

/** Response types with an access token, of those that the provider lets us use. */
function typesWithToken({ responseTypes = ["code"] }: Target): readonly ResponseType[] {
  const flows: readonly ResponseType[] = ["code", "id_token token", "code token"];
  return flows.filter((type) => responseTypes.includes(type));
}

function endpointOf({ journey }: OpenidAnswer): string {
  return journey.config.serverMetadata().userinfo_endpoint ?? "";
}

/** What is told of a person who allowed a scope, in each flow. */
async function told(target: Target, scope: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  for (const type of typesWithToken(target)) {
    const answer = await signIn(target, { type, change: { scope } });
    all.push(await userinfo(answer, answer.accessTokens[0] ?? ""));
  }
  return all;
}

/** Goes on only where the provider has scopes. */
async function needScopes(context: Context, target: Target, scopes: readonly string[]): Promise<void> {
  const { journey } = await signIn(target);
  const { scopes_supported: known = [] } = journey.config.serverMetadata();
  need(context, scopes.every((scope) => known.includes(scope)) || undefined, `scope ${scopes.join(" ")}`);
}

suite("claims of OpenID Connect", (open) => {
  for (const [scope, claim] of Object.entries(SCOPE_CLAIMS)) {
    rule("OIDC-5.4-1", `tell of a person what the scope ${scope} stands for`, async function () {
      const target = await open();
      await needScopes(this, target, [scope]);
      for (const claims of await told(target, `openid ${scope}`)) assert.containsAllKeys(claims, ["sub", claim]);
    });
  }

  rule(
    "OIDC-5.4-1",
    "tell of a person what all scopes together stand for, and without them the sub",
    async function () {
      const target = await open();
      const scopes = Object.keys(SCOPE_CLAIMS);
      await needScopes(this, target, scopes);
      for (const claims of await told(target, ["openid", ...scopes].join(" ")))
        assert.containsAllKeys(claims, Object.values(SCOPE_CLAIMS));
      for (const claims of await told(target, "openid")) assert.doesNotHaveAnyKeys(claims, Object.values(SCOPE_CLAIMS));
    },
  );

  rule("OIDC-5.4-2", "are in the ID token where no access token comes", async function () {
    const target = await open();
    need(
      this,
      target.responseTypes?.find((type) => type === "id_token"),
      "response type id_token",
    );
    const { idTokens } = await signIn(target, { type: "id_token", change: { scope: "openid email phone" } });
    assert.containsAllKeys(claimsOf(idTokens[0]), ["email", "phone_number"]);
  });

  rule("OIDC-5.5.1-1", "that are essential to a client are told to it", async function () {
    const target = await open();
    await needScopes(this, target, ["profile"]);
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    for (const type of typesWithToken(target)) {
      const answer = await signIn(target, { type, change: { scope: "openid profile", claims } });
      assert.property(await userinfo(answer, answer.accessTokens[0] ?? ""), "name", type);
    }
  });

  for (const [name, options] of [
    ["GET and a header", (token: string) => ({ headers: { authorization: `Bearer ${token}` } })],
    ["POST and a header", (token: string) => ({ method: "POST", headers: { authorization: `Bearer ${token}` } })],
    ["POST and a form", (token: string) => ({ method: "POST", body: new URLSearchParams({ access_token: token }) })],
  ] as const) {
    rule(["OIDC-5.3-2", "OIDC-5.3-3", "OIDC-5.3.2-3"], `are told at the UserInfo endpoint by ${name}`, async () => {
      const target = await open();
      for (const type of typesWithToken(target)) {
        const answer = await signIn(target, { type });
        const response = await fetch(endpointOf(answer), options(answer.accessTokens[0] ?? ""));
        assert.match(response.headers.get("content-type") ?? "", /^application\/json/, type);
        assert.equal((await response.json())["sub"], claimsOf(answer.idTokens[0])["sub"], type);
      }
    });
  }
});
