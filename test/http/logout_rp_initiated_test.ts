import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client, person } from "../support/cast.ts";
import { codeFlow } from "../support/code_flow.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";
import { assertProblemPage, bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";
import {
  askLogout,
  assertAsks,
  BYE,
  isAlive,
  isSignedIn,
  loggingOut,
  type LogoutStage,
  logoutStage,
  tokensFor,
} from "./logout.ts";

/** A hint of somebody else: of another person, of another session of hers, of another client. */
async function elsewhere(on: LogoutStage, whose: "another person" | "another session"): Promise<string> {
  const account = whose === "another person" ? await person(on.under.issuer) : on.ann;
  const flow = await codeFlow(on.under, { client: on.app, account });
  return textIn(await tokensFor(flow), "id_token");
}

describe("GET /logout with a hint of the session of this browser", () => {
  rule(["RPLOGOUT-2-8", "RPLOGOUT-2-10"], "logs out at once and sends the browser back with the state", async () => {
    const on = await logoutStage();
    const state = "a state+with %26 & = / signs";
    const reply = await askLogout(on, { id_token_hint: on.hint, post_logout_redirect_uri: BYE, state });
    const { origin, pathname, searchParams } = locationOf(reply);
    assert.deepEqual([origin + pathname, [...searchParams]], [BYE, [["state", state]]]);
    assert.isFalse(on.browser.cookies.has("sid"));
    assert.isFalse(await isSignedIn(on));
    assert.deepEqual(on.under.events.slice(-2), ["session.ended", "logout"]);
  });

  for (const [name, said, expected] of [
    ["without state", {}, BYE],
    ["with a state that is empty", { state: "" }, BYE],
    ["with client_id as well", { client_id: "own" }, BYE],
    ["with a wish for a language", { ui_locales: "fr-CA en" }, BYE],
  ] as const) {
    it(`goes back to the registered address ${name}`, async () => {
      const on = await logoutStage();
      const query: Given = { id_token_hint: on.hint, post_logout_redirect_uri: BYE, ...said };
      const own = "client_id" in said ? { client_id: on.app.clientId } : {};
      assert.equal(locationOf(await askLogout(on, { ...query, ...own })).href, expected);
    });
  }

  it("keeps the query of the registered address", async () => {
    const uri = `${BYE}?from=ts`;
    const on = await logoutStage({ metadata: { post_logout_redirect_uris: [BYE, uri] } });
    const reply = await askLogout(on, { id_token_hint: on.hint, post_logout_redirect_uri: uri, state: "x" });
    assert.equal(locationOf(reply).href, `${uri}&state=x`);
  });

  for (const said of [{}, { state: "only" }]) {
    it(`says that it is done, without an address to go to and ${"state" in said ? "with" : "without"} a state`, async () => {
      const on = await logoutStage();
      assert.include(markupOf(await askLogout(on, { id_token_hint: on.hint, ...said })), "You are logged out");
      assert.isFalse(await isSignedIn(on));
    });
  }

  rule("RPLOGOUT-2-4", "takes an ID token that expired while the session goes on", async () => {
    const on = await logoutStage({ settings: { ID_TOKEN_EXPIRE_SECONDS: "60" } });
    on.under.clock.advance(7_200);
    const reply = await askLogout(on, { id_token_hint: on.hint, post_logout_redirect_uri: BYE });
    assert.equal(locationOf(reply).href, BYE);
  });

  it("takes one that a retired key signed", async () => {
    const on = await logoutStage();
    await on.under.issuer.keys.rotate();
    assert.include(markupOf(await askLogout(on, { id_token_hint: on.hint })), "You are logged out");
  });

  it("takes one that another of the issuer's keys signed", async () => {
    const on = await logoutStage({ metadata: { id_token_signed_response_alg: "ES256" } });
    assert.include(markupOf(await askLogout(on, { id_token_hint: on.hint })), "You are logged out");
  });

  it("is as good by POST", async () => {
    const on = await logoutStage();
    const reply = await on.browser.post("/logout", {
      form: { id_token_hint: on.hint, post_logout_redirect_uri: BYE, state: "s" },
    });
    assert.equal(locationOf(reply).href, `${BYE}?state=s`);
    assert.isFalse(await isSignedIn(on));
  });
});

describe("the tokens of a session that a client ends", () => {
  it("end with it, those of that client and of this session alone", async () => {
    const on = await logoutStage();
    const other = await codeFlow(on.under, { account: on.ann, client: await loggingOut(on.under) });
    const otherSession = await tokensFor(await codeFlow(on.under, { client: on.app, account: on.ann }));
    await askLogout(on, { id_token_hint: on.hint });
    assert.isFalse(await isAlive(on, on.tokens));
    assert.isTrue(await isAlive(on, otherSession));
    assert.isTrue(await isAlive(on, await tokensFor(other), other.client));
  });

  rule("BCLOGOUT-2.7-2", "cannot be refreshed any more", async () => {
    const on = await logoutStage();
    await askLogout(on, { id_token_hint: on.hint });
    const form = { grant_type: "refresh_token", refresh_token: textIn(on.tokens, "refresh_token") };
    assert.equal(bodyOf(await on.under.post("/token", { as: on.app, form }))["error"], "invalid_grant");
  });

  rule("BCLOGOUT-2.7-3", "go on where the person let them outlive the session", async () => {
    const on = await logoutStage({ scope: "openid read offline_access" });
    await askLogout(on, { id_token_hint: on.hint });
    const form = { grant_type: "refresh_token", refresh_token: textIn(on.tokens, "refresh_token") };
    assert.equal((await on.under.post("/token", { as: on.app, form })).status, 200);
  });

  it("go on where the settings say so", async () => {
    const on = await logoutStage({ settings: { OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS: "false" } });
    await askLogout(on, { id_token_hint: on.hint });
    assert.isTrue(await isAlive(on, on.tokens));
    assert.isFalse(await isSignedIn(on));
  });

  it("end for every client when the person logs out by themselves", async () => {
    const on = await logoutStage();
    const other = await loggingOut(on.under);
    const page = await on.browser.get("/account");
    const csrf = /action="\/logout"[\s\S]*?name="csrf" value="([^"]+)"/.exec(markupOf(page))?.[1];
    await on.browser.post("/logout", { form: { csrf } });
    assert.isFalse(await isAlive(on, on.tokens, other));
  });
});

