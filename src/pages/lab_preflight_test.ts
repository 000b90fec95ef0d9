import { assert } from "chai";
import { describe, it } from "mocha";
import { elements, readPage, textOf } from "./_read_page_test.ts";
import { labPreflightOf } from "./_sample_pages_test.ts";
import { type LabPreflightModel, renderLabPreflight } from "./mod.ts";

const MODEL = labPreflightOf("said");

function shown(parts: Partial<LabPreflightModel> = {}): string {
  const { base, csrf, action, fields, more } = MODEL;
  return renderLabPreflight({ base, csrf, action, fields, more, ...parts });
}

describe("renderLabPreflight()", () => {
  it("says nothing of what was found before anything was sent", () => {
    for (const words of ["What to mend", 'role="status"', 'role="alert"']) assert.notInclude(shown(), words);
  });

  it("says so where nothing was found, and lists nothing", () => {
    const html = shown({ result: { headline: "Nothing is wrong", findings: [] } });
    assert.match(html, /role="status">Nothing is wrong</);
    assert.notInclude(html, "What to mend");
  });

  it("names each finding by what is wrong, in words and not by colour alone", () => {
    const page = readPage(shown({ result: MODEL.result! }));
    const titles = elements(page, "h3").map(textOf);
    assert.deepEqual(titles, ["error said", "warning said"]);
  });

  it("tells the rule without a sentence of its own, as the heading has said it", () => {
    const demand = elements(readPage(shown({ result: MODEL.result! })), "p").find(
      ({ attributes }) => attributes.get("class") === "demand",
    );
    assert.equal(textOf(demand ?? assert.fail("it is there")).trim(), "said (said)");
  });

  it("posts what is typed, as an address would be logged", () => {
    const [form] = elements(readPage(shown()), "form");
    assert.equal(form?.attributes.get("method"), "post");
  });

  for (const [what, more, isOpen] of [
    ["is empty", [{ name: "a", label: "A", kind: "text", value: "" }], false],
    ["has nothing ticked", [{ name: "a", label: "A", kind: "ticks", value: [], options: [] }], false],
    ["is filled in", [{ name: "a", label: "A", kind: "text", value: "x" }], true],
    ["has something ticked", [{ name: "a", label: "A", kind: "ticks", value: ["x"], options: [] }], true],
  ] as const)
    it(`${isOpen ? "opens" : "folds"} what one may fill in instead where it ${what}`, () => {
      const [details] = elements(readPage(shown({ more })), "details");
      assert.equal(details?.attributes.has("open"), isOpen);
    });
});
