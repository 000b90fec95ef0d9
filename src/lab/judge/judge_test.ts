import { assert } from "chai";
import * as fc from "fast-check";

import { entryOf, journalFrom, journalOf, OUTCOMES } from "../../../test/support/journal.ts";
import type { OutcomeName } from "../../../test/support/journal.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { PLACES } from "../journal/entry.ts";
import { accepts, either, observes, refuses } from "../scenarios/scenario.ts";
import type { Expectation, Keyword, Observed, Scenario } from "../scenarios/scenario.ts";
import { judge } from "./judge.ts";
import type { Seen } from "./judge.ts";
import type { VerdictWord } from "./verdict.ts";

const CONTROL = journalFrom("discovery authorize callback token jwks userinfo resource");

function scenario(expect: Expectation, rest: Partial<Scenario> = {}): Scenario {
  return {
    name: "wrong",
    title: "Something is wrong",
    setups: ["oidc-code"],
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    says: "The client refuses what is wrong",
    faults: [{ fault: "wrong" }],
    expect,
    mend: "Look at it.",
    ...rest,
  };
}

function seen(journal: readonly JournalEntry[] | string, outcome: OutcomeName): Seen {
  return {
    setup: "oidc-code",
    journal: typeof journal === "string" ? journalFrom(journal) : journal,
    outcome: OUTCOMES[outcome],
    control: { journal: CONTROL, outcome: OUTCOMES["exit 0"], complete: true },
  };
}

const REFUSES = refuses("userinfo", "resource");
const ACCEPTS = accepts("userinfo", "resource");
const GOES_ON = "authorize token! userinfo resource";
const STOPS = "authorize token!";

type Row = readonly [journal: string, outcome: OutcomeName, verdict: VerdictWord, says: string];

const OF_REFUSALS: readonly Row[] = [
  [GOES_ON, "exit 0", "failed", "It asked for UserInfo and the resource (requests 3 and 4) after the answer"],
  [GOES_ON, "exit 76", "failed", "It asked for UserInfo"],
  [GOES_ON, "says refused", "failed", "It asked for UserInfo"],
  [GOES_ON, "exit 1", "failed", "It asked for UserInfo"],
  [GOES_ON, "signal", "failed", "It asked for UserInfo"],
  [GOES_ON, "timed out", "failed", "It asked for UserInfo"],
  [GOES_ON, "nothing", "failed", "It asked for UserInfo"],
  ["authorize token! jwks resource", "exit 76", "failed", "It asked for the resource (request 4)"],
  [STOPS, "exit 76", "passed (stated)", "It said that it refused"],
  [STOPS, "says refused", "passed (stated)", "It said that it refused: iss differs"],
  [STOPS, "person: refused", "passed (stated)", "It said that it refused"],
  ["authorize token! jwks", "exit 76", "passed (stated)", "It said that it refused"],
  ["userinfo authorize token!", "exit 76", "passed (stated)", "It said that it refused"],
  [STOPS, "says completed", "failed", "It said that it completed the flow after the answer with the fault"],
  [STOPS, "person: completed", "failed", "It said that it completed the flow"],
  [STOPS, "exit 0", "passed (silent)", "It ended without asking for UserInfo and the resource, as it had"],
  [
    STOPS,
    "timed out",
    "passed (silent)",
    "It asked for nothing more after the answer with the fault (the token endpoint",
  ],
  [
    STOPS,
    "exit 1",
    "inconclusive",
    "It broke after the answer with the fault (the token endpoint, request 2): it ended with",
  ],
  ["authorize token! jwks", "exit 1", "inconclusive", "It broke after request 3: it ended with status 1"],
  [STOPS, "signal", "inconclusive", "it was ended by SIGSEGV"],
  [STOPS, "vanished", "inconclusive", "it ended in no order"],
  [STOPS, "says completed, exit 1", "inconclusive", "It broke"],
  [STOPS, "nothing", "inconclusive", "Nobody said whether it refused"],
  ["authorize token userinfo resource!", "exit 0", "failed", "It ended as in the unmodified flow after"],
  ["authorize token userinfo resource!", "timed out", "inconclusive", "but neither did it in the unmodified flow"],
  ["authorize token userinfo resource!", "exit 76", "passed (stated)", "It said that it refused"],
  [
    "authorize token userinfo resource",
    "exit 76",
    "not exercised",
    "Its last request (4) was for the resource, so that it",
  ],
  [
    "authorize",
    "exit 1",
    "not exercised",
    "for the authorization endpoint, and it ended with status 1, so that it never met",
  ],
  ["", "exit 1", "not exercised", "It asked for nothing, and it ended with status 1, so that it never met 'wrong'"],
  ["", "exit 76", "not exercised", "It asked for nothing, so that it never met 'wrong'"],
  ["person statement", "timed out", "not exercised", "It asked for nothing"],
];

