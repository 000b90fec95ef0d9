import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { startProgress } from "./progress.ts";

function told(environment: Readonly<Record<string, string>>, isTTY: boolean, lines: readonly string[]): string {
  const { io, err, out } = fakeIo(environment, { isTTY });
  const progress = startProgress(io);
  for (const line of lines) progress.tell(line);
  progress.end();
  progress.end();
  assert.equal(out(), "", "the answer is not touched");
  return err();
}

describe("startProgress()", () => {
  it("writes each line over the one before at a terminal, and ends the last", () => {
    assert.equal(told({}, true, ["1 of 2", "2 of 2"]), "\r\u001B[K1 of 2\r\u001B[K2 of 2\n");
  });

  for (const [where, environment, isTTY] of [
    ["in a log", {}, false],
    ["at a terminal that cannot write over", { TERM: "dumb" }, true],
  ] as const) {
    it(`writes a line each ${where}`, () => {
      assert.equal(told(environment, isTTY, ["1 of 2", "2 of 2"]), "1 of 2\n2 of 2\n");
    });
  }

  it("writes nothing when there is nothing to tell", () => assert.equal(told({}, true, []), ""));
});
