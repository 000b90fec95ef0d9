import { assert } from "chai";
import { statementIn, statementOfExit } from "./statement.ts";

describe("statementIn()", () => {
  for (const [line, statement] of [
    ["touchstone: completed", { statement: "completed" }],
    ["touchstone:completed", { statement: "completed" }],
    ["  Touchstone: Refused", { statement: "refused" }],
    ["touchstone: refused the issuer differs", { statement: "refused", reason: "the issuer differs" }],
    ["touchstone: refused: the issuer differs ", { statement: "refused", reason: "the issuer differs" }],
    ["touchstone: refusedly", undefined],
    ["I would say touchstone: completed", undefined],
    ["touchstone: hello", undefined],
    ["refused", undefined],
    ["", undefined],
  ] as const) {
    it(`reads '${line}'`, () => assert.deepEqual(statementIn(line), statement));
  }
});

describe("statementOfExit()", () => {
  for (const [exit, refusedExit, statement] of [
    [0, undefined, "completed"],
    [76, undefined, "refused"],
    [1, undefined, undefined],
    [75, undefined, undefined],
    [3, 3, "refused"],
    [76, 3, undefined],
    [0, 3, "completed"],
  ] as const) {
    it(`takes ${exit} for ${statement ?? "nothing"} where ${refusedExit ?? 76} says that it refused`, () => {
      assert.equal(statementOfExit(exit, refusedExit), statement);
    });
  }
});
