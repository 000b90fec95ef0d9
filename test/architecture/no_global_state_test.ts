import { assert } from "chai";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import { client, person } from "../support/cast.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertError, bodyOf, locationOf, textIn } from "../support/replies.ts";
import { ask, assertActive, introspected, passwordForm, refresh } from "../http/tokens.ts";

const STRICT = { ACCESS_TOKEN_EXPIRE_SECONDS: "60", PKCE_REQUIRED: "all", SCOPES: "a", DEFAULT_SCOPES: "a" };
const LENIENT = {
  ACCESS_TOKEN_EXPIRE_SECONDS: "7200",
  PKCE_REQUIRED: "none",
  PKCE_PLAIN: "true",
  ROTATE_REFRESH_TOKEN: "false",
  SCOPES: "b c",
  DEFAULT_SCOPES: "c",
};
const NAMES = { clientId: "the-same-name", skipAuthorization: true };

/** One of two issuers whose clients and people have the same names. */
async function side(url: string, settings: Readonly<Record<string, string>>): Promise<CodeFlow> {
  const under = await issuerUnderTest({ url, settings, seed: url });
  const account = await person(under.issuer, { username: "ann" });
  return codeFlow(under, { client: await client(under.issuer, NAMES), account });
}

async function both(): Promise<readonly [CodeFlow, CodeFlow]> {
  return [await side("https://strict.test", STRICT), await side("https://lenient.test", LENIENT)];
}

function passwordTokens({ under, client, account }: CodeFlow) {
  return ask(under, client, passwordForm(account));
}

async function tokensOf(flow: CodeFlow): Promise<{ readonly access: string; readonly refresh: string }> {
  const reply = await passwordTokens(flow);
  return { access: textIn(reply, "access_token"), refresh: textIn(reply, "refresh_token") };
}

async function errorWithoutPkce({ browser, client }: CodeFlow): Promise<string | null> {
  const query = codeRequest(client, { scope: undefined, code_challenge: undefined, code_challenge_method: undefined });
  return locationOf(await browser.get("/authorize", { query })).searchParams.get("error");
}

async function isUnknownTo({ under, client }: CodeFlow, tokens: { readonly access: string; readonly refresh: string }) {
  await assertActive(under, tokens.access, false);
  assertError(await refresh(under, client, { refresh_token: tokens.refresh }), { error: "invalid_grant" });
}

describe("two issuers with opposite settings in one process", () => {
  it("keep to their own settings while they take turns", async () => {
    const flows = await both();
    for (let turn = 0; turn < 5; turn += 1) {
      const bodies = (await Promise.all(flows.map(passwordTokens))).map(bodyOf);
      assert.deepEqual(
        bodies.map((body) => body["expires_in"]),
        [60, 7_200],
      );
      assert.deepEqual(
        bodies.map((body) => body["scope"]),
        ["a", "c"],
      );
      assert.deepEqual(await Promise.all(flows.map(errorWithoutPkce)), ["invalid_request", null]);
    }
  });

  it("do not know each other's tokens", async () => {
    const [strict, lenient] = await both();
    const [mine, yours] = [await tokensOf(strict), await tokensOf(lenient)];
    await isUnknownTo(strict, yours);
    await isUnknownTo(lenient, mine);
    await assertActive(strict.under, mine.access);
    await assertActive(lenient.under, yours.access);
  });

  it("do not know each other's codes, sessions and clients", async () => {
    const [strict, lenient] = await both();
    const code = await strict.code({ scope: undefined });
    assertError(await lenient.redeem(code), { error: "invalid_grant" });
    const sid = strict.browser.cookies.get("sid");
    assert.isUndefined(await lenient.under.issuer.sessions.find(sid));
    const only = await client(strict.under.issuer);
    const reply = await ask(lenient.under, only, { grant_type: "client_credentials" });
    assertError(reply, { error: "invalid_client", status: 401 });
  });

  it("name themselves and nobody else", async () => {
    for (const { under, browser, client } of await both()) {
      const reply = await browser.get("/authorize", { query: codeRequest(client, { scope: undefined }) });
      assert.equal(locationOf(reply).searchParams.get("iss"), under.issuer.url);
      const token = textIn(await ask(under, client, { grant_type: "client_credentials" }), "access_token");
      assert.equal((await introspected(under, token))["iss"], under.issuer.url);
    }
  });

  it("throttle, refuse and change clients each for itself", async () => {
    const [strict, lenient] = await both();
    const wrong = { password: "wrong horse" };
    for (let tries = 0; tries < 6; tries += 1)
      await ask(strict.under, strict.client, passwordForm(strict.account, wrong));
    assert.equal((await passwordTokens(strict)).status, 429);
    assert.equal((await passwordTokens(lenient)).status, 200);
    await removeClient(strict);
    assert.equal((await passwordTokens(strict)).status, 401);
    assert.equal((await passwordTokens(lenient)).status, 200);
  });
});

async function removeClient({
  under,
  client,
}: {
  readonly under: IssuerUnderTest;
  readonly client: CodeFlow["client"];
}) {
  await under.issuer.durable.clients.remove(client.id);
  await under.issuer.clients.changed(client);
}
