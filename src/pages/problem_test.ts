import { assert } from "chai";
import { findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { PROBLEM } from "./_sample_pages_test.ts";
import { renderProblem } from "./mod.ts";

const RULE = {
  id: "RFC6749-3.1.2.4-1",
  url: "https://specs.example/rfc6749#section-3.1.2.4",
  says: "Do not redirect there",
};

describe("renderProblem()", () => {
  const told = [
    { says: "what happened, as a sentence", words: "Cannot find the client." },
    { says: "the error code and the status", words: "invalid_request with status 400" },
    { says: "the trace", words: "trace-7" },
    { says: "what a person can do", words: "Go back to the application" },
  ];
  for (const { says, words } of told) it(`says ${says}`, () => assert.include(mainText(renderProblem(PROBLEM)), words));

  it("says what to do next in the caller's words when there are some", () => {
    const text = mainText(renderProblem({ ...PROBLEM, next: "Register the address" }));
    assert.include(text, "Register the address.");
    assert.notInclude(text, "Go back");
  });

  const headings = [
    { status: 400, heading: "This request cannot go on" },
    { status: 403, heading: "This is not allowed" },
    { status: 404, heading: "There is no such page" },
    { status: 429, heading: "Too many tries" },
    { status: 500, heading: "Something broke on our side" },
    { status: 503, heading: "Out of service for a moment" },
    { status: 504, heading: "Something broke on our side" },
  ];
  for (const { status, heading } of headings) {
    it(`heads status ${status} with '${heading}'`, () => {
      assert.equal(textOf(findOne(renderProblem({ ...PROBLEM, status }), "h1")), heading);
    });
  }

  it("names the rule and links its section", () => {
    const html = renderProblem({ ...PROBLEM, rule: RULE });
    assert.include(mainText(html), "Do not redirect there.");
    assert.equal(textOf(findOne(html, "a", { href: RULE.url })), "Read RFC6749-3.1.2.4-1 in the specification");
  });

  it("says nothing of a rule when none is known", () => {
    assert.notInclude(mainText(renderProblem(PROBLEM)), "rule");
  });

  it("speaks to no developer where there is neither a rule nor a trace", () => {
    const { trace: _none, ...problem } = PROBLEM;
    assert.notInclude(mainText(renderProblem(problem)), "developer");
    const withRule = mainText(renderProblem({ ...problem, rule: RULE }));
    assert.include(withRule, "developer");
    assert.notInclude(withRule, "Trace");
  });

  it("names the rule without a link when its address is no web address", () => {
    const html = renderProblem({ ...PROBLEM, rule: { ...RULE, url: "javascript:alert(1)" } });
    assert.include(mainText(html), RULE.id);
    assert.notInclude(mainText(html), "in the specification");
    assert.notInclude(html, "javascript:");
  });

  const sentences = [
    { text: "Cannot go on", shown: "Cannot go on." },
    { text: "Cannot use 'x'", shown: "Cannot use 'x'." },
    { text: "Try again.", shown: "Try again." },
    { text: "Really?", shown: "Really?" },
  ];
  for (const { text, shown } of sentences) {
    it(`shows '${text}' as '${shown}'`, () => {
      const lead = findAll(renderProblem({ ...PROBLEM, description: text }), "p", { class: "lead" }).map(textOf);
      assert.deepEqual(lead, [shown]);
    });
  }
});
