import { entryOf, journalFrom, journalOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { RESOURCE_SCENARIOS } from "./resource_scenarios.ts";

const REFUSED = entryOf("resource", { status: 403 });
const WRONG = entryOf("resource", { status: 401, faults: ["wrong"] });
const OPENED = entryOf("resource");

function asks(name: string, value: string): JournalEntry {
  return entryOf("authorize", { query: [[name, value]] });
}

function told(status: number): JournalEntry {
  return entryOf("resource", { status, faults: ["wrong"], reply_headers: { "retry-after": "2" } });
}

function waiting(name: string, status: number): readonly ObservedRow[] {
  return [
    [name, "passed", "after 2.0 s", timed([0, told(status)], [2.05, OPENED])],
    [name, "passed", "did not ask again", timed([0, told(status)])],
    [name, "failed", "after 0.1 s", timed([0, told(status)], [0.1, OPENED])],
  ];
}

function stepping(name: string, parameter: string, wanted: string): readonly ObservedRow[] {
  return [
    [name, "passed", `${parameter} '${wanted}'`, journalOf(WRONG, asks(parameter, wanted))],
    [name, "passed", "and stopped", journalOf(WRONG)],
    [name, "failed", "'other'", journalOf(WRONG, asks(parameter, "other"))],
    [name, "failed", "none", journalOf(WRONG, asks("scope", "read"))],
    [name, "failed", "again and again", journalOf(WRONG, OPENED, OPENED)],
    [name, "not exercised", "never", journalOf(OPENED)],
  ];
}

const ROWS: readonly ObservedRow[] = [
  ["resource_expired_always", "passed", "asked no more", journalOf(WRONG)],
  ["resource_expired_always", "passed", "asked 12 more", journalOf(WRONG, ...journalFrom("resource? ".repeat(12)))],
  ["resource_expired_always", "failed", "asked 13 times", journalOf(WRONG, ...journalFrom("resource? ".repeat(13)))],
  ["resource_expired_always", "failed", "asked 13 times", journalOf(WRONG, ...journalFrom("token ".repeat(13)))],
  ["resource_insufficient_scope", "passed", "asked 1 more", journalOf(WRONG, asks("scope", "write"), WRONG)],
  ["resource_insufficient_scope", "failed", "asked 7 times", journalOf(WRONG, ...journalFrom("authorize ".repeat(7)))],
  ["resource_redirect", "passed", "did not follow", journalOf(WRONG)],
  ["resource_redirect", "passed", "without its token", journalOf(WRONG, entryOf("unknown"))],
  [
    "resource_redirect",
    "failed",
    "sent its access token",
    journalOf(WRONG, entryOf("unknown", { credentials: "bearer" })),
  ],
  ["resource_step_up_scope", "passed", "repeated", journalOf(REFUSED, asks("scope", "read write"), OPENED)],
  ["resource_step_up_scope", "failed", "did not repeat", journalOf(REFUSED, asks("scope", "write"))],
  ["resource_step_up_scope", "failed", "'read'", journalOf(REFUSED, asks("scope", "read"), OPENED)],
  ["resource_step_up_scope", "failed", "did not ask", journalOf(REFUSED, OPENED)],
  ["resource_step_up_scope", "not exercised", "never", journalOf(OPENED)],
  ...stepping("resource_step_up_acr", "acr_values", "urn:example:stronger"),
  ...stepping("resource_step_up_max_age", "max_age", "60"),
  ...waiting("resource_429_retry_after", 429),
  ...waiting("resource_503_retry_after", 503),
];

describe("RESOURCE_SCENARIOS", () => {
  observedCases(RESOURCE_SCENARIOS, ROWS);
});