const OF_ACCEPTANCE: readonly Row[] = [
  [
    GOES_ON,
    "exit 0",
    "passed (stated)",
    "It went on to ask for UserInfo and the resource (requests 3 and 4) and completed",
  ],
  [GOES_ON, "says completed", "passed (stated)", "and completed the flow"],
  [GOES_ON, "person: completed", "passed (stated)", "and completed the flow"],
  [GOES_ON, "timed out", "passed (silent)", "It went on to ask for UserInfo and the resource"],
  [GOES_ON, "nothing", "passed (silent)", "It went on to ask for UserInfo and the resource"],
  [GOES_ON, "exit 76", "failed", "It refused what it has to accept"],
  [GOES_ON, "says refused", "failed", "It refused what it has to accept: iss differs"],
  [GOES_ON, "exit 1", "inconclusive", "It broke after request 4: it ended with status 1"],
  [GOES_ON, "signal", "inconclusive", "ended by SIGSEGV"],
  [GOES_ON, "says completed, exit 1", "inconclusive", "It broke"],
  [STOPS, "exit 76", "failed", "It refused what it has to accept"],
  [STOPS, "exit 1", "failed", "It broke at that answer: it ended with status 1"],
  [STOPS, "signal", "failed", "It broke at that answer: it was ended by SIGSEGV"],
  ["authorize token! callback person", "exit 1", "failed", "It broke at that answer"],
  ["authorize token! userinfo", "exit 1", "inconclusive", "It broke after request 3"],
  ["authorize token! jwks", "exit 1", "inconclusive", "It broke after request 3"],
  [STOPS, "exit 0", "failed", "It did not ask for UserInfo, the resource after the answer"],
  [STOPS, "says completed", "failed", "though it said that it completed the flow"],
  ["authorize token! userinfo", "exit 0", "failed", "It did not ask for the resource after the answer"],
  ["userinfo resource authorize token!", "exit 0", "failed", "It did not ask for UserInfo, the resource"],
  [STOPS, "timed out", "failed", "within its time"],
  ["authorize token! resource", "timed out", "failed", "It did not ask for UserInfo after"],
  [STOPS, "nothing", "inconclusive", "and nobody said how it ended"],
  ["authorize token userinfo", "exit 0", "not exercised", "so that it never met 'wrong'"],
  ["", "exit 0", "not exercised", "It asked for nothing"],
];

const OF_EITHER: readonly Row[] = [
  [STOPS, "exit 0", "passed (stated)", "It completed the flow"],
  [STOPS, "exit 76", "passed (stated)", "It said that it refused"],
  [GOES_ON, "says completed", "passed (stated)", "It completed the flow"],
  [GOES_ON, "says refused", "passed (stated)", "It said that it refused: iss differs"],
  [STOPS, "timed out", "passed (silent)", "It asked for nothing more"],
  [STOPS, "nothing", "inconclusive", "Nobody said how it ended"],
  [STOPS, "exit 1", "inconclusive", "It broke"],
  [STOPS, "signal", "inconclusive", "It broke"],
  [STOPS, "vanished", "inconclusive", "It broke"],
  ["authorize token", "exit 0", "not exercised", "so that it never met 'wrong'"],
];

