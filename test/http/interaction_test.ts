import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { CALLBACK, client, person } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import { consentPage, parametersOf } from "./authorization.ts";
import { scene } from "./tokens.ts";

async function flow(options: IssuerUnderTestOptions & { readonly client?: Parameters<typeof client>[1] } = {}) {
  const under = await issuerUnderTest(options);
  return codeFlow(under, { client: await client(under.issuer, options.client) });
}

/** Has the person agree and have it remembered, or not. */
async function agreeOnce(journey: CodeFlow, remember = true): Promise<void> {
  const page = await consentPage(journey);
  await journey.browser.submit(page, { action: "allow", ...(remember ? {} : { remember: undefined }) });
}

async function isAskedAgain(journey: CodeFlow, changes = {}): Promise<boolean> {
  const reply = await journey.browser.get("/authorize", { query: codeRequest(journey.client, changes) });
  return locationOf(reply).pathname.startsWith("/interaction/");
}

describe("signing in on the way through /authorize", () => {
  rule(["RFC6749-3.1-1", "RFC6749-10.2-4", "RFC6749-3.1-8"], "comes first, then consent, then the code", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.app) }));
    assert.include(markupOf(login), on.app.name);
    const consent = await browser.follow(await browser.logIn(login, on.ann));
    assert.include(markupOf(consent), on.app.clientId);
    const answered = await browser.submit(consent, { action: "allow" });
    assert.hasAllKeys(parametersOf(answered), ["code", "state", "iss"]);
    assert.deepEqual(on.events, ["login.succeeded", "consent.given", "code.issued"]);
  });

  it("says the same of an unknown name and of a wrong password, and keeps the name", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.app) }));
    const pages = [
      await browser.logIn(login, { username: "nobody-like-this" }),
      await browser.logIn(login, on.ann, "wrong horse"),
    ];
    assert.deepEqual(
      pages.map(({ status }) => status),
      [400, 400],
    );
    const [unknown, wrong] = pages.map(markupOf);
    assert.include(unknown, 'value="nobody-like-this"');
    assert.equal(unknown!.replaceAll("nobody-like-this", on.ann.username), wrong);
    assert.notInclude(wrong, "wrong horse");
  });

  it("sends access_denied when the person gives up", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.app) }));
    assertErrorSent(await browser.submit(login, { action: "cancel" }), { error: "access_denied" });
  });

  it("slows down whoever guesses, and says for how long", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.app) }));
    for (let tries = 0; tries < 6; tries += 1) await browser.logIn(login, on.ann, `guess ${tries}`);
    const page = await browser.logIn(login, on.ann);
    assert.equal(page.status, 429);
    assert.equal(page.headers["Retry-After"], "1");
  });

  it("gives the browser another session than the one it came with", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    browser.cookies.set("sid", "planted-by-somebody-else");
    const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.app) }));
    await browser.logIn(login, on.ann);
    assert.notEqual(browser.cookies.get("sid"), "planted-by-somebody-else");
  });
});

describe("the consent page", () => {
  rule(["RFC6749-10.2-4", "RFC6749-10.2-3"], "says who asks, for what and for how long", async () => {
    const journey = await flow({ client: { type: "public", name: "Ann & Bob <b>" } });
    const page = markupOf(await consentPage(journey));
    for (const text of ["Ann &amp; Bob &lt;b", journey.client.clientId, "See your data", "10 minutes", "client.test"]) {
      assert.include(page, text);
    }
  });

  rule("RFC6749-4.1.2.1-2", "sends access_denied when the person says no", async () => {
    const journey = await flow();
    const reply = await journey.browser.submit(await consentPage(journey), { action: "deny" });
    assertErrorSent(reply, { error: "access_denied" });
    assert.equal(parametersOf(reply)["state"], "a state");
  });

  it("comes again when everything was unticked", async () => {
    const journey = await flow();
    const page = await journey.browser.submit(await consentPage(journey), { action: "allow", scope: undefined });
    assert.equal(page.status, 400);
    assert.include(markupOf(page), "Tick at least one permission");
  });

  it("gives no scope that was not asked for, whatever the form says", async () => {
    const journey = await flow();
    const page = await consentPage(journey, { scope: "read" });
    const reply = await journey.browser.submit(page, { action: "allow", scope: ["read", "write", "introspection"] });
    const redeemed = await journey.redeem(parametersOf(reply)["code"]!);
    assert.deepInclude((redeemed as { readonly body: object }).body, { scope: "read" });
  });

  it("lets its form lead to this server and to the client alone", async () => {
    const page = await consentPage(await flow());
    assert(page.kind === "html");
    assert.deepEqual(page.formAction, ["'self'", "https://client.test"]);
  });

  for (const [name, changes] of [
    ["a form without its mark", { csrf: undefined }],
    ["a form with another mark", { csrf: "x".repeat(43) }],
    ["a form with an empty mark", { csrf: "" }],
  ] as const) {
    rule("RFC6749-10.12-2", `takes no ${name}`, async () => {
      const journey = await flow();
      const page = await journey.browser.submit(await consentPage(journey), { action: "allow", ...changes });
      assertProblemPage(page, { error: "invalid_request", status: 403 });
    });
  }

  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { origin: "https://evil.test" },
    { "sec-fetch-site": "same-site" },
  ]) {
    rule("RFC6749-10.12-2", `takes no form from another site: ${JSON.stringify(headers)}`, async () => {
      const journey = await flow();
      const { action, fields } = formOf(await consentPage(journey));
      const form = { ...Object.fromEntries(fields), action: "allow" };
      const page = await journey.browser.post(action, { form, headers });
      assertProblemPage(page, { error: "invalid_request", status: 403, says: "another site" });
    });
  }

  beyond("RFC6749-10.12-2", "takes no form from another browser", async () => {
    const journey = await flow();
    const { action, fields } = formOf(await consentPage(journey));
    const other = valueBrowser(journey.under);
    await other.signIn(journey.account);
    const page = await other.post(action, { form: { ...Object.fromEntries(fields), action: "allow" } });
    assertProblemPage(page, { error: "invalid_request", status: 403, says: "another browser" });
    assertProblemPage(await other.get(action), { error: "invalid_request", status: 403 });
  });

  it("is gone after half an hour", async () => {
    const journey = await flow();
    const page = await consentPage(journey);
    journey.under.clock.advance(1_800);
    assertProblemPage(await journey.browser.submit(page, { action: "allow" }), {
      error: "invalid_request",
      says: "too long",
    });
  });

  it("is not found at an address that nobody was given", async () => {
    const journey = await flow();
    for (const id of ["nothing", "__proto__", "%00", "..", "x".repeat(5_000)]) {
      assertProblemPage(await journey.browser.get(`/interaction/${id}`), { error: "invalid_request" });
    }
  });
});

