import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { WEBFINGER_FAULTS } from "../faults/webfinger_faults.ts";
import type { JournalEntry, Place } from "../journal/entry.ts";
import { WEBFINGER_SCENARIOS } from "./webfinger_scenarios.ts";

const REL = "http://openid.net/specs/connect/1.0/issuer";
const ACCOUNT = "acct:ann@op.test";
const PAGE = "https://op.test/ann";

function asked(...resources: readonly string[]): readonly JournalEntry[] {
  return timed(
    ...resources.map((resource, at) => [at, entryOf("webfinger", { query: [["resource", resource]] })] as const),
  );
}

function askedFor(...rels: readonly string[]): readonly JournalEntry[] {
  return timed([0, entryOf("webfinger", { query: rels.map((rel) => ["rel", rel] as const) })]);
}

const TWICE = timed([
  0,
  entryOf("webfinger", {
    query: [
      ["resource", ACCOUNT],
      ["resource", ACCOUNT],
    ],
  }),
]);

/** So many questions, each answered by a redirect, and what else was asked for. */
function redirected(times: number, ...others: readonly Place[]): readonly JournalEntry[] {
  const asks = Array.from({ length: times }, () => entryOf("webfinger", { faults: ["webfinger_redirect_loop"] }));
  return timed(...[...asks, ...others.map((place) => entryOf(place))].map((entry, at) => [at, entry] as const));
}

const ROWS: readonly ObservedRow[] = [
  ["webfinger_acct", "passed", "as acct: has it", asked(ACCOUNT)],
  ["webfinger_acct", "passed", "as acct: has it", asked(ACCOUNT, ACCOUNT)],
  ["webfinger_acct", "failed", "something else", asked("ann@op.test")],
  ["webfinger_acct", "failed", "something else", asked("https://ann@op.test", ACCOUNT)],
  ["webfinger_acct", "failed", "something else", asked(`${ACCOUNT}/path`)],
  ["webfinger_acct", "failed", "something else", TWICE],
  ["webfinger_acct", "failed", "something else", askedFor(REL)],
  ["webfinger_acct", "not exercised", "did not ask", []],
  ["webfinger_url", "passed", "without its fragment", asked(PAGE)],
  ["webfinger_url", "failed", "something else", asked(`${PAGE}#me`)],
  ["webfinger_url", "failed", "something else", asked(ACCOUNT)],
  ["webfinger_rel", "passed", "the link of the issuer", askedFor(REL)],
  ["webfinger_rel", "passed", "the link of the issuer", askedFor("author", REL)],
  ["webfinger_rel", "failed", "without the relation", askedFor()],
  ["webfinger_rel", "failed", "without the relation", askedFor("author")],
  ["webfinger_redirect_loop", "passed", "asked no more", redirected(1)],
  ["webfinger_redirect_loop", "passed", "asked 20 more", redirected(21)],
  ["webfinger_redirect_loop", "failed", "asked 21 times more", redirected(22)],
];

describe("WEBFINGER_SCENARIOS", () => {
  observedCases(WEBFINGER_SCENARIOS, ROWS);

  it("has a scenario for each fault of its subject", () => {
    assert.sameMembers(
      WEBFINGER_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
      WEBFINGER_FAULTS.map(({ name }) => name),
    );
  });
});
