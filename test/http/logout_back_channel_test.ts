import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { FetchRefused, type SafeFetch, type SafeFetchOptions } from "../../src/platform/mod.ts";
import { peekJwt } from "../../src/protocol/mod.ts";
import { backChannelLogout } from "../../src/features/back_channel_logout/mod.ts";
import type { Feature } from "../../src/engine/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { codeFlow, codeRequest } from "../support/code_flow.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { askLogout, isSignedIn, loggingOut, type LogoutStage, logoutStage, tokensFor } from "./logout.ts";

const OUT = "https://client.test/out";

/** What a client was sent. */
interface Sent {
  readonly uri: string;
  readonly options: SafeFetchOptions;
  /** The logout token. */
  readonly token: string;
}

/** Servers of clients that answer with a status, or do not. */
function servers(answer: (sent: Sent) => number | Promise<number> = () => 200) {
  const sent: Sent[] = [];
  const fetch: SafeFetch = async (uri, options = {}) => {
    const form = options.body instanceof URLSearchParams ? options.body : new URLSearchParams();
    const one = { uri, options, token: form.get("logout_token") ?? "" };
    sent.push(one);
    return { status: await answer(one), headers: new Headers(), text: "" };
  };
  return { sent, fetch };
}

/** The standard features, with pauses between tries that take no time. */
function hurried(features: readonly Feature[]): readonly Feature[] {
  const quick = backChannelLogout({ tries: 4, timeout: 5, pause: async () => undefined });
  return features.map((feature) => (feature.name === quick.name ? quick : feature));
}

async function stage(answer?: (sent: Sent) => number | Promise<number>, metadata: object = {}) {
  const { sent, fetch } = servers(answer);
  const on = await logoutStage({ fetch, features: hurried, metadata: { backchannel_logout_uri: OUT, ...metadata } });
  return { ...on, sent };
}

/** Logs out, and waits until so many logout tokens have met their end. */
async function loggedOut(on: LogoutStage, ends = 1): Promise<readonly string[]> {
  await askLogout(on, { id_token_hint: on.hint });
  const ended = () => on.under.events.filter((name) => name === "logout.delivered" || name === "logout.failed");
  await eventually(async () => ended().length >= ends);
  return ended();
}

/** The person uses another client in the same session. */
async function alsoUses(on: LogoutStage, metadata: object): Promise<void> {
  const app = await loggingOut(on.under, metadata);
  const code = codeRequest(app, { scope: "openid" });
  assert.include(locationOf(await on.browser.get("/authorize", { query: code })).search, "code=");
}

describe("a logout token", () => {
  rule(
    ["BCLOGOUT-2.4-1", "BCLOGOUT-2.4-2", "BCLOGOUT-2.4-3", "BCLOGOUT-2.4-4", "BCLOGOUT-2.2-4"],
    "says that the session of a person has ended, and nothing else",
    async () => {
      const on = await stage();
      const session = await on.under.issuer.sessions.find(on.browser.cookies.get("sid"));
      await loggedOut(on);
      const { claims } = peekJwt(on.sent[0]?.token ?? "");
      const { jti, ...said } = claims;
      const iat = on.under.clock.now();
      assert.match(String(jti), /^[\w-]{22}$/);
      assert.deepEqual(said, {
        iss: on.under.issuer.url,
        sub: on.ann.sub,
        aud: on.app.clientId,
        iat,
        exp: iat + 120,
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
        sid: session?.sid,
      });
    },
  );

  rule(
    ["BCLOGOUT-2.4-5", "BCLOGOUT-2.4-7", "BCLOGOUT-4.1-1"],
    "is signed by the issuer, and is of a type of its own",
    async () => {
      const on = await stage();
      await loggedOut(on);
      const { issuer } = on.under;
      const token = on.sent[0]?.token ?? "";
      const { header } = await issuer.keys.verify(token, { issuer: issuer.url, audience: on.app.clientId });
      assert.deepInclude(header, { alg: "RS256", typ: "logout+jwt" });
    },
  );

  rule("BCLOGOUT-2.4-8", "holds for two minutes", async () => {
    const on = await stage();
    await loggedOut(on);
    const { exp, iat } = peekJwt(on.sent[0]?.token ?? "").claims;
    assert.equal(Number(exp) - Number(iat), 120);
  });

  rule("BCLOGOUT-2.4-6", "is signed by the algorithm of the client's ID tokens", async () => {
    const on = await stage(undefined, { id_token_signed_response_alg: "ES256" });
    await loggedOut(on);
    assert.equal(peekJwt(on.sent[0]?.token ?? "").header.alg, "ES256");
  });

  it("names the person as the sector of the client knows them", async () => {
    const on = await stage(undefined, { subject_type: "pairwise" });
    await loggedOut(on);
    const { sub } = peekJwt(on.sent[0]?.token ?? "").claims;
    assert.notEqual(sub, on.ann.sub);
    assert.equal(sub, peekJwt(on.hint).claims["sub"]);
  });

  rule("BCLOGOUT-2.5-1", "is posted as a form, alone", async () => {
    const on = await stage();
    await loggedOut(on);
    const [{ uri, options, token } = assert.fail("nothing was sent")] = on.sent;
    assert.equal(uri, OUT);
    assert.deepInclude(options, { method: "POST", timeoutMs: 5_000 });
    assert.equal(String(options.body), new URLSearchParams({ logout_token: token }).toString());
  });
});

