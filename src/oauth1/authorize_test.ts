import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { legs, type LegsOptions, verifierIn } from "../../test/http/oauth1_legs.ts";
import { CALLBACK } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { OAuthError, Params, wireRequest } from "../protocol/mod.ts";
import { isForTemporary, OAUTH1_AUTHORIZE_HOOKS, verifierWord } from "./authorize.ts";
import { findTemporary } from "./temporary_credentials.ts";

async function waiting(options: LegsOptions & { readonly callback?: string } = {}) {
  const on = await legs(options);
  const temporary = await on.temporary(options.callback ?? CALLBACK, { params: { scope: "read" } });
  return { on, temporary, exchange: exchangeAt(on.under.issuer) };
}

/** What the hook makes of the parameters of a request. */
async function paramsFor(query: string, exchange: ReturnType<typeof exchangeAt>): Promise<Params> {
  return (await OAUTH1_AUTHORIZE_HOOKS.authorizeParams?.(Params.parse(query), exchange)) ?? Params.empty;
}

describe("isForTemporary()", () => {
  for (const [query, expected] of [
    ["oauth_token=a", true],
    ["oauth_token=a&scope=b", true],
    ["oauth_token=a&client_id=b", false],
    ["client_id=b", false],
    ["oauth_tokens=a", false],
    ["", false],
    ["oauth_token=a&x=%ZZ", false],
  ] as const) {
    it(`is ${expected} for '${query}'`, () => assert.equal(isForTemporary(wireRequest({ query })), expected));
  }
});

describe("the parameters of a request that brings temporary credentials", () => {
  rule(
    ["RFC5849-2.2-8", "RFC5849-2.2-3"],
    "are what the consumer signed, and nothing that stands beside them",
    async () => {
      const { on, temporary, exchange } = await waiting();
      const beside = "&scope=write&redirect_uri=https://elsewhere.test&state=x&prompt=none&nonce=n";
      const params = await paramsFor(`oauth_token=${temporary.token}${beside}`, exchange);
      assert.deepEqual(params.entries(), [
        ["client_id", on.application.clientId],
        ["redirect_uri", CALLBACK],
        ["response_type", "oauth1"],
        ["response_mode", "oauth1"],
        ["scope", "read"],
        ["state", temporary.token],
      ]);
    },
  );

  it("ask for a page where there is no callback", async () => {
    const { temporary, exchange } = await waiting({ callback: "oob" });
    const params = await paramsFor(`oauth_token=${temporary.token}`, exchange);
    assert.equal(params.get("response_mode"), "oauth1_page");
  });

  it("are those of OAuth 2.0 where there is a client_id", async () => {
    const { temporary, exchange } = await waiting();
    const query = `client_id=a&oauth_token=${temporary.token}`;
    assert.equal((await paramsFor(query, exchange)).toString(), query);
  });

  rule("RFC5849-2.2-2", "are refused when nobody knows them, and when they were answered", async () => {
    const { on, temporary, exchange } = await waiting();
    await on.deny(temporary.token);
    for (const [token, code] of [
      ["unknown", "token_rejected"],
      [temporary.token, "token_used"],
    ] as const) {
      const error = await thrownBy(() => paramsFor(`oauth_token=${token}`, exchange));
      assert(error instanceof OAuthError);
      assert.deepEqual([error.code, error.status], [code, 400]);
    }
  });
});

describe("verifierWord()", () => {
  it("stands alone, in no metadata, and takes the grant oauth1", () => {
    assert.deepInclude(verifierWord({}), { name: "oauth1", grantType: "oauth1", alone: true, inner: true });
  });

  it("lasts as long as a setting says, or until it is revoked", () => {
    assert.deepEqual(verifierWord({ tokenLifetime: 60 }).lasts, { lifetime: 60 });
    assert.deepEqual(verifierWord({}).lasts, {});
  });

  beyond("RFC5849-4.5-1", "keeps a digest of the verifier alone", async () => {
    const { on, temporary } = await waiting();
    const verifier = verifierIn(await on.allow(temporary.token));
    const { ephemeral, clock } = on.under.issuer;
    const { decision } = (await findTemporary(temporary.token, { ephemeral, now: clock.now() })) ?? {};
    assert(decision?.allowed === true);
    assert.notInclude(JSON.stringify(decision), verifier);
    assert.deepInclude(decision, { accountId: on.owner.id, scope: ["read"] });
    assert.include(on.under.events, "code.issued");
  });
});
