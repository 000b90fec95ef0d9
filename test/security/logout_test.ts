import { createHmac } from "node:crypto";
import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import { logOut } from "../../src/engine/mod.ts";
import { createSafeFetch, type SafeFetch } from "../../src/platform/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { askLogout, BYE, isAlive, isSignedIn, type LogoutStage, logoutStage } from "../http/logout.ts";
import { exchangeAt } from "../support/exchange.ts";
import { assertProblemPage, bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { elsewhere } from "./elsewhere.ts";

const MARKUP = `"><img src=x onerror=alert(1)>'`;

/** A JWT of these parts, signed by HMAC under a text that is no secret. */
function forged(claims: object, key: string): string {
  const said = [{ alg: "HS256", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const input = said.join(".");
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
}

async function assertStays(on: LogoutStage): Promise<void> {
  assert.isTrue(await isSignedIn(on));
  assert.isTrue(await isAlive(on, on.tokens));
}

/** The claims of the hint of a stage. */
function claimsOf({ hint }: LogoutStage): object {
  return JSON.parse(Buffer.from(hint.split(".")[1] ?? "", "base64url").toString());
}

/** Tokens of ours, and of nobody's, that are no ID token of this client. */
const NO_HINTS: readonly (readonly [string, (on: LogoutStage) => Promise<string> | string])[] = [
  ["an access token", (on) => textIn(on.tokens, "access_token")],
  ["a refresh token", (on) => textIn(on.tokens, "refresh_token")],
  ["a JWT under the published key, taken for a secret", async (on) => forged(claimsOf(on), await publishedKey(on))],
  ["a JWT under the client's id", (on) => forged(claimsOf(on), on.app.clientId)],
  ["a JWT under nothing", (on) => forged(claimsOf(on), "")],
  ["a logout token of ours", logoutTokenOf],
  ["a JWT inside of a JWT", (on) => Buffer.from(on.hint).toString("base64url")],
  ["very much of nothing", () => `${"x".repeat(20_000)}.y.z`],
];

async function publishedKey({ under }: LogoutStage): Promise<string> {
  const { keys } = bodyOf(await under.get("/jwks"));
  return JSON.stringify(Array.isArray(keys) ? keys[0] : undefined);
}

/** A logout token that this client got when another session of the same person ended. */
async function logoutTokenOf({ under }: LogoutStage): Promise<string> {
  const claims = { iss: under.issuer.url, sub: "x", aud: "x", events: {}, sid: "x", iat: under.clock.now() };
  return under.issuer.keys.sign({ ...claims, exp: under.clock.now() + 120 }, { alg: "RS256", typ: "logout+jwt" });
}

describe("a logout, as to who may ask for it", () => {
  for (const [name, make] of NO_HINTS) {
    beyond("RPLOGOUT-2-3", `is not begun by ${name}`, async () => {
      const on = await logoutStage();
      const query = { id_token_hint: await make(on), post_logout_redirect_uri: BYE };
      const reply = await askLogout(on, query);
      assertProblemPage(reply, { error: "invalid_request" });
      await assertStays(on);
    });
  }

  beyond(
    "RPLOGOUT-6-1",
    "does not say whether a person is signed in to who is not: pages tell no other site",
    async () => {
      const on = await logoutStage();
      for (const query of [{}, { client_id: on.app.clientId }, { id_token_hint: "nonsense" }]) {
        const reply = await askLogout(on, query);
        assert.deepEqual(
          Object.keys(reply.headers).filter((name) => /access-control/i.test(name)),
          [],
        );
        assert.notProperty(reply, "frameAncestors");
      }
    },
  );

  for (const [name, said] of [
    ["the state", { state: MARKUP }],
    ["the name of the person", { logout_hint: MARKUP }],
    ["a language", { ui_locales: MARKUP }],
    ["a parameter that nobody knows", { [MARKUP]: MARKUP }],
  ] as const) {
    it(`shows no markup that comes as ${name}`, async () => {
      const on = await logoutStage();
      const markup = markupOf(await askLogout(on, { client_id: on.app.clientId, ...said }));
      assert.include(markup, "Log out?");
      assert.notInclude(markup, "<img src=x");
    });
  }

  for (const state of ["a\r\nSet-Cookie: sid=x", "a\nb", "a\0b"]) {
    it(`refuses the state ${JSON.stringify(state)}, which would break a header`, async () => {
      const on = await logoutStage();
      const query = `id_token_hint=${on.hint}&post_logout_redirect_uri=${encodeURIComponent(BYE)}&state=${encodeURIComponent(state)}`;
      const reply = await on.browser.get("/logout", { query });
      assertProblemPage(reply, { error: "invalid_request" });
      await assertStays(on);
    });
  }
});

describe("the way on after a logout", () => {
  elsewhere("ZITADEL CVE-2025-67495", "is no script, even where the client holds one", async () => {
    const on = await logoutStage();
    const { issuer } = on.under;
    const session = await issuer.sessions.find(on.browser.cookies.get("sid"));
    const next = { client: on.app, uri: "javascript:alert(1)" };
    const hooks = { ...issuer.hooks, logoutFrames: async () => ["javascript:alert(2)"] };
    const reply = await logOut(exchangeAt({ ...issuer, hooks }), session!, { next }).catch(() => undefined);
    if (reply !== undefined) assert.notMatch(markupOf(reply), /(?:href|src)="javascript:/);
  });

  it("cannot be bent by the state, where the browser waits for frames", async () => {
    const on = await logoutStage();
    const { issuer } = on.under;
    const session = await issuer.sessions.find(on.browser.cookies.get("sid"));
    const hooks = { ...issuer.hooks, logoutFrames: async () => ["https://client.test/out"] };
    const stage = exchangeAt({ ...issuer, hooks });
    const uri = `${BYE}?state=${encodeURIComponent("x;url=https://evil.test/,0")}`;
    const reply = await logOut(stage, session!, { next: { client: on.app, uri } });
    assert.equal(reply.headers["Refresh"], `3;url=${uri}`);
    assert.notInclude(uri, ";");
  });

  it("is the client's that asks, not that of a client whose hint was borrowed", async () => {
    const on = await logoutStage();
    const query = { id_token_hint: on.hint, client_id: "another", post_logout_redirect_uri: BYE };
    assertProblemPage(await askLogout(on, query), { error: "invalid_request" });
    assert.equal(locationOf(await askLogout(on, { ...query, client_id: on.app.clientId })).href, BYE);
  });
});

describe("the address at which a client hears of logouts", () => {
  /** What became of a logout token for a client there, when names lead to an address. */
  async function reasonFor(uri: string, address: string): Promise<unknown> {
    const family = address.includes(":") ? 6 : 4;
    const fetch: SafeFetch = createSafeFetch({ resolve: async () => [{ address, family }] });
    const on = await logoutStage({ fetch, metadata: { backchannel_logout_uri: uri } });
    await askLogout(on, { id_token_hint: on.hint });
    await eventually(async () => on.under.events.includes("logout.failed"));
    const [entry] = await on.under.issuer.durable.audit.list({ limit: 9, event: "logout.failed" });
    return entry?.detail["reason"];
  }

  for (const address of [
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "::1",
    "fd00::1",
    "::ffff:10.0.0.1",
  ]) {
    elsewhere("ZITADEL CVE-2025-67494", `is not asked where its name leads to ${address}`, async () => {
      assert.equal(await reasonFor("https://client.test/out", address), "address");
    });
  }

  for (const uri of ["http://client.test/out", "https://client.test:6379/out", "https://client.test:22/"]) {
    elsewhere("ZITADEL CVE-2025-67494", `is not asked at ${uri}`, async () => {
      assert.include(["url", "address"], await reasonFor(uri, "203.0.113.7"));
    });
  }
});
