import { assert } from "chai";

import { journalFrom, OUTCOMES } from "../../../test/support/journal.ts";
import type { OutcomeName } from "../../../test/support/journal.ts";
import { PLACES } from "../journal/entry.ts";
import type { Ending } from "./_words.ts";
import { because, blame, brokenWords, endingOf, numbered, placesOf, placeWords, sentence } from "./_words.ts";

describe("endingOf()", () => {
  const endings: Readonly<Record<OutcomeName, Ending>> = {
    "exit 0": "ended",
    "exit 76": "refused",
    "exit 1": "broke",
    signal: "broke",
    vanished: "broke",
    "says refused": "refused",
    "says completed": "completed",
    "says completed, exit 1": "broke",
    "person: refused": "refused",
    "person: completed": "completed",
    "timed out": "timed out",
    nothing: "unknown",
  };
  for (const [name, ending] of Object.entries(endings)) {
    it(`is '${ending}' for ${name}`, () => assert.equal(endingOf(OUTCOMES[name as OutcomeName]), ending));
  }

  for (const [name, outcome, ending] of [
    ["a bare status 0", { exit: 0 }, "ended"],
    ["a bare status 76", { exit: 76 }, "refused"],
    ["a statement of nobody", { statement: "completed" }, "ended"],
    ["a call before its time was over", { statement: "completed", statedBy: "call", timedOut: true }, "completed"],
    ["a signal after it completed", { statement: "completed", statedBy: "line", signal: "SIGKILL" }, "broke"],
  ] as const) {
    it(`is '${ending}' for ${name}`, () => assert.equal(endingOf(outcome), ending));
  }
});

describe("the words of a verdict", () => {
  for (const [outcome, words] of [
    [{ exit: 3 }, "it ended with status 3"],
    [{ signal: "SIGSEGV", exit: 139 }, "it was ended by SIGSEGV"],
    [{}, "it ended in no order"],
  ] as const) {
    it(`brokenWords() says '${words}'`, () => assert.equal(brokenWords(outcome), words));
  }

  for (const [places, words] of [
    ["", "no request"],
    ["token", "request 1"],
    ["token jwks", "requests 1 and 2"],
    ["token jwks token", "requests 1, 2 and 3"],
    ["token jwks token jwks token jwks", "requests 1, 2, 3, 4 and 5"],
  ] as const) {
    it(`numbered() says '${words}'`, () => assert.equal(numbered(journalFrom(places)), words));
  }

  it("placesOf() names each place once", () => {
    assert.equal(placesOf(journalFrom("token jwks token")), "the token endpoint and the key set");
  });

  it("placeWords() has words of its own for each place", () => {
    assert.equal(new Set(PLACES.map(placeWords)).size, PLACES.length);
  });

  for (const [reason, words] of [
    [undefined, ""],
    ["", ""],
    ["iss differs", ": iss differs"],
    ["iss differs. \n", ": iss differs"],
  ] as const) {
    it(`because() says '${words}'`, () => assert.equal(because(reason === undefined ? {} : { reason }), words));
  }

  it("blame() is as strong as the rule", () => {
    assert.deepEqual((["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"] as const).map(blame), [
      "failed",
      "failed",
      "warning",
      "warning",
      "warning",
    ]);
  });

  it("sentence() begins with a capital", () => {
    assert.equal(sentence("it broke"), "It broke");
    assert.equal(sentence(""), "");
  });
});
