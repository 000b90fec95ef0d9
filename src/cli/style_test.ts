import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { styleFor } from "./style.ts";

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

  it("asks standard output alone, as the answer may go elsewhere than the rest", () => {
    const { io } = fakeIo({}, { isTTY: true });
    const style = styleFor({ ...io, stdout: { write: () => undefined } });
    assert.equal(style.strong("t"), "t");
  });
});
