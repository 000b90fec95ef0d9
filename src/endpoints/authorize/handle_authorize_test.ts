import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { PASSWORD } from "../../../test/support/cast.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { type Given, issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, locationOf, markupOf } from "../../../test/support/replies.ts";
import { formOf, valueBrowser } from "../../../test/support/value_browser.ts";
import { BROWSER_COOKIE, type Feature, RequestRefused, SESSION_COOKIE, type Step } from "../../engine/mod.ts";
import { fail, OAuthError } from "../../protocol/mod.ts";

async function flow(options: IssuerUnderTestOptions = {}) {
  const on = await codeFlow(await issuerUnderTest(options));
  const ask = (changes: Given = {}) => on.browser.get("/authorize", { query: codeRequest(on.client, changes) });
  return { ...on, ask, consent: async (changes: Given = {}) => on.browser.follow(await ask(changes)) };
}

/** A feature that refuses every request while it puts its parameters together. */
function refusing(at: "inside" | "nowhere" | "down" | undefined): Feature {
  const error = new OAuthError(at === "down" ? "temporarily_unavailable" : "invalid_request", "Cannot read it");
  return {
    name: "refusing",
    spec: "test",
    hooks: {
      authorizeParams(params) {
        if (at === undefined || at === "down") throw error;
        throw new RequestRefused(error, params.with({ state: `page of ${at}` }));
      },
    },
  };
}

/** Everything that can be wrong at once, in the order in which it is judged. */
const WRONG: readonly (readonly [string, Given])[] = [
  ["page", { client_id: "nobody" }],
  ["page", { redirect_uri: "https://evil.test/" }],
  ["unsupported_response_type", { response_type: "nonsense" }],
  ["invalid_request", { response_mode: "nonsense" }],
  ["invalid_scope", { scope: "nonsense" }],
  ["invalid_request", { approval_prompt: "nonsense" }],
  ["invalid_request", { code_challenge: "" }],
  ["login_required", { prompt: "none" }],
];

describe("the order of judgement at /authorize", () => {
  for (const [at, [expected]] of WRONG.entries()) {
    rule(
      ["RFC6749-4.1.2.1-1", "RFC6749-3.1.2.4-1"],
      `is ${expected} when the first ${at} things are right`,
      async () => {
        const on = await flow();
        const wrong = Object.assign({}, ...WRONG.slice(at).map(([, changes]) => changes)) as Given;
        const reply = await valueBrowser(on.under).get("/authorize", { query: codeRequest(on.client, wrong) });
        if (expected === "page") assertProblemPage(reply, { error: "invalid_request" });
        else assertErrorSent(reply, { error: expected as "login_required" });
      },
    );
  }
});

