import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, textOf } from "./_read_page_test.ts";
import { renderConfirm } from "./mod.ts";

const HTML = renderConfirm({
  base: "/t",
  csrf: "seal",
  title: "Delete an application",
  says: "It stops working at once.",
  facts: [
    { name: "Name", value: "Photo Printer" },
    { name: "Owner", value: " " },
  ],
  action: "/t/delete",
  hidden: [["id", "7"]],
  submit: "Delete it",
  back: "/t/back",
});

describe("renderConfirm()", () => {
  it("posts the seal and what is hidden", () => {
    assert.deepEqual(fieldsOf(HTML, "/t/delete"), [
      ["csrf", "seal"],
      ["id", "7"],
    ]);
  });

  it("offers the way back first", () => {
    assert.deepEqual(tabOrder(HTML).slice(-2), ["a Cancel", "button Delete it"]);
  });

  it("says what it happens to, and of what is not known that there is none", () => {
    assert.deepEqual(findAll(HTML, "dd").map(textOf), ["Photo Printer", "none"]);
  });
});