describe("the end of a session", () => {
  rule(
    ["BCLOGOUT-2.3-1", "RPLOGOUT-2-9"],
    "is told to each client of the session that wants to hear of it",
    async () => {
      const on = await stage();
      await alsoUses(on, { backchannel_logout_uri: "https://other.test/out" });
      await alsoUses(on, {});
      assert.deepEqual(await loggedOut(on, 2), ["logout.delivered", "logout.delivered"]);
      assert.sameMembers(
        on.sent.map(({ uri }) => uri),
        [OUT, "https://other.test/out"],
      );
    },
  );

  it("is told to no client of another session of the same person", async () => {
    const on = await stage();
    const elsewhere = await loggingOut(on.under, { backchannel_logout_uri: "https://elsewhere.test/out" });
    await tokensFor(await codeFlow(on.under, { client: elsewhere, account: on.ann }));
    await loggedOut(on);
    assert.lengthOf(on.sent, 1);
  });

  it("is told when the person logs out by themselves", async () => {
    const on = await stage();
    const csrf = /name="csrf" value="([^"]+)"/.exec(markupOf(await on.browser.get("/account")))?.[1];
    await on.browser.post("/logout", { form: { csrf } });
    await eventually(async () => on.under.events.includes("logout.delivered"));
    assert.lengthOf(on.sent, 1);
  });

  beyond("BCLOGOUT-2.5-1", "keeps nobody waiting for a client that does not answer", async () => {
    let release: (status: number) => void = () => undefined;
    const on = await stage(() => new Promise((resolve) => (release = resolve)));
    await askLogout(on, { id_token_hint: on.hint });
    assert.isFalse(await isSignedIn(on));
    await eventually(async () => on.sent.length === 1);
    assert.notInclude(on.under.events, "logout.delivered");
    release(200);
    await eventually(async () => on.under.events.includes("logout.delivered"));
  });

  it("is told to nobody before it is a fact, nor by a question", async () => {
    const on = await stage();
    await askLogout(on, { client_id: on.app.clientId });
    assert.deepEqual(on.sent, []);
  });
});

describe("what a client answers to a logout token", () => {
  for (const status of [200, 204]) {
    rule("BCLOGOUT-2.8-2", `is a success when it is ${status}`, async () => {
      const on = await stage(() => status);
      assert.deepEqual(await loggedOut(on), ["logout.delivered"]);
      assert.lengthOf(on.sent, 1);
    });
  }

  it("is final when it is 400", async () => {
    const on = await stage(() => 400);
    assert.deepEqual(await loggedOut(on), ["logout.failed"]);
    assert.lengthOf(on.sent, 1);
  });

  for (const status of [401, 404, 429, 500, 503, 201]) {
    rule("BCLOGOUT-3-1", `is asked for four times when it is ${status}`, async () => {
      const on = await stage(() => status);
      assert.deepEqual(await loggedOut(on), ["logout.failed"]);
      assert.lengthOf(on.sent, 4);
    });
  }

  it("may come at the third try, and each try has a token of its own", async () => {
    let tries = 0;
    const on = await stage(() => ((tries += 1) < 3 ? 503 : 200));
    assert.deepEqual(await loggedOut(on), ["logout.delivered"]);
    assert.lengthOf(new Set(on.sent.map(({ token }) => peekJwt(token).claims["jti"])), 3);
  });

  for (const [reason, tries] of [
    ["name", 4],
    ["connection", 4],
    ["timeout", 4],
    ["address", 1],
    ["url", 1],
    ["redirect", 1],
    ["encoded", 1],
    ["too_large", 1],
  ] as const) {
    it(`is given up after ${tries} tries when the guarded request fails for its ${reason}`, async () => {
      const on = await stage(() => Promise.reject(new FetchRefused(reason, "Cannot fetch")));
      assert.deepEqual(await loggedOut(on), ["logout.failed"]);
      assert.lengthOf(on.sent, tries);
    });
  }

  it("is written down with the client, the person, the tries and the reason", async () => {
    const on = await stage(() => 503);
    await loggedOut(on);
    const [entry] = await on.under.issuer.durable.audit.list({ limit: 9, event: "logout.failed" });
    const who = { client: on.app.id, accountId: on.ann.id };
    assert.deepInclude(entry, { ...who, detail: { reason: "status 503", tries: 4 } });
  });
});

describe("a feature that refines logout tokens", () => {
  it("is asked before they are signed", async () => {
    const { sent, fetch } = servers();
    const hooks = { logoutToken: (claims: object) => ({ ...claims, more: true }) };
    const on = await logoutStage({
      fetch,
      features: (standard) => [...hurried(standard), { name: "more", spec: "test", hooks }],
      metadata: { backchannel_logout_uri: OUT },
    });
    await loggedOut(on);
    assert.isTrue(peekJwt(sent[0]?.token ?? "").claims["more"]);
  });
});

describe("the metadata of back-channel logout", () => {
  for (const [settings, expected] of [
    [{}, true],
    [{ BACKCHANNEL_LOGOUT: "false" }, undefined],
    [{ OIDC_ENABLED: "false" }, undefined],
  ] as const) {
    rule("BCLOGOUT-2.1-1", `says ${String(expected)} with ${JSON.stringify(settings)}`, async () => {
      const under = await issuerUnderTest({ settings });
      assert.equal(under.issuer.metadata["backchannel_logout_supported"], expected);
      assert.equal(under.issuer.metadata["backchannel_logout_session_supported"], expected);
    });
  }
});
