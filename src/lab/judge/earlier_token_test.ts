import { assert } from "chai";
import { entryOf, journalOf } from "../../../test/support/journal.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { refuses } from "../scenarios/scenario.ts";
import { usesEarlierToken } from "./earlier_token.ts";
import { judge } from "./judge.ts";
import { firstFaulted } from "./observe.ts";

const [OLD, NEW, FOREIGN] = ["[43 characters, #00000001]", "[43 characters, #00000002]", "[43 characters, #00000003]"];

function given(token: string | undefined, rest: Partial<JournalEntry> = {}): JournalEntry {
  return entryOf("token", { reply: { access_token: token }, ...rest });
}

function refreshed(token: string | undefined, grantType = "refresh_token"): JournalEntry {
  return given(token, { form: [["grant_type", grantType]], faults: ["wrong"] });
}

function used(...tokens: readonly string[]): JournalEntry {
  return entryOf("resource", { headers: { authorization: tokens.map((token) => `Bearer ${token}`).join(", ") } });
}

const FIRST = given(OLD);
const OF_USERINFO = entryOf("userinfo", { reply: { sub: "1" }, faults: ["wrong"] });

/** What was faulted, what was asked for behind it, and whether that is by a token of before. */
const ROWS: readonly (readonly [what: string, journal: readonly JournalEntry[], earlier: boolean])[] = [
  ["the token of before the refresh", [FIRST, refreshed(NEW), used(OLD)], true],
  ["the same in the query", [FIRST, refreshed(NEW), entryOf("resource", { query: [["access_token", OLD]] })], true],
  ["the token of the wrong answer", [FIRST, refreshed(NEW), used(NEW)], false],
  ["both", [FIRST, refreshed(NEW), used(OLD, NEW)], false],
  ["one that nobody gave", [FIRST, refreshed(NEW), used(FOREIGN)], false],
  ["no token", [FIRST, refreshed(NEW), entryOf("resource")], false],
  ["the old token, which the wrong answer gave again", [FIRST, refreshed(OLD), used(OLD)], false],
  ["the old token, where the wrong answer gave none", [FIRST, refreshed(undefined), used(OLD)], false],
  ["the token of a wrong answer to a code", [FIRST, refreshed(NEW, "authorization_code"), used(OLD)], false],
  ["a token whose use another answer forbids", [FIRST, OF_USERINFO, used(OLD)], false],
  ["a token that came later", [refreshed(NEW), FIRST, used(OLD)], false],
  ["a token where nothing was wrong", [FIRST, used(OLD)], false],
];

describe("usesEarlierToken()", () => {
  for (const [what, entries, earlier] of ROWS) {
    it(`says ${String(earlier)} of ${what}`, () => {
      const journal = journalOf(...entries);
      const last = journal.at(-1) ?? assert.fail("nothing was asked for");
      assert.equal(usesEarlierToken(last, { journal, faulted: firstFaulted(journal) }), earlier);
    });
  }
});

describe("judge()", () => {
  for (const [what, token, verdict] of [
    ["does not blame for a request that was under way", OLD, "passed (stated)"],
    ["blames for the use of what a refresh brought", NEW, "failed"],
  ] as const) {
    it(what, () => {
      const journal = journalOf(FIRST, refreshed(NEW), used(token));
      const outcome = { statement: "refused", statedBy: "exit", exit: 76 } as const;
      const scenario = {
        name: "wrong",
        title: "Something is wrong",
        setups: ["oidc-refresh"],
        rule: "OIDC-12.2-10",
        keyword: "MUST",
        says: "Refuse it",
        faults: [{ fault: "wrong" }],
        expect: refuses("resource"),
        mend: "Look at it.",
      } as const;
      const control = { journal, outcome, complete: true };
      assert.equal(judge(scenario, { setup: "oidc-refresh", journal, outcome, control }).verdict, verdict);
    });
  }
});