function rows(title: string, of: Scenario, table: readonly Row[]): void {
  describe(title, () => {
    for (const [journal, outcome, verdict, says] of table) {
      it(`is ${verdict} for '${journal}' and ${outcome}`, () => {
        const judged = judge(of, seen(journal, outcome));
        assert.equal(judged.verdict, verdict);
        assert.include(judged.says, says);
      });
    }
  });
}

describe("judge()", () => {
  rows("of a client that has to refuse", scenario(REFUSES), OF_REFUSALS);
  rows("of a client that has to accept", scenario(ACCEPTS), OF_ACCEPTANCE);
  rows("of a client that may do both", scenario(either()), OF_EITHER);
  rows("of a client that copes with anything", scenario(accepts()), [
    [STOPS, "exit 0", "passed (stated)", "It coped and completed the flow"],
    [STOPS, "timed out", "passed (silent)", "It coped"],
    [STOPS, "nothing", "inconclusive", "Nobody said how it ended"],
    [STOPS, "exit 1", "inconclusive", "It broke"],
  ]);

  rows(
    "where nothing but what it is told is different",
    scenario(refuses("token"), { faults: [], asks: { prompt: "none" } }),
    [
      ["authorize token", "exit 76", "failed", "It asked for the token endpoint (request 2) in this case"],
      ["authorize", "exit 76", "passed (stated)", "It said that it refused"],
    ],
  );

  rows(
    "where nothing but the person is wrong",
    scenario(refuses("token"), { faults: [], acts: ["foreign_callback"] }),
    [
      [
        "authorize token",
        "exit 76",
        "failed",
        "It asked for the token endpoint (request 2) in spite of what the person did",
      ],
      ["authorize callback", "exit 76", "passed (stated)", "It said that it refused"],
      ["authorize callback", "exit 0", "passed (silent)", "It ended without asking for the token endpoint"],
      ["authorize callback", "timed out", "passed (silent)", "It asked for nothing more in spite of"],
      ["authorize callback", "exit 1", "inconclusive", "It broke after request 1"],
      ["", "exit 1", "inconclusive", "It asked for nothing, and it ended with status 1: was it given the issuer"],
      ["callback", "exit 76", "inconclusive", "It asked for nothing: was it given the issuer of this attempt?"],
    ],
  );

  for (const [keyword, verdict] of [
    ["MUST", "failed"],
    ["MUST NOT", "failed"],
    ["SHOULD", "warning"],
    ["SHOULD NOT", "warning"],
    ["MAY", "warning"],
  ] as const satisfies readonly (readonly [Keyword, VerdictWord])[]) {
    it(`blames a client by the strength of ${keyword}`, () => {
      for (const [expect, journal] of [
        [REFUSES, GOES_ON],
        [ACCEPTS, STOPS],
      ] as const) {
        assert.equal(judge(scenario(expect, { keyword }), seen(journal, "exit 0")).verdict, verdict);
      }
    });
  }

  for (const [name, control] of [
    ["was not tried", undefined],
    ["was not completed", { journal: CONTROL, outcome: OUTCOMES["exit 0"], complete: false }],
  ] as const) {
    it(`says nothing where the control ${name}`, () => {
      const { control: _, ...rest } = seen(GOES_ON, "exit 76");
      const judged = judge(scenario(REFUSES), control === undefined ? rest : { ...rest, control });
      assert.equal(judged.verdict, "inconclusive");
      assert.include(judged.says, `The unmodified flow (control) ${name}`);
    });
  }

  it("tells what the rule demands, and what to change only where something is to be changed", () => {
    const failed = judge(scenario(REFUSES), seen(GOES_ON, "exit 0"));
    assert.include(failed, { kind: "scenario", rule: "OIDC-3.1.3.7-2", keyword: "MUST", mend: "Look at it." });
    assert.equal(failed.demands, "The client refuses what is wrong");
    assert.notProperty(judge(scenario(REFUSES), seen(STOPS, "exit 76")), "mend");
    assert.notProperty(judge(scenario(REFUSES), seen(STOPS, "exit 1")), "mend");
  });

  it("names the answer with the fault and the requests that prove it", () => {
    assert.deepEqual(
      judge(scenario(REFUSES), seen("jwks authorize token! jwks resource userinfo", "exit 0")).evidence,
      [3, 5, 6],
    );
    assert.deepEqual(
      judge(scenario(ACCEPTS), seen("authorize token! userinfo resource", "exit 0")).evidence,
      [2, 3, 4],
    );
    assert.deepEqual(judge(scenario(REFUSES), seen(STOPS, "exit 76")).evidence, [2]);
  });

  it("compares with what the control did after the same answer, counted at its place", () => {
    const control = journalFrom("authorize token resource token");
    const wentOn = {
      ...seen("authorize token resource token!", "exit 0"),
      control: { journal: control, outcome: {}, complete: true },
    };
    assert.equal(judge(scenario(refuses("resource")), wentOn).verdict, "failed");
    const first = { ...seen("authorize token!", "exit 0"), control: { journal: control, outcome: {}, complete: true } };
    assert.equal(judge(scenario(refuses("resource")), first).verdict, "passed (silent)");
  });

  it("compares with the last such answer of the control where that has fewer", () => {
    const control = { journal: journalFrom("token resource"), outcome: {}, complete: true };
    const retried = { ...seen("token token!", "exit 0"), control };
    assert.equal(judge(scenario(refuses("resource")), retried).verdict, "passed (silent)");
  });
});

