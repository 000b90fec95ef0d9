import { assert } from "chai";
import { inOrderOfText, ruleBook } from "./rule_book.ts";
import type { RuleEntry } from "./rule_book.ts";

function entry(id: string): RuleEntry {
  return { id, keyword: "MUST", who: "server", says: "Do what is due" };
}

function book(...ids: readonly string[]) {
  return ruleBook("RFC1", "https://rfc.test/1#section-", ids.map(entry));
}

describe("ruleBook()", () => {
  it("puts the name of the specification before each id", () => {
    assert.deepEqual(
      book("2-1", "2-2", "2.1-1").rules.map(({ id }) => id),
      ["RFC1-2-1", "RFC1-2-2", "RFC1-2.1-1"],
    );
  });

  it("links each rule to its section", () => {
    assert.equal(book("2.1-1").rules[0]?.url, "https://rfc.test/1#section-2.1");
  });

  it("keeps the reason where there is one and adds none", () => {
    const { rules } = ruleBook("RFC1", "", [{ ...entry("1-1"), reason: "For clients" }, entry("1-2")]);
    assert.deepEqual(
      rules.map(({ reason }) => reason),
      ["For clients", undefined],
    );
  });

  for (const [name, ids] of [
    ["a number twice", ["2-1", "2-1"]],
    ["a gap", ["2-1", "2-3"]],
    ["a section that does not begin at 1", ["2-2"]],
    ["numbers in the wrong order", ["2-2", "2-1"]],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => book(...ids), RangeError, "is due"));
  }

  for (const id of ["2", "2-0", "-1", "2.-1", "2 -1", "RFC1-2-1"]) {
    it(`refuses the id '${id}'`, () => assert.throws(() => book(id), SyntaxError, `'${id}'`));
  }
});

describe("inOrderOfText()", () => {
  it("sorts by section, number by number", () => {
    const ids = ["3.10-1", "3.2.2.1-1", "3.2-1", "10-1", "5.5-1", "3-1"].map(entry);
    assert.deepEqual(
      inOrderOfText(ids).map(({ id }) => id),
      ["3-1", "3.2-1", "3.2.2.1-1", "3.10-1", "5.5-1", "10-1"],
    );
  });

  it("keeps the order inside a section, which ruleBook() judges", () => {
    const ids = ["2-2", "1-1", "2-1"].map(entry);
    assert.deepEqual(
      inOrderOfText(ids).map(({ id }) => id),
      ["1-1", "2-2", "2-1"],
    );
  });
});
