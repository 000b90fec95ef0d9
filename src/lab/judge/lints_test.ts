import { assert } from "chai";
import * as fc from "fast-check";

import { ALL_RULES } from "../../../conformance/rules/mod.ts";
import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { asked, attemptOf, redeemed } from "../../../test/support/linted.ts";
import { PLACES } from "../journal/entry.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { lint, LINTS } from "./lints.ts";
import type { Lint } from "./lints.ts";

/** A lint that finds what it is told to. */
function finding(verdict: "passed" | "failed" | "warning" | "not exercised", rest: Partial<Lint> = {}): Lint {
  return {
    name: "made_up",
    title: "Made up",
    rule: "RFC6749-4.1.1-3",
    keyword: "MUST",
    says: "It is so",
    mend: "Make it so.",
    look: ([attempt]) => ({ verdict, says: "Found", evidence: [1], ...(attempt === undefined ? {} : { attempt }) }),
    ...rest,
  };
}

const RUN = [attemptOf([asked()]), attemptOf([asked()], { setup: "native", control: false })];

describe("lint()", () => {
  it("says nothing where nothing was attempted", () => assert.deepEqual(lint([]), []));

  it("has a verdict for each lint, in their order", () => {
    assert.deepEqual(
      lint(RUN).map(({ name, kind }) => [name, kind]),
      LINTS.map(({ name }) => [name, "lint"]),
    );
  });

  for (const [verdict, keyword, word] of [
    ["passed", "MUST", "passed (stated)"],
    ["failed", "MUST", "failed"],
    ["failed", "MUST NOT", "failed"],
    ["failed", "SHOULD", "warning"],
    ["failed", "SHOULD NOT", "warning"],
    ["warning", "MUST", "warning"],
    ["not exercised", "MUST", "not exercised"],
  ] as const) {
    it(`says ${word} where ${verdict} was found and the rule says ${keyword}`, () => {
      const [judged] = lint(RUN, [finding(verdict, { keyword })]);
      assert.equal(judged?.verdict, word);
      assert.equal(judged?.mend !== undefined, word === "failed" || word === "warning");
    });
  }

  it("tells rule, demand, evidence and the attempt that they are of", () => {
    const [judged] = lint(RUN, [finding("failed")]);
    assert.include(judged, { rule: "RFC6749-4.1.1-3", keyword: "MUST", demands: "It is so", mend: "Make it so." });
    assert.include(judged, { setup: "code", attempt: "control-code", says: "Found" });
    assert.deepEqual(judged?.evidence, [1]);
  });

  it("looks at the setups of the lint alone", () => {
    const [judged] = lint(RUN, [finding("failed", { setups: ["native"] })]);
    assert.include(judged, { setup: "native", attempt: "scenario" });
    const [none] = lint(RUN, [finding("not exercised", { setups: ["oauth1"] })]);
    assert.equal(none?.setup, "code");
    assert.notProperty(none, "attempt");
  });

  it("blames a careful client for nothing", () => {
    const careful = [
      attemptOf([
        asked(),
        redeemed({}, { headers: { authorization: "Basic x" } }),
        entryOf("resource", { credentials: "bearer" }),
      ]),
      attemptOf([
        asked({
          state: "n4bQgYhMfWWaLwgxVrQFaO",
          nonce: "hB4kQe7RmT0uXcZ2sWvN9A",
          code_challenge: "n4bQgYhMfWWaLwgxVrQFaO_TxsrC4Is0V1sFbDwCgg0",
        }),
      ]),
    ];
    assert.deepEqual(
      lint(careful).filter(({ verdict }) => verdict === "failed" || verdict === "warning"),
      [],
    );
  });
});

describe("the lints", () => {
  it("are known by names of their own", () => {
    assert.equal(new Set(LINTS.map(({ name }) => name)).size, LINTS.length);
    for (const { name } of LINTS) assert.match(name, /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/);
  });

  for (const { name, rule, keyword, says, mend } of LINTS) {
    it(`${name} cites a rule that binds clients, as strongly as it speaks`, () => {
      const cited = ALL_RULES.get(rule);
      assert.equal(cited?.who, "client");
      const strong = ["MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT"].includes(cited?.keyword ?? "");
      assert.equal(keyword === "MUST" || keyword === "MUST NOT", strong, cited?.keyword);
    });

    it(`${name} says in a sentence what is right, and in others what to change`, () => {
      assert.match(says, /^[A-Z].*[^.]$/);
      assert.match(mend, /^[A-Z].*[^.]\.?$/);
    });
  }

  it("never throw, whatever a client does, and point at requests that were there", () => {
    const text = fc.oneof(fc.constantFrom("code", "token", "none", "S256", "authorization_code"), fc.string());
    const name = fc.constantFrom(
      "state",
      "nonce",
      "client_id",
      "response_type",
      "grant_type",
      "code",
      "code_challenge",
    );
    const parameters = fc.array(fc.tuple(name, text), { maxLength: 5 });
    const entry = fc
      .record({ place: fc.constantFrom(...PLACES), query: parameters, form: parameters, faulted: fc.boolean() })
      .map(({ place, query, form, faulted }) => entryOf(place, { query, form, faults: faulted ? ["wrong"] : [] }));
    const attempt = fc
      .record({ setup: fc.constantFrom(...SETUPS), control: fc.boolean(), entries: fc.array(entry, { maxLength: 5 }) })
      .map(({ setup, control, entries }) => ({ setup, control, name: "some", entries: journalOf(...entries) }));
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 1, maxLength: 3 }), (attempts) => {
        const most = Math.max(...attempts.map(({ entries }) => entries.length));
        for (const { says, evidence } of lint(attempts)) {
          assert.match(says, /^[A-Z]/);
          assert.isTrue(evidence.every((n) => n >= 1 && n <= most));
        }
      }),
    );
  });
});
