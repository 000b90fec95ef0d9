import { assert } from "chai";

import { entryOf, journalFrom, journalOf, OUTCOMES } from "../../../test/support/journal.ts";
import type { OutcomeName } from "../../../test/support/journal.ts";
import { isComplete, judgeControl } from "./control.ts";
import { VERDICTS } from "./verdict.ts";
import type { VerdictWord } from "./verdict.ts";

const NEEDS = ["authorize", "token", "resource"] as const;

function control(journal: string, outcome: OutcomeName) {
  return judgeControl("code", { journal: journalFrom(journal), outcome: OUTCOMES[outcome], needs: NEEDS });
}

describe("judgeControl()", () => {
  const whole = "discovery authorize callback token resource";
  for (const [journal, outcome, verdict, says] of [
    [whole, "exit 0", "passed (stated)", "It completed the unmodified flow"],
    [whole, "says completed", "passed (stated)", "It completed the unmodified flow"],
    [whole, "person: completed", "passed (stated)", "It completed the unmodified flow"],
    [whole, "timed out", "passed (silent)", "It completed the unmodified flow"],
    [whole, "nothing", "passed (silent)", "It completed the unmodified flow"],
    ["authorize? authorize token resource? resource", "exit 0", "passed (stated)", "It completed the unmodified flow"],
    [whole, "exit 76", "failed", "It refused a provider that does all things right"],
    [whole, "says refused", "failed", "does all things right: iss differs"],
    [whole, "exit 1", "inconclusive", "It broke: it ended with status 1, it had asked for all that is needed"],
    ["", "exit 1", "inconclusive", "It broke: it ended with status 1, it asked for nothing: was it given the issuer?"],
    ["", "exit 0", "failed", "It asked for nothing: was it given the issuer?"],
    ["", "timed out", "failed", "It asked for nothing: was it given the issuer?, and its time was over"],
    [
      "discovery",
      "exit 0",
      "failed",
      "It never asked for the authorization endpoint: the last that was seen was the metadata",
    ],
    [
      "authorize callback",
      "timed out",
      "failed",
      "It never asked for the token endpoint: the last that was seen was its redirect URI (request 2)",
    ],
    ["authorize token", "signal", "inconclusive", "ended by SIGSEGV, it never asked for the resource"],
    [
      "authorize token?",
      "exit 0",
      "failed",
      "It got no success at the token endpoint: request 2 was answered 400 invalid_request",
    ],
    ["authorize token? token?", "exit 0", "failed", "request 3 was answered 400 invalid_request"],
    ["token resource", "exit 0", "failed", "It never asked for the authorization endpoint"],
  ] as const satisfies readonly (readonly [string, OutcomeName, VerdictWord, string])[]) {
    it(`is ${verdict} for '${journal}' and ${outcome}`, () => {
      const judged = control(journal, outcome);
      assert.equal(judged.verdict, verdict);
      assert.include(judged.says, says);
    });
  }

  it("points at what proves it", () => {
    assert.deepEqual(control(whole, "exit 0").evidence, [2, 4, 5]);
    assert.deepEqual(control("authorize token?", "exit 0").evidence, [2]);
    assert.deepEqual(control("discovery authorize", "exit 0").evidence, [2]);
    assert.deepEqual(control("", "exit 0").evidence, []);
  });

  it("names the rule by which a request was refused, and what to look at", () => {
    const token = entryOf("token", { status: 400, rule: "RFC7636-4.6-3", reply: "no" });
    const judged = judgeControl("code", { journal: journalOf(entryOf("authorize"), token), outcome: {}, needs: NEEDS });
    assert.equal(judged.rule, "RFC7636-4.6-3");
    assert.include(judged.says, "request 2 was answered 400");
    assert.include(judged.mend, "request 2");
    assert.include(control("authorize", "timed out").mend, "its own log");
  });

  for (const reply of [null, "<html>", {}, { error: 5 }, undefined]) {
    it(`copes with the answer ${JSON.stringify(reply)}, which names no error`, () => {
      const journal = journalOf(entryOf("authorize", { status: 500, ...(reply === undefined ? {} : { reply }) }));
      const { says } = judgeControl("code", { journal, outcome: {}, needs: ["authorize"] });
      assert.include(says, "request 1 was answered 500");
      assert.notInclude(says, "500 ");
    });
  }

  it("takes a dropped connection for no success", () => {
    const journal = journalOf(entryOf("authorize", { dropped: true }));
    assert.equal(judgeControl("code", { journal, outcome: {}, needs: ["authorize"] }).verdict, "failed");
  });

  it("is named after its setup", () => {
    assert.include(control(whole, "exit 0"), { kind: "control", name: "control-code", setup: "code" });
  });
});

describe("isComplete()", () => {
  for (const verdict of VERDICTS) {
    const complete = verdict === "passed (stated)" || verdict === "passed (silent)";
    it(`is ${complete} for ${verdict}`, () => assert.equal(isComplete({ verdict }), complete));
  }
});
