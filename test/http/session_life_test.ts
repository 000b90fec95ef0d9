import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import { type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { formOf, type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { codeIn, consentPage } from "./authorization.ts";
import { introspected } from "./tokens.ts";

/** Seconds that a session lasts. */
const LIFETIME = 8 * 3_600;

interface Stage extends CodeFlow {
  /** Another browser, in which somebody has signed in. */
  browserOf(who: AccountRecord): Promise<ValueBrowser>;
}

async function stage(): Promise<Stage> {
  const under = await issuerUnderTest();
  const flow = await codeFlow(under);
  return {
    ...flow,
    async browserOf(who) {
      const browser = valueBrowser(under);
      await browser.signIn(who);
      return browser;
    },
  };
}

function asks(flow: CodeFlow, changes: Given = {}, browser = flow.browser): Promise<Reply> {
  return browser.get("/authorize", { query: codeRequest(flow.client, changes) });
}

async function isAsked(flow: CodeFlow, changes: Given = {}, browser = flow.browser): Promise<boolean> {
  return locationOf(await asks(flow, changes, browser)).pathname.startsWith("/interaction/");
}

function isLogin(page: Reply): boolean {
  return markupOf(page).includes('name="password"');
}

async function signOut(browser: ValueBrowser): Promise<void> {
  const page = await browser.get("/account");
  const csrf = /action="\/logout"[\s\S]*?name="csrf" value="([^"]+)"/.exec(markupOf(page))?.[1];
  await browser.post("/logout", { form: { csrf } });
}

/** Agrees, with some of it ticked, and has it remembered. */
async function agree(flow: CodeFlow, changes: Given = {}, ticked?: readonly string[]): Promise<Reply> {
  const page = await consentPage(flow, changes);
  const fill = ticked === undefined ? {} : { scope: ticked };
  return flow.browser.submit(page, { action: "allow", remember: "on", ...fill });
}

describe("a session that ends while a person decides", () => {
  const ENDS: readonly (readonly [string, (flow: Stage) => Promise<unknown> | void])[] = [
    ["by its age", ({ under }) => under.clock.advance(60)],
    [
      "as the account was barred",
      ({ under, account }) => under.issuer.durable.accounts.change(account.id, { isActive: false }),
    ],
    [
      "as the account was removed",
      ({ under, account }) => under.issuer.durable.accounts.remove(account.id, under.clock.now()),
    ],
  ];

  for (const [name, end] of ENDS) {
    it(`${name} gives no code, and asks who is there`, async () => {
      const flow = await stage();
      flow.under.clock.advance(LIFETIME - 60);
      const page = await consentPage(flow);
      await end(flow);
      const { action } = formOf(page);
      await flow.browser.submit(page, { action: "allow" });
      assert.notInclude(flow.under.events, "code.issued");
      assert.isTrue(isLogin(await flow.browser.get(action)));
    });
  }

  it("goes on where it was once the person signed in again, and asks what was not answered", async () => {
    const flow = await stage();
    flow.under.clock.advance(LIFETIME - 1);
    const { action } = formOf(await consentPage(flow));
    flow.under.clock.advance(1);
    const again = await flow.browser.logIn(await flow.browser.get(action), flow.account);
    const page = await flow.browser.follow(again);
    assert.isFalse(isLogin(page));
    const code = codeIn(await flow.browser.submit(page, { action: "allow" }));
    assert.equal((await flow.redeem(code)).status, 200);
  });

  for (const [before, expected] of [
    [1, undefined],
    [0, "login_required"],
  ] as const) {
    it(`answers prompt=none ${before} seconds before its end with ${expected ?? "a code"}`, async () => {
      const flow = await stage();
      await agree(flow);
      flow.under.clock.advance(LIFETIME - before);
      const reply = await asks(flow, { prompt: "none" });
      if (expected === undefined) assert.isNotEmpty(codeIn(reply));
      else assertErrorSent(reply, { error: expected });
    });
  }
});

