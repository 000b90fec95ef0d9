import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { type FormModel, renderForm } from "./mod.ts";

const FORM: FormModel = {
  base: "/t",
  csrf: "seal",
  title: "Change something",
  action: "/t/post",
  parts: [
    { title: "First", fields: [{ name: "one", label: "One", kind: "text", value: "1" }] },
    { title: "Second", says: "More of it", fields: [{ name: "two", label: "Two", kind: "tick", value: "yes" }] },
  ],
  submit: "Save",
  back: "/t/back",
  hidden: [["kept", "value"]],
};
const WRONG: FormModel = {
  ...FORM,
  parts: [{ fields: [{ name: "one", label: "One", kind: "text", problem: "It is wrong" }] }],
};

describe("renderForm()", () => {
  it("posts the seal, what is hidden and what is filled in", () => {
    assert.deepEqual(fieldsOf(renderForm(FORM), "/t/post"), [
      ["csrf", "seal"],
      ["kept", "value"],
      ["one", "1"],
      ["two", "yes"],
    ]);
  });

  it("is walked by the keyboard in the order in which it is read", () => {
    assert.deepEqual(tabOrder(renderForm(FORM)).slice(-4), ["input one", "input two", "button Save", "a Cancel"]);
  });

  it("has a heading for each part", () => {
    assert.deepEqual(findAll(renderForm(FORM), "h2").map(textOf), ["First", "Second"]);
    assert.include(mainText(renderForm(FORM)), "More of it");
  });

  it("says nothing of a problem where there is none", () => {
    assert.lengthOf(findAll(renderForm(FORM), "p", { role: "alert" }), 0);
    assert.isFalse(findOne(renderForm(FORM), "form", { action: "/t/post" }).attributes.has("novalidate"));
  });

  it("says that nothing was saved where a field is wrong, and lets the server judge the next try", () => {
    assert.include(textOf(findOne(renderForm(WRONG), "p", { role: "alert" })), "Nothing was saved");
    assert.isTrue(findOne(renderForm(WRONG), "form", { action: "/t/post" }).attributes.has("novalidate"));
  });

  it("says what is wrong with the whole of it instead, where that is known", () => {
    const alert = findOne(renderForm({ ...WRONG, problem: "Somebody was faster" }), "p", { role: "alert" });
    assert.equal(textOf(alert), "Somebody was faster");
  });
});
