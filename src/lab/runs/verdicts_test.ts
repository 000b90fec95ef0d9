import { assert } from "chai";
import * as fc from "fast-check";
import { entryOf, journalFrom, OUTCOMES } from "../../../test/support/journal.ts";
import { VERDICTS } from "../judge/verdict.ts";
import { SCENARIOS } from "../../../test/support/lab_runs.ts";
import { plannedAttempts, planNamed } from "./planned_attempts.ts";
import type { EndedAttempt } from "./run_report.ts";
import { totalsOf, verdictOf, type VerdictParts, verdictsOf } from "./verdicts.ts";

const PLANNED = plannedAttempts(planNamed("oidc-basic"), { scenarios: SCENARIOS });
const RIGHT = journalFrom("discovery authorize callback token jwks userinfo resource");
const REFUSED = journalFrom("discovery authorize callback token! jwks");

function ended(name: string, rest: Partial<EndedAttempt> = {}): EndedAttempt {
  const control = name.startsWith("control-");
  return {
    name,
    setup: "oidc-code",
    control,
    outcome: OUTCOMES[control ? "exit 0" : "exit 76"],
    took: 100,
    entries: control ? RIGHT : REFUSED,
    ...rest,
  };
}

function parts(...attempts: readonly EndedAttempt[]): VerdictParts {
  return {
    planned: PLANNED,
    ended: new Map(attempts.map((attempt) => [attempt.name, attempt])),
    scenarios: new Map(SCENARIOS.map((scenario) => [scenario.name, scenario])),
  };
}

function wordsOf(given: VerdictParts): Readonly<Record<string, string>> {
  return Object.fromEntries(verdictsOf(given).map(({ name, verdict }) => [name, verdict]));
}

const CONTROL = ended("control-oidc-code");

describe("verdictsOf()", () => {
  it("has one for each that is planned, in that order", () => {
    const verdicts = verdictsOf(parts(ended("wrong_issuer"), CONTROL));
    assert.deepEqual(
      verdicts.map(({ name }) => name),
      PLANNED.map(({ name }) => name),
    );
    assert.deepEqual(
      verdicts.map(({ kind }) => kind),
      ["control", "scenario", "scenario", "scenario"],
    );
  });

  it("says of what did not end that it was not exercised, and what it would have been about", () => {
    const [control, scenario] = verdictsOf(parts());
    assert.include(control, { verdict: "not exercised", kind: "control" });
    assert.include(scenario, { verdict: "not exercised", rule: "OIDC-3.1.3.7-2", keyword: "MUST" });
    assert.isEmpty(scenario?.evidence);
  });

  for (const [name, control, word] of [
    ["without a control", undefined, "inconclusive"],
    ["with a control that was completed", CONTROL, "passed (stated)"],
    ["with a control that broke", { ...CONTROL, outcome: OUTCOMES["exit 1"] }, "inconclusive"],
    ["with a control that refused", { ...CONTROL, outcome: OUTCOMES["exit 76"] }, "inconclusive"],
    ["with a control that left something out", { ...CONTROL, entries: REFUSED }, "inconclusive"],
    ["with a control that asked for nothing", { ...CONTROL, entries: [] }, "inconclusive"],
    ["with a control that was completed in silence", { ...CONTROL, outcome: OUTCOMES["timed out"] }, "passed (stated)"],
    ["with the control of another setup", { ...CONTROL, name: "control-code" }, "inconclusive"],
  ] as const) {
    it(`judges a scenario ${name}`, () => {
      const given = control === undefined ? parts(ended("wrong_issuer")) : parts(control, ended("wrong_issuer"));
      assert.equal(wordsOf(given)["wrong_issuer"], word);
    });
  }

  for (const [what, entries, word] of [
    ["all of its requests were seen", REFUSED, "passed (stated)"],
    ["its journal was full", [...REFUSED, { ...entryOf("full"), n: REFUSED.length + 1 }], "inconclusive"],
    ["its first requests were dropped", REFUSED.map((entry) => ({ ...entry, n: entry.n + 1 })), "inconclusive"],
  ] as const) {
    it(`says '${word}' of a client that refused, when ${what}`, () => {
      assert.equal(wordsOf(parts(CONTROL, ended("wrong_issuer", { entries })))["wrong_issuer"], word);
    });
  }

  it("fails a client for what was seen of it, also when its journal was full", () => {
    const entries = RIGHT.map((entry) => ({ ...entry, faults: entry.place === "token" ? ["wrong"] : [] }));
    const told = { outcome: OUTCOMES["exit 0"], entries: [...entries, { ...entryOf("full"), n: entries.length + 1 }] };
    assert.equal(wordsOf(parts(CONTROL, ended("wrong_issuer", told)))["wrong_issuer"], "failed");
  });

  it("does not care which of them ended first", () => {
    const scenario = ended("wrong_issuer");
    assert.deepEqual(verdictsOf(parts(CONTROL, scenario)), verdictsOf(parts(scenario, CONTROL)));
  });

  it("calls a control what it is called in the plan", () => {
    const [verdict] = verdictsOf(parts(CONTROL));
    const [planned] = PLANNED;
    assert.deepEqual([verdict?.name, verdict?.title, verdict?.setup], [planned?.name, planned?.title, "oidc-code"]);
  });

  it("judges each by its own scenario", () => {
    const words = wordsOf(parts(CONTROL, ended("wrong_issuer"), ended("slow_reply")));
    assert.deepInclude(words, {
      wrong_issuer: "passed (stated)",
      slow_reply: "failed",
      wrong_audience: "not exercised",
    });
  });

  it("says nothing of a scenario that this version does not have", () => {
    const given = { ...parts(CONTROL, ended("wrong_issuer")), scenarios: new Map() };
    assert.equal(wordsOf(given)["wrong_issuer"], "not exercised");
  });

  it("never lets a scenario pass without a control that was completed", () => {
    const outcome = fc.constantFrom(...Object.values(OUTCOMES));
    const entries = fc.constantFrom(RIGHT, REFUSED, [], journalFrom("token! userinfo"));
    fc.assert(
      fc.property(outcome, entries, outcome, entries, (outcome1, entries1, outcome2, entries2) => {
        const control = ended("control-oidc-code", { outcome: outcome1, entries: entries1 });
        const given = parts(control, ended("wrong_issuer", { outcome: outcome2, entries: entries2 }));
        const words = wordsOf(given);
        if (words["control-oidc-code"]?.startsWith("passed") === true) return;
        assert.equal(words["wrong_issuer"], "inconclusive");
      }),
    );
  });
});

describe("verdictOf()", () => {
  it("is that of the whole", () => {
    const given = parts(CONTROL, ended("wrong_issuer"));
    assert.deepEqual(
      PLANNED.map((attempt) => verdictOf(attempt, given)),
      verdictsOf(given),
    );
  });
});

describe("totalsOf()", () => {
  it("counts each word, and those that nobody said", () => {
    const totals = totalsOf([{ verdict: "failed" }, { verdict: "failed" }, { verdict: "warning" }]);
    assert.deepInclude(totals, { failed: 2, warning: 1, inconclusive: 0 });
    assert.hasAllKeys(totals, [...VERDICTS]);
  });

  it("adds up to how many there are", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VERDICTS)), (words) => {
        const totals = totalsOf(words.map((verdict) => ({ verdict })));
        assert.equal(
          Object.values(totals).reduce((sum, count) => sum + count, 0),
          words.length,
        );
      }),
    );
  });
});
