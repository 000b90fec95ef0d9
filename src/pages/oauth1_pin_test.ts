import { assert } from "chai";
import { findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { OAUTH1_PIN } from "./_sample_pages_test.ts";
import { renderOauth1Pin } from "./mod.ts";

describe("renderOauth1Pin()", () => {
  it("shows the code large, in two halves", () => {
    const shown = findOne(renderOauth1Pin(OAUTH1_PIN), "output", { class: "letters" });
    assert.equal(textOf(shown), "1234 5678");
  });

  it("tells a screen reader what the code is", () => {
    const page = renderOauth1Pin(OAUTH1_PIN);
    const label = findOne(page, "output").attributes.get("aria-labelledby") ?? "";
    assert.equal(textOf(findOne(page, "span", { id: label })), "Your code");
  });

  for (const [what, words] of [
    ["where it is to be typed", "type this code into Photo Printer"],
    ["that the application waits for it", "Photo Printer waits for it, and gets no access without it"],
    ["that it does not last", "once, within a few minutes"],
    ["what a phisher does", "Whoever asks you for it by message"],
  ] as const) {
    it(`says ${what}`, () => {
      assert.include(mainText(renderOauth1Pin(OAUTH1_PIN)).replaceAll(/\s+/g, " "), words);
    });
  }

  it("has nothing to press, and leads nowhere", () => {
    const page = renderOauth1Pin(OAUTH1_PIN);
    for (const tag of ["form", "button", "input"]) assert.isEmpty(findAll(page, tag));
  });

  it("never has the name of an application in the title of the window", () => {
    assert.notInclude(textOf(findOne(renderOauth1Pin(OAUTH1_PIN), "title")), "Photo Printer");
  });
});
