import { describe } from "mocha";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { DISCOVERY_SCENARIOS } from "./discovery_scenarios.ts";

const METADATA = entryOf("discovery", { faults: ["metadata_mtls_aliases"] });
const TOKEN = entryOf("token");

function unknown(path: string, method = "POST"): JournalEntry {
  return entryOf("unknown", { url: `https://op.test${path}`, method, status: 404 });
}

function after(...entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return timed([0, METADATA], ...entries.map((entry, index) => [index + 1, entry] as const));
}

const ALIAS = "for clients with a certificate";
const ROWS: readonly ObservedRow[] = [
  ["metadata_mtls_aliases", "passed", "for all clients", after(TOKEN)],
  ["metadata_mtls_aliases", "passed", "for all clients", after(unknown("/favicon.ico", "GET"), TOKEN)],
  ["metadata_mtls_aliases", "passed", "for all clients", after(unknown("/mtls/token", "OPTIONS"), TOKEN)],
  ["metadata_mtls_aliases", "failed", ALIAS, after(unknown("/mtls/token"))],
  ["metadata_mtls_aliases", "failed", ALIAS, after(TOKEN, unknown("/mtls/userinfo", "GET"))],
  ["metadata_mtls_aliases", "failed", "did not go on", after(entryOf("authorize"))],
  ["metadata_mtls_aliases", "failed", "did not go on", after()],
];

describe("DISCOVERY_SCENARIOS", () => observedCases(DISCOVERY_SCENARIOS, ROWS));
