import { entryOf } from "../../../../test/support/journal.ts";
import { lintCases } from "../../../../test/support/linted.ts";
import type { LintRow } from "../../../../test/support/linted.ts";
import type { JournalEntry, Parameter } from "../../journal/entry.ts";
import { OAUTH1_LINTS } from "./oauth1_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const SIGNED = {
  oauth_consumer_key: "c",
  oauth_nonce: "n1",
  oauth_timestamp: "1763773200",
  oauth_version: "1.0",
  oauth_signature: "[28 characters, #1a2b3c4d]",
};

/** A signed request in the header, with other parameters. */
function signed(parameters: Readonly<Record<string, string>> = {}, rest: Partial<JournalEntry> = {}): JournalEntry {
  const pairs = Object.entries({ ...SIGNED, ...parameters }).map(([name, value]) => `${name}="${value}"`);
  return entryOf("resource", {
    credentials: "oauth1",
    headers: { authorization: `OAuth ${pairs.join(", ")}` },
    ...rest,
  });
}

/** The same in the query or the form. */
function signedIn(place: "query" | "form", parameters: Readonly<Record<string, string>> = {}): JournalEntry {
  const all: readonly Parameter[] = Object.entries({ ...SIGNED, ...parameters });
  return entryOf("resource", { credentials: "oauth1", [place]: all });
}

const ROWS: readonly LintRow[] = [
  [
    "oauth1_nonce",
    "failed",
    "Request 2 of 'control-oauth1' has nonce and timestamp of request 1 again",
    [signed(), signed()],
  ],
  ["oauth1_nonce", "failed", "of request 1 again", [signed(), signedIn("query")]],
  [
    "oauth1_nonce",
    OK,
    "(4) and found nothing wrong",
    [signed(), signed({ oauth_nonce: "n2" }), signed({ oauth_timestamp: "1763773201" }), signed({ oauth_token: "t" })],
  ],
  ["oauth1_nonce", NONE, "There were no", [signed({}, { headers: {} })]],
  ["oauth1_nonce", NONE, "There were no", [entryOf("resource", { credentials: "bearer" })]],
  ["oauth1_timestamp", "failed", "has the timestamp '1763773200.5'", [signed({ oauth_timestamp: "1763773200.5" })]],
  ["oauth1_timestamp", "failed", "has the timestamp '-5'", [signedIn("form", { oauth_timestamp: "-5" })]],
  ["oauth1_timestamp", "failed", "has the timestamp '0'", [signed({ oauth_timestamp: "0" })]],
  ["oauth1_timestamp", "failed", "has the timestamp '1763773200123'", [signed({ oauth_timestamp: "1763773200123" })]],
  ["oauth1_timestamp", OK, "(1) and found nothing wrong", [signed()]],
  ["oauth1_timestamp", NONE, "There were no", [signed({}, { headers: {} })]],
  ["oauth1_version", "failed", "has the version '1.0a'", [signed({ oauth_version: "1.0a" })]],
  ["oauth1_version", OK, "(1) and found nothing wrong", [signed()]],
  [
    "oauth1_version",
    NONE,
    "There were no",
    [entryOf("resource", { credentials: "oauth1", headers: { authorization: 'Bearer oauth_version="2"' } })],
  ],
  ["oauth1_one_place", "failed", "in more than one place", [signed({}, { query: [["oauth_token", "t"]] })]],
  [
    "oauth1_one_place",
    OK,
    "(3) and found nothing wrong",
    [signed({}, { query: [["page", "2"]] }), signedIn("query"), signedIn("form")],
  ],
  ["oauth1_one_place", NONE, "There were no", [entryOf("resource")]],
];

describe("the lints of OAuth 1.0a", () => {
  lintCases(
    OAUTH1_LINTS,
    ROWS.map(([name, verdict, says, entries]) => [name, verdict, says, entries, "oauth1"] as const),
  );
});