describe("consent that was given before", () => {
  it("is not asked for again, and counts for less scope as well", async () => {
    const journey = await flow();
    await agreeOnce(journey);
    assert.isFalse(await isAskedAgain(journey));
    assert.isFalse(await isAskedAgain(journey, { scope: "read" }));
  });

  it("is asked for again when more scope is wanted", async () => {
    const journey = await flow();
    await agreeOnce(journey);
    assert.isTrue(await isAskedAgain(journey, { scope: "read write introspection" }));
  });

  it("is asked for again by another person, and for another client", async () => {
    const journey = await flow();
    await agreeOnce(journey);
    const other = await client(journey.under.issuer);
    assert.isTrue(await isAskedAgain(journey, { client_id: other.clientId }));
    await journey.browser.signIn(await person(journey.under.issuer));
    assert.isTrue(await isAskedAgain(journey));
  });

  it("is asked for again when the person did not want it remembered", async () => {
    const journey = await flow();
    await agreeOnce(journey, false);
    assert.isTrue(await isAskedAgain(journey));
  });

  it("is asked for again where the request or the setting says force, and not where the request says auto", async () => {
    const journey = await flow();
    await agreeOnce(journey);
    assert.isTrue(await isAskedAgain(journey, { approval_prompt: "force" }));
    const forced = await flow({ settings: { REQUEST_APPROVAL_PROMPT: "force" } });
    await agreeOnce(forced);
    assert.isTrue(await isAskedAgain(forced));
    assert.isFalse(await isAskedAgain(forced, { approval_prompt: "auto" }));
  });

  it("is never asked for by a client that may skip it", async () => {
    assert.isFalse(await isAskedAgain(await flow({ client: { skipAuthorization: true } })));
  });

  rule(
    ["RFC6749-10.2-5", "RFC8252-8.6-1", "RFC8252-8.6-2", "RFC6749-10.1-3"],
    "is asked for again by a public client whose address anybody can take",
    async () => {
      const redirectUri = "http://127.0.0.1/cb";
      const journey = await flow({ client: { type: "public", redirectUris: [redirectUri] } });
      const page = await consentPage(journey, { redirect_uri: redirectUri });
      await journey.browser.submit(page, { action: "allow", remember: "yes" });
      assert.isTrue(await isAskedAgain(journey, { redirect_uri: redirectUri }));
    },
  );

  rule("RFC6749-3.1.2.1-2", "is shown the address to which the answer goes, http or not", async () => {
    const redirectUri = "http://127.0.0.1:4000/cb";
    const journey = await flow({ client: { redirectUris: [redirectUri] } });
    assert.include(markupOf(await consentPage(journey, { redirect_uri: redirectUri })), "http://127.0.0.1:4000");
  });

  it("lets prompt=none answer at once, and refuses it where it is missing", async () => {
    const journey = await flow();
    const query = codeRequest(journey.client, { prompt: "none" });
    assertErrorSent(await journey.browser.get("/authorize", { query }), { error: "consent_required" });
    await agreeOnce(journey);
    const reply = await journey.browser.get("/authorize", { query });
    assert.isTrue(locationOf(reply).href.startsWith(`${CALLBACK}?code=`));
  });
});
