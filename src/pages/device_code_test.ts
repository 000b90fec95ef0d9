import { assert } from "chai";
import { fieldsOf, findAll, findOne, mainText } from "./_read_page_test.ts";
import { renderDeviceCode } from "./mod.ts";

const MODEL = { base: "/tenant", action: "/tenant/device", csrf: "seal" };

describe("renderDeviceCode()", () => {
  it("posts the token and what is typed", () => {
    assert.deepEqual(fieldsOf(renderDeviceCode({ ...MODEL, code: "WDJB-MJHT" }), "/tenant/device"), [
      ["csrf", "seal"],
      ["user_code", "WDJB-MJHT"],
    ]);
  });

  it("waits for the person in its one field, which takes any form of a code", () => {
    const { attributes } = findOne(renderDeviceCode(MODEL), "input", { name: "user_code" });
    assert.isTrue(attributes.has("autofocus"));
    assert.isTrue(attributes.has("required"));
    for (const name of ["maxlength", "pattern"]) assert.isFalse(attributes.has(name), name);
    assert.equal(attributes.get("autocapitalize"), "characters");
  });

  it("says what a code looks like", () => assert.include(mainText(renderDeviceCode(MODEL)), "Eight letters"));

  it("says what was wrong, and points the field to it", () => {
    const html = renderDeviceCode({ ...MODEL, problem: "That is no code" });
    assert.include(mainText(html), "That is no code");
    const { attributes } = findOne(html, "input", { name: "user_code" });
    assert.deepInclude(Object.fromEntries(attributes), { "aria-invalid": "true", "aria-describedby": "problem" });
  });

  it("cannot allow anything", () => assert.lengthOf(findAll(renderDeviceCode(MODEL), "button", { name: "action" }), 0));
});
