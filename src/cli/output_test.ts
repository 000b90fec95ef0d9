import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { note, printAnswer, printRows } from "./output.ts";

describe("printAnswer()", () => {
  const answer = { text: "Two\nlines", json: { text: "a\nb", none: null } };

  it("prints text for a person, and nothing beside it", () => {
    const { io, out, err } = fakeIo();
    printAnswer(io, { ...answer, asJson: false });
    assert.deepEqual([out(), err()], ["Two\nlines\n", ""]);
  });

  it("prints one line for a program, whatever line ends the answer holds", () => {
    const { io, out } = fakeIo();
    printAnswer(io, { ...answer, asJson: true });
    assert.match(out(), /^[^\n]+\n$/);
    assert.deepEqual(JSON.parse(out()), answer.json);
  });
});

describe("note()", () => {
  it("keeps off standard output, where a program reads the answer", () => {
    const { io, out, err } = fakeIo();
    note(io, "By the way");
    assert.deepEqual([out(), err()], ["", "By the way\n"]);
  });
});

describe("printRows()", () => {
  const rows: readonly (readonly [readonly (readonly [string, string])[], string])[] = [
    [[], ""],
    [[["a", "b"]], "> a  b"],
    [
      [
        ["long", "1"],
        ["x", "2"],
      ],
      "> long  1\n> x     2",
    ],
    [
      [
        ["long", ""],
        ["x", "2"],
      ],
      "> long\n> x     2",
    ],
    [[["", "alone"]], ">   alone"],
    [[["a", "two\nlines\u001B[2J"]], "> a  two\\u{a}lines\\u{1b}[2J"],
  ];
  for (const [given, expected] of rows) {
    it(`prints ${JSON.stringify(given)} with its second column aligned`, () =>
      assert.equal(printRows(given, "> "), expected));
  }
});
