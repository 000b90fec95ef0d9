import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Place } from "../journal/entry.ts";
import { STATUS_SCENARIOS } from "./status_scenarios.ts";

const GIVEN = entryOf("token", { reply: { access_token: marked("a1"), refresh_token: marked("r1") } });
const SOON = entryOf("introspection", { faults: ["wrong"] });
const LET_IN = entryOf("statement", { form: [["outcome", "completed"]] });

function revokes(token: string, hint?: string): JournalEntry {
  const named = hint === undefined ? [] : [["token_type_hint", hint] as const];
  return entryOf("revocation", { form: [["token", marked(token)], ...named] });
}

function waiting(name: string, place: Place): readonly ObservedRow[] {
  const told = entryOf(place, { status: 503, faults: ["wrong"], reply_headers: { "retry-after": "1" } });
  return [
    [name, "passed", "after 1.0 s", timed([0, told], [1.05, entryOf(place)])],
    [name, "failed", "after 0.0 s", timed([0, told], [0.02, entryOf(place)])],
    [name, "passed", "did not ask again", timed([0, told])],
  ];
}

const ROWS: readonly ObservedRow[] = [
  ...waiting("introspection_503_retry_after", "introspection"),
  ...waiting("revocation_503_retry_after", "revocation"),
  ["introspection_exp_soon", "passed", "each time", timed([0, SOON], [0.1, SOON])],
  ["introspection_exp_soon", "failed", "what it had kept", timed([0, SOON], [5.1, LET_IN])],
  ["introspection_exp_soon", "not exercised", "before the token expired", timed([0, SOON], [5, LET_IN])],
  ["introspection_exp_soon", "not exercised", "never", []],
  ["revocation_right_token", "passed", "right name", journalOf(GIVEN, revokes("r1", "refresh_token"))],
  ["revocation_right_token", "passed", "right name", journalOf(GIVEN, revokes("a1"))],
  ["revocation_right_token", "warning", "called its access_token", journalOf(GIVEN, revokes("a1", "refresh_token"))],
  ["revocation_right_token", "failed", "no token of its own", journalOf(GIVEN, revokes("made up"))],
  ["revocation_right_token", "not exercised", "revoked nothing", journalOf(GIVEN)],
];

describe("STATUS_SCENARIOS", () => {
  observedCases(STATUS_SCENARIOS, ROWS);
});
