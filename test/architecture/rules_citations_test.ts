import { assert } from "chai";
import { findCitations, isRuleId } from "../../scripts/trace/citation.ts";

function find(source: string) {
  return findCitations(source, { tsx: false });
}

describe("isRuleId()", () => {
  for (const id of ["RFC6749-4.1.2-5", "RFC6749-6-1", "RFC9700-10.12-11", "OIDC-3.1.3.7-2", "RFC6749-A.1-1"]) {
    it(`takes '${id}'`, () => assert.isTrue(isRuleId(id)));
  }

  for (const text of [
    "RFC6749",
    "RFC6749-4.1.2",
    "RFC 6749-4-1",
    "ISO-8859-1",
    "OIDC-5.5",
    "OIDCX-5.5-1",
    "RFC6749-4-1 MUST",
    "rfc6749-4-1",
    "",
  ]) {
    it(`leaves '${text}' alone`, () => assert.isFalse(isRuleId(text)));
  }
});

describe("findCitations()", () => {
  for (const [name, source, citations] of [
    [
      "a refusal",
      'fail("x", "No", { rule: "RFC1-x" }); fail("y", "No", { rule: "RFC6749-4-1" });',
      ["string RFC6749-4-1"],
    ],
    [
      "both arms of a condition",
      'const rule = a ? "RFC6749-4-1" : "RFC6749-4-2";',
      ["string RFC6749-4-1", "string RFC6749-4-2"],
    ],
    ["a rule() call", 'rule("RFC6749-4-1", "does", f);', ["rule RFC6749-4-1"]],
    [
      "a rule() call with a list",
      'rule(["RFC6749-4-1", "RFC6749-4-2"], "does", f);',
      ["rule RFC6749-4-1", "rule RFC6749-4-2"],
    ],
    ["a beyond() call", 'beyond("RFC6749-4-1", "does", f);', ["beyond RFC6749-4-1"]],
    [
      "what stands inside a test",
      'rule("RFC6749-4-1", "does", () => { f("RFC6749-4-2"); });',
      ["rule RFC6749-4-1", "string RFC6749-4-2"],
    ],
    ["a method of the same name", 'book.rule("RFC6749-4-1");', ["string RFC6749-4-1"]],
    ["no comment", '// rule("RFC6749-4-1")\n/* "RFC6749-4-2" */ const url = "https://a//b";', []],
    ["no part of a longer text", 'const text = "see RFC6749-4-1";', []],
  ] as const) {
    it(`finds ${name}`, () => {
      const found = find(source).citations.map(({ kind, id }) => `${kind} ${id}`);
      assert.deepEqual(found, [...citations]);
    });
  }

  it("says that a file keeps its ids in a table", () => {
    assert.isTrue(find('for (const [id] of [["RFC6749-4-1"]]) rule(id, "does", f);').tabled);
    assert.isFalse(find('rule("RFC6749-4-1", "does", f);').tabled);
    assert.isFalse(find('beyond(id, "does", f);').tabled);
  });

  it("reads JSX where it is told to", () => {
    const source = 'const page = <p title="RFC6749-4-1">no</p>;';
    assert.deepEqual(findCitations(source, { tsx: true }).citations, [{ kind: "string", id: "RFC6749-4-1" }]);
    assert.throws(() => find(source));
  });
});
