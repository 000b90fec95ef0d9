import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { REFRESH_SCENARIOS } from "./refresh_scenarios.ts";

/** Tokens that are given: an access token and a refresh token. */
function given(access: string, refresh: string): Partial<JournalEntry> {
  return { reply: { access_token: marked(access), refresh_token: marked(refresh) } };
}

function refreshes(token: string, rest: Partial<JournalEntry> = {}): JournalEntry {
  const form = [["grant_type", "refresh_token"] as const, ["refresh_token", marked(token)] as const];
  return entryOf("token", { form, ...rest });
}

function opens(token: string): JournalEntry {
  return entryOf("resource", { headers: { authorization: `Bearer ${marked(token)}` } });
}

const FIRST = entryOf("token", { form: [["grant_type", "authorization_code"]], ...given("a1", "r1") });
const SECOND = refreshes("r1", given("a2", "r2"));
const WRONG = { faults: ["wrong"] };
const REFUSED = refreshes("r1", { status: 400, reply: { error: "invalid_grant" }, ...WRONG });
const LOST = refreshes("r1", { dropped: true, ...WRONG });
const FRUITLESS = refreshes("r1", { reply: '{"access_token":"half', ...WRONG });
const AGAIN = refreshes("r1");

/** The same rows for scenarios that look for the same. */
function same(names: readonly string[], rowsOf: (name: string) => readonly ObservedRow[]): readonly ObservedRow[] {
  return names.flatMap(rowsOf);
}

const ROWS: readonly ObservedRow[] = [
  ["refresh_rotation", "passed", "the newest", journalOf(FIRST, SECOND, refreshes("r2", given("a3", "r3")))],
  ["refresh_rotation", "failed", "another refresh token", journalOf(FIRST, SECOND, AGAIN)],
  ["refresh_rotation", "not exercised", "less than twice", journalOf(FIRST, SECOND)],
  ["refresh_at_once", "passed", "once", journalOf(FIRST, SECOND, refreshes("r2"))],
  ["refresh_at_once", "failed", "twice", journalOf(FIRST, SECOND, AGAIN)],
  ["refresh_at_once", "not exercised", "never", journalOf(FIRST)],
  ["refresh_refused", "passed", "not send", journalOf(FIRST, REFUSED, entryOf("authorize"))],
  ["refresh_refused", "failed", "the refused", journalOf(FIRST, REFUSED, AGAIN)],
  ["refresh_refused", "failed", "3 more sign-ins", journalOf(FIRST, REFUSED, ...Array(3).fill(entryOf("authorize")))],
  ["refresh_refused", "failed", "5 times more", journalOf(FIRST, REFUSED, ...Array(5).fill(opens("a1")))],
  ["refresh_refused", "not exercised", "never", journalOf(FIRST)],
  ...same(["refresh_reply_lost", "refresh_reply_lost_in_grace"], (name) => [
    [name, "passed", "did not send", journalOf(FIRST, LOST)],
    [name, "passed", "without end", journalOf(FIRST, LOST, AGAIN, AGAIN, AGAIN)],
    [name, "passed", "sign in again", journalOf(FIRST, LOST, entryOf("authorize"))],
    [name, "failed", "4 times more", journalOf(FIRST, LOST, AGAIN, AGAIN, AGAIN, AGAIN)],
    [name, "not exercised", "never", journalOf(FIRST)],
  ]),
  ...same(
    ["refresh_unavailable", "refresh_reply_malformed", "refresh_reply_no_access_token", "refresh_reply_page"],
    (name) => [
      [name, "passed", "no tokens but", journalOf(FIRST, FRUITLESS)],
      [name, "passed", "no tokens but", journalOf(FIRST, FRUITLESS, SECOND, opens("a2"))],
      [name, "failed", "no refresh token", journalOf(FIRST, FRUITLESS, refreshes("half"))],
      [name, "failed", "no token of its own", journalOf(FIRST, FRUITLESS, opens("undefined"))],
      [name, "failed", "4 times more", journalOf(FIRST, FRUITLESS, AGAIN, AGAIN, AGAIN, AGAIN)],
    ],
  ),
];

describe("REFRESH_SCENARIOS", () => {
  observedCases(REFRESH_SCENARIOS, ROWS);
});
