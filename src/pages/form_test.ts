import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { FORM_CHECK_SCRIPT, type FormModel, renderForm } from "./mod.ts";

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

  it("has a second button, which says that it was the one, and never the one that Enter presses", () => {
    const html = renderForm({ ...FORM, other: ["check", "yes", "Check"] });
    assert.deepEqual(tabOrder(html).slice(-3), ["button Save", "button Check", "a Cancel"]);
    const { attributes } = findOne(html, "button", { name: "check" });
    assert.deepEqual([attributes.get("type"), attributes.get("value")], ["submit", "yes"]);
  });

  it("is looked at while it is filled in where it is live, by a script from this server alone", () => {
    const html = renderForm({ ...FORM, other: ["check", "yes", "Check"], isLive: true });
    assert.equal(findOne(html, "form", { action: "/t/post" }).attributes.get("data-check"), "check");
    const script = findOne(html, "script", {});
    assert.equal(script.attributes.get("src"), `/t${FORM_CHECK_SCRIPT.path}`);
    assert.equal(textOf(script), "");
    assert.lengthOf(findAll(renderForm(FORM), "script"), 0);
  });

  const folded: readonly (readonly [string, object, boolean])[] = [
    ["nothing is wrong", {}, false],
    ["a field is wrong", { problem: "It is wrong" }, true],
    ["a field should be thought about", { warning: "Beware" }, true],
  ];
  for (const [name, said, open] of folded) {
    it(`folds a part away under its title, ${open ? "open" : "closed"} where ${name}`, () => {
      const fields = [{ name: "one", label: "One", kind: "text", ...said } as const];
      const html = renderForm({ ...FORM, parts: [{ title: "More", folded: true, fields }] });
      assert.equal(findOne(html, "details", {}).attributes.has("open"), open);
      assert.equal(textOf(findOne(html, "summary", {})), "More");
    });
  }

  it("does not fold away what has no title", () => {
    const parts = FORM.parts.map(({ fields }) => ({ fields, folded: true }));
    assert.lengthOf(findAll(renderForm({ ...FORM, parts }), "details"), 0);
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