describe("a request to log out that does not show whose session it means", () => {
  const ROWS: readonly (readonly [string, (on: LogoutStage) => Promise<Given> | Given])[] = [
    ["nothing", () => ({})],
    ["a state alone", () => ({ state: "x" })],
    ["client_id alone", ({ app }) => ({ client_id: app.clientId })],
    ["client_id and an address", ({ app }) => ({ client_id: app.clientId, post_logout_redirect_uri: BYE })],
    ["a hint of another person", async (on) => ({ id_token_hint: await elsewhere(on, "another person") })],
    ["a hint of another session", async (on) => ({ id_token_hint: await elsewhere(on, "another session") })],
    ["a hint of hers, and the name of somebody else", ({ hint }) => ({ id_token_hint: hint, logout_hint: "bob" })],
  ];

  for (const [name, query] of ROWS) {
    rule(["RPLOGOUT-2-7", "RPLOGOUT-6-1"], `asks the person, and does nothing by itself: ${name}`, async () => {
      const on = await logoutStage();
      assertAsks(await askLogout(on, await query(on)));
      assert.isTrue(await isSignedIn(on));
      assert.isTrue(await isAlive(on, on.tokens));
    });
  }

  rule(
    "RPLOGOUT-2-5",
    "asks about a session that has ended in the meantime, and spares the one that is there",
    async () => {
      const on = await logoutStage();
      await askLogout(on, { id_token_hint: on.hint });
      await on.browser.signIn(on.ann);
      assertAsks(await askLogout(on, { id_token_hint: on.hint, post_logout_redirect_uri: BYE }));
      assert.isTrue(await isSignedIn(on));
    },
  );

  rule("RPLOGOUT-2-6", "asks always where the settings say so", async () => {
    const on = await logoutStage({ settings: { OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT: "true" } });
    assertAsks(await askLogout(on, { id_token_hint: on.hint }));
    assert.isTrue(await isSignedIn(on));
  });

  it("names the application that asks, and the person", async () => {
    const on = await logoutStage();
    const markup = markupOf(await askLogout(on, { client_id: on.app.clientId }));
    assert.include(markup, on.app.name);
    assert.include(markup, on.ann.username);
  });

  for (const hint of ["username", "sid"] as const) {
    it(`does not ask when logout_hint names the same person by ${hint}`, async () => {
      const on = await logoutStage();
      const session = await on.under.issuer.sessions.find(on.browser.cookies.get("sid"));
      const query = { id_token_hint: on.hint, logout_hint: session?.[hint] };
      assert.include(markupOf(await askLogout(on, query)), "You are logged out");
    });
  }
});

