import { assert } from "chai";
import { client, person } from "../support/cast.ts";
import { readItems } from "../support/shown_records.ts";
import { markupOf } from "../support/replies.ts";
import { administrationOf } from "./administration.ts";

describe("/admin", () => {
  it("counts people, staff, those who were barred, applications and sessions, with the ways to them", async () => {
    const on = await administrationOf({ url: "https://issuer.test/t" });
    await person(on.issuer, { isActive: false });
    await on.issuer.sessions.start(on.ann);
    await client(on.issuer);
    assert.deepEqual(await on.facts("/t/admin"), {
      Issuer: "https://issuer.test/t",
      People: "3",
      Staff: "1",
      Barred: "1",
      Applications: "2",
      Sessions: "2",
    });
    const markup = markupOf(await on.desk.get("/t/admin"));
    for (const href of ["users", "users?kind=staff", "users?state=barred", "applications", "sessions", "audit"])
      assert.include(markup, `href="/t/admin/${href}"`);
  });

  it("leads to nothing that is not there", async () => {
    const on = await administrationOf();
    const links = [...markupOf(await on.desk.get("/admin")).matchAll(/href="(\/admin[^"]*)"/g)];
    assert.isAtLeast(links.length, 10);
    for (const [, href = ""] of links) {
      const { pathname, search } = new URL(href.replaceAll("&amp;", "&"), "https://here.test");
      assert.equal((await on.desk.get(pathname, { query: search.slice(1) })).status, 200, href);
    }
  });

  it("shows what needs somebody, and what happened last", async () => {
    const on = await administrationOf();
    await on.issuer.durable.audit.add({
      at: on.clock.now(),
      event: "refresh.replayed",
      accountId: on.ann.id,
      detail: {},
    });
    const [, attention = "", events = ""] = markupOf(await on.desk.get("/admin")).split("<h2");
    assert.deepEqual(
      readItems(attention).map(({ name }) => name),
      ["A refresh token was used again: somebody may have a copy", "Only one person may administer"],
    );
    const [last] = readItems(events);
    assert.deepInclude(last, { name: "refresh.replayed", href: "/admin/audit?event=refresh.replayed" });
    assert.include(last?.text, on.ann.username);
    assert.lengthOf(readItems(events), 5);
  });

  it("says so on a day on which nothing needs anybody", async () => {
    const on = await administrationOf();
    await person(on.issuer, { isStaff: true });
    assert.include(markupOf(await on.desk.get("/admin")), "Nothing needs you.");
  });
});
