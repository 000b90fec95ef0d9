import { assert } from "chai";
import { verdict } from "./_verdicts_test.ts";
import { type Baseline, baselineOf, compareWith, isBad, parseBaseline, printBaseline } from "./check_baseline.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

const FAILED = verdict("failed", { name: "a" });
const BROKE = verdict("inconclusive", { name: "b" });
const PASSED = verdict("passed (stated)", { name: "c" });

function expecting(...entries: readonly (readonly [name: string, verdict?: "failed" | "inconclusive"])[]): Baseline {
  return {
    plan: "p",
    expected: entries.map(([name, word = "failed"]) => ({ name, setup: "oidc-code", verdict: word })),
  };
}

function namesIn(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name);
}

function compared(baseline: Baseline, verdicts = [FAILED, BROKE, PASSED], isWhole = true) {
  const { unexpected, expected, stale } = compareWith(baseline, { verdicts, isWhole });
  return [namesIn(unexpected), namesIn(expected), namesIn(stale)];
}

describe("isBad()", () => {
  for (const [word, expected] of [
    ["passed (stated)", false],
    ["passed (silent)", false],
    ["warning", false],
    ["not exercised", false],
    ["failed", true],
    ["inconclusive", true],
  ] as const) {
    it(`says ${String(expected)} of '${word}'`, () => assert.equal(isBad({ verdict: word }), expected));
  }
});

describe("compareWith()", () => {
  for (const [what, baseline, expected] of [
    ["finds all that is bad where nothing is expected", expecting(), [["a", "b"], [], []]],
    ["takes what is expected out", expecting(["a"]), [["b"], ["a"], []]],
    ["takes all of it out", expecting(["a"], ["b", "inconclusive"]), [[], ["a", "b"], []]],
    ["does not take a failure for a breakdown", expecting(["a", "inconclusive"]), [["a", "b"], [], []]],
    ["does not take a breakdown for a failure", expecting(["b"]), [["a", "b"], [], []]],
    ["calls stale what does not fail any more", expecting(["c"]), [["a", "b"], [], ["c"]]],
    ["calls stale what is not there any more", expecting(["gone"]), [["a", "b"], [], ["gone"]]],
  ] as const) {
    it(what, () => assert.deepEqual(compared(baseline), expected as never));
  }

  it("knows a case in one setup from the same in another", () => {
    const other = verdict("failed", { name: "a", setup: "spa" });
    assert.deepEqual(compared(expecting(["a"]), [other]), [["a"], [], ["a"]]);
  });

  it("calls nothing stale that was not tried", () => {
    const untried = verdict("not exercised", { name: "d" });
    assert.deepEqual(compared(expecting(["d"]), [untried]), [[], [], []]);
    assert.deepEqual(compared(expecting(["gone"]), [PASSED], false), [[], [], []]);
  });

  it("calls stale what was tried, even where not everything was", () => {
    assert.deepEqual(compared(expecting(["c"]), [PASSED], false), [[], [], ["c"]]);
  });
});

describe("baselineOf(), printBaseline() and parseBaseline()", () => {
  const MADE = baselineOf({ plan: "p", verdicts: [PASSED, BROKE, FAILED, verdict("warning")] });

  it("keep what is bad, in an order that does not change", () => {
    assert.deepEqual(MADE, expecting(["a"], ["b", "inconclusive"]));
    assert.deepEqual(baselineOf({ plan: "p", verdicts: [FAILED, BROKE] }), MADE);
  });

  it("write a line for each case", () => {
    const text = printBaseline(MADE);
    assert.lengthOf(
      text.split("\n").filter((line) => line.includes('"name"')),
      2,
    );
    assert.isTrue(text.endsWith("}\n"));
  });

  for (const baseline of [MADE, expecting()]) {
    it(`read back what was written of ${baseline.expected.length} cases`, () => {
      assert.deepEqual(parseBaseline(printBaseline(baseline), { file: "f", plan: "p" }), baseline);
    });
  }

  it("find a report as expected that was just written", () => {
    assert.deepEqual(compared(MADE), [[], ["a", "b"], []]);
  });

  for (const [what, text, says] of [
    ["is not JSON", "{", /'f.json': it is not a JSON object/],
    ["is a list", "[]", /it is not a JSON object/],
    ["is of another plan", '{"plan":"q","expected":[]}', /it is of the plan 'q'/],
    ["has no list", '{"plan":"p"}', /--write-baseline writes one/],
    ["expects a pass", '{"plan":"p","expected":[{"name":"a","setup":"s","verdict":"passed"}]}', /entry 1 must have/],
    ["expects what has no name", '{"plan":"p","expected":[{"setup":"s","verdict":"failed"}]}', /entry 1 must have/],
    ["expects nothing at all", '{"plan":"p","expected":[null]}', /entry 1 must have/],
    ["has a member that nobody knows", '{"plan":"p","expected":[],"more":1}', /no member 'more'/],
  ] as const) {
    it(`refuse a file that ${what}`, () => {
      try {
        parseBaseline(text, { file: "f.json", plan: "p" });
        assert.fail("it was read");
      } catch (error) {
        assert.instanceOf(error, CommandFailed);
        assert.match(error.message, says);
        assert.equal(error.exitCode, EXIT.refused);
      }
    });
  }
});