describe("judge() of an observation", () => {
  function observed(verdict: Observed["verdict"]): Scenario {
    return scenario(observes(() => ({ verdict, says: "It polled 3 times", evidence: [2] })));
  }

  for (const [verdict, outcome, word] of [
    ["passed", "exit 0", "passed (stated)"],
    ["passed", "exit 76", "passed (stated)"],
    ["passed", "says completed", "passed (stated)"],
    ["passed", "timed out", "passed (silent)"],
    ["passed", "nothing", "inconclusive"],
    ["passed", "exit 1", "inconclusive"],
    ["passed", "signal", "inconclusive"],
    ["warning", "exit 0", "warning"],
    ["warning", "timed out", "warning"],
    ["warning", "exit 1", "inconclusive"],
    ["not exercised", "exit 0", "not exercised"],
    ["not exercised", "exit 1", "inconclusive"],
    ["failed", "exit 0", "failed"],
    ["failed", "exit 76", "failed"],
    ["failed", "exit 1", "failed"],
    ["failed", "timed out", "failed"],
  ] as const satisfies readonly (readonly [Observed["verdict"], OutcomeName, VerdictWord])[]) {
    it(`is ${word} where it found ${verdict}, and ${outcome}`, () => {
      const judged = judge(observed(verdict), seen(STOPS, outcome));
      assert.equal(judged.verdict, word);
      assert.deepEqual(judged.evidence, [2]);
    });
  }

  it("warns where the rule is no more than a recommendation", () => {
    const should = { ...observed("failed"), keyword: "SHOULD" as const };
    assert.equal(judge(should, seen(STOPS, "exit 0")).verdict, "warning");
  });

  it("is shown the journal and that of the control", () => {
    const looked = scenario(
      observes(({ journal, control }) => ({
        verdict: "passed",
        says: `${journal.length} ${control.length}`,
        evidence: [],
      })),
    );
    assert.equal(judge(looked, seen(STOPS, "exit 0")).says, "2 7");
  });

  it("is not asked where the fault was never met", () => {
    assert.equal(judge(observed("failed"), seen("authorize token", "exit 0")).verdict, "not exercised");
  });
});

