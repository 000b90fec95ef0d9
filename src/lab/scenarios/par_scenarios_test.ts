import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { PAR_SCENARIOS } from "./par_scenarios.ts";

const TOLD = entryOf("par", { faults: ["wrong"], status: 201 });
const LATER = entryOf("par", { faults: ["wrong"], status: 503, reply_headers: { "retry-after": "1" } });
const AGAIN = entryOf("par", { status: 201 });
const TOKEN = entryOf("token");

function opened(requestUri: string): JournalEntry {
  return entryOf("authorize", { query: [["request_uri", requestUri]] });
}

const ROWS: readonly ObservedRow[] = [
  ["par_expired_request_uri", "passed", "used the request_uri once", timed([0, TOLD], [1, opened("a")])],
  ["par_expired_request_uri", "passed", "once", timed([0, TOLD], [1, opened("a")], [2, AGAIN], [3, opened("b")])],
  ["par_expired_request_uri", "failed", "again that was", timed([0, TOLD], [1, opened("a")], [2, opened("a")])],
  ["par_expired_request_uri", "failed", "asked for a token", timed([0, TOLD], [1, opened("a")], [2, TOKEN])],
  ["par_expired_request_uri", "not exercised", "never used", timed([0, TOLD])],
  ["par_expired_request_uri", "not exercised", "pushed nothing", timed([0, AGAIN])],
  ["par_503_retry_after", "passed", "after 1.0 s", timed([0, LATER], [1.005, AGAIN])],
  ["par_503_retry_after", "failed", "after 0.5 s", timed([0, LATER], [0.505, AGAIN])],
  ["par_503_retry_after", "passed", "did not ask again", timed([0, LATER])],
  ["par_429_retry_after", "passed", "after 1.0 s", timed([0, LATER], [1.005, AGAIN])],
  ["par_429_retry_after", "failed", "after 0.1 s", timed([0, LATER], [0.105, AGAIN])],
  ["par_429_retry_after", "not exercised", "not told to wait", timed([0, AGAIN])],
];

describe("PAR_SCENARIOS", () => {
  observedCases(PAR_SCENARIOS, ROWS);
});
