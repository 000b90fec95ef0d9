import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { WIRE_SCENARIOS } from "./wire_scenarios.ts";

const TOKEN = entryOf("token");

/** The first answer with a fault, which says when to come back. */
function told(after: string, status = 503): JournalEntry {
  return entryOf("token", { status, faults: ["wrong"], reply_headers: { "retry-after": after } });
}

const LED = entryOf("token", { status: 302, faults: ["wrong"] });

function redirects(name: string): readonly ObservedRow[] {
  const secret = entryOf("unknown", { form: [["code", marked("code")]] });
  return [
    [name, "passed", "did not follow", journalOf(LED)],
    [name, "passed", "without its credentials", journalOf(LED, entryOf("unknown"))],
    [name, "failed", "sent its credentials", journalOf(LED, entryOf("unknown", { credentials: "basic" }))],
    [name, "failed", "sent its credentials", journalOf(LED, secret)],
  ];
}

/** A second after the first answer, which came at 1 s and took 5 ms. */
const DATE = new Date(4_000).toUTCString();

const ROWS: readonly ObservedRow[] = [
  ...redirects("token_reply_redirect"),
  ...redirects("token_reply_redirect_with_body"),
  ["token_reply_503_retry_after", "passed", "did not ask again", timed([0, told("2")])],
  ["token_reply_503_retry_after", "passed", "after 2.1 s", timed([0, told("2")], [2.1, TOKEN])],
  ["token_reply_503_retry_after", "passed", "after 1.6 s", timed([0, told("2")], [1.6, TOKEN])],
  ["token_reply_503_retry_after", "failed", "told to wait for 2.0 s", timed([0, told("2")], [1.4, TOKEN])],
  ["token_reply_503_retry_after", "not exercised", "not told", timed([0, TOKEN])],
  ["token_reply_503_retry_after", "not exercised", "not told", timed([0, told("soon")], [1, TOKEN])],
  ["token_reply_503_retry_after_date", "passed", "wait for 3.0 s", timed([0, told(DATE)], [3, TOKEN])],
  ["token_reply_503_retry_after_date", "failed", "wait for 3.0 s", timed([0, told(DATE)], [1, TOKEN])],
  ["token_reply_429_retry_after", "passed", "after 2.0 s", timed([0, told("2", 429)], [2.05, TOKEN])],
  ["token_reply_429_retry_after", "failed", "after 0.0 s", timed([0, told("2", 429)], [0.05, TOKEN])],
];

describe("WIRE_SCENARIOS", () => {
  observedCases(WIRE_SCENARIOS, ROWS);
});
