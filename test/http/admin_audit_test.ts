import { assert } from "chai";
import type { AuditRecord } from "../../src/stores/mod.ts";
import { START } from "../support/issuer_under_test.ts";
import { markupOf } from "../support/replies.ts";
import { type Administration, administrationOf } from "./administration.ts";

const PATH = "/admin/audit";

/** Writes lines, one a second. */
async function write(on: Administration, lines: readonly Partial<AuditRecord>[]): Promise<void> {
  for (const [index, line] of lines.entries())
    await on.issuer.durable.audit.add({ at: START + index, event: `event.${index}`, detail: {}, ...line });
}

async function names(on: Administration, query = {}): Promise<readonly string[]> {
  return (await on.list(PATH, query)).map(({ name }) => name);
}

/** Where the link of a page with some words leads. */
function wayTo(markup: string, words: string): string {
  const [, href = ""] = new RegExp(`<a [^>]*?href="([^"]*)"[^>]*>${words}`).exec(markup) ?? [];
  return href.replaceAll("&amp;", "&");
}

describe("/admin/audit", () => {
  it("shows what happened, newest first, with the ways to whom and what it names", async () => {
    const on = await administrationOf({ url: "https://issuer.test/t" });
    const about = { accountId: on.ann.id, client: on.app.id, family: "family00", trace: "t-1" };
    await write(on, [{}, { ...about, detail: { by: on.sue.id, tries: 3 } }]);
    const [newest, older] = await on.list(`/t${PATH}`, { from: "2026-01-01", until: "2026-01-02" });
    assert.equal(older?.name, "event.0");
    assert.equal(newest?.href, "/t/admin/audit?event=event.1");
    for (const text of [
      on.ann.username,
      on.app.name,
      "family00",
      "t-1",
      "By sue",
      "tries 3",
      "2026-01-01 00:00:01 UTC",
    ])
      assert.include(newest?.text, text);
    const { ann, app, sue } = on;
    assert.includeMembers(
      [...(newest?.links ?? [])],
      [
        `/t/admin/users/${ann.id}`,
        `/t/admin/users/${sue.id}`,
        `/t/admin/applications/${app.id}`,
        "/t/admin/authorizations/family00",
        "/t/admin/audit?request=t-1",
      ],
    );
  });

  it("names those who are gone by their numbers, and finds what they did by these", async () => {
    const on = await administrationOf();
    await write(on, [{ accountId: 4_711, client: 4_712 }]);
    const [item] = await on.list(PATH, { person: "4711" });
    for (const text of ["4711 (gone)", "4712 (gone)"]) assert.include(item?.text, text);
    assert.deepEqual(await names(on, { application: "4712" }), ["event.0"]);
  });

  it("says that the command line did it", async () => {
    const on = await administrationOf();
    await write(on, [{ detail: { by: "command line" } }]);
    assert.include((await on.list(PATH, { event: "event.0" }))[0]?.text, "By command line");
  });

  const SEARCHES: readonly (readonly [string, (on: Administration) => Record<string, string>, readonly string[]])[] = [
    ["an event", () => ({ event: "event.1" }), ["event.1"]],
    ["a part of an event", () => ({ event: "event" }), []],
    ["a person by user name", (on) => ({ person: on.ann.username.toUpperCase() }), ["event.1"]],
    ["a person by subject identifier", (on) => ({ person: on.ann.sub }), ["event.1"]],
    ["nobody", () => ({ person: "nobody" }), []],
    ["an application", (on) => ({ application: on.app.clientId }), ["event.2"]],
    ["no application", () => ({ application: "none" }), []],
    ["an authorization", () => ({ authorization: "family00" }), ["event.2"]],
    ["a request", () => ({ request: "t-0" }), ["event.0"]],
    ["a time on", () => ({ from: "2026-01-01 00:00:01", until: "2026-01-01 00:00:03" }), ["event.2", "event.1"]],
    ["what was before a day", () => ({ until: "2026-01-01" }), ["key.made"]],
    ["all of it at once", (on) => ({ person: on.ann.username, event: "event.1", from: "2025-01-01" }), ["event.1"]],
    ["what no line has", (on) => ({ person: on.ann.username, event: "event.2" }), []],
  ];
  for (const [what, query, expected] of SEARCHES) {
    it(`finds ${what}`, async () => {
      const on = await administrationOf();
      await on.issuer.durable.audit.add({ at: START - 1, event: "key.made", detail: {} });
      await write(on, [{ trace: "t-0" }, { accountId: on.ann.id }, { client: on.app.id, family: "family00" }]);
      assert.deepEqual(await names(on, query(on)), [...expected]);
    });
  }

  it("takes the subject identifier of a person for them, whatever others call themselves", async () => {
    const on = await administrationOf();
    await on.issuer.durable.accounts.change(on.sue.id, { username: on.ann.sub });
    await write(on, [{ accountId: on.ann.id }, { accountId: on.sue.id }]);
    assert.deepEqual(await names(on, { person: on.ann.sub }), ["event.0"]);
  });

  for (const query of [{ from: "yesterday" }, { until: "2026-02-30" }]) {
    it(`says what is wrong with ${JSON.stringify(query)}, and keeps what was typed`, async () => {
      const { desk } = await administrationOf();
      const reply = await desk.get(PATH, { query: { event: "a.b", ...query } });
      assert.equal(reply.status, 400);
      for (const text of ["Give a day", 'value="a.b"', ...Object.values(query)]) assert.include(markupOf(reply), text);
    });
  }

  it("leads from page to page until all is shown once, in the same order", async () => {
    const on = await administrationOf();
    await write(
      on,
      Array.from({ length: 120 }, (_, index) => ({ at: START + (index >> 3), event: `e.${index}` })),
    );
    const seen: string[] = [];
    let path: string = `${PATH}?from=2026-01-01`;
    for (let page = 0; page < 3; page += 1) {
      const [address = "", query = ""] = path.split("?");
      seen.push(...(await names(on, Object.fromEntries(new URLSearchParams(query)))));
      path = wayTo(markupOf(await on.desk.get(address, { query })), "Next page");
    }
    const all = Array.from({ length: 120 }, (_, index) => `e.${119 - index}`);
    assert.deepEqual(
      seen.filter((name) => name.startsWith("e.")),
      all,
    );
    assert.equal(path, "", "there is a page behind the last");
  });

  it("keeps what is looked for from page to page", async () => {
    const on = await administrationOf();
    await write(
      on,
      Array.from({ length: 51 }, () => ({ event: "same" })),
    );
    const first = markupOf(await on.desk.get(PATH, { query: { event: "same" } }));
    assert.match(wayTo(first, "Next page"), /^\/admin\/audit\?event=same&before=\d+\.\d+$/);
    const [, query = ""] = wayTo(first, "Next page").split("?");
    const second = markupOf(await on.desk.get(PATH, { query }));
    assert.equal(wayTo(second, "First page"), "/admin/audit?event=same");
    assert.equal(wayTo(first, "First page"), "");
    assert.equal(wayTo(first, "Download"), "/admin/audit.jsonl?event=same");
  });
});

