import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import { findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { type FieldModel, type RecordListModel, renderRecordList } from "./mod.ts";

const LIST: RecordListModel = {
  base: "/t",
  signedInAs: "alice",
  csrf: "seal",
  title: "Applications",
  empty: "There is none.",
  search: { action: "/t/list", fields: [{ name: "q", label: "Look for", kind: "search", value: "print" }] },
  items: [
    { name: "Photo Printer", href: "/t/7", facts: [{ name: "Since", value: "1 May" }], badges: ["public"] },
    { name: " ", facts: [], action: { href: "/t/8/delete", text: "Remove" } },
  ],
};

describe("renderRecordList()", () => {
  it("has a row for each, and a link where it has a page of its own", () => {
    const html = renderRecordList(LIST);
    assert.lengthOf(findAll(html, "ul", { class: "rows" }), 1);
    assert.deepEqual(tabOrder(html).slice(-4), ["input q", "button Search", "a Photo Printer", "a Remove"]);
    assert.include(mainText(html), "(without a name)");
  });

  it("searches by an address that can be kept", () => {
    const form = findOne(renderRecordList(LIST), "form", { role: "search" });
    assert.equal(form.attributes.get("method"), "get");
    assert.equal(form.attributes.get("action"), "/t/list");
    assert.lengthOf(findAll(renderRecordList(LIST), "input", { name: "csrf" }), 1, "that of the log-out form");
  });

  const FOLDED: readonly (readonly [string, Partial<FieldModel>, boolean])[] = [
    ["open where something was typed into it", { value: "x" }, true],
    ["open where something is wrong with it", { problem: "No" }, true],
    ["folded away where it is empty", { value: "" }, false],
    ["folded away where it was never filled in", {}, false],
  ];
  for (const [what, said, open] of FOLDED) {
    it(`shows what is seldom looked for ${what}`, () => {
      const more: readonly FieldModel[] = [{ name: "seldom", label: "Seldom", kind: "search", ...said }];
      const html = renderRecordList({ ...LIST, search: { action: "/t/list", fields: [], more } });
      assert.equal(findOne(html, "details").attributes.has("open"), open);
      assert.lengthOf(findAll(html, "input", { name: "seldom" }), 1);
    });
  }

  it("folds nothing away where nothing is seldom looked for", () =>
    assert.lengthOf(findAll(renderRecordList(LIST), "details"), 0));

  it("says of an empty list what that means", () => {
    const html = renderRecordList({ ...LIST, items: [] });
    assert.include(mainText(html), "There is none.");
    assert.lengthOf(findAll(html, "ul", { class: "rows" }), 0);
  });

  it("leads from page to page where there are several", () => {
    const html = renderRecordList({ ...LIST, first: "/t/list", next: "/t/list?after=8" });
    assert.deepEqual(tabOrder(html).slice(-2), ["a First page", "a Next page"]);
    assert.lengthOf(findAll(renderRecordList(LIST), "nav", { "aria-label": "Pages" }), 0);
  });

  it("marks the section to which it belongs", () => {
    const sections = [
      { href: "/t/account", text: "Account" },
      { href: "/t/list", text: "Applications", current: true },
    ];
    const nav = findOne(renderRecordList({ ...LIST, sections }), "nav", { "aria-label": "Sections" });
    const current = findAll(renderRecordList({ ...LIST, sections }), "a", { "aria-current": "page" });
    assert.equal(textOf(nav), "AccountApplications");
    assert.deepEqual(current.map(textOf), ["Applications"]);
  });
});
