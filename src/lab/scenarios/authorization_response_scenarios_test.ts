import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import type { JournalEntry, Parameter } from "../journal/entry.ts";
import { AUTHORIZATION_RESPONSE_SCENARIOS } from "./authorization_response_scenarios.ts";

const RIGHT: readonly Parameter[] = [
  ["code_challenge", "x"],
  ["code_challenge_method", "S256"],
];

function asks(...query: readonly Parameter[]): JournalEntry {
  return entryOf("authorize", { query });
}

function answers(code: string, rest: Partial<JournalEntry> = {}): JournalEntry {
  return entryOf("callback", { query: [["code", marked(code)]], ...rest });
}

function redeems(code: string, length?: number): JournalEntry {
  return entryOf("token", { form: [["code", marked(code, length)]] });
}

function opens(token: string): JournalEntry {
  return entryOf("resource", { headers: { authorization: `Bearer ${marked(token)}` } });
}

const WRONG = { faults: ["wrong"] };
const TOLD = entryOf("discovery", WRONG);
const INJECTED = entryOf("token", { form: [["code", marked("other")]], ...WRONG });
const LONG = entryOf("callback", { query: [["code", marked("long", 2_000)]], ...WRONG });
const BESIDE = entryOf("callback", {
  query: [
    ["code", marked("own")],
    ["access_token", marked("bad")],
  ],
  ...WRONG,
});
const USES_PKCE = journalOf(asks(...RIGHT));

const ROWS: readonly ObservedRow[] = [
  ["authorization_response_replayed", "passed", "no code", journalOf(answers("own"), redeems("own"))],
  ["authorization_response_replayed", "failed", "the same code", journalOf(answers("a"), redeems("a"), redeems("a"))],
  ["authorization_response_replayed", "not exercised", "no answer", []],
  ["authorization_response_foreign", "passed", "no code but", journalOf(answers("own"), redeems("own"))],
  ["authorization_response_foreign", "passed", "no code but", []],
  ["authorization_response_foreign", "failed", "had not asked", journalOf(redeems("bad"), answers("own"))],
  ["authorization_response_long_code", "passed", "as it came", journalOf(LONG, redeems("long", 2_000))],
  ["authorization_response_long_code", "failed", "255 characters", journalOf(LONG, redeems("cut", 255))],
  ["authorization_response_long_code", "failed", "to nobody", journalOf(LONG)],
  ["authorization_response_long_code", "not exercised", "long code", journalOf(answers("own"))],
  ["authorization_response_injected_code", "passed", "bound", journalOf(asks(...RIGHT), answers("other"), INJECTED)],
  ["authorization_response_injected_code", "passed", "bound", journalOf(asks(["nonce", "n"]), INJECTED)],
  ["authorization_response_injected_code", "not exercised", "redeemed no", journalOf(asks(), answers("other"))],
  ["authorization_response_injected_code", "failed", "neither", journalOf(asks(), INJECTED)],
  ["authorization_response_injected_code", "failed", "went on", journalOf(asks(...RIGHT), INJECTED, opens("token"))],
  ["authorization_response_injected_code", "not exercised", "no code", []],
  [
    "authorization_response_token_beside_code",
    "passed",
    "did not use",
    journalOf(BESIDE, redeems("own"), opens("good")),
  ],
  ["authorization_response_token_beside_code", "failed", "used the access token", journalOf(BESIDE, opens("bad"))],
  ["metadata_without_pkce", "passed", "all the same", journalOf(TOLD, asks(...RIGHT)), USES_PKCE],
  ["metadata_without_pkce", "passed", "asked for no code", journalOf(TOLD), USES_PKCE],
  ["metadata_without_pkce", "failed", "left out", journalOf(TOLD, asks()), USES_PKCE],
  ["metadata_without_pkce", "not exercised", "no PKCE", journalOf(TOLD, asks()), journalOf(asks())],
  ["metadata_plain_pkce", "passed", "all the same", journalOf(TOLD, asks(...RIGHT)), USES_PKCE],
  [
    "metadata_plain_pkce",
    "failed",
    "by plain",
    journalOf(TOLD, asks(["code_challenge", "x"], ["code_challenge_method", "plain"])),
    USES_PKCE,
  ],
  ["metadata_plain_pkce", "failed", "which is plain", journalOf(TOLD, asks(["code_challenge", "x"])), USES_PKCE],
];

describe("AUTHORIZATION_RESPONSE_SCENARIOS", () => {
  observedCases(AUTHORIZATION_RESPONSE_SCENARIOS, ROWS);
});
