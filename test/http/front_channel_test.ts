import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { GO_ON_SCRIPT_HASH } from "../../src/pages/mod.ts";
import { peekJwt } from "../../src/protocol/mod.ts";
import type { HtmlReply, Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { codeFlow } from "../support/code_flow.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertError, locationOf, markupOf } from "../support/replies.ts";
import { clientCount, register, registered, registrar, WEB_APP } from "./registration.ts";
import { askLogout, BYE, isSignedIn, loggingOut, type LogoutStage, logoutStage, tokensFor } from "./logout.ts";

const OUT = "https://client.test/out";
const TOLD = { frontchannel_logout_uri: OUT, frontchannel_logout_session_required: true };

/** Addresses that a page loads in frames. */
function framesOf(page: Reply): readonly string[] {
  return [...markupOf(page).matchAll(/<iframe [^>]*src="([^"]*)"/g)].map(([, src = ""]) =>
    src.replaceAll("&amp;", "&"),
  );
}

function pageOf(reply: Reply): HtmlReply {
  assert(reply.kind === "html");
  return reply;
}

/** The person presses Log out in the header of a page. */
async function signOut({ browser }: LogoutStage): Promise<Reply> {
  const csrf = /name="csrf" value="([^"]+)"/.exec(markupOf(await browser.get("/account")))?.[1];
  return browser.post("/logout", { form: { csrf } });
}

/** The same person signs in at another client, in the same session. */
async function alsoAt(on: LogoutStage, metadata: object, scope?: string): Promise<ClientRecord> {
  const app = await loggingOut(on.under, metadata);
  const flow = await codeFlow(on.under, { client: app, account: on.ann });
  for (const [name, value] of on.browser.cookies) flow.browser.cookies.set(name, value);
  await tokensFor(flow, scope);
  return app;
}

describe("a logout that a client began", () => {
  rule(["FCLOGOUT-2-5", "FCLOGOUT-2-8", "FCLOGOUT-3-4"], "loads its page, with the sid of its ID token", async () => {
    const on = await logoutStage({ metadata: TOLD });
    const page = await askLogout(on, { id_token_hint: on.hint });
    const { sid } = peekJwt(on.hint).claims;
    const query = new URLSearchParams({ iss: on.under.issuer.url, sid: String(sid) });
    assert.deepEqual(framesOf(page), [`${OUT}?${query.toString()}`]);
    assert.isFalse(await isSignedIn(on));
  });

  it("waits for the frames before it goes on, by itself or by a link", async () => {
    const on = await logoutStage({ metadata: TOLD });
    const page = pageOf(await askLogout(on, { id_token_hint: on.hint, post_logout_redirect_uri: BYE, state: "x" }));
    assert.lengthOf(framesOf(page), 1);
    assert.equal(page.headers["Refresh"], `3;url=${BYE}?state=x`);
    assert.equal(page.scriptHash, GO_ON_SCRIPT_HASH);
    assert.include(page.markup, `id="next" href="${BYE}?state=x"`);
    assert.include(page.markup, "<script>");
  });

  it("has no script where it goes nowhere", async () => {
    const on = await logoutStage({ metadata: TOLD });
    const page = pageOf(await askLogout(on, { id_token_hint: on.hint }));
    assert.isUndefined(page.scriptHash);
    assert.notInclude(page.markup, "<script");
  });

  it("goes on at once where no client is told in the browser", async () => {
    const on = await logoutStage();
    const reply = await askLogout(on, { id_token_hint: on.hint, post_logout_redirect_uri: BYE });
    assert.equal(locationOf(reply).href, BYE);
  });

  rule("FCLOGOUT-3-1", "tells every client of the session, and no other", async () => {
    const on = await logoutStage({ metadata: TOLD });
    await alsoAt(on, { frontchannel_logout_uri: "https://client.test/second" });
    await alsoAt(on, {});
    await loggingOut(on.under, { frontchannel_logout_uri: "https://client.test/never" });
    const frames = framesOf(await askLogout(on, { id_token_hint: on.hint }));
    assert.deepEqual(
      frames.map((frame) => new URL(frame).pathname),
      ["/out", "/second"],
    );
  });

  beyond("FCLOGOUT-2-5", "lets the page load those addresses and nothing else", async () => {
    const on = await logoutStage({ metadata: TOLD });
    const page = pageOf(await askLogout(on, { id_token_hint: on.hint }));
    assert.deepEqual(page.frames, framesOf(page));
    assert.match(page.markup, /<iframe [^>]*sandbox="allow-scripts allow-same-origin allow-forms"/);
  });

  it("loads nothing on the page that asks the person, nor for a hint of somebody else", async () => {
    const on = await logoutStage({ metadata: TOLD });
    for (const query of [{}, { client_id: on.app.clientId }, { id_token_hint: "nonsense" }])
      assert.notInclude(markupOf(await askLogout(on, query)), "<iframe");
    assert.isTrue(await isSignedIn(on));
  });
});

