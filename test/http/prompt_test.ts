import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ErrorCode, Reply } from "../../src/protocol/mod.ts";
import { peekJwt } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import { type Given, issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, locationOf, markupOf, textIn } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import { codeIn } from "./authorization.ts";

const OPENID: Given = { scope: "openid", nonce: "n" };

/** A person who is signed in, and a client that need not ask for consent unless it says so. */
async function stage(
  options: IssuerUnderTestOptions = {},
  { metadata = {}, skip = true }: { readonly metadata?: ClientRecord["metadata"]; readonly skip?: boolean } = {},
): Promise<CodeFlow> {
  const under = await issuerUnderTest(options);
  const app = await client(under.issuer, { skipAuthorization: skip, metadata });
  return codeFlow(under, { client: app });
}

function asks({ browser, client: app }: Pick<CodeFlow, "browser" | "client">, changes: Given = {}): Promise<Reply> {
  return browser.get("/authorize", { query: codeRequest(app, { ...OPENID, ...changes }) });
}

/** The page to which a request leads. */
async function pageFor(flow: CodeFlow, changes: Given): Promise<Reply> {
  const reply = await asks(flow, changes);
  assert.match(locationOf(reply).pathname, /^\/interaction\//);
  return flow.browser.follow(reply);
}

/** The claims of the ID token that a code brings. */
async function claimsOf(flow: CodeFlow, reply: Reply) {
  return peekJwt(textIn(await flow.redeem(codeIn(reply)), "id_token")).claims;
}

async function idToken(flow: CodeFlow, changes: Given = {}): Promise<string> {
  return textIn(await flow.redeem(codeIn(await asks(flow, changes))), "id_token");
}

function isLogin(page: Reply): boolean {
  return markupOf(page).includes("<h1>Log in</h1>");
}

function claims(idTokenClaims: unknown): Given {
  return { claims: JSON.stringify({ id_token: idTokenClaims }) };
}

describe("prompt=none", () => {
  rule("OIDC-3.1.2.1-6", "answers at once where nothing is to be asked", async () => {
    assert.isNotEmpty(codeIn(await asks(await stage(), { prompt: "none" })));
  });

  /** What a page would be needed for, the error that says so, and what makes it needed. */
  const NEEDS: readonly (readonly [string, ErrorCode, Given, { readonly out?: boolean; readonly skip?: boolean }])[] = [
    ["nobody is signed in", "login_required", {}, { out: true }],
    ["the sign-in is too old", "login_required", { max_age: "9" }, {}],
    ["no sign-in is young enough", "login_required", { max_age: "0" }, {}],
    ["another person is wanted", "login_required", claims({ sub: { value: "somebody" } }), {}],
    ["no consent was given", "consent_required", {}, { skip: false }],
  ];

  for (const [name, error, changes, { out = false, skip = true }] of NEEDS) {
    for (const mode of ["query", "fragment", "form_post"]) {
      const ids = ["OIDC-3.1.2.1-6", "OIDC-3.1.2.6-1", ...(out ? ["OIDC-3.1.2.3-2"] : [])];
      rule(ids, `says ${error} by ${mode} where ${name}, with state and iss`, async () => {
        const flow = await stage({}, { skip });
        flow.under.clock.advance(10);
        if (out) flow.browser.cookies.clear();
        const reply = await asks(flow, { prompt: "none", response_mode: mode, ...changes });
        const told =
          reply.kind === "html"
            ? new URLSearchParams(formOf(reply).fields.map(([key, value]) => [key, value]))
            : new URLSearchParams(locationOf(reply)[mode === "query" ? "search" : "hash"].slice(1));
        assert.deepEqual(
          [told.get("error"), told.get("state"), told.get("iss"), told.get("code")],
          [error, "a state", flow.under.issuer.url, null],
        );
      });
    }
  }

  for (const word of ["login", "consent", "select_account"]) {
    rule("OIDC-3.1.2.1-4", `cannot stand beside ${word}, in whatever order`, async () => {
      const flow = await stage();
      for (const prompt of [`none ${word}`, `${word} none`])
        assertErrorSent(await asks(flow, { prompt }), { error: "invalid_request", says: "none" });
    });
  }
});

describe("a word of prompt that is not known", () => {
  for (const [name, prompt, says] of [
    ["create, where nobody may sign up", "create", "'create' is not one of none, login, consent, select_account"],
    ["one of other servers", "enroll", "'enroll' is not one of"],
    ["a known word in another case", "Login", "'Login' is not one of"],
    ["one beside a known one", "login step_up", "'step_up' is not one of"],
    ["markup, which is not said again", "<b>", "a word of it is not one of"],
  ] as const) {
    rule(["PROMPTCREATE-4.1-2", "PROMPTCREATE-4.1-3"], `is refused: ${name}`, async () => {
      assertErrorSent(await asks(await stage(), { prompt }), { error: "invalid_request", says });
    });
  }
});

describe("prompt=login and max_age", () => {
  rule(["OIDC-3.1.2.1-7", "OIDC-3.1.2.3-1"], "have the person sign in again, in the same session", async () => {
    const flow = await stage();
    const before = await claimsOf(flow, await asks(flow));
    flow.under.clock.advance(10);
    const page = await pageFor(flow, { prompt: "login" });
    assert.isTrue(isLogin(page));
    const after = await claimsOf(flow, await flow.browser.logIn(page, flow.account));
    assert.deepEqual([after["sub"], after["sid"]], [before["sub"], before["sid"]]);
    assert.equal(Number(after["auth_time"]) - Number(before["auth_time"]), 10);
    assert.notInclude(flow.under.events, "session.ended");
  });

  rule("OIDC-3.1.2.1-5", "ask again exactly when max_age has passed", async () => {
    const flow = await stage();
    flow.under.clock.advance(60);
    assert.isNotEmpty(codeIn(await asks(flow, { max_age: "60" })));
    flow.under.clock.advance(1);
    assert.isTrue(isLogin(await pageFor(flow, { max_age: "60" })));
  });

  rule("OIDC-3.1.2.1-10", "are answered with the moment of the sign-in", async () => {
    const flow = await stage();
    flow.under.clock.advance(7);
    const { auth_time, iat } = await claimsOf(flow, await asks(flow, { max_age: "10000" }));
    assert.equal(Number(iat) - Number(auth_time), 7);
  });

  it("are content with a sign-in of another window, after the request came", async () => {
    const flow = await stage();
    const waiting = await asks(flow, { prompt: "login" });
    flow.under.clock.advance(5);
    await flow.browser.logIn(await flow.browser.get("/login"), flow.account);
    assert.isNotEmpty(codeIn(await flow.browser.follow(waiting)));
  });

  beyond("OIDC-3.1.2.1-7", "are not content with an older session that comes back on the way", async () => {
    const flow = await stage({}, { skip: false });
    const older = flow.browser.cookies.get("sid")!;
    flow.under.clock.advance(5);
    const other = valueBrowser(flow.under);
    other.cookies.set("b", flow.browser.cookies.get("b")!);
    const page = await other.follow(await asks({ ...flow, browser: other }, { prompt: "login" }));
    const consent = await other.logIn(page, flow.account);
    other.cookies.set("sid", older);
    assert.isTrue(isLogin(await other.follow(consent)));
  });

  for (const [name, changes, isAsked] of [
    ["what the client registered", {}, true],
    ["what the request says before it", { max_age: "61" }, false],
  ] as const) {
    it(`mind ${name}`, async () => {
      const flow = await stage({}, { metadata: { default_max_age: 60 } });
      flow.under.clock.advance(61);
      assert.equal(locationOf(await asks(flow, changes)).pathname.startsWith("/interaction/"), isAsked);
    });
  }

  it("go on as another person who signs in, whose session takes the place of the first", async () => {
    const flow = await stage();
    const bob = await person(flow.under.issuer);
    const first = await claimsOf(flow, await asks(flow));
    const page = await pageFor(flow, { prompt: "login" });
    const { sub, sid } = await claimsOf(flow, await flow.browser.logIn(page, bob));
    assert.equal(sub, bob.sub);
    assert.notEqual(sid, first["sid"]);
    assert.include(flow.under.events, "session.ended");
  });

  it("ask a person who gives up for nothing more", async () => {
    const flow = await stage();
    const page = await pageFor(flow, { prompt: "login" });
    assertErrorSent(await flow.browser.submit(page, { action: "cancel" }), { error: "access_denied" });
  });
});

describe("prompt=consent", () => {
  rule("OIDC-3.1.2.1-8", "asks again what was allowed and remembered, also where the client may skip it", async () => {
    for (const skip of [true, false]) {
      const flow = await stage({}, { skip });
      await flow.code(OPENID);
      const page = await pageFor(flow, { prompt: "consent" });
      assert.include(markupOf(page), "Allow");
      assert.isNotEmpty(codeIn(await flow.browser.submit(page, { action: "allow" })));
    }
  });
});

describe("prompt=select_account", () => {
  rule("OIDC-3.1.2.1-9", "shows who is signed in, and goes on as them", async () => {
    const flow = await stage();
    const page = await pageFor(flow, { prompt: "select_account" });
    assert.include(markupOf(page), `Continue as <bdi>${flow.account.username}</bdi>`);
    const { sub } = await claimsOf(flow, await flow.browser.submit(page, { action: "continue" }));
    assert.equal(sub, flow.account.sub);
  });

  rule("OIDC-3.1.2.1-9", "lets another person sign in, and goes on as them", async () => {
    const flow = await stage();
    const bob = await person(flow.under.issuer);
    const page = await pageFor(flow, { prompt: "select_account", login_hint: flow.account.username });
    const login = await flow.browser.follow(await flow.browser.submit(page, { action: "another" }));
    assert.isTrue(isLogin(login));
    assert.equal(Object.fromEntries(formOf(login).fields)["username"], "");
    assert.equal((await claimsOf(flow, await flow.browser.logIn(login, bob)))["sub"], bob.sub);
  });

  it("is answered by who signs in, where nobody was signed in", async () => {
    const flow = await stage();
    flow.browser.cookies.clear();
    const page = await pageFor(flow, { prompt: "select_account" });
    assert.isNotEmpty(codeIn(await flow.browser.logIn(page, flow.account)));
  });

  it("asks for the choice, then for the password, then for consent, where all are wanted", async () => {
    const flow = await stage();
    const choice = await pageFor(flow, { prompt: "consent login select_account" });
    assert.include(markupOf(choice), "Choose an account");
    const login = await flow.browser.follow(await flow.browser.submit(choice, { action: "continue" }));
    assert.equal(Object.fromEntries(formOf(login).fields)["username"], flow.account.username);
    const consent = await flow.browser.follow(await flow.browser.logIn(login, flow.account));
    assert.isNotEmpty(codeIn(await flow.browser.submit(consent, { action: "allow" })));
  });

  it("takes no choice from another site, and none that was made for another person", async () => {
    const flow = await stage();
    const page = await pageFor(flow, { prompt: "select_account" });
    assertProblemPage(await flow.browser.submit(page, { action: "continue", csrf: "x" }), {
      error: "invalid_request",
      status: 403,
    });
    await flow.browser.logIn(await flow.browser.get("/login"), await person(flow.under.issuer));
    assertProblemPage(await flow.browser.submit(page, { action: "continue" }), {
      error: "invalid_request",
      status: 403,
    });
  });
});

describe("prompt=create", () => {
  const OPEN = { settings: { SIGN_UP: "open" } };
  const NEW = { username: "newcomer", email: "new@example.com", password: PASSWORD, repeated: PASSWORD };

  it("makes an account, signs it in and goes on to the client as the new person", async () => {
    const flow = await stage(OPEN);
    flow.browser.cookies.clear();
    const page = await pageFor(flow, { prompt: "create", scope: "openid email" });
    assert.include(markupOf(page), "Create an account");
    const { sub } = await claimsOf(flow, await flow.browser.submit(page, NEW));
    assert.equal(sub, (await flow.under.issuer.durable.accounts.findByUsername("newcomer"))?.sub);
    assert.includeMembers([...flow.under.events], ["account.created", "code.issued"]);
  });

  it("asks a new person for consent as anybody else", async () => {
    const flow = await stage(OPEN, { skip: false });
    const page = await pageFor(flow, { prompt: "create" });
    const consent = await flow.browser.follow(await flow.browser.submit(page, NEW));
    assert.include(markupOf(consent), "newcomer");
  });

  it("comes even to who is signed in, and lets them log in instead", async () => {
    const flow = await stage(OPEN);
    const page = await pageFor(flow, { prompt: "create" });
    const login = await flow.browser.follow(await flow.browser.submit(page, { action: "login" }));
    assert.isTrue(isLogin(login));
    assert.equal((await claimsOf(flow, await flow.browser.logIn(login, flow.account)))["sub"], flow.account.sub);
  });

  it("is what a person may choose on the sign-in page, without being asked for, and back again", async () => {
    const flow = await stage(OPEN);
    flow.browser.cookies.clear();
    const login = await pageFor(flow, {});
    assert.include(markupOf(login), "Create an account");
    const signUp = await flow.browser.follow(await flow.browser.submit(login, { action: "create" }));
    const back = await flow.browser.follow(await flow.browser.submit(signUp, { action: "login" }));
    assert.isTrue(isLogin(back));
    const again = await flow.browser.follow(await flow.browser.submit(back, { action: "create" }));
    assert.isNotEmpty(codeIn(await flow.browser.submit(again, NEW)));
  });

  it("is no choice where nobody may sign up", async () => {
    const flow = await stage();
    const login = await pageFor(flow, { prompt: "login" });
    assert.notInclude(markupOf(login), "Create an account");
    assert.equal((await flow.browser.submit(login, { action: "create" })).status, 400);
  });

  it("makes one account of a form that is sent twice", async () => {
    const flow = await stage(OPEN);
    const page = await pageFor(flow, { prompt: "create" });
    await Promise.all([flow.browser.submit(page, NEW), flow.browser.submit(page, NEW)]);
    assert.lengthOf(
      flow.under.events.filter((event) => event === "account.created"),
      1,
    );
  });

  it("takes no form of another site", async () => {
    const flow = await stage(OPEN);
    const page = await pageFor(flow, { prompt: "create" });
    const reply = await flow.browser.submit(page, { ...NEW, csrf: undefined });
    assertProblemPage(reply, { error: "invalid_request", status: 403 });
    assert.notInclude(flow.under.events, "account.created");
  });

  it("writes down that an account was made", async () => {
    const flow = await stage(OPEN);
    await flow.browser.submit(await pageFor(flow, { prompt: "create" }), NEW);
    const [entry] = await flow.under.issuer.durable.audit.list({ limit: 1, event: "account.created" });
    assert.equal(entry?.client, flow.client.id);
  });
});

describe("id_token_hint", () => {
  rule("OIDC-3.1.2.1-11", "of the person who is signed in is answered at once, as old as it may be", async () => {
    const flow = await stage();
    const id_token_hint = await idToken(flow);
    flow.under.clock.advance(3 * 3_600);
    assert.isNotEmpty(codeIn(await asks(flow, { prompt: "none", id_token_hint })));
  });

  rule(["OIDC-3.1.2.1-11", "OIDC-3.1.2.2-4"], "of another person asks for that one, whoever signs in", async () => {
    const flow = await stage();
    const [ann, bob] = [flow.account, await person(flow.under.issuer)];
    const id_token_hint = await idToken(flow);
    await flow.browser.signIn(bob);
    assertErrorSent(await asks(flow, { prompt: "none", id_token_hint }), { error: "login_required" });
    const page = await pageFor(flow, { id_token_hint });
    assert.include(markupOf(page), "asks for somebody else");
    const again = await flow.browser.follow(await flow.browser.logIn(page, bob));
    assert.include(markupOf(again), `You are logged in as ${bob.username}`);
    assert.equal((await claimsOf(flow, await flow.browser.logIn(again, ann)))["sub"], ann.sub);
  });

  it("of another person lets the one who is there give up", async () => {
    const flow = await stage();
    const page = await pageFor(flow, claims({ sub: { value: "somebody" } }));
    assertErrorSent(await flow.browser.submit(page, { action: "cancel" }), { error: "access_denied" });
  });

  for (const [name, made] of [
    ["nonsense", async () => "nonsense"],
    [
      "a token that another client got",
      async (flow: CodeFlow) =>
        idToken(await codeFlow(flow.under, { client: await client(flow.under.issuer, { skipAuthorization: true }) })),
    ],
    ["a token of another issuer", async () => idToken(await stage({ url: "https://other.test" }))],
    ["an access token", async (flow: CodeFlow) => textIn(await flow.redeem(codeIn(await asks(flow))), "access_token")],
    ["a token with another signature", async (flow: CodeFlow) => `${(await idToken(flow)).slice(0, -8)}AAAAAAAA`],
  ] as const) {
    rule("OIDC-3.1.2.2-5", `is refused where it is ${name}`, async () => {
      const flow = await stage();
      const id_token_hint = await made(flow);
      for (const prompt of ["none", undefined]) {
        const expected = { error: "invalid_request", says: "id_token_hint" } as const;
        assertErrorSent(await asks(flow, { prompt, id_token_hint }), expected);
      }
    });
  }

  it("signed by a key that was retired meanwhile is taken", async () => {
    const flow = await stage();
    const id_token_hint = await idToken(flow);
    await flow.under.issuer.keys.rotate({ now: true });
    flow.under.clock.advance(60);
    assert.isNotEmpty(codeIn(await asks(flow, { prompt: "none", id_token_hint })));
  });
});

describe("acr", () => {
  const settings = { ACR_VALUES: "urn:test:good urn:test:poor" };

  for (const [name, changes, metadata, expected] of [
    ["is left out where nobody asks", {}, {}, undefined],
    ["is the best of acr_values", { acr_values: "urn:test:best urn:test:poor" }, {}, "urn:test:poor"],
    ["is what was reached where acr_values are out of reach", { acr_values: "urn:test:best" }, {}, "urn:test:good"],
    ["is what the client registered", {}, { default_acr_values: ["urn:test:poor"] }, "urn:test:poor"],
    ["is what is essential", claims({ acr: { essential: true, values: ["x", "urn:test:poor"] } }), {}, "urn:test:poor"],
  ] as const) {
    rule("OIDC-5.5.1.1-2", name, async () => {
      const flow = await stage({ settings }, { metadata });
      assert.equal((await claimsOf(flow, await asks(flow, changes)))["acr"], expected);
    });
  }

  rule("OIDC-5.5.1.1-1", "that is essential and out of reach is an error, before anybody signs in", async () => {
    const flow = await stage({ settings });
    flow.browser.cookies.clear();
    const reply = await asks(flow, claims({ acr: { essential: true, value: "urn:test:best" } }));
    assertErrorSent(reply, { error: "unmet_authentication_requirements" });
  });

  it("is the same after a refresh", async () => {
    const flow = await stage({ settings });
    const tokens = await flow.redeem(codeIn(await asks(flow, { acr_values: "urn:test:poor" })));
    const form = { grant_type: "refresh_token", refresh_token: textIn(tokens, "refresh_token") };
    const again = await flow.under.post("/token", { as: flow.client, form });
    assert.equal(peekJwt(textIn(again, "id_token")).claims["acr"], "urn:test:poor");
  });

  it("is nothing of a request of plain OAuth", async () => {
    const flow = await stage({ settings });
    const unmet = claims({ acr: { essential: true, value: "urn:test:best" } });
    assert.isNotEmpty(codeIn(await asks(flow, { scope: "read", ...unmet })));
  });
});

describe("what only says how pages should look", () => {
  for (const changes of [
    { ui_locales: "fr-CA fr en" },
    { ui_locales: "no such language" },
    { claims_locales: "de" },
    { display: "popup" },
    { display: "hologram" },
    { acr_values: "1 2" },
    { login_hint: "somebody" },
    { extra: "foobar", ui_hints: "x" },
  ]) {
    rule(
      ["OIDC-15.1-1", "OIDC-3.1.2.1-12", "OIDC-3.1.2.1-13"],
      `leads to no error: ${JSON.stringify(changes)}`,
      async () => {
        assert.isNotEmpty(codeIn(await asks(await stage(), changes)));
      },
    );
  }

  for (const name of [
    "ui_locales",
    "claims_locales",
    "display",
    "login_hint",
    "acr_values",
    "id_token_hint",
    "max_age",
    "prompt",
  ]) {
    rule("RFC6749-3.1-4", `is refused where it comes twice: ${name}`, async () => {
      assertErrorSent(await asks(await stage(), { [name]: ["1", "1"] }), { error: "invalid_request", says: name });
    });
  }

  for (const display of ["popup", "touch", "wap"]) {
    rule("OIDC-15.1-1", `reaches the pages for signing in and for consent: display=${display}`, async () => {
      const flow = await stage({}, { skip: false });
      flow.browser.cookies.clear();
      const login = await pageFor(flow, { display });
      const consent = await flow.browser.follow(await flow.browser.logIn(login, flow.account));
      for (const page of [login, consent]) assert.include(markupOf(page), `<body class="${display}">`);
    });
  }

  it("is published", async () => {
    const { metadata } = (await stage()).under.issuer;
    assert.deepInclude(metadata, {
      prompt_values_supported: ["none", "login", "consent", "select_account"],
      display_values_supported: ["page", "popup", "touch", "wap"],
      ui_locales_supported: ["en"],
      acr_values_supported: ["urn:oasis:names:tc:SAML:2.0:ac:classes:Password"],
    });
    const plain = (await stage({ settings: { OIDC_ENABLED: "false" } })).under.issuer.metadata;
    assert.doesNotHaveAnyKeys(plain, ["display_values_supported", "acr_values_supported", "ui_locales_supported"]);
    assert.deepEqual(plain["prompt_values_supported"], ["none", "login", "consent"]);
    const none = (await stage({ settings: { ACR_VALUES: "none" } })).under.issuer.metadata;
    assert.notProperty(none, "acr_values_supported");
  });
});
