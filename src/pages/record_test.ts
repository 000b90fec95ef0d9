import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { type RecordModel, renderRecord } from "./mod.ts";

const RECORD: RecordModel = {
  base: "/t",
  csrf: "seal",
  title: "Application",
  name: "Photo Printer",
  badges: ["public"],
  facts: [{ name: "Client id", value: "printer", isCode: true, href: "/t/clients/printer" }],
  actions: [
    { kind: "link", href: "/t/edit", text: "Change" },
    { kind: "form", action: "/t/rotate", text: "Make a new secret", hidden: [["id", "7"]] },
    { kind: "link", href: "/t/delete", text: "Delete", isDanger: true },
  ],
  groups: [{ title: "People", items: [], empty: "Nobody uses it.", all: "/t/people" }],
};

describe("renderRecord()", () => {
  it("is headed by its name, and titled in words of the house", () => {
    const html = renderRecord(RECORD);
    assert.equal(textOf(findOne(html, "h1")).replace("public", ""), "Photo Printer");
    assert.include(textOf(findOne(html, "h1")), "public");
    assert.equal(textOf(findOne(html, "title")), "Application · Touchstone");
  });

  it("leads to what can be done with it, in the order given", () => {
    assert.deepEqual(tabOrder(renderRecord(RECORD)).slice(-5), [
      "a printer",
      "a Change",
      "button Make a new secret",
      "a Delete",
      "a All of them: People",
    ]);
  });

  it("posts what is done at once with the seal", () => {
    assert.deepEqual(fieldsOf(renderRecord(RECORD), "/t/rotate"), [
      ["csrf", "seal"],
      ["id", "7"],
    ]);
  });

  it("says of a group without members what that means", () => {
    assert.include(mainText(renderRecord(RECORD)), "Nobody uses it.");
  });

  it("tells what was just done, to a screen reader as well", () => {
    const html = renderRecord({ ...RECORD, note: "The secret was changed" });
    assert.equal(textOf(findOne(html, "p", { role: "status" })), "The secret was changed");
    assert.lengthOf(findAll(renderRecord(RECORD), "p", { role: "status" }), 0);
  });
});
