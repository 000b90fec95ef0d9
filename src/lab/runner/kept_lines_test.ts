import { assert } from "chai";
import { array, assert as check, constantFrom, nat, property } from "fast-check";
import { keptLines, lineReader } from "./kept_lines.ts";

function read(...chunks: readonly (string | Buffer)[]): readonly string[] {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.take(Buffer.from(chunk));
  reader.end();
  return lines;
}

describe("lineReader()", () => {
  for (const [what, chunks, lines] of [
    ["lines with their ends", ["a\nb\n"], ["a", "b"]],
    ["a last line without an end", ["a\nb"], ["a", "b"]],
    ["lines that come in pieces", ["a", "b\nc", "d\n"], ["ab", "cd"]],
    ["both kinds of line ends", ["a\r\nb\rc\n"], ["a", "b", "c"]],
    ["an end that is cut in two", ["a\r", "\nb"], ["a", "b"]],
    ["a return at the very end", ["a\r"], ["a"]],
    ["empty lines", ["\n\na\n"], ["", "", "a"]],
    ["nothing", [], []],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(read(...chunks), [...lines]));
  }

  it("reads a letter whose bytes come apart", () => {
    const bytes = Buffer.from("ä\n");
    assert.deepEqual(read(bytes.subarray(0, 1), bytes.subarray(1)), ["ä"]);
  });

  it("gives a line as soon as it is whole", () => {
    const lines: string[] = [];
    lineReader((line) => lines.push(line)).take(Buffer.from("a\nb"));
    assert.deepEqual(lines, ["a"]);
  });

  it("cuts lines that nobody would read", () => {
    const [first = "", second] = read("x".repeat(100_000), "x".repeat(100_000), "\nb\n");
    assert.isBelow(first.length, 20_000);
    assert.equal(second, "b");
  });

  it("reads the same however the text is cut into chunks", () => {
    const letters = array(constantFrom("a", "é", "\n", "€", " "), { maxLength: 40 });
    check(
      property(letters, array(nat(40), { maxLength: 6 }), (text, cuts) => {
        const bytes = Buffer.from(text.join(""));
        const ends = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
        const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
        assert.deepEqual(read(...chunks), read(bytes));
      }),
    );
  });
});

describe("keptLines()", () => {
  it("keeps the last ones", () => {
    const kept = keptLines(3);
    for (const line of ["a", "b", "c", "d", "e"]) kept.add(line);
    assert.deepEqual(kept.all(), ["c", "d", "e"]);
  });

  it("keeps 200 where nobody says how many", () => {
    const kept = keptLines();
    for (let n = 0; n < 500; n += 1) kept.add(String(n));
    assert.lengthOf(kept.all(), 200);
  });

  it("gives a list of its own", () => {
    const kept = keptLines();
    kept.add("a");
    const before = kept.all();
    kept.add("b");
    assert.deepEqual(before, ["a"]);
  });
});