describe("/admin/audit.jsonl", () => {
  async function lines(on: Administration, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const reply = await on.desk.get("/admin/audit.jsonl", { query });
    assert(reply.kind === "json" && reply.status === 200, JSON.stringify(reply).slice(0, 200));
    assert.match(reply.headers["Content-Type"] ?? "", /^application\/jsonl/);
    return (reply.text ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  it("has the same lines as the page, as programs read them", async () => {
    const on = await administrationOf();
    await write(on, [{ detail: { text: 'a\n"b"' } }, { accountId: 8, client: 7, family: "f", trace: "t" }]);
    const [newest, older, ...rest] = await lines(on, "from=2026-01-01&until=2026-01-01+00:00:02");
    assert.isEmpty(rest.filter(({ event }) => String(event).startsWith("event.")));
    const [id, at] = [newest?.["id"], "2026-01-01T00:00:01.000Z"];
    assert.deepEqual(newest, { id, at, event: "event.1", account: 8, client: 7, family: "f", trace: "t", detail: {} });
    assert.deepEqual(older?.["detail"], { text: 'a\n"b"' });
  });

  it("is cut off at ten thousand, and says where the rest is", async () => {
    const on = await administrationOf();
    const { audit } = on.issuer.durable;
    for (let index = 0; index <= 10_000; index += 1) await audit.add({ at: START, event: "many", detail: { index } });
    const reply = await on.desk.get("/admin/audit.jsonl", { query: "event=many" });
    const [, rest = ""] = /^<\/admin\/audit\.jsonl\?(.*)>; rel="next"$/.exec(reply.headers["Link"] ?? "") ?? [];
    assert.lengthOf(await lines(on, "event=many"), 10_000);
    assert.deepEqual(
      (await lines(on, rest)).map(({ detail }) => detail),
      [{ index: 0 }],
    );
    assert.notProperty((await on.desk.get("/admin/audit.jsonl", { query: rest })).headers, "Link");
  });

  it("has no line for what nobody did, and refuses a time that is none", async () => {
    const on = await administrationOf();
    assert.isEmpty(await lines(on, "person=nobody"));
    assert.equal((await on.desk.get("/admin/audit.jsonl", { query: "from=x" })).status, 400);
  });
});