describe("what the person answers", () => {
  async function asked(said: Given = {}) {
    const on = await logoutStage();
    const page = await askLogout(on, {
      client_id: on.app.clientId,
      post_logout_redirect_uri: BYE,
      state: "s",
      ...said,
    });
    return { ...on, page };
  }

  rule("RPLOGOUT-2-8", "logs them out and sends the browser on when it is yes", async () => {
    const on = await asked();
    assert.equal(locationOf(await on.browser.submit(on.page, { action: "logout" })).href, `${BYE}?state=s`);
    assert.isFalse(await isSignedIn(on));
    assert.isFalse(await isAlive(on, on.tokens));
  });

  it("changes nothing when it is no, and leads nowhere", async () => {
    const on = await asked();
    const reply = await on.browser.submit(on.page, { action: "stay" });
    assert.include(markupOf(reply), "You are still logged in");
    assert.notInclude(markupOf(reply), BYE);
    assert.isTrue(await isSignedIn(on));
  });

  it("ends the tokens of all clients when nobody said which client asks", async () => {
    const on = await logoutStage();
    await on.browser.submit(await askLogout(on, {}), { action: "logout" });
    assert.isFalse(await isAlive(on, on.tokens));
  });

  it("may lead to the client by the policy of the page", async () => {
    const { page } = await asked();
    assert.deepInclude(page, { formAction: ["https://client.test"] });
  });

  for (const [name, changes, status] of [
    ["without its seal", { csrf: undefined }, 403],
    ["with the seal of another", { csrf: "x".repeat(43) }, 403],
    ["for another address", { post_logout_redirect_uri: "https://evil.test/" }, 400],
    ["for another client", { client_id: "nobody" }, 400],
  ] as const) {
    beyond("RPLOGOUT-6-1", `is worth nothing ${name}`, async () => {
      const on = await asked();
      const reply = await on.browser.submit(on.page, { action: "logout", ...changes });
      assertProblemPage(reply, { error: "invalid_request", status });
      assert.isTrue(await isSignedIn(on));
    });
  }

  it("comes too late when the session has ended elsewhere, and leads on all the same", async () => {
    const on = await asked();
    on.under.clock.advance(28_800);
    assert.equal(locationOf(await on.browser.submit(on.page, { action: "logout" })).href, `${BYE}?state=s`);
  });
});

describe("a request to log out that does not hold", () => {
  const changed = (hint: string) => `${hint.slice(0, -4)}${hint.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
  const bye = { post_logout_redirect_uri: BYE };
  const ROWS: readonly (readonly [string | readonly string[], string, (on: LogoutStage) => Promise<Given> | Given])[] =
    [
      ["RPLOGOUT-2-3", "a hint with another signature", ({ hint }) => ({ id_token_hint: changed(hint), ...bye })],
      ["RPLOGOUT-2-3", "a hint that is no token", () => ({ id_token_hint: "nonsense", ...bye })],
      ["RPLOGOUT-2-3", "a hint without a signature", ({ hint }) => ({ id_token_hint: unsigned(hint), ...bye })],
      [
        "RPLOGOUT-2-2",
        "client_id of another client than the hint's",
        async ({ hint, under }) => ({ id_token_hint: hint, client_id: (await client(under.issuer)).clientId, ...bye }),
      ],
      ["RPLOGOUT-4-2", "client_id of nobody", () => ({ client_id: "nobody", ...bye })],
      ["RPLOGOUT-3-2", "an address of nobody's", () => bye],
      ["RPLOGOUT-4-1", "two hints", ({ hint }) => ({ id_token_hint: [hint, hint], ...bye })],
      ["RPLOGOUT-4-1", "two states", ({ hint }) => ({ id_token_hint: hint, state: ["a", "b"], ...bye })],
      ...[
        `${BYE}/`,
        `${BYE}?a=b`,
        `${BYE}#x`,
        "HTTPS://client.test/bye",
        "https://client.test/BYE",
        "https://client.test/cb",
        "//client.test/bye",
        "javascript:alert(1)",
        "x".repeat(3_000),
      ].map(
        (uri) =>
          [
            "RPLOGOUT-3-1",
            `the address ${uri.slice(0, 40)}`,
            ({ hint }: LogoutStage) => ({ id_token_hint: hint, post_logout_redirect_uri: uri }),
          ] as const,
      ),
    ];

  function unsigned(hint: string): string {
    const header = Buffer.from(`{"alg":"none"}`).toString("base64url");
    return `${header}.${hint.split(".")[1]}.`;
  }

  for (const [ids, name, query] of ROWS) {
    for (const method of ["GET", "POST"] as const) {
      rule(ids, `logs nobody out, leads nowhere and tells a person why, by ${method}: ${name}`, async () => {
        const on = await logoutStage();
        const said = await query(on);
        const reply = await on.browser[method === "GET" ? "get" : "post"](
          "/logout",
          method === "GET" ? { query: said } : { form: said },
        );
        assertProblemPage(reply, { error: "invalid_request" });
        assert.isTrue(await isSignedIn(on));
        assert.isTrue(await isAlive(on, on.tokens));
      });
    }
  }

  rule("RPLOGOUT-4-2", "tells a person that the hint expired, where such are not taken", async () => {
    const settings = { OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS: "false", ID_TOKEN_EXPIRE_SECONDS: "60" };
    const on = await logoutStage({ settings });
    on.under.clock.advance(60);
    assertProblemPage(await askLogout(on, { id_token_hint: on.hint }), { error: "invalid_request", says: "expired" });
    assert.isTrue(await isSignedIn(on));
  });
});

