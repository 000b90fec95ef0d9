import { assert } from "chai";
import { describe, it } from "mocha";
import { entryOf, journalFrom, journalOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { JWKS_SCENARIOS } from "./jwks_scenarios.ts";

const TOLD = entryOf("discovery", { faults: ["metadata_other_jwks_uri"] });

function keysFrom(path: string): JournalEntry {
  return entryOf("jwks", { url: `https://op.test${path}` });
}

const ROWS: readonly ObservedRow[] = [
  ["jwks_refetch_bounded", "passed", "0 times", journalFrom("discovery jwks authorize token!")],
  ["jwks_refetch_bounded", "passed", "1 times", journalFrom("discovery jwks authorize token! jwks")],
  ["jwks_refetch_bounded", "passed", "3 times", journalFrom("token! jwks jwks jwks")],
  ["jwks_refetch_bounded", "failed", "4 times", journalFrom("token! jwks jwks jwks jwks")],
  ["jwks_refetch_bounded", "failed", "9 times", journalFrom(`token! ${"jwks authorize token! ".repeat(9)}`)],
  ["jwks_refetch_bounded", "passed", "0 times", journalFrom(`${"jwks ".repeat(9)} token!`)],
  ["jwks_other_uri", "passed", "from where", journalOf(TOLD, keysFrom("/.well-known/jwks.json"))],
  ["jwks_other_uri", "failed", "does not name", journalOf(TOLD, keysFrom("/jwks"))],
  ["jwks_other_uri", "failed", "does not name", journalOf(TOLD, entryOf("unknown"))],
  ["jwks_other_uri", "failed", "not name", journalOf(TOLD, keysFrom("/.well-known/jwks.json"), keysFrom("/jwks"))],
  ["jwks_other_uri", "not exercised", "never", journalOf(TOLD, entryOf("token"))],
  ["jwks_other_uri", "not exercised", "never", journalOf(keysFrom("/jwks"), TOLD)],
];

describe("JWKS_SCENARIOS", () => {
  observedCases(JWKS_SCENARIOS, ROWS);

  it("gives a client the time that a slow answer takes", () => {
    for (const name of ["jwks_slow", "jwks_too_slow"]) {
      const { patience = 0 } = JWKS_SCENARIOS.find((scenario) => scenario.name === name) ?? {};
      assert.isAtLeast(patience, name === "jwks_slow" ? 2_000 : 8_000, name);
    }
  });
});
