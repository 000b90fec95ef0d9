import { assert } from "chai";

import { entryOf } from "../../../../test/support/journal.ts";
import { asked, attemptOf, NONCE, STATE } from "../../../../test/support/linted.ts";
import { comparing, firstRepeated, inspecting, whereWords } from "./lint.ts";
import type { FoundValue } from "./lint.ts";
import { requestedValues } from "./requests.ts";

const ATTEMPTS = [
  attemptOf([entryOf("token"), entryOf("jwks"), entryOf("token", { status: 500 })], { name: "one" }),
  attemptOf([entryOf("token", { status: 500 })], { name: "two" }),
];
const TOKENS = {
  what: "token requests",
  of: ({ entries }: (typeof ATTEMPTS)[number]) => entries.filter(({ place }) => place === "token"),
};

describe("inspecting()", () => {
  it("tells of all wrong requests of the first attempt that has one", () => {
    const look = inspecting({ ...TOKENS, wrong: () => "is no good" });
    const found = look(ATTEMPTS);
    assert.deepEqual(found.evidence, [1, 3]);
    assert.equal(found.says, "Request 1 of 'one' is no good, and so is it with 1 more");
    assert.equal(found.attempt?.name, "one");
  });

  it("passes over attempts in which nothing is wrong", () => {
    const look = inspecting({ ...TOKENS, wrong: (_, { name }) => (name === "two" ? "is no good" : undefined) });
    assert.include(look(ATTEMPTS), { verdict: "failed", says: "Request 1 of 'two' is no good" });
  });

  it("counts what it looked at", () => {
    assert.deepEqual(inspecting({ ...TOKENS, wrong: () => undefined })(ATTEMPTS), {
      verdict: "passed",
      says: "Looked at all token requests (3) and found nothing wrong",
      evidence: [],
    });
    assert.equal(inspecting({ ...TOKENS, wrong: () => "is no good" })([]).verdict, "not exercised");
  });

  it("warns where no more than that can be said", () => {
    assert.equal(inspecting({ ...TOKENS, wrong: () => "is no good", atMost: "warning" })(ATTEMPTS).verdict, "warning");
  });
});

describe("comparing()", () => {
  const run = [attemptOf([asked(), asked({ state: NONCE })])];
  const of = requestedValues("state");

  it("looks at all values together, where there are enough", () => {
    const seen: (readonly FoundValue[])[] = [];
    const look = comparing({ what: "states", of, wrong: (found) => void seen.push(found), atLeast: 2 });
    assert.equal(look(run).says, "Looked at all states (2) and found nothing wrong");
    assert.deepEqual(
      seen[0]?.map(({ value }) => value),
      [STATE, NONCE],
    );
    assert.equal(look([attemptOf([asked()])]).verdict, "not exercised");
  });

  it("tells of the value that gives it away, no stronger than it may", () => {
    const wrong = ([, at]: readonly FoundValue[]) => (at === undefined ? undefined : { at, words: "is no good" });
    const found = comparing({ what: "states", of, wrong })(run);
    assert.include(found, { verdict: "failed", says: "Request 2 of 'control-code' is no good" });
    assert.deepEqual(found.evidence, [2]);
    assert.equal(comparing({ what: "states", of, wrong, atMost: "warning" })(run).verdict, "warning");
  });

  it("firstRepeated() finds the first that was there before, and where", () => {
    const found = of([attemptOf([asked(), asked({ state: NONCE }), asked({ scope: "a" }), asked({ scope: "b" })])]);
    const [before, again] = firstRepeated(found) ?? [];
    assert.deepEqual([before?.entry.n, again?.entry.n], [1, 3]);
    assert.equal(before === undefined ? "" : whereWords(before), "request 1 of 'control-code'");
    assert.isUndefined(firstRepeated(found.slice(0, 2)));
  });
});
