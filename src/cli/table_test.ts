import { assert } from "chai";
import { printTable, printTime } from "./table.ts";

describe("printTable()", () => {
  it("makes each column as wide as its widest cell, and leaves no blank at the end", () => {
    const rows = [
      ["a", "long one", "x"],
      ["bbbb", "", ""],
    ];
    assert.equal(printTable(["ID", "NAME", "END"], rows), "ID    NAME      END\na     long one  x\nbbbb");
  });

  it("keeps each row on its line, whatever its cells hold", () => {
    assert.equal(printTable(["A"], [["x\n\u001B[2J"]]), "A\nx\\u{a}\\u{1b}[2J");
  });

  it("prints the head alone where there are no rows", () => {
    assert.equal(printTable(["ID", "NAME"], []), "ID  NAME");
  });
});

describe("printTime()", () => {
  for (const [at, text] of [
    [0, "1970-01-01T00:00:00Z"],
    [1_800_000_000, "2027-01-15T08:00:00Z"],
  ] as const) {
    it(`writes ${at} as ${text}`, () => assert.equal(printTime(at), text));
  }
});
