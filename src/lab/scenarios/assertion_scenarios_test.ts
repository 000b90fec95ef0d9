import { entryOf } from "../../../test/support/journal.ts";
import { marked, observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { ASSERTION_SCENARIOS } from "./assertion_scenarios.ts";

interface Asked {
  readonly jti?: string;
  readonly mark?: string;
  readonly alg?: string;
  readonly kid?: string;
  readonly faults?: readonly string[];
}

/** A token request with an assertion, which is another one wherever its jti is. */
function asked({ jti = "1", mark = jti, alg = "ES256", kid = "own", faults = [] }: Asked = {}): JournalEntry {
  return entryOf("token", {
    credentials: "assertion",
    form: [["client_assertion", marked(mark)]],
    assertion: { header: { alg, kid }, claims: { jti } },
    faults,
  });
}

function journal(...entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return timed(...entries.map((entry, index) => [index, entry] as const));
}

const BASIC = entryOf("token", { credentials: "basic" });
const NO_KID = entryOf("token", { assertion: { header: { alg: "ES256" }, claims: {} } });
const UNREADABLE = entryOf("token", { assertion: { header: undefined, claims: undefined } });
const FAULTED = asked({ faults: ["x"] });
const METADATA = entryOf("discovery", { faults: ["metadata_assertion_algs_other"] });

function repeating(name: string): readonly ObservedRow[] {
  return [
    [name, "passed", "did not ask again", journal(FAULTED)],
    [name, "passed", "with another assertion", journal(FAULTED, asked({ jti: "2" }))],
    [name, "passed", "did not ask again", journal(FAULTED, BASIC)],
    [name, "failed", "a second time", journal(FAULTED, asked())],
    [name, "failed", "a second time", journal(FAULTED, asked({ jti: "2", mark: "1" }))],
    [name, "failed", "a second time", journal(FAULTED, asked({ jti: "2" }), asked({ jti: "2" }))],
    [name, "not exercised", "asked for no token", journal(entryOf("discovery"))],
    [name, "not exercised", "sent no assertion", journal({ ...BASIC, faults: ["x"] }, asked())],
  ];
}

const ROWS: readonly ObservedRow[] = [
  ["assertion_fresh", "passed", "each of 2 token requests", journal(asked(), asked({ jti: "2" }))],
  ["assertion_fresh", "failed", "or its jti, a second time", journal(asked(), asked({ mark: "2" }))],
  ["assertion_fresh", "failed", "a second time", journal(asked(), asked({ jti: "2", mark: "1" }))],
  ["assertion_fresh", "failed", "a second time", journal(asked(), asked({ jti: "2" }), asked())],
  ["assertion_fresh", "not exercised", "fewer than two", journal(asked(), BASIC)],
  ["assertion_fresh", "not exercised", "fewer than two", journal()],
  ...repeating("assertion_again_later"),
  ...repeating("assertion_refused"),
  ["assertion_registered_alg", "passed", "'PS256', for which", journal(asked({ alg: "PS256" }))],
  ["assertion_registered_alg", "failed", "'RS256', and it", journal(asked({ alg: "PS256" }), asked({ alg: "RS256" }))],
  ["assertion_registered_alg", "failed", "'undefined'", journal(UNREADABLE)],
  ["assertion_registered_alg", "not exercised", "no assertion", journal(BASIC)],
  ["assertion_kid", "passed", "name the key", journal(asked())],
  ["assertion_kid", "failed", "which of two keys", journal(asked(), NO_KID)],
  ["assertion_kid", "failed", "which of two keys", journal(UNREADABLE)],
  ["assertion_kid", "failed", "does not have", journal(asked({ kid: "earlier" }))],
  ["assertion_kid", "not exercised", "no assertion", journal(BASIC)],
  ["assertion_alg_not_offered", "passed", "not on offer", journal(METADATA)],
  ["assertion_alg_not_offered", "passed", "not on offer", journal(METADATA, asked({ alg: "RS512" }))],
  ["assertion_alg_not_offered", "passed", "not on offer", journal(asked(), METADATA, BASIC)],
  ["assertion_alg_not_offered", "failed", "not 'RS512'", journal(METADATA, asked())],
  ["assertion_alg_not_offered", "not exercised", "did not read", journal(asked())],
];

describe("ASSERTION_SCENARIOS", () => observedCases(ASSERTION_SCENARIOS, ROWS));
