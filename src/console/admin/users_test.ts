import { assert } from "chai";
import { person } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { BROWSER_COOKIE, SESSION_COOKIE } from "../../engine/mod.ts";
import { ADMIN_USERS } from "./users.ts";

/** What the page shows to somebody of the staff, and what it asked the store for. */
async function shown(query: string) {
  const { issuer } = await issuerUnderTest();
  const { id: sid } = await issuer.sessions.start(await person(issuer, { isStaff: true }));
  const asked: unknown[] = [];
  const { accounts } = issuer.durable;
  const search: typeof accounts.search = (options) => {
    asked.push(options);
    return accounts.search(options);
  };
  const watched = { ...issuer, durable: { ...issuer.durable, accounts: { ...accounts, search } } };
  const cookies = { [BROWSER_COOKIE]: "a-browser", [SESSION_COOKIE]: sid };
  const reply = await ADMIN_USERS.handle(exchangeAt(watched, { path: "/admin/users", query, cookies }));
  return { asked, markup: markupOf(reply) };
}

const NEWEST = { order: { by: "newest" }, limit: 51 };

describe("ADMIN_USERS", () => {
  for (const [query, expected] of [
    ["", NEWEST],
    ["q=+ann++b+", { ...NEWEST, text: "ann  b" }],
    ["q=+++", NEWEST],
    ["kind=staff", { ...NEWEST, isStaff: true }],
    ["kind=others&state=active", { ...NEWEST, isStaff: false, isActive: true }],
    ["state=barred", { ...NEWEST, isActive: false }],
    ["kind=constructor&state=toString&order=__proto__", NEWEST],
    ["before=17", { order: { by: "newest", after: 17 }, limit: 51 }],
    ["before=17&order=newest&after=ann", { order: { by: "newest", after: 17 }, limit: 51 }],
    ["order=name", { order: { by: "username" }, limit: 51 }],
    ["order=name&after=ann&before=17", { order: { by: "username", after: "ann" }, limit: 51 }],
  ] as const) {
    it(`asks the store once, for what ?${query} says`, async () =>
      assert.deepEqual((await shown(query)).asked, [expected]));
  }

  it("leads back to the first page from any other, and nowhere from the first", async () => {
    assert.notInclude((await shown("")).markup, "First page");
    assert.include((await shown("before=17&kind=staff")).markup, 'href="/admin/users?kind=staff">First page');
  });
});