describe("a logout by the person", () => {
  rule("FCLOGOUT-3-1", "tells the clients as well", async () => {
    const on = await logoutStage({ metadata: TOLD });
    const page = await signOut(on);
    assert.include(markupOf(page), "You are logged out");
    assert.deepEqual(
      framesOf(page).map((frame) => new URL(frame).pathname),
      ["/out"],
    );
  });

  it("tells nobody who asked for no ID token in this session", async () => {
    const on = await logoutStage();
    await alsoAt(on, TOLD, "read");
    assert.isEmpty(framesOf(await signOut(on)));
  });

  rule(["FCLOGOUT-3-4", "FCLOGOUT-5-1"], "names another session each time", async () => {
    const on = await logoutStage({ metadata: TOLD });
    const sids = [];
    for (let count = 0; count < 3; count += 1) {
      sids.push(new URL(framesOf(await signOut(on))[0] ?? "").searchParams.get("sid"));
      await on.browser.signIn(on.ann);
      await tokensFor(on.flow);
    }
    assert.lengthOf([...new Set(sids)], 3);
    for (const sid of sids) assert.match(sid ?? "", /^[\w-]{22}$/);
  });
});

describe("an issuer without OpenID Connect", () => {
  it("tells nobody, and says nothing of it", async () => {
    const { issuer } = await issuerUnderTest({ settings: { OIDC_ENABLED: "false" } });
    assert.notProperty(issuer.metadata, "frontchannel_logout_supported");
    assert.isFalse(issuer.clientMetadata.has("frontchannel_logout_uri"));
  });
});

describe("a client that registers where it is told in the browser", () => {
  const TOLD_AT = { frontchannel_logout_uri: "https://app.test/out?a=b" };

  rule("FCLOGOUT-2-8", "is told what holds, with what it left out", async () => {
    const { told } = await registered(await registrar("token"), TOLD_AT);
    assert.deepInclude(told, { ...TOLD_AT, frontchannel_logout_session_required: false });
  });

  it("is told nothing of it where it said nothing", async () => {
    const { told } = await registered(await registrar("token"));
    assert.notProperty(told, "frontchannel_logout_session_required");
  });

  for (const [what, said] of [
    ["another host", { frontchannel_logout_uri: "https://evil.test/out" }],
    ["a fragment", { frontchannel_logout_uri: "https://app.test/out#x" }],
    ["a flag that is a text", { ...TOLD_AT, frontchannel_logout_session_required: "true" }],
  ] as const) {
    rule("FCLOGOUT-2-1", `is refused with ${what}, and nothing is kept of it`, async () => {
      const under = await registrar();
      assertError(await register(under, { ...WEB_APP, ...said }), { error: "invalid_client_metadata" });
      assert.equal(await clientCount(under), 0);
    });
  }

  it("cannot move its redirect URIs away from there", async () => {
    const under = await registrar("token");
    const { id, path, token } = await registered(under, TOLD_AT);
    const json = { ...TOLD_AT, client_id: id, redirect_uris: ["https://elsewhere.test/cb"] };
    assertError(await under.send("PUT", path, { bearer: token, json }), { error: "invalid_client_metadata" });
  });
});
