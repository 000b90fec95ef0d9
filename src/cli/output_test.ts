import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { note, printAnswer, printRows } from "./output.ts";
import { openServerLog } from "./server_log.ts";
import { styleFor } from "./style.ts";
import { VERSION } from "./version.ts";

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
  ];
  for (const [given, expected] of rows) {
    it(`prints ${JSON.stringify(given)} with its second column aligned`, () =>
      assert.equal(printRows(given, "> "), expected));
  }
});

describe("styleFor()", () => {
  const rows: readonly (readonly [string, boolean, Readonly<Record<string, string>>, boolean])[] = [
    ["a terminal", true, {}, true],
    ["a terminal with an empty NO_COLOR", true, { NO_COLOR: "" }, true],
    ["a terminal with NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["a terminal that is dumb", true, { TERM: "dumb" }, false],
    ["a file", false, { TERM: "xterm" }, false],
  ];
  for (const [where, isTTY, environment, isStyled] of rows) {
    it(`${isStyled ? "sets text off" : "writes plain text"} for ${where}`, () => {
      const style = styleFor(fakeIo(environment, { isTTY }).io);
      assert.equal(style.strong("t"), isStyled ? "\u001B[1mt\u001B[22m" : "t");
      assert.equal(style.faint("t"), isStyled ? "\u001B[2mt\u001B[22m" : "t");
    });
  }
});

describe("openServerLog()", () => {
  const rows: readonly (readonly [string, "json" | "text" | undefined, boolean, boolean])[] = [
    ["a person at a terminal", undefined, true, false],
    ["a program", undefined, false, true],
    ["a person who wants JSON", "json", true, true],
    ["a program that wants text", "text", false, false],
  ];
  for (const [reader, LOG_FORMAT, isTTY, isJson] of rows) {
    it(`writes ${isJson ? "JSON" : "text"} to standard error for ${reader}`, async () => {
      const { io, out, err } = fakeIo({}, { isTTY });
      const log = await openServerLog(io, { LOG_LEVEL: "warn", LOG_FORMAT });
      log.info("Not said");
      log.warn("Beware", { of: "dogs" });
      assert.equal(out(), "");
      assert.match(err(), isJson ? /^\{.*"Beware".*\}\n$/ : /^[^{].*Beware/);
      assert.include(err(), "dogs");
      assert.notInclude(err(), "Not said");
    });
  }
});

describe("VERSION", () => {
  it("is a version that can be compared", () => assert.match(VERSION, /^\d+\.\d+\.\d+(-[\w.]+)?$/));
});
