import { assert } from "chai";
import { verdict } from "./_verdicts_test.ts";
import { failureIn } from "./check_end.ts";
import { EXIT } from "./exit_code.ts";

const FAILED = verdict("failed", { name: "a" });
const BROKE = verdict("inconclusive", { name: "b" });
const PASSED = verdict("passed (stated)");
const STALE = { name: "c", setup: "spa", verdict: "failed" } as const;

describe("failureIn()", () => {
  it("finds nothing where nothing is bad that was not expected", () => {
    assert.isUndefined(failureIn({ verdicts: [PASSED, FAILED], attempts: [] }, { unexpected: [], stale: [] }));
  });

  for (const [what, unexpected, stale, exitCode, says] of [
    ["a failure", [FAILED], [], EXIT.failed, "1 of 3 cases failed"],
    ["a failure beside what broke", [BROKE, FAILED], [], EXIT.failed, "1 of 3 cases failed"],
    ["a failure before a stale baseline", [FAILED], [STALE], EXIT.failed, "1 of 3 cases failed"],
    [
      "a stale baseline, with names",
      [],
      [STALE],
      EXIT.failed,
      "The baseline expects failures that there are not, take them out of it: c (spa)",
    ],
    ["a stale baseline before what broke", [BROKE], [STALE], EXIT.failed, /^The baseline/],
    [
      "what could not be judged, with names, as something else",
      [BROKE],
      [],
      EXIT.inconclusive,
      "Nothing failed, but not everything could be judged: b (oidc-code)",
    ],
  ] as const) {
    it(`tells of ${what}`, () => {
      const failure = failureIn({ verdicts: [PASSED, FAILED, BROKE], attempts: [] }, { unexpected, stale });
      assert.equal(failure?.exitCode, exitCode);
      if (typeof says === "string") assert.equal(failure?.message, says);
      else assert.match(failure?.message ?? "", says);
      assert.isTrue(failure?.isAnswered);
    });
  }

  for (const [what, outcome, word, isTold] of [
    ["tells of a client that broke before it came to the case", { exit: 1 }, "not exercised", true],
    [
      "minds no client that ended in order without coming to it",
      { exit: 0, statement: "completed" },
      "not exercised",
      false,
    ],
    ["minds no client that was judged", { exit: 1 }, "passed (silent)", false],
  ] as const) {
    it(what, () => {
      const attempt = { name: "a", setup: "oidc-code", control: false, outcome, took: 1, entries: [] } as const;
      const ran = { verdicts: [verdict(word, { name: "a" })], attempts: [attempt] };
      assert.equal(failureIn(ran, { unexpected: [], stale: [] })?.exitCode, isTold ? EXIT.inconclusive : undefined);
    });
  }
});