describe("GET /authorize", () => {
  it("answers at once where nothing is left to do", async () => {
    const on = await flow();
    await on.under.issuer.durable.clients.change(on.client.id, { skipAuthorization: true });
    assert.isTrue(locationOf(await on.ask()).searchParams.has("code"));
  });

  for (const [name, at, beside, expected] of [
    ["the parameters that the feature knows of", "inside", {}, "page of inside"],
    ["the query", undefined, {}, "a state"],
    ["a person, where neither has an address", "nowhere", { redirect_uri: "https://evil.test/" }, "page"],
    ["a person, where the server is at fault", "down", {}, "down"],
  ] as const) {
    it(`answers what was refused before it was read by ${name}`, async () => {
      const on = await flow({ features: (standard) => [refusing(at), ...standard] });
      const reply = await on.ask(beside);
      if (expected === "page" || expected === "down")
        assertProblemPage(
          reply,
          expected === "down" ? { error: "temporarily_unavailable", status: 503 } : { error: "invalid_request" },
        );
      else assert.equal(assertErrorSent(reply, { error: "invalid_request" }).get("state"), expected);
    });
  }

  it("sends the person to the first step, and names the browser when it has no name", async () => {
    const on = await flow();
    const stranger = valueBrowser(on.under);
    const reply = await stranger.get("/authorize", { query: codeRequest(on.client) });
    assert.match(locationOf(reply).pathname, /^\/interaction\/[\w-]{32}$/);
    assert.isTrue(stranger.cookies.has(BROWSER_COOKIE));
    const again = (await on.ask()).cookies ?? [];
    assert.notInclude(
      again.map(({ name }) => name),
      BROWSER_COOKIE,
    );
  });

  for (const [signedIn, allowed, error] of [
    [false, false, "login_required"],
    [true, false, "consent_required"],
    [true, true, undefined],
  ] as const) {
    it(`with prompt=none is ${error ?? "answered"} where a person is ${signedIn ? "" : "not "}signed in and has ${allowed ? "" : "not "}agreed`, async () => {
      const on = await flow();
      if (!signedIn) on.browser.cookies.clear();
      if (allowed) await on.browser.submit(await on.consent(), { action: "allow", remember: "on" });
      const reply = await on.ask({ prompt: "none" });
      if (error === undefined) assert.isTrue(locationOf(reply).searchParams.has("code"));
      else assertErrorSent(reply, { error });
    });
  }

  it("lets features change the request before anything is read of it", async () => {
    const hooks: Feature["hooks"] = { authorizeParams: (params) => params.with({ scope: "read", state: "changed" }) };
    const on = await flow({ features: (standard) => [{ name: "changing", spec: "test", hooks }, ...standard] });
    const page = await on.consent({ scope: "nonsense" });
    assert.notInclude(markupOf(page), "Change your data");
    const reply = await on.browser.submit(page, { action: "allow" });
    assert.equal(locationOf(reply).searchParams.get("state"), "changed");
  });
});

describe("POST /authorize", () => {
  it("becomes the same request by GET, below the path of the issuer", async () => {
    const on = await flow({ url: "https://issuer.test/tenant" });
    const form = codeRequest(on.client, { state: "ä &=", scope: ["read", "write"] });
    const reply = await on.browser.post("/tenant/authorize", { form });
    assert.equal(reply.status, 303);
    const { origin, pathname, searchParams } = locationOf(reply);
    assert.equal(origin + pathname, "https://here.test/tenant/authorize");
    assert.equal(searchParams.get("state"), "ä &=");
    assert.deepEqual(searchParams.getAll("scope"), ["read", "write"]);
  });
});

