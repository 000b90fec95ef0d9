import { assert } from "chai";
import type { PlannedAttempt, VerdictWord } from "../lab/mod.ts";
import type { CheckEvent } from "../lab/runner/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { verdict } from "./_verdicts_test.ts";
import { startCheckProgress } from "./check_progress.ts";

const CLEAR = "\r\u001B[K";

function attempt(name: string): PlannedAttempt {
  const rest = { setup: "oidc-code", flow: "oidc-code", control: false, title: name, patience: 0, acts: [] } as const;
  return { name, ...rest };
}

const RUN = { id: "r", key: "the-key", plan: "p", name: "n", report_url: "", page_url: "", expires_at: 0 } as const;

/** A run of several attempts, of which each is judged before the next begins. */
function events(...words: readonly VerdictWord[]): readonly CheckEvent[] {
  const attempts = words.map((_, index) => attempt(`case_${index}`));
  return [
    { kind: "created", run: { ...RUN, attempts } },
    ...attempts.flatMap((each, index): readonly CheckEvent[] => [
      { kind: "begun", attempt: each },
      { kind: "judged", attempt: each, verdict: verdict(words[index] ?? "failed", { name: each.name }) },
    ]),
  ];
}

function told(heard: readonly CheckEvent[], environment = {}, isTTY = false): string {
  const { io, err, out } = fakeIo(environment, { isTTY });
  const progress = startCheckProgress(io);
  for (const event of heard) progress.hear(event);
  progress.end();
  assert.equal(out(), "", "the answer is not touched");
  return err();
}

describe("startCheckProgress(), in a log", () => {
  it("writes a line for each verdict, and why where it is bad", () => {
    assert.deepEqual(told(events("passed (stated)", "failed", "inconclusive")).split("\n"), [
      "1/3  passed (stated)  case_0 (oidc-code)",
      "2/3  failed           case_1 (oidc-code): It did so",
      "3/3  inconclusive     case_2 (oidc-code): It did so",
      "",
    ]);
  });

  it("says what is left out, and does not count it", () => {
    const [created = assert.fail(), begun = assert.fail(), judged = assert.fail()] = events(
      "passed (stated)",
      "failed",
    );
    const left: CheckEvent = { kind: "left_out", setup: "oidc-code", attempts: [attempt("case_1")] };
    assert.deepEqual(told([created, begun, left, judged]).split("\n"), [
      "1 scenarios of oidc-code are left out, as the unmodified flow did not work",
      "1/1  passed (stated)  case_0 (oidc-code)",
      "",
    ]);
  });

  it("shows nothing that a terminal would obey, and no key", () => {
    const [created = assert.fail(), begun = assert.fail()] = events("failed");
    const says = "It said \u001B[2J";
    const bad: CheckEvent = { kind: "judged", attempt: attempt("case_0"), verdict: verdict("failed", { says }) };
    const text = told([created, begun, bad]);
    assert.notInclude(text, "\u001B");
    assert.notInclude(text, "the-key");
  });
});

describe("startCheckProgress(), at a terminal", () => {
  it("keeps one line with counts and what is running, and takes it away in the end", () => {
    const text = told(events("passed (stated)", "passed (stated)"), { NO_COLOR: "1" }, true);
    const lines = text.split(CLEAR).filter((line) => line !== "");
    assert.deepEqual(lines, [
      "0 of 2 · now ",
      "0 of 2 · now case_0",
      "1 of 2 · 1 passed (stated) · now ",
      "1 of 2 · 1 passed (stated) · now case_1",
      "2 of 2 · 2 passed (stated) · now ",
    ]);
    assert.isTrue(text.endsWith(CLEAR));
    assert.notInclude(text, "\n");
  });

  it("leaves a line of what is bad, coloured unless somebody wants no colours", () => {
    const bad = "1/1  failed           case_0 (oidc-code): It did so\n";
    assert.include(told(events("failed"), { NO_COLOR: "1" }, true), bad);
    assert.include(told(events("failed"), {}, true), "\u001B[31mfailed         \u001B[39m");
    assert.include(told(events("failed"), { TERM: "dumb" }, true), bad);
  });

  it("never writes a line that wraps", () => {
    const many = Array.from({ length: 30 }, (_, index) => attempt(`a_rather_long_name_${index}`));
    const begun = many.map((each): CheckEvent => ({ kind: "begun", attempt: each }));
    const lines = told([{ kind: "created", run: { ...RUN, attempts: many } }, ...begun], {}, true).split(CLEAR);
    for (const line of lines) assert.isAtMost(line.length, 78);
  });
});
