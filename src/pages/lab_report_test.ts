import { assert } from "chai";
import { describe, it } from "mocha";
import { elements, readPage, textOf } from "./_read_page_test.ts";
import { labReportOf } from "./_sample_pages_test.ts";
import { type LabReportModel, renderLabReport } from "./mod.ts";

function shown(parts: Partial<LabReportModel> = {}) {
  const html = renderLabReport({ ...labReportOf("said"), ...parts });
  return { html, page: readPage(html) };
}

describe("renderLabReport()", () => {
  it("as a file asks for nothing: its stylesheet is inside, and there is no way into a server", () => {
    const { page } = shown({ base: "", standalone: true, downloads: [] });
    assert.lengthOf(elements(page, "style"), 1);
    assert.isEmpty([
      ...elements(page, "link"),
      ...elements(page, "script"),
      ...elements(page, "img"),
      ...elements(page, "form"),
    ]);
    const links = elements(page, "a").map(({ attributes }) => attributes.get("href") ?? "");
    assert.deepEqual(
      links.filter((href) => !href.startsWith("#") && !href.startsWith("https://rules.example/")),
      [],
    );
  });

  it("as a page has the stylesheet of all pages and none of its own", () => {
    const { page } = shown();
    assert.isEmpty(elements(page, "style"));
    assert.isNotEmpty(elements(page, "link"));
  });

  it("sets a count off only where there is something to count", () => {
    const counts = elements(shown().page, "li").filter(({ attributes }) => (attributes.get("class") ?? "") === "bad");
    assert.lengthOf(counts, 1);
  });

  it("tells in words which answer was wrong on purpose and which request proves it", () => {
    const requests = elements(shown().page, "li").filter(({ attributes }) =>
      ["wrong", "proof"].includes(attributes.get("class") ?? ""),
    );
    assert.include(textOf(requests[0] ?? assert.fail("one is wrong")), "Wrong on purpose: said.");
    assert.include(textOf(requests[1] ?? assert.fail("one proves it")), "This proves the verdict.");
  });

  it("leaves out what there is nothing to say about", () => {
    const { html } = shown({ cases: [], folded: [], downloads: [], facts: [] });
    for (const words of ["What to look at", "Passed", "How to mend it", 'class="does"']) assert.notInclude(html, words);
  });

  it("leads to the page that deletes it for whoever may, and for nobody else", () => {
    assert.include(
      shown({ remove: "/tenant/lab/runs/1/delete" }).html,
      'class="button danger" href="/tenant/lab/runs/1/delete"',
    );
    assert.notInclude(shown().html, "Delete the run");
  });

  it("shows a case without requests, output, rule or advice", () => {
    const [, plain] = labReportOf("said").cases;
    assert(plain !== undefined);
    const { html } = shown({ cases: [{ ...plain, wrong: [] }], folded: [] });
    for (const words of ["The requests", "The last lines", "How to mend it", "Where to look", "On purpose"]) {
      assert.notInclude(html, words);
    }
  });

  it("writes what a client said as text", () => {
    const { html } = shown({ name: "<script>alert(1)</script>" });
    assert.notInclude(html, "<script>alert");
    assert.include(html, "&lt;script>alert(1)");
  });
});
