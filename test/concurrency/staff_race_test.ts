import { assert } from "chai";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { person } from "../support/cast.ts";
import { signIn } from "../support/journey.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 6;
const SHOTS = 10;

describe("staff who do something at once, at two processes", () => {
  let pair: ServerPair;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair();
  });

  /** Makes somebody of the staff, who is signed in at one of the two. */
  async function desk(index: 0 | 1): Promise<{ readonly account: AccountRecord; readonly browser: Visitor }> {
    const account = await person(pair.issuer, { isStaff: true });
    const browser = visitor(pair.servers[index]);
    await signIn(browser, await browser.go("/login"), account);
    return { account, browser };
  }

  /** Two who administer, and nobody else. */
  async function twoDesks() {
    const desks = [await desk(0), await desk(1)] as const;
    const { accounts } = pair.issuer.durable;
    const staff = await accounts.search({ isStaff: true, order: { by: "newest" }, limit: 1_000 });
    for (const { id } of staff)
      if (desks.every(({ account }) => account.id !== id)) await accounts.change(id, { isStaff: false });
    return desks;
  }

  async function everybodyOf(desks: readonly { readonly account: AccountRecord }[]) {
    const found = await Promise.all(desks.map(({ account }) => pair.issuer.durable.accounts.find(account.id)));
    return found.filter((account) => account?.isStaff === true && account.isActive);
  }

  for (const [deed, below, fill] of [
    ["delete", "/delete", {}],
    ["bar", "/update", { is_active: null }],
    ["make ordinary people of", "/update", { is_staff: null }],
  ] as const) {
    it(`leave one of them when two ${deed} each other, ${ROUNDS} times over`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const desks = await twoDesks();
        const [one, two] = desks;
        const pages = [
          await one.browser.go(`/admin/users/${two.account.id}${below}`),
          await two.browser.go(`/admin/users/${one.account.id}${below}`),
        ] as const;
        const seen = await Promise.all([
          one.browser.submit(pages[0], { fill }),
          two.browser.submit(pages[1], { fill }),
        ]);
        assert.lengthOf(await everybodyOf(desks), 1);
        for (const { status } of seen) assert.include([200, 400, 403, 404, 409], status);
      }
    }).timeout(60_000);
  }

  it("delete a person once, however often the form is sent", async () => {
    const { browser } = await desk(0);
    const { id } = await person(pair.issuer);
    const page = await browser.go(`/admin/users/${id}/delete`);
    const seen = await atOnce(pair, SHOTS, (server) => send(browser, page, server));
    assert.deepEqual(outcomes(seen), { done: 1, 404: SHOTS - 1 });
    const removed = await pair.issuer.durable.audit.search({ event: "account.removed", accountId: id, limit: 9 });
    assert.lengthOf(removed, 1);
  });

  it("give a name to one person, however many are added under it", async () => {
    const { browser } = await desk(0);
    const username = (await person(pair.issuer)).username.replace("person", "wanted");
    const page = await browser.go("/admin/users/add");
    const fill = { username, password: "a good password", repeated: "a good password" };
    const seen = await atOnce(pair, SHOTS, (server) => send(browser, page, server, fill));
    assert.deepEqual(outcomes(seen), { done: 1, 400: SHOTS - 1 });
  });

  it("end a session once, and tell of it once", async () => {
    const { browser } = await desk(0);
    const { session } = await pair.issuer.sessions.start(await person(pair.issuer));
    const page = await browser.go(`/admin/sessions/${session.sid}/end`);
    await atOnce(pair, SHOTS, (server) => send(browser, page, server));
    const { accountId } = session;
    assert.lengthOf(await pair.issuer.durable.audit.search({ event: "session.ended", accountId, limit: 9 }), 1);
  });
});

/** Sends the form of a page to one of the two servers. */
function send(
  browser: Visitor,
  page: Seen,
  server: string,
  fill: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  return browser.submit({ ...page, url: new URL(page.url.pathname, server) }, { fill });
}

/** How often what came of it; where it was done, the other server sends the browser on. */
function outcomes(seen: readonly Seen[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of seen) {
    const outcome = status < 400 ? "done" : String(status);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
