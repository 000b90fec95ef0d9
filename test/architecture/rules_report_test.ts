import { assert } from "chai";
import { parseTestReport, parseTitle } from "../../scripts/trace/test_report.ts";

function statesOf(report: unknown): readonly string[] {
  return parseTestReport(JSON.stringify(report), "/project").map(({ fullTitle, state }) => `${fullTitle} ${state}`);
}

function fileOf(file: unknown): string | undefined {
  return parseTestReport(JSON.stringify([{ title: "a", file, state: "passed" }]), "/project")[0]?.file;
}

describe("parseTestReport()", () => {
  it("reads the list that npm test leaves behind", () => {
    const tests = ["passed", "failed", "pending", "skipped"].map((state) => ({ title: "a", state, duration: 1 }));
    assert.deepEqual(statesOf(tests), ["a passed", "a failed", "a skipped", "a skipped"]);
  });

  it("reads an object that holds such a list", () => {
    assert.deepEqual(statesOf({ tests: [{ title: "is a", fullTitle: "a", state: "failed" }] }), ["a failed"]);
  });

  it("takes the states of mocha's own report from its lists", () => {
    const [a, b, c] = ["a", "b", "c"].map((fullTitle) => ({ title: "is", fullTitle, err: {} }));
    assert.deepEqual(statesOf({ tests: [a, b, c], failures: [b], pending: [c], passes: [a] }), [
      "a passed",
      "b failed",
      "c skipped",
    ]);
  });

  for (const [name, file, expected] of [
    ["an absolute path", "/project/test/a_test.ts", "test/a_test.ts"],
    ["a path from the root", "test/a_test.ts", "test/a_test.ts"],
    ["no path", undefined, ""],
    ["null for a path", null, ""],
  ] as const) {
    it(`names the file from the root where the report has ${name}`, () => assert.equal(fileOf(file), expected));
  }

  for (const text of ["", "{", "null", "{}", '[{"state":"passed"}]', '{"tests":[{"title":1}]}']) {
    it(`refuses '${text}'`, () =>
      assert.throws(() => parseTestReport(text, "/project"), SyntaxError, "no list of tests"));
  }
});

describe("parseTitle()", () => {
  for (const [title, beyond, ids] of [
    ["POST /token refuses it [RFC6749-4.1.2-5 MUST]", false, ["RFC6749-4.1.2-5"]],
    ["ends it [RFC6749-4-1 MUST NOT, RFC9700-4.14.2-1 MUST]", false, ["RFC6749-4-1", "RFC9700-4.14.2-1"]],
    ["ends it [beyond RFC6749-4-1, RFC6749-4-2]", true, ["RFC6749-4-1", "RFC6749-4-2"]],
    ["plain", false, []],
    ["takes [::1]", false, []],
    ["[RFC6749-4-1 MUST] at the beginning", false, []],
  ] as const) {
    it(`reads '${title}'`, () => assert.deepEqual(parseTitle(title), { beyond, ids: [...ids] }));
  }
});
