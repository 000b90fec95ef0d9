import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { TOKEN_REPLY_SCENARIOS } from "./token_reply_scenarios.ts";

function redeems(code: string, rest: Partial<JournalEntry> = {}): JournalEntry {
  return entryOf("token", { form: [["code", marked(code)]], ...rest });
}

const REFUSED = redeems("code", { status: 400, faults: ["wrong"] });
const FEW = [redeems("a"), redeems("b"), redeems("c")];

const ROWS: readonly ObservedRow[] = [
  ["token_reply_invalid_grant", "passed", "left", journalOf(REFUSED)],
  ["token_reply_invalid_grant", "passed", "left", journalOf(REFUSED, redeems("another"))],
  ["token_reply_invalid_grant", "failed", "again", journalOf(REFUSED, redeems("code"))],
  ["token_reply_invalid_grant", "failed", "went on", journalOf(REFUSED, entryOf("resource"))],
  ["token_reply_expires_in_zero", "passed", "no more tokens", journalOf(REFUSED)],
  ["token_reply_expires_in_zero", "passed", "3 more tokens", journalOf(REFUSED, ...FEW)],
  ["token_reply_expires_in_zero", "failed", "4 more tokens", journalOf(REFUSED, ...FEW, redeems("d"))],
  ["token_reply_expires_in_negative", "passed", "no more tokens", journalOf(REFUSED)],
  ["token_reply_expires_in_negative", "failed", "4 more tokens", journalOf(REFUSED, ...FEW, redeems("d"))],
];

describe("TOKEN_REPLY_SCENARIOS", () => {
  observedCases(TOKEN_REPLY_SCENARIOS, ROWS);
});
