import { assert } from "chai";
import { person } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import { type Administration, administrationOf } from "./administration.ts";

const PATH = "/admin/sessions";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

async function names(on: Administration, query: Given = {}): Promise<readonly string[]> {
  return (await on.list(PATH, query)).map(({ name }) => name);
}

/** Begins a session of Ann with an application that is to be told, and answers where it is ended. */
async function begun(on: Administration) {
  const browser = valueBrowser(on);
  await browser.signIn(on.ann);
  const [record] = await on.issuer.sessions.list(on.ann.id);
  await on.issuer.durable.sessions.join(record!.sid, on.app.id);
  return { browser, sid: record!.sid, path: `${PATH}/${record!.sid}/end` };
}

describe("/admin/sessions", () => {
  it("lists who is logged in, the newest first, with the browser and the applications that know of it", async () => {
    const on = await administrationOf({ url: "https://issuer.test/t" });
    on.clock.advance(60);
    const { session } = await on.issuer.sessions.start(on.ann, { agent: FIREFOX });
    await on.issuer.sessions.join(session, on.app.id);
    const [ann, sue, ...others] = await on.list(`/t${PATH}`);
    assert.deepInclude(ann, { name: on.ann.username, href: `/t/admin/users/${on.ann.id}`, badges: [] });
    assert.equal(
      ann?.text,
      `Browser Firefox on Linux · Since 2026-01-01 00:01 UTC · Ends 2026-01-01 08:01 UTC · Applications ${on.app.name}`,
    );
    assert.include(ann!.links, `/t/admin/sessions/${session.sid}/end`);
    assert.deepInclude(sue, { name: "sue", badges: ["staff", "this one"] });
    assert.isEmpty(others);
  });

  it("finds the sessions of a person, and of nobody else", async () => {
    const on = await administrationOf();
    const grace = await person(on.issuer, { username: "grace", email: "g@navy.example", lastName: "Hopper" });
    for (const account of [grace, on.ann, grace]) await on.issuer.sessions.start(account);
    for (const text of ["grace", "HOPP", "navy.example", grace.sub])
      assert.deepEqual(await names(on, { person: text }), ["grace", "grace"], text);
    for (const text of ["nobody", "%", "'", "g".repeat(10_000), "\u{1F600}"])
      assert.isEmpty(await names(on, { person: text }), text);
  });

  it("leaves out those that have ended by themselves", async () => {
    const on = await administrationOf();
    await on.issuer.sessions.start(on.ann);
    on.clock.advance(28_799);
    await on.desk.signIn(on.sue);
    on.clock.advance(1);
    assert.deepEqual(await names(on), ["sue"]);
  });

  it("shows 120 sessions on three pages, each once, also of one second", async () => {
    const on = await administrationOf();
    const sids: string[] = [];
    for (let count = 0; count < 120; count += 1) {
      if (count % 40 === 0) on.clock.advance(1);
      sids.push((await on.issuer.sessions.start(on.ann)).session.sid);
    }
    const seen: string[] = [];
    const lengths: number[] = [];
    for (let query: Given | string | undefined = { person: on.ann.username }; query !== undefined;) {
      const markup = markupOf(await on.desk.get(PATH, { query }));
      const page = [...markup.matchAll(/sessions\/([\w-]+)\/end"/g)].map(([, sid = ""]) => sid);
      lengths.push(page.length);
      seen.push(...page);
      query = /href="[^"]*\?([^"]*)" rel="next"/.exec(markup)?.[1]?.replaceAll("&amp;", "&");
    }
    assert.deepEqual(lengths, [50, 50, 20]);
    assert.sameMembers(seen, sids);
  });

  for (const query of ["before=1", "before=x.y", "before=1.%00", "before=-1.a", "person=a&person=b", "person=%00"]) {
    it(`answers ?${query} with a clear word`, async () =>
      assertProblemPage(await (await administrationOf()).desk.get(PATH, { query }), { error: "invalid_request" }));
  }
});

describe("/admin/sessions/:sid/end", () => {
  it("asks with all that is known, and ends the session, with who did it", async () => {
    const on = await administrationOf();
    const { browser, path } = await begun(on);
    const facts = await on.facts(path);
    assert.deepInclude(facts, { Person: on.ann.username, Applications: on.app.name, Since: "2026-01-01 00:00 UTC" });
    const reply = await on.agree(path);
    assert.include(markupOf(await on.desk.follow(reply)), "The session has ended");
    assert.equal(locationOf(await browser.get("/account")).pathname, "/login");
    const [entry] = await on.written("session.ended");
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { clients: 1, by: on.sue.id } });
  });

  it("ends the tokens of the session, and nobody else's session", async () => {
    const on = await administrationOf();
    const { sid, path } = await begun(on);
    const other = valueBrowser(on);
    await other.signIn(on.ann);
    const family = { tag: "of-this1", client: on.app.id, accountId: on.ann.id, grantType: "authorization_code" };
    const born = { ...family, session: sid, scope: [], generation: 0, bindings: {}, createdAt: on.clock.now() };
    await on.issuer.durable.families.open(born);
    await on.agree(path);
    assert.isDefined((await on.issuer.durable.families.find("of-this1"))?.revokedAt);
    assert.equal((await other.get("/account")).status, 200);
  });

  it("logs oneself out where it is the session that one is in", async () => {
    const on = await administrationOf();
    const [own] = await on.issuer.sessions.list(on.sue.id);
    const path = `${PATH}/${own!.sid}/end`;
    assert.include(markupOf(await on.desk.get(path)), "you are logged out");
    assert.include(markupOf(await on.agree(path)), "You are logged out");
    assert.isFalse(on.desk.cookies.has("sid"));
  });

  it("is done once where it is sent twice", async () => {
    const on = await administrationOf();
    const { path } = await begun(on);
    const page = await on.desk.get(path);
    const replies = [await on.desk.submit(page), await on.desk.submit(page)];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [303, 404],
    );
    assert.lengthOf(await on.written("session.ended"), 1);
  });

  for (const sid of ["nobody", "__proto__", "%00", "x".repeat(10_000), "%F0%9F%98%80"]) {
    it(`is not there for ${sid.slice(0, 20)}`, async () => {
      const on = await administrationOf();
      const { path } = await begun(on);
      const csrf = Object.fromEntries(formOf(await on.desk.get(path)).fields)["csrf"];
      const expected = { error: "invalid_request", status: 404 } as const;
      assertProblemPage(await on.desk.get(`${PATH}/${sid}/end`), expected);
      assertProblemPage(await on.desk.post(`${PATH}/${sid}/end`, { form: { csrf } }), expected);
    });
  }

  it("is not there for a session that has ended by itself", async () => {
    const on = await administrationOf();
    const { path } = await begun(on);
    on.clock.advance(28_800);
    await on.desk.signIn(on.sue);
    assertProblemPage(await on.desk.get(path), { error: "invalid_request", status: 404 });
  });
});