describe("properties of judge()", () => {
  const place = fc.constantFrom(...PLACES);
  const entry = fc
    .record({ place, faulted: fc.boolean(), status: fc.constantFrom(200, 302, 400, 500) })
    .map(({ place: at, faulted, status }) => entryOf(at, { status, faults: faulted ? ["wrong"] : [] }));
  const journal = fc.array(entry, { maxLength: 8 }).map((entries) => journalOf(...entries));
  const outcome = fc.constantFrom(...(Object.keys(OUTCOMES) as OutcomeName[]));
  const keyword = fc.constantFrom("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY");
  const places = fc.uniqueArray(place, { maxLength: 3 });
  const expectation = fc.oneof(
    places.map((some) => refuses(...some)),
    places.map((some) => accepts(...some)),
    fc.constant(either()),
    fc
      .constantFrom("passed", "failed", "warning", "not exercised")
      .map((verdict) => observes(() => ({ verdict, says: "It was so", evidence: [] }))),
  );
  const faults = fc.constantFrom([{ fault: "wrong" }], []);
  const any = fc.record({ journal, outcome, expectation, keyword, faults });

  function passes({ verdict }: { readonly verdict: VerdictWord }): boolean {
    return verdict.startsWith("passed");
  }

  it("it answers in one sentence about requests that were there, whatever happened", () => {
    fc.assert(
      fc.property(any, ({ journal: entries, outcome: ending, expectation: expect, keyword: word, faults: used }) => {
        const { says, evidence } = judge(scenario(expect, { keyword: word, faults: used }), seen(entries, ending));
        assert.match(says, /^[A-Z].*[^.]$/);
        assert.isTrue(evidence.every((n) => entries.some((one) => one.n === n)));
      }),
    );
  });

  it("a client that broke never passes", () => {
    const broke = fc.constantFrom("exit 1", "signal", "vanished", "says completed, exit 1");
    fc.assert(
      fc.property(any, broke, ({ journal: entries, expectation: expect, keyword: word, faults: used }, ending) => {
        assert.isFalse(passes(judge(scenario(expect, { keyword: word, faults: used }), seen(entries, ending))));
      }),
    );
  });

  it("a client without a completed control never passes, nor does it fail", () => {
    fc.assert(
      fc.property(
        any,
        fc.boolean(),
        ({ journal: entries, outcome: ending, expectation: expect, faults: used }, tried) => {
          const { control: _, ...rest } = seen(entries, ending);
          const control = { journal: CONTROL, outcome: {}, complete: false };
          const judged = judge(scenario(expect, { faults: used }), tried ? { ...rest, control } : rest);
          assert.equal(judged.verdict, "inconclusive");
        },
      ),
    );
  });

  it("what was asked for before the fault changes nothing", () => {
    const before = fc.array(fc.constantFrom("discovery", "person", "userinfo", "unknown"), { maxLength: 4 });
    fc.assert(
      fc.property(before, outcome, fc.constantFrom(REFUSES, ACCEPTS, either()), (some, ending, expect) => {
        for (const rest of [STOPS, GOES_ON]) {
          const alone = judge(scenario(expect), seen(rest, ending));
          const behind = judge(scenario(expect), seen([...some, rest].join(" "), ending));
          assert.equal(behind.verdict, alone.verdict);
        }
      }),
    );
  });

  it("a forbidden request after the fault never passes", () => {
    fc.assert(
      fc.property(journal, outcome, places, fc.nat(), (entries, ending, some, at) => {
        fc.pre(some.length > 0 && entries.some((one) => one.faults.length > 0));
        const forbidden = some[at % some.length] ?? "resource";
        const asked = journalOf(...entries, entryOf(forbidden));
        assert.equal(judge(scenario(refuses(...some)), seen(asked, ending)).verdict, "failed");
      }),
    );
  });
});
