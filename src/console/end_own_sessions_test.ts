import { assert } from "chai";
import { leanFamily } from "../../test/contract/record_samples.ts";
import { client, person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { ACCOUNT_FORM } from "../engine/mod.ts";
import { placeOf, type Visit, visit } from "./_visit_test.ts";
import { ACCOUNT_PAGE } from "./account_page.ts";
import { ACCOUNT_SESSIONS_END } from "./end_own_sessions.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/** Another session of the person who visits. */
async function elsewhere(on: Visit, agent = FIREFOX): Promise<string> {
  return (await on.issuer.sessions.start(on.ann, { agent })).session.sid;
}

async function sidsOf(on: Visit): Promise<readonly string[]> {
  return (await on.issuer.sessions.list(on.ann.id)).map(({ sid }) => sid);
}

async function ownSid(on: Visit): Promise<string> {
  return (await on.issuer.sessions.find(on.sid))?.sid ?? assert.fail("there is no session");
}

function end(on: Visit, fields: Parameters<Visit["form"]>[1]) {
  return ACCOUNT_SESSIONS_END.handle(on.form(ACCOUNT_FORM, fields));
}

describe("the list of sessions", () => {
  it("has this one first, then the newest, each with its browser, its beginning and its applications", async () => {
    const on = await visit();
    const { session } = await on.issuer.sessions.start(on.ann, { agent: FIREFOX });
    const app = await client(on.issuer, { name: "Photo Printer" });
    await on.issuer.sessions.join(session, app.id);
    on.clock.advance(60);
    await elsewhere(on, "curl/8");
    const page = markupOf(await ACCOUNT_PAGE.handle(on.request()));
    const places = ["this one", "A browser</h3>", "Firefox on Linux</h3>", "Photo Printer"].map((text) =>
      page.indexOf(text),
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      String(places),
    );
    assert.isAbove(Math.min(...places), 0);
    assert.include(page, "2026-01-01 00:01 UTC");
  });

  it("is one's own, and of sessions that live", async () => {
    const on = await visit();
    const { session } = await on.issuer.sessions.start(await person(on.issuer), { agent: FIREFOX });
    const page = markupOf(await ACCOUNT_PAGE.handle(on.request()));
    assert.notInclude(page, session.sid);
    assert.notInclude(page, "Firefox");
  });

  it("leaves an application out that is gone", async () => {
    const on = await visit();
    const session = await on.issuer.sessions.find(on.sid);
    await on.issuer.sessions.join(session!, 4_711);
    assert.equal((await ACCOUNT_PAGE.handle(on.request())).status, 200);
  });
});

describe("the form that ends sessions", () => {
  it("ends the one that is named, with its tokens, and tells who listens", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const [sid, kept] = [await elsewhere(on), await elsewhere(on)];
    const app = await client(on.issuer);
    const family = leanFamily(app.id, { accountId: on.ann.id, session: sid });
    await on.issuer.durable.families.open(family);
    assert.equal(placeOf(await end(on, { sid })), "/t/account");
    assert.sameMembers([...(await sidsOf(on))], [kept, await ownSid(on)]);
    assert.isDefined((await on.issuer.durable.families.find(family.tag))?.revokedAt);
    assert.deepEqual(on.events, ["session.ended"]);
  });

  it("ends all but this one", async () => {
    const on = await visit();
    await elsewhere(on);
    await elsewhere(on);
    await end(on, { others: "yes" });
    assert.deepEqual(await sidsOf(on), [await ownSid(on)]);
    assert.deepEqual(on.events, ["session.ended", "session.ended"]);
  });

  it("logs out who ends this one", async () => {
    const on = await visit();
    const reply = await end(on, { sid: await ownSid(on) });
    assert.include(markupOf(reply), "You are logged out");
    assert.deepEqual(await sidsOf(on), []);
  });

  it("does not tell another's session from one that never was", async () => {
    const on = await visit();
    const { session, id } = await on.issuer.sessions.start(await person(on.issuer));
    const refusals = [];
    for (const sid of [session.sid, "nothing", "__proto__", "x".repeat(9_000)]) {
      const { status, description } = await refusalOf(() => end(on, { sid }));
      refusals.push(`${status} ${description}`);
    }
    assert.match(refusals[0] ?? "", /^404 /);
    assert.lengthOf([...new Set(refusals)], 1);
    assert.isDefined(await on.issuer.sessions.find(id));
  });

  it("finds nothing to end that has ended a moment ago", async () => {
    const on = await visit();
    const sid = await elsewhere(on);
    await on.issuer.sessions.endBySid(sid);
    await assertRefused(() => end(on, { sid }), { code: "invalid_request", status: 404 });
  });

  for (const [name, fields, status] of [
    ["without its mark", { csrf: undefined }, 403],
    ["without a session", { sid: undefined }, 400],
    ["with two sessions", { sid: ["one", "two"] }, 400],
    ["with two answers", { others: ["yes", "no"] }, 400],
  ] as const) {
    it(`ends nothing by a form ${name}`, async () => {
      const on = await visit();
      const sid = await elsewhere(on);
      await assertRefused(() => end(on, { sid, ...fields }), { code: "invalid_request", status });
      assert.include(await sidsOf(on), sid);
    });
  }

  it("sends to sign in who is not signed in", async () => {
    const { issuer } = await visit();
    assert.equal(
      placeOf(await ACCOUNT_SESSIONS_END.handle(exchangeAt(issuer, { method: "POST" }))),
      "/login?next=%2Faccount",
    );
  });
});
