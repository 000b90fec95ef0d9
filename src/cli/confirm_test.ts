import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { dialogue } from "./_dialogue_test.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { confirm } from "./confirm.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

const QUESTION = "Delete it? [y/N] ";

function answered(...answers: readonly string[]) {
  return dialogue(
    (io) => confirm(io, { text: "Delete it?", yes: false }),
    answers.map((answer) => [QUESTION, `${answer}\r`] as const),
  );
}

describe("confirm()", () => {
  for (const yes of ["y", "Y", "yes", " Yes "]) {
    it(`goes on after '${yes}'`, async () => {
      assert.isUndefined((await answered(yes)).outcome);
    });
  }

  for (const no of ["", "n", "No"]) {
    it(`takes '${no}' for a no`, async () => {
      const { outcome } = await answered(no);
      assert.instanceOf(outcome, CommandFailed);
      assert.deepEqual([outcome.exitCode, outcome.message], [EXIT.interrupted, "Nothing was changed"]);
    });
  }

  it("asks again after anything else", async () => {
    const { outcome, asked } = await answered("maybe", "yeah", "y");
    assert.isUndefined(outcome);
    assert.lengthOf(asked.split("Say y or n"), 3);
  });

  it("asks nothing when it was told yes, with a terminal or without", async () => {
    for (const isTTY of [true, false]) {
      const { io, err } = fakeIo({}, { isTTY });
      await confirm(io, { text: "Delete it?", yes: true });
      assert.equal(err(), "");
    }
  });

  it("refuses where nobody can be asked", async () => {
    const error = await thrownBy(() => confirm(fakeIo().io, { text: "Delete it?", yes: false }));
    assert.equal(error instanceof CommandFailed && error.exitCode, EXIT.usage);
  });
});
