import { assert } from "chai";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { person } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertProblemPage, markupOf } from "../support/replies.ts";
import { type Administration, administrationOf } from "./administration.ts";

const PATH = "/admin/users";

async function names(on: Administration, query: Given = {}): Promise<readonly string[]> {
  return (await on.list(PATH, query)).map(({ name }) => name);
}

/** Where the link of a page with some words leads. */
function wayTo(markup: string, words: string): string | undefined {
  const [, href] = new RegExp(`<a href="([^"]*)"[^>]*>${words}</a>`).exec(markup) ?? [];
  return href?.replaceAll("&amp;", "&");
}

/** All pages of a search, one after the other by their links. */
async function allPages(on: Administration, query: Given): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  for (let asked: Given | string | undefined = query; asked !== undefined;) {
    const markup = markupOf(await on.desk.get(PATH, { query: asked }));
    pages.push([...markup.matchAll(/<a href="\/admin\/users\/\d+"><bdi>(.*?)<\/bdi>/g)].map(([, name = ""]) => name));
    asked = wayTo(markup, "Next page")?.replace(/^.*\?/, "");
    assert.equal(wayTo(markup, "First page") === undefined, pages.length === 1);
  }
  return pages;
}

describe("/admin/users", () => {
  it("lists people, the newest first, with what sets them apart and the way to their page", async () => {
    const on = await administrationOf({ url: "https://issuer.test/t" });
    const eve = await person(on.issuer, { username: "eve", firstName: "Eve", lastName: "Adams", isActive: false });
    const [first, second, third] = await on.list(`/t${PATH}`);
    assert.deepInclude(first, { name: "eve", href: `/t/admin/users/${eve.id}`, badges: ["barred"] });
    assert.equal(first?.text, "Name Eve Adams · Since 2026-01-01 · Last login never");
    assert.deepInclude(second, { name: "sue", badges: ["staff"] });
    assert.equal(third?.name, on.ann.username);
  });

  const SEARCHES: readonly (readonly [string, Given, readonly string[]])[] = [
    ["part of a name", { q: "hop" }, ["grace"]],
    ["two words in any order", { q: "HOPPER gra" }, ["grace"]],
    ["the site of an address", { q: "navy.example" }, ["grace"]],
    ["a name in capitals", { q: "GRACE" }, ["grace"]],
    ["staff", { kind: "staff" }, ["sue"]],
    ["barred people", { state: "barred" }, ["linus"]],
    ["active people who are not staff", { kind: "others", state: "active", q: "example" }, ["grace"]],
    ["people in a word that means nothing", { kind: "__proto__", state: "x", q: "grace" }, ["grace"]],
    ["nobody", { q: "nobody at all" }, []],
    ["a wildcard", { q: "%" }, []],
    ["another wildcard", { q: "gr_ce" }, []],
    ["a word of the database's", { q: "gra:* | x" }, []],
    ["10,000 letters", { q: "g".repeat(10_000) }, []],
    ["pictures", { q: "\u{1F600}" }, []],
  ];
  for (const [what, query, expected] of SEARCHES) {
    it(`finds ${what}`, async () => {
      const on = await administrationOf();
      await person(on.issuer, { username: "grace", firstName: "Grace", lastName: "Hopper", email: "g@navy.example" });
      await person(on.issuer, { username: "linus", email: "l@example.test", isActive: false });
      assert.deepEqual(await names(on, query), expected);
    });
  }

  it("finds a person by the subject identifier", async () => {
    const on = await administrationOf();
    assert.deepEqual(await names(on, { q: on.ann.sub }), [on.ann.username]);
  });

  it("keeps what was looked for in its fields", async () => {
    const on = await administrationOf();
    const query = { q: `"><b>`, kind: "staff", state: "barred", order: "name" };
    const markup = markupOf(await on.desk.get(PATH, { query }));
    assert.include(markup, 'value="&quot;');
    assert.notInclude(markup, "<b>");
    for (const value of ["staff", "barred", "name"])
      assert.match(markup, new RegExp(`<option (?:value="${value}" selected|selected value="${value}")`));
  });

  for (const query of [
    "q=a&q=b",
    "before=x",
    "before=-1",
    "before=1.2",
    "q=%00",
    "q=%ff",
    "before=99999999999999999999",
  ]) {
    it(`answers ?${query} with a clear word`, async () =>
      assertProblemPage(await (await administrationOf()).desk.get(PATH, { query }), { error: "invalid_request" }));
  }

  for (const [order, sorted] of [
    ["newest", (people: readonly AccountRecord[]) => people.toReversed()],
    ["name", (people: readonly AccountRecord[]) => people.toSorted((a, b) => (a.username < b.username ? -1 : 1))],
  ] as const) {
    it(`shows 120 people on three pages, ${order}, each once`, async () => {
      const on = await administrationOf();
      const people: AccountRecord[] = [];
      for (let index = 0; index < 120; index += 1)
        people.push(await person(on.issuer, { username: `u${(index * 77) % 120}`, lastName: "Crowd" }));
      const pages = await allPages(on, { q: "crowd", order });
      assert.deepEqual(
        pages.map(({ length }) => length),
        [50, 50, 20],
      );
      assert.deepEqual(
        pages.flat(),
        sorted(people).map(({ username }) => username),
      );
    });
  }
});
