import { entryOf, journalFrom, journalOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import { CLIENT_CREDENTIALS_SCENARIOS } from "./client_credentials_scenarios.ts";

const [CACHED, EXPIRES] = ["client_credentials_token_cached", "client_credentials_token_expires"];
const REFUSED = "client_credentials_token_refused_always";
const ONCE_MORE = "token resource? ";

const ROWS: readonly ObservedRow[] = [
  [CACHED, "passed", "one token for 2 requests", journalFrom("token resource resource")],
  [CACHED, "failed", "2 tokens for 2 requests", journalFrom("token resource token resource")],
  [CACHED, "not exercised", "less than twice", journalFrom("token resource")],
  [EXPIRES, "passed", "fetched another", journalFrom("token resource! token resource")],
  [EXPIRES, "passed", "fetched another", journalFrom("token resource! resource? token resource")],
  [EXPIRES, "failed", "no other token", journalFrom("token resource! resource?")],
  [EXPIRES, "failed", "several times", journalFrom("token resource! resource? resource? token")],
  [REFUSED, "passed", "asked no more", journalFrom("token resource!")],
  [REFUSED, "passed", "asked 4 more", journalFrom(`token resource! ${ONCE_MORE.repeat(4)}`)],
  [REFUSED, "failed", "asked 5 times more", journalFrom(`token resource! ${ONCE_MORE.repeat(5)}`)],
  [
    REFUSED,
    "failed",
    "asked 5 times more",
    journalOf(entryOf("resource", { faults: ["wrong"] }), ...journalFrom("resource? ".repeat(5))),
  ],
];

describe("CLIENT_CREDENTIALS_SCENARIOS", () => {
  observedCases(CLIENT_CREDENTIALS_SCENARIOS, ROWS);
});