describe("a request to log out of a browser in which nobody is signed in", () => {
  it("goes on to the client, which a hint of an ended session names as well", async () => {
    const on = await logoutStage();
    const query = { id_token_hint: on.hint, post_logout_redirect_uri: BYE, state: "s" };
    await askLogout(on, query);
    assert.equal(locationOf(await askLogout(on, query)).href, `${BYE}?state=s`);
  });

  it("ends no session of another browser, whatever its hint says", async () => {
    const on = await logoutStage();
    await askLogout({ browser: valueBrowser(on.under) }, { id_token_hint: on.hint, post_logout_redirect_uri: BYE });
    assert.isTrue(await isSignedIn(on));
    assert.isTrue(await isAlive(on, on.tokens));
  });

  it("says that it is done when there is nowhere to go", async () => {
    const on = await logoutStage();
    assert.include(markupOf(await askLogout({ browser: valueBrowser(on.under) }, {})), "You are logged out");
  });

  rule("RPLOGOUT-3-1", "leads nowhere but to the client", async () => {
    const on = await logoutStage();
    const query = { client_id: on.app.clientId, post_logout_redirect_uri: "https://evil.test/" };
    assertProblemPage(await askLogout({ browser: valueBrowser(on.under) }, query), { error: "invalid_request" });
  });
});

describe("POST /logout from another site, with which cookies do not travel", () => {
  rule("RPLOGOUT-2-1", "has the browser come back by GET, with which they do", async () => {
    const on = await logoutStage();
    const form = { id_token_hint: on.hint, post_logout_redirect_uri: BYE, state: "a b", csrf: "x", other: "y" };
    const away = await on.under.post("/logout", { form });
    const { pathname, searchParams } = locationOf(away);
    assert.equal(away.status, 303);
    assert.equal(pathname, "/logout");
    const { csrf: _, other: __, ...kept } = form;
    assert.deepEqual(Object.fromEntries(searchParams), kept);
    assert.equal(locationOf(await on.browser.follow(away)).href, `${BYE}?state=a+b`);
    assert.isFalse(await isSignedIn(on));
  });

  it("leaves a hint behind that is too long for an address: the person is asked instead", async () => {
    const on = await logoutStage();
    const form = { id_token_hint: on.hint, post_logout_redirect_uri: BYE, state: "s".repeat(6_000) };
    const away = await on.under.post("/logout", { form });
    assert.isFalse(locationOf(away).searchParams.has("id_token_hint"));
    assertAsks(await on.browser.follow(away));
  });

  it("logs out nobody by a form that only seems to be our own", async () => {
    const on = await logoutStage();
    for (const form of [{ csrf: "x" }, { csrf: "x", action: "logout" }]) {
      assertProblemPage(await on.browser.post("/logout", { form }), { error: "invalid_request", status: 403 });
    }
    assertAsks(await on.browser.post("/logout", { form: { action: "logout" } }));
    assert.isTrue(await isSignedIn(on));
  });
});

describe("the logout endpoint in the metadata", () => {
  rule("RPLOGOUT-2.1-1", "is end_session_endpoint, of an issuer with a path as well", async () => {
    const { under } = await logoutStage();
    assert.equal(under.issuer.metadata["end_session_endpoint"], "https://issuer.test/logout");
  });

  it("is not named where the settings turn it off; the person can still log out", async () => {
    const settings = { OIDC_RP_INITIATED_LOGOUT_ENABLED: "false" };
    const on = await logoutStage({ settings, metadata: {} });
    assert.notProperty(on.under.issuer.metadata, "end_session_endpoint");
    const csrf = /name="csrf" value="([^"]+)"/.exec(markupOf(await on.browser.get("/account")))?.[1];
    assert.include(markupOf(await on.browser.post("/logout", { form: encode({ csrf }) })), "You are logged out");
    assert.isFalse(await isSignedIn(on));
  });
});
