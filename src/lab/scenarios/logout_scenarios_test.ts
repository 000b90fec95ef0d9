import { assert } from "chai";
import { describe, it } from "mocha";
import type { JournalEntry } from "../journal/entry.ts";
import { LOGOUT_SCENARIOS } from "./logout_scenarios.ts";

function sent(parts: Partial<JournalEntry> = {}): JournalEntry {
  return {
    n: 9,
    at: 1,
    took: 1,
    place: "logout_token",
    method: "POST",
    url: "http://127.0.0.1:4000/out",
    query: [],
    form: [],
    headers: {},
    credentials: "none",
    status: 200,
    reply_headers: {},
    faults: ["logout_token_expired"],
    ...parts,
  };
}

/** What a scenario finds in a journal. */
function found(name: string, ...journal: readonly JournalEntry[]): readonly [string, readonly number[]] {
  const expect = LOGOUT_SCENARIOS.find((scenario) => scenario.name === name)?.expect;
  assert(expect?.kind === "observes", name);
  const { verdict, evidence } = expect.judge({ journal, control: [] });
  return [verdict, evidence];
}

const AWAY = sent({ status: 0, dropped: true });

describe("LOGOUT_SCENARIOS", () => {
  for (const [what, journal, verdict, evidence] of [
    ["a refusal by 400", [sent({ status: 400 })], "passed", [9]],
    ["a token that was taken", [sent()], "failed", [9]],
    ["another refusal", [sent({ status: 500 })], "failed", [9]],
    ["a way elsewhere", [sent({ status: 302 })], "failed", [9]],
    ["a client that does not listen", [AWAY], "not exercised", [9]],
    ["no token at all", [], "not exercised", []],
    ["the token with the fault, not one before it", [sent({ n: 8, faults: [] }), sent({ status: 400 })], "passed", [9]],
    ["the first try, not one that was sent again", [sent(), sent({ n: 10, status: 400 })], "failed", [9]],
  ] as const) {
    it(`judges ${what}`, () => assert.deepEqual(found("logout_token_expired", ...journal), [verdict, evidence]));
  }

  for (const [what, journal, verdict] of [
    ["200", [sent()], "passed"],
    ["204", [sent({ status: 204 })], "passed"],
    ["400", [sent({ status: 400 })], "failed"],
    ["silence", [AWAY], "not exercised"],
    ["nothing", [], "not exercised"],
  ] as const) {
    it(`wants a token taken that has an unknown claim: ${what}`, () => {
      assert.equal(found("logout_token_unknown_claim", ...journal)[0], verdict);
    });
  }

  for (const [control, verdict] of [
    ["no-store", "passed"],
    ["private, No-Store", "passed"],
    ["no-cache", "warning"],
    [undefined, "warning"],
  ] as const) {
    it(`looks for no-store in '${control}'`, () => {
      const reply_headers = control === undefined ? {} : { "cache-control": control };
      assert.equal(found("logout_token_answer_cached", sent({ reply_headers, faults: [] }))[0], verdict);
    });
  }

  it("asks for nothing where there is no answer to look at", () => {
    assert.equal(found("logout_token_answer_cached", AWAY)[0], "not exercised");
  });

  it("has every fault of a logout token that a client may be shown", () => {
    const shown = LOGOUT_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault));
    assert.lengthOf(new Set(shown), shown.length);
    assert.isAtLeast(shown.length, 24);
  });
});
