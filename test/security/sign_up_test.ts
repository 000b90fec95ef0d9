import { assert } from "chai";
import { person } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import { type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";

const PASSWORD = "a password of nobody else";
const TYPED: Given = { username: "newcomer", email: "new@example.com", password: PASSWORD, repeated: PASSWORD };

async function stage(SIGN_UP = "open"): Promise<CodeFlow> {
  return codeFlow(await issuerUnderTest({ settings: { SIGN_UP } }));
}

/** The sign-up page in a browser that was never here, which says where it is. */
async function arrive({ under, client }: CodeFlow) {
  const browser = valueBrowser(under);
  const begun = await browser.get("/authorize", { query: codeRequest(client, { prompt: "create" }) });
  return { browser, begun, page: await browser.follow(begun) };
}

describe("making an account", () => {
  for (const extra of [
    { is_staff: "true", isStaff: "true", is_superuser: "1" },
    { sub: "somebody", id: "1", account_id: "1" },
    { email_verified: "true", claims: '{"email_verified":true}' },
  ]) {
    it(`gives nobody more than the form has fields for: ${Object.keys(extra).join(", ")}`, async () => {
      const flow = await stage();
      const { browser, page } = await arrive(flow);
      await browser.submit(page, { ...TYPED, ...extra });
      const made = await flow.under.issuer.durable.accounts.findByUsername("newcomer");
      assert.deepInclude(made, { isStaff: false, email: "new@example.com" });
      assert.notEqual(made?.sub, "somebody");
      assert.notProperty(made?.claims ?? {}, "email_verified");
    });
  }

  it("begins a session under an id that nobody can have planted", async () => {
    const flow = await stage();
    const { browser, page } = await arrive(flow);
    browser.cookies.set("sid", "planted");
    await browser.submit(
      await browser.get(new URL(locationOfForm(markupOf(page)), "https://here.test").pathname),
      TYPED,
    );
    assert.notEqual(browser.cookies.get("sid"), "planted");
    assert.isDefined(await flow.under.issuer.sessions.find(browser.cookies.get("sid")));
  });

  function locationOfForm(markup: string): string {
    return /action="(\/interaction\/[^"]+)"/.exec(markup)?.[1] ?? assert.fail("there is no form");
  }

  it("is done by nobody where it is off, though a form is sent to a way that began", async () => {
    const flow = await stage("off");
    const browser = valueBrowser(flow.under);
    const begun = await browser.get("/authorize", { query: codeRequest(flow.client) });
    await browser.submit(await browser.follow(begun), { ...TYPED, action: "create" });
    assert.isUndefined(await flow.under.issuer.durable.accounts.findByUsername("newcomer"));
    assert.notInclude(flow.under.events, "account.created");
  });

  it("takes no name that looks the same to a person", async () => {
    const flow = await stage();
    await person(flow.under.issuer, { username: "alice" });
    for (const username of ["Alice", "ALICE", "ａｌｉｃｅ", " alice "]) {
      const { browser, page } = await arrive(flow);
      const reply = await browser.submit(page, { ...TYPED, username });
      assert.include(markupOf(reply), "This name is taken", username);
    }
  });

  it("is answered alike where a name is taken by somebody who was barred", async () => {
    const flow = await stage();
    const names = ["alice", "barred"];
    await person(flow.under.issuer, { username: "alice" });
    await person(flow.under.issuer, { username: "barred", isActive: false });
    const pages = [];
    for (const username of names) {
      const { browser, page } = await arrive(flow);
      pages.push(markupOf(await browser.submit(page, { ...TYPED, username })).replaceAll(username, "NAME"));
    }
    const [first, second] = pages.map((markup) => markup.replaceAll(/value="[\w-]{20,}"|\/interaction\/[\w-]+/g, ""));
    assert.equal(first, second);
  });

  it("sends nobody to an address of the form's choice", async () => {
    const flow = await stage();
    const { browser, page } = await arrive(flow);
    const reply = await browser.submit(page, {
      ...TYPED,
      next: "https://evil.test/",
      redirect_uri: "https://evil.test/",
    });
    assert.match(locationOf(reply).pathname, /^\/interaction\//);
  });
});
