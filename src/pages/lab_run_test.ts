import { assert } from "chai";
import { describe, it } from "mocha";
import { elements, readPage, textOf } from "./_read_page_test.ts";
import { labRunOf } from "./_sample_pages_test.ts";
import { type LabAttempt, LAB_RUN_SCRIPT, type LabRunModel, renderLabRun } from "./mod.ts";

function shown(parts: Partial<LabRunModel> = {}, attempt: Partial<LabAttempt> = {}) {
  const model = labRunOf("said");
  const html = renderLabRun({ ...model, current: { ...model.current, ...attempt }, ...parts });
  return { html, page: readPage(html) };
}

/** Addresses of the forms of a page, each once. */
function actionsIn(page: ReturnType<typeof readPage>): readonly (string | undefined)[] {
  return [...new Set(elements(page, "form").map(({ attributes }) => attributes.get("action")))];
}

describe("renderLabRun()", () => {
  it("has a form for each thing that a person does, and each carries the anti-forgery token", () => {
    const { page } = shown();
    const words = ["begin", "finish", "act", "end"].map((word) => `/tenant/lab/runs/1/${word}`);
    assert.sameMembers([...actionsIn(page)], words);
    for (const form of elements(page, "form"))
      assert.include(
        elements(form, "input").map(({ attributes }) => `${attributes.get("name")}=${attributes.get("value")}`),
        "csrf=seal",
      );
  });

  it("has values that can be taken as a whole, and buttons that copy them for who has scripts", () => {
    const { page } = shown();
    const ids = elements(page, "code").map(({ attributes }) => attributes.get("id"));
    const buttons = elements(page, "button").filter(({ attributes }) => attributes.has("data-copy"));
    assert.lengthOf(buttons, 2);
    for (const { attributes } of buttons) {
      assert.include(ids, attributes.get("data-copy"));
      assert.isTrue(attributes.has("hidden"), "without a script nothing would come of it");
    }
  });

  it("says how many requests there were so that a screen reader tells when that changes", () => {
    const { page } = shown({}, { soFar: "3 requests so far." });
    const status = elements(page, "p").find(({ attributes }) => attributes.get("id") === "so-far");
    assert.equal(status?.attributes.get("role"), "status");
    assert.equal(textOf(status ?? assert.fail("it is there")), "3 requests so far.");
  });

  it("offers to go on with what goes on, to begin what was not tried, and to begin again what was", () => {
    const text = textOf(elements(shown().page, "ul").at(-1) ?? assert.fail("there is a list"));
    for (const words of ["Begin again: said", "Go on: said", "Begin: said"]) assert.include(text, words);
  });

  for (const [done, all, max] of [
    [0, 7, "7"],
    [7, 7, "7"],
    [0, 0, "1"],
  ] as const)
    it(`shows in words and as a bar that ${done} of ${all} were tried`, () => {
      const { html, page } = shown({ progress: { done, all } });
      assert.include(html, `${done} of ${all} tried`);
      const [bar] = elements(page, "progress");
      assert.equal(bar?.attributes.get("value"), String(done));
      assert.equal(bar?.attributes.get("max"), max);
    });

  it("asks nothing of an attempt whose time is over", () => {
    assert.include(shown().html, "What did your client do?");
    assert.notInclude(shown({}, { outcomes: [] }).html, "What did your client do?");
  });

  it("leaves out what there is nothing to say about", () => {
    const { html } = shown({}, { tried: [], otherwise: [], visits: [], acts: [] });
    for (const words of ["What is tried here", "Open this in your browser", "end_session"])
      assert.notInclude(html, words);
  });

  it("never leads to a script, whatever a client asks to be opened", () => {
    assert.notInclude(shown({}, { visits: ["javascript:alert(1)"] }).html, 'href="javascript');
  });

  it("has the elements that its script looks for", () => {
    const { html } = shown();
    const ids = Array.from(LAB_RUN_SCRIPT.text.matchAll(/getElementById\("([^"]+)"\)/g), ([, id]) => id);
    assert.isNotEmpty(ids);
    for (const id of [...ids, "so-far", "visits", "requests"]) assert.include(html, `id="${id}"`);
    assert.include(html, `src="/tenant${LAB_RUN_SCRIPT.path}"`);
  });
});
