import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { PASSWORD, person } from "../support/cast.ts";
import { FAST_HASH } from "../support/fast_hash.ts";
import type { Given, IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { formOf, type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { assertActive, pairFor, scene, type Scene } from "./tokens.ts";

const NEW = "a new and good password";
const FILLED: Given = { current: PASSWORD, password: NEW, repeated: NEW };
const PATH = "/account/password";

interface OwnScene extends Scene {
  readonly browser: ValueBrowser;
  /** Opens the form and sends it, some fields changed. */
  change(fill?: Given, browser?: ValueBrowser): Promise<Reply>;
  /** Whether a password is hers. */
  fits(password: string): Promise<boolean>;
}

async function stage(options: IssuerUnderTestOptions = {}): Promise<OwnScene> {
  const on = await scene(options);
  const browser = valueBrowser(on);
  await browser.signIn(on.ann);
  return {
    ...on,
    browser,
    change: async (fill = {}, by = browser) => by.submit(await by.get(PATH), { ...FILLED, ...fill }),
    async fits(password) {
      const stored = await on.issuer.durable.accounts.find(on.ann.id);
      return on.issuer.slowHash.verify(stored?.passwordHash ?? "", password);
    },
  };
}

function problemsIn(reply: Reply): Readonly<Record<string, string>> {
  const said = markupOf(reply).matchAll(/<p class="wrong" id="(\w+)-problem">(.*?)<\/p>/gs);
  return Object.fromEntries([...said].map(([, field = "", says = ""]) => [field, says]));
}

describe("/account/password", () => {
  it("gives the person another password, and says so on the account page", async () => {
    const on = await stage();
    const reply = await on.change();
    assert.equal(locationOf(reply).pathname, "/account");
    assert.include(markupOf(await on.browser.follow(reply)), "Your password is changed");
    assert.deepEqual([await on.fits(NEW), await on.fits(PASSWORD)], [true, false]);
    const other = valueBrowser(on);
    assert.equal(locationOf(await other.logIn(await other.get("/login"), on.ann, NEW)).pathname, "/account");
  });

  it("goes on with this session under a new id, and ends all others of the person alone", async () => {
    const on = await stage();
    const { issuer, ann, browser } = on;
    const before = browser.cookies.get("sid");
    const sid = (await issuer.sessions.find(before))?.sid;
    const elsewhere = await issuer.sessions.start(ann);
    const bob = await issuer.sessions.start(await person(issuer));
    await on.change();
    const after = browser.cookies.get("sid");
    assert.notEqual(after, before);
    assert.isUndefined(await issuer.sessions.find(before));
    assert.equal((await issuer.sessions.find(after))?.sid, sid);
    assert.isUndefined(await issuer.sessions.find(elsewhere.id));
    assert.isDefined(await issuer.sessions.find(bob.id));
    assert.include(on.events, "session.ended");
  });

  it("leaves applications their access, which has a page of its own", async () => {
    const on = await stage();
    const { access } = await pairFor(on);
    await on.change();
    await assertActive(on, access);
  });

  it("writes down who did it, and neither of the passwords", async () => {
    const on = await stage();
    await on.change();
    const [entry] = await on.issuer.durable.audit.search({ event: "password.changed", limit: 9 });
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { by: on.ann.id, sessions: 0, revokeTokens: false } });
    const all = JSON.stringify(await on.issuer.durable.audit.search({ limit: 99 }));
    for (const secret of [NEW, PASSWORD]) assert.notInclude(all, secret);
  });

  for (const [what, fill, fields] of [
    ["no current password", { current: "" }, ["current"]],
    ["another current password", { current: "a wrong guess" }, ["current"]],
    ["a current password with a blank more", { current: `${PASSWORD} ` }, ["current"]],
    ["no new password", { password: "", repeated: "" }, ["password"]],
    ["a short one", { password: "short", repeated: "short" }, ["password"]],
    ["one that is too long", { password: "x".repeat(1_025), repeated: "x".repeat(1_025) }, ["password"]],
    ["one that no form can send", { password: `${NEW}\0`, repeated: `${NEW}\0` }, ["password"]],
    ["the one that they have", { password: PASSWORD, repeated: PASSWORD }, ["password"]],
    ["two that differ", { repeated: `${NEW} ` }, ["repeated"]],
    ["nothing", { current: undefined, password: undefined, repeated: undefined }, ["current", "password"]],
    ["everything wrong", { current: "", password: "short", repeated: "other" }, ["current", "password", "repeated"]],
  ] as readonly (readonly [string, Given, readonly string[]])[]) {
    it(`says what is wrong with ${what}, changes nothing, and shows no password`, async () => {
      const on = await stage();
      const reply = await on.change(fill);
      assert.equal(reply.status, 400);
      assert.sameMembers(Object.keys(problemsIn(reply)), [...fields]);
      assert.isTrue(await on.fits(PASSWORD));
      for (const [name, value] of formOf(reply).fields) if (name !== "csrf") assert.equal(value, "", name);
      assert.notInclude(on.events, "password.changed");
    });
  }

  it("slows guesses down as the log-in page does, and together with it", async () => {
    const on = await stage();
    for (let guess = 0; guess < 3; guess += 1) await on.change({ current: `a guess ${guess}` });
    const login = valueBrowser(on);
    const page = await login.get("/login");
    for (let guess = 3; guess < 6; guess += 1) await login.logIn(page, on.ann, `a guess ${guess}`);
    const reply = await on.change();
    assert.equal(reply.status, 429);
    assert.match(reply.headers["Retry-After"] ?? "", /^[1-9]\d*$/);
    assert.include(markupOf(reply), "Too many tries");
    assert.isTrue(await on.fits(PASSWORD));
    assert.include(on.events, "login.throttled");
  });

  it("writes wrong guesses down as the log-in page does", async () => {
    const on = await stage();
    await on.change({ current: "a wrong guess" });
    const [entry] = await on.issuer.durable.audit.search({ event: "login.failed", limit: 9 });
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { reason: "password" } });
  });

  it("asks who is not signed in to sign in first", async () => {
    const on = await scene();
    const { pathname, searchParams } = locationOf(await on.get(PATH));
    assert.deepEqual([pathname, searchParams.get("next")], ["/login", PATH]);
    const sent = await on.post(PATH, { form: FILLED });
    assert.equal(locationOf(sent).pathname, "/login");
  });

  it("refuses a form that it did not make", async () => {
    const on = await stage();
    const reply = await on.browser.post(PATH, { form: { ...FILLED, csrf: "forged" } });
    assertProblemPage(reply, { error: "invalid_request", status: 403 });
    assert.isTrue(await on.fits(PASSWORD));
  });

  it("lets one of two browsers win that change it at once, and leaves no other session", async () => {
    const on = await stage();
    const other = valueBrowser(on);
    await other.signIn(on.ann);
    const browsers = [on.browser, other];
    const pages = await Promise.all(browsers.map((browser) => browser.get(PATH)));
    const words = ["the first new password", "the second new password"];
    const replies = await Promise.all(
      browsers.map((browser, index) =>
        browser.submit(pages[index]!, { ...FILLED, password: words[index], repeated: words[index] }),
      ),
    );
    const won = replies.findIndex(({ status }) => status === 303);
    assert.sameMembers(
      replies.map(({ status }) => status),
      [303, 400],
    );
    assert.isTrue(await on.fits(words[won]!));
    const alive = await Promise.all(browsers.map(({ cookies }) => on.issuer.sessions.find(cookies.get("sid"))));
    assert.deepEqual(
      alive.map((session) => session !== undefined),
      browsers.map((_, index) => index === won),
    );
    assert.lengthOf(await on.issuer.sessions.list(on.ann.id), 1);
  });

  it("takes no password when the current one was right a moment ago, and another way changed it", async () => {
    const passwordHash = await FAST_HASH.hash("a password of the staff's");
    const on = await stage({
      stores(standard) {
        const { accounts } = standard.durable;
        // The log-in that was right is noted; then somebody else is faster.
        const change: typeof accounts.change = async (id, changes, from) => {
          const changed = await accounts.change(id, changes, from);
          return "lastLogin" in changes ? accounts.change(id, { passwordHash }) : changed;
        };
        return { ...standard, durable: { ...standard.durable, accounts: { ...accounts, change } } };
      },
    });
    const reply = await on.change();
    assert.hasAllKeys(problemsIn(reply), ["current"]);
    assert.isTrue(await on.fits("a password of the staff's"));
  });

  it("keeps to the path of its issuer", async () => {
    const on = await stage({ url: "https://issuer.test/tenant" });
    const page = await on.browser.get("/tenant/account/password");
    assert.equal(formOf(page).action, "/tenant/account/password");
    assert.equal(locationOf(await on.browser.submit(page, FILLED)).pathname, "/tenant/account");
  });
});