describe("the way through an interaction", () => {
  it("asks for sign-in, then for consent, then answers", async () => {
    const on = await flow();
    const browser = valueBrowser(on.under);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.client) }));
    const consent = await browser.follow(await browser.logIn(login, on.account));
    const reply = await browser.submit(consent, { action: "allow" });
    assert.isTrue(locationOf(reply).searchParams.has("code"));
    assert.deepEqual(on.under.events, ["login.succeeded", "consent.given", "code.issued"]);
  });

  it("answers right after sign-in where no consent is needed", async () => {
    const on = await flow();
    await on.under.issuer.durable.clients.change(on.client.id, { skipAuthorization: true });
    const browser = valueBrowser(on.under);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.client) }));
    const reply = await browser.logIn(login, on.account);
    assert.isTrue(locationOf(reply).searchParams.has("code"));
    assert.isTrue(browser.cookies.has(SESSION_COOKIE));
  });

  rule("RFC6749-10.12-2", "takes no form without its seal, and stays open", async () => {
    const on = await flow();
    const page = await on.consent();
    const refused = await on.browser.submit(page, { action: "allow", csrf: "wrong" });
    assertProblemPage(refused, { error: "invalid_request", status: 403 });
    assert.isTrue(locationOf(await on.browser.submit(page, { action: "allow" })).searchParams.has("code"));
  });

  it("takes no form that was made for another interaction", async () => {
    const on = await flow();
    const [one, two] = [await on.consent(), await on.consent()];
    const csrf = Object.fromEntries(formOf(one).fields)["csrf"];
    assertProblemPage(await on.browser.submit(two, { action: "allow", csrf }), {
      error: "invalid_request",
      status: 403,
    });
  });

  it("shows a mistake of ours to the person, and does not send it to the client", async () => {
    const hooks: Feature["hooks"] = { bindToCode: () => fail("server_error", "Cannot bind anything") };
    const on = await flow({ features: (standard) => [...standard, { name: "broken", spec: "test", hooks }] });
    const reply = await on.browser.submit(await on.consent(), { action: "allow" });
    assertProblemPage(reply, { error: "server_error", status: 500, says: "Cannot bind anything" });
  });

  it("ends with a page when the client is deleted in the middle", async () => {
    const on = await flow();
    const page = await on.consent();
    await on.under.issuer.durable.clients.remove(on.client.id);
    await on.under.issuer.clients.changed(on.client);
    assertProblemPage(await on.browser.submit(page, { action: "allow" }), { error: "invalid_request" });
  });

  it("asks for sign-in again when the session ends in the middle", async () => {
    const on = await flow();
    const page = await on.consent();
    await on.under.issuer.durable.accounts.change(on.account.id, { isActive: false });
    const reply = await on.browser.submit(page, { action: "allow" });
    assert.include(markupOf(reply), 'name="password"');
    assert.notInclude(on.under.events, "consent.given");
  });

  it("does not take a sign-in form for a consent", async () => {
    const on = await flow();
    const browser = valueBrowser(on.under);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.client) }));
    const fields = { username: on.account.username, password: PASSWORD, action: "allow", scope: ["read", "write"] };
    const reply = await browser.submit(login, fields);
    assert.match(locationOf(reply).pathname, /^\/interaction\//);
    assert.notInclude(on.under.events, "code.issued");
  });
});

describe("an interaction while stores fail", () => {
  async function brokenFlow() {
    const stores = brokenStores();
    const on = await flow({ stores: (real) => stores.wrap(real) });
    return { ...on, stores, page: await on.consent() };
  }

  for (const verb of ["redis put c", "redis claim ia"]) {
    it(`may be answered again after '${verb}' failed`, async () => {
      const { browser, page, stores } = await brokenFlow();
      stores.break({ [verb]: "refused" });
      assertProblemPage(await browser.submit(page, { action: "allow" }), {
        error: "temporarily_unavailable",
        status: 503,
      });
      stores.break({});
      assert.isTrue(locationOf(await browser.submit(page, { action: "allow" })).searchParams.has("code"));
    });
  }

  it("is over, and honestly so, when nobody can be let in again", async () => {
    const { browser, page, stores } = await brokenFlow();
    stores.break({ "redis put c": "refused", "redis forget ia": "refused" });
    assertProblemPage(await browser.submit(page, { action: "allow" }), {
      error: "temporarily_unavailable",
      status: 503,
    });
    stores.break({});
    assertProblemPage(await browser.submit(page, { action: "allow" }), {
      error: "invalid_request",
      status: 409,
      says: "already",
    });
  });
});

describe("steps of features", () => {
  function terms(): Step {
    let agreed = false;
    return {
      name: "terms",
      needed: () => (agreed ? undefined : "interaction_required"),
      show: async (_journey, { action }) => ({
        kind: "html",
        status: 200,
        headers: {},
        markup: `<form action="${action}">`,
      }),
      async answer() {
        agreed = true;
        return { kind: "done", progress: {} };
      },
    };
  }

  it("run after those of the spine, and are named by prompt=none", async () => {
    const steps = [terms()];
    const on = await flow({ features: (standard) => [...standard, { name: "terms", spec: "test", steps }] });
    const { pathname } = locationOf(await on.ask());
    await on.browser.submit(await on.browser.get(pathname), { action: "allow", remember: "on" });
    assertErrorSent(await on.ask({ prompt: "none" }), { error: "interaction_required" });
    assert.include(markupOf(await on.browser.get(pathname)), pathname);
  });
});