describe("signing out in another tab", () => {
  it("leaves no page open on which one could still agree", async () => {
    const flow = await stage();
    const pages = [await consentPage(flow), await consentPage(flow, { scope: "read" })];
    await signOut(flow.browser);
    for (const page of pages) {
      assertProblemPage(await flow.browser.submit(page, { action: "allow" }), {
        error: "invalid_request",
        status: 403,
      });
      assert.isTrue(isLogin(await flow.browser.get(formOf(page).action)));
    }
    assert.notInclude(flow.under.events, "code.issued");
  });

  it("and in again lets each open page go on after it was read again", async () => {
    const flow = await stage();
    const pages = [await consentPage(flow), await consentPage(flow, { scope: "read" })];
    await signOut(flow.browser);
    await flow.browser.logIn(await flow.browser.get("/login"), flow.account);
    for (const page of pages) {
      const fresh = await flow.browser.get(formOf(page).action);
      const reply = await flow.browser.submit(fresh, { action: "allow", remember: undefined });
      assert.isNotEmpty(codeIn(reply));
    }
  });

  it("takes nothing from an application that has its code or its tokens", async () => {
    const flow = await stage();
    const tokens = await flow.redeem(await flow.code());
    const code = await flow.code();
    await signOut(flow.browser);
    assert.equal((await flow.redeem(code)).status, 200);
    assert.isTrue((await introspected(flow.under, textIn(tokens, "access_token")))["active"]);
  });

  it("does not sign out another browser of the same person", async () => {
    const flow = await stage();
    const other = await flow.browserOf(flow.account);
    await signOut(flow.browser);
    const page = await other.follow(await asks(flow, {}, other));
    assert.isNotEmpty(codeIn(await other.submit(page, { action: "allow" })));
  });
});

describe("two people at one browser", () => {
  it("get each a code of their own, whoever was there before", async () => {
    const flow = await stage();
    const bob = await person(flow.under.issuer);
    for (const who of [flow.account, bob, flow.account]) {
      await flow.browser.logIn(await flow.browser.get("/login"), who);
      const tokens = await flow.redeem(codeIn(await agree(flow, { approval_prompt: "force" })));
      assert.equal((await introspected(flow.under, textIn(tokens, "access_token")))["username"], who.username);
    }
  });

  it("do not answer for each other on a page that was left open", async () => {
    const flow = await stage();
    const bob = await person(flow.under.issuer);
    const left = await consentPage(flow);
    await flow.browser.logIn(await flow.browser.get("/login"), bob);
    assertProblemPage(await flow.browser.submit(left, { action: "deny" }), { error: "invalid_request", status: 403 });
    const seen = await flow.browser.get(formOf(left).action);
    assert.include(markupOf(seen), bob.username);
    const tokens = await flow.redeem(codeIn(await flow.browser.submit(seen, { action: "allow" })));
    assert.equal((await introspected(flow.under, textIn(tokens, "access_token")))["username"], bob.username);
  });
});

describe("what was agreed to before", () => {
  it("is remembered wherever the person signs in", async () => {
    const flow = await stage();
    await agree(flow);
    assert.isFalse(await isAsked(flow, {}, await flow.browserOf(flow.account)));
  });

  it("does not shrink when less is asked for", async () => {
    const flow = await stage();
    await agree(flow, { scope: "read write" });
    await flow.code({ scope: "read" });
    assert.isFalse(await isAsked(flow, { scope: "read write" }));
  });

  it("grows by what is agreed to later", async () => {
    const flow = await stage();
    await agree(flow, { scope: "read" });
    assert.isTrue(await isAsked(flow, { scope: "write" }));
    await agree(flow, { scope: "write" });
    assert.isFalse(await isAsked(flow, { scope: "read write" }));
  });

  it("is what was ticked, and not what was asked", async () => {
    const flow = await stage();
    await agree(flow, { scope: "read write" }, ["read"]);
    assert.isFalse(await isAsked(flow, { scope: "read" }));
    assert.isTrue(await isAsked(flow, { scope: "read write" }));
    assert.isTrue(await isAsked(flow, { scope: "write" }));
  });

  it("is nothing where the person was never asked, once asking is due", async () => {
    const flow = await stage();
    const { clients } = flow.under.issuer.durable;
    for (const skipAuthorization of [true, false]) {
      await clients.change(flow.client.id, { skipAuthorization });
      await flow.under.issuer.clients.changed(flow.client);
      assert.equal(await isAsked(flow), !skipAuthorization);
    }
  });

  it("is forgotten with the access that is taken away, for that application alone", async () => {
    const flow = await stage();
    const other = await client(flow.under.issuer);
    await flow.redeem(codeIn(await agree(flow)));
    await agree({ ...flow, client: other });
    const page = await flow.browser.get("/account");
    const form = /action="\/account\/revoke"[\s\S]*?<\/form>/.exec(markupOf(page))?.[0] ?? "";
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    await flow.browser.post("/account/revoke", { form: Object.fromEntries(fields) });
    assert.isTrue(await isAsked(flow));
    assert.isFalse(await isAsked({ ...flow, client: other }));
  });

  it("gives no more than it was for, though the person may be asked for nothing", async () => {
    const flow = await stage();
    await agree(flow, { scope: "read write" });
    const tokens = await flow.redeem(codeIn(await asks(flow, { scope: "read" })));
    assert.equal(bodyOf(tokens)["scope"], "read");
  });
});
