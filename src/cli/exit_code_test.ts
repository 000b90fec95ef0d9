import { assert } from "chai";
import { EXIT, EXIT_CODES_HELP } from "./exit_code.ts";

describe("EXIT_CODES_HELP", () => {
  it("tells each number once, in order, and no other", () => {
    const told = [...EXIT_CODES_HELP.matchAll(/^ +(\d+) /gm)].map(([, number]) => Number(number));
    assert.deepEqual(told, Object.values(EXIT));
  });

  it("gives no two outcomes the same number, and leaves those that shells use alone", () => {
    const numbers: readonly number[] = Object.values(EXIT);
    assert.lengthOf([...new Set(numbers)], numbers.length);
    // 126 and 127 are the shell's own; 128 + 2 is its word for an interrupt, which is ours too.
    for (const number of numbers) assert.isTrue(number < 126 || number === 128 + 2, String(number));
  });

  it("keeps 0 for what was done, since scripts ask nothing else", () => {
    const fine = Object.entries(EXIT).filter(([, number]) => number === 0);
    assert.deepEqual(fine, [["fine", 0]]);
  });
});
