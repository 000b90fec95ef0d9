import { assert } from "chai";
import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import { DPOP_FAULTS } from "../faults/dpop_faults.ts";
import type { JournalEntry, Place } from "../journal/entry.ts";
import { DPOP_SCENARIOS } from "./dpop_scenarios.ts";

const NONCE = marked("a", 18);
const WRONG = { faults: ["wrong"] };

/** A request with a proof of this nonce. */
function proved(place: Place, nonce?: string, rest: Partial<JournalEntry> = {}): JournalEntry {
  const claims = nonce === undefined ? {} : { nonce };
  return entryOf(place, { proof: { header: {}, claims, text: marked("proof") }, ...rest });
}

function told(place: Place): JournalEntry {
  return proved(place, undefined, { ...WRONG, status: 401, reply_headers: { "dpop-nonce": NONCE } });
}

function shown(scheme: string): JournalEntry {
  return entryOf("resource", { headers: { authorization: `${scheme} ${marked("token")}` } });
}

/** The rows of each case in which a nonce is told and used at a place. */
function nonceRows(name: string, place: Place): readonly ObservedRow[] {
  return [
    [name, "passed", "has the nonce", journalOf(told(place), proved(place, NONCE))],
    [name, "failed", "has not the nonce", journalOf(told(place), proved(place))],
    [name, "failed", "has not the nonce", journalOf(told(place), entryOf(place))],
    [name, "failed", "has not the nonce", journalOf(told(place), proved(place, marked("b", 18)))],
    [name, "failed", "did not ask again", journalOf(told(place))],
    [name, "failed", "did not ask again", journalOf(told(place), proved("discovery", NONCE))],
    [name, "not exercised", "told no nonce", journalOf(proved(place, undefined, WRONG), proved(place))],
  ];
}

function endlessRows(name: string, place: Place): readonly ObservedRow[] {
  const asked = (times: number): readonly JournalEntry[] => Array.from({ length: times }, () => entryOf(place));
  return [
    [name, "passed", "asked 1 more", journalOf(told(place), ...asked(1))],
    [name, "passed", "asked 5 more", journalOf(told(place), ...asked(5))],
    [name, "failed", "asked 6 times", journalOf(told(place), ...asked(6))],
  ];
}

const DEMANDED = entryOf("token", { status: 400, reply_headers: { "dpop-nonce": NONCE } });

const ROWS: readonly ObservedRow[] = [
  ...nonceRows("dpop_nonce_token", "token"),
  ...nonceRows("dpop_nonce_resource", "resource"),
  ...nonceRows("dpop_nonce_in_success", "resource"),
  ...nonceRows("dpop_challenge_other_case", "resource"),
  ...endlessRows("dpop_nonce_token_always", "token"),
  ...endlessRows("dpop_nonce_resource_always", "resource"),
  ["dpop_nonce_everywhere", "passed", "opened the resource", journalOf(DEMANDED, entryOf("resource"))],
  ["dpop_nonce_everywhere", "failed", "did not open", journalOf(DEMANDED)],
  ["dpop_nonce_everywhere", "failed", "did not open", journalOf(DEMANDED, entryOf("resource", { status: 401 }))],
  ["dpop_nonce_everywhere", "not exercised", "told no nonce", journalOf(entryOf("token"), entryOf("resource"))],
  ["dpop_token_type_bearer", "passed", "does not use", journalOf(entryOf("token", WRONG))],
  ["dpop_token_type_bearer", "passed", "as a bearer token", journalOf(entryOf("token", WRONG), shown("Bearer"))],
  ["dpop_token_type_bearer", "failed", "as if it were bound", journalOf(entryOf("token", WRONG), shown("DPoP"))],
  ["dpop_token_type_bearer", "failed", "as if it were bound", journalOf(entryOf("token", WRONG), shown("dpop"))],
  ["dpop_token_type_bearer", "not exercised", "given no bearer", journalOf(shown("DPoP"))],
];

describe("DPOP_SCENARIOS", () => {
  observedCases(DPOP_SCENARIOS, ROWS);

  it("has a scenario for each fault of its subject", () => {
    assert.sameMembers(
      DPOP_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
      DPOP_FAULTS.map(({ name }) => name),
    );
  });
});
