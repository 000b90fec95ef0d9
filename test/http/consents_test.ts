import { assert } from "chai";
import { CALLBACK, client, person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { readItems } from "../support/shown_records.ts";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { assertActive, pairFor, scene, type Scene } from "./tokens.ts";

const PATH = "/account/consents";

interface ConsentScene extends Scene {
  readonly browser: ValueBrowser;
  /** Allows the application something, as the consent page does it. */
  allow(): Promise<void>;
  /** Whether the application has to ask, when it takes a consent that was given before. */
  mustAsk(): Promise<boolean>;
  readonly forgetPath: string;
}

async function stage(url?: string): Promise<ConsentScene> {
  const on = await scene({ settings: { REQUEST_APPROVAL_PROMPT: "auto" }, ...(url === undefined ? {} : { url }) });
  const browser = valueBrowser(on);
  await browser.signIn(on.ann);
  const { base } = on.issuer;
  const authorize = () => browser.get(`${base}/authorize`, { query: codeRequest(on.app, { scope: "read write" }) });
  return {
    ...on,
    browser,
    forgetPath: `${base}${PATH}/${on.app.id}/forget`,
    async allow() {
      await browser.submit(await browser.follow(await authorize()), { action: "allow" });
    },
    mustAsk: async () => !locationOf(await authorize()).href.startsWith(CALLBACK),
  };
}

describe("/account/consents", () => {
  it("lists what was allowed, since when, and leads to where it is forgotten", async () => {
    const on = await stage();
    await on.allow();
    const [item, ...others] = readItems(markupOf(await on.browser.get(PATH)));
    assert.isEmpty(others);
    assert.equal(item?.name, on.app.name);
    assert.equal(item?.text, `Client id ${on.app.clientId} · Permissions read write · Allowed 2026-01-01`);
    assert.deepEqual(item?.links, [on.forgetPath]);
  });

  it("says so where nothing is remembered", async () => {
    const on = await stage();
    assert.include(markupOf(await on.browser.get(PATH)), "Nothing is remembered.");
  });

  it("shows nothing of another person, nor of an application that is gone", async () => {
    const on = await stage();
    const { durable, clock } = on.issuer;
    const bob = await person(on.issuer);
    const gone = await client(on.issuer);
    const consent = { scope: ["read"], grantedAt: clock.now() };
    await durable.consents.remember({ ...consent, accountId: bob.id, client: on.app.id });
    await durable.consents.remember({ ...consent, accountId: on.ann.id, client: gone.id });
    await durable.clients.remove(gone.id);
    await on.issuer.clients.changed(gone);
    assert.isEmpty(readItems(markupOf(await on.browser.get(PATH))));
  });

  it("is found from the account page", async () => {
    const on = await stage("https://issuer.test/tenant");
    assert.include(markupOf(await on.browser.get("/tenant/account")), 'href="/tenant/account/consents"');
  });
});

describe("forgetting a consent", () => {
  it("has the application ask again, and leaves it the access that it has", async () => {
    const on = await stage("https://issuer.test/tenant");
    await on.allow();
    assert.isFalse(await on.mustAsk());
    const page = await on.browser.get(on.forgetPath);
    assert.include(markupOf(page), on.app.name);
    assert.isFalse(await on.mustAsk(), "nothing is forgotten by looking");
    const reply = await on.browser.submit(page);
    assert.equal(locationOf(reply).pathname, "/tenant/account/consents");
    assert.include(markupOf(await on.browser.follow(reply)), "It is forgotten");
    assert.isTrue(await on.mustAsk());
  });

  it("ends no token", async () => {
    const on = await stage();
    const { access } = await pairFor(on);
    await on.allow();
    await on.browser.submit(await on.browser.get(on.forgetPath));
    await assertActive(on, access);
  });

  it("is written down once, however often the form is sent", async () => {
    const on = await stage();
    await on.allow();
    const page = await on.browser.get(on.forgetPath);
    const replies = await Promise.all([1, 2].map(() => on.browser.submit(page)));
    // The one that comes too late finds nothing to forget, or that it is forgotten.
    for (const { status } of replies) assert.include([303, 404], status);
    const entries = await on.issuer.durable.audit.search({ event: "consent.forgotten", limit: 9 });
    assert.lengthOf(entries, 1);
    assert.deepInclude(entries[0], { accountId: on.ann.id, client: on.app.id });
  });

  for (const [what, segment] of [
    ["an application that was allowed nothing", undefined],
    ["an application that is not there", "999999"],
    ["nonsense", "__proto__"],
    ["a number that is none", "1e3"],
    ["a number without end", "9".repeat(30)],
    ["nothing", "%20"],
  ] as const) {
    it(`is not asked of ${what}`, async () => {
      const on = await stage();
      const path = `${PATH}/${segment ?? on.app.id}/forget`;
      assertProblemPage(await on.browser.get(path), { error: "invalid_request", status: 404 });
    });
  }

  it("is not done to another person's: it is as if it were not there", async () => {
    const on = await stage();
    await on.allow();
    const bob = valueBrowser(on);
    await bob.signIn(await person(on.issuer));
    const csrf = /name="csrf" value="([^"]+)"/.exec(markupOf(await bob.get("/account")))?.[1];
    assertProblemPage(await bob.get(on.forgetPath), { error: "invalid_request", status: 404 });
    const reply = await bob.post(on.forgetPath, { form: { csrf } });
    assertProblemPage(reply, { error: "invalid_request", status: 404 });
    assert.isFalse(await on.mustAsk());
  });

  it("takes a form that it made, and of somebody who is signed in", async () => {
    const on = await stage();
    await on.allow();
    const forged = await on.browser.post(on.forgetPath, { form: { csrf: "forged" } });
    assertProblemPage(forged, { error: "invalid_request", status: 403 });
    assert.equal(locationOf(await on.post(on.forgetPath, { form: {} })).pathname, "/login");
    assert.isFalse(await on.mustAsk());
  });
});
