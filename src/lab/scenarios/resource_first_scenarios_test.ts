import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { RESOURCE_METADATA_FAULTS } from "../faults/resource_metadata_faults.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { RESOURCE_FIRST_SCENARIOS } from "./resource_first_scenarios.ts";

const RESOURCE = "https://op.test/i/resource";
const OWN = "https://op.test/.well-known/oauth-protected-resource/i/resource";
const OTHER = "https://op.test/.well-known/oauth-protected-resource/i";

/** Entries, a second apart. */
function seen(...entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return timed(...entries.map((entry, at) => [at, entry] as const));
}

const KNOCKED = entryOf("resource", { url: RESOURCE, status: 401 });
const TOLD_WRONG = entryOf("resource", { url: RESOURCE, status: 401, faults: ["wrong"] });
const OPENED = entryOf("resource", { url: RESOURCE });
const ASKED = entryOf("authorize");

function read(url: string, status = 200): JournalEntry {
  return entryOf("resource_metadata", { url, status });
}

function asking(scope: string | undefined): JournalEntry {
  return entryOf("authorize", { query: scope === undefined ? [] : [["scope", scope]] });
}

function naming(...resources: readonly string[]): readonly JournalEntry[] {
  const [first, second] = resources.map((resource) => [["resource", resource] as const]);
  return seen(KNOCKED, entryOf("authorize", { query: first ?? [] }), entryOf("token", { form: second ?? [] }));
}

function refusedFor(times: number): readonly JournalEntry[] {
  return seen(TOLD_WRONG, ...Array.from({ length: times }, () => entryOf("resource", { url: RESOURCE, status: 403 })));
}

/** What is the same where a challenge leads to a foreign host, and to the description of another resource. */
function readingFirst(name: string): readonly ObservedRow[] {
  return [
    [name, "passed", "It stopped", seen(TOLD_WRONG)],
    [name, "passed", "It stopped", seen(TOLD_WRONG, read(OTHER))],
    [name, "passed", "well-known address", seen(TOLD_WRONG, read(OWN), ASKED)],
    [name, "failed", "read no description of this resource", seen(TOLD_WRONG, ASKED)],
    [name, "failed", "read no description of this resource", seen(TOLD_WRONG, read(OTHER), ASKED)],
    [name, "failed", "read no description of this resource", seen(TOLD_WRONG, read(OWN, 404), ASKED)],
    [name, "failed", "read no description of this resource", seen(TOLD_WRONG, ASKED, read(OWN))],
    [name, "not exercised", "never asked for the resource", []],
  ];
}

const ROWS: readonly ObservedRow[] = [
  ...readingFirst("resource_first_other_host"),
  ...readingFirst("resource_first_other_document"),
  ["resource_first_scope", "passed", "the scope 'read'", seen(KNOCKED, asking("read"))],
  ["resource_first_scope", "failed", "the scope 'read write'", seen(KNOCKED, asking("read write"))],
  ["resource_first_scope", "failed", "no scope", seen(KNOCKED, asking(undefined))],
  ["resource_first_scope", "not exercised", "no authorization request", seen(KNOCKED)],
  ["resource_first_no_scope", "passed", "'read write'", seen(TOLD_WRONG, asking("read write"))],
  ["resource_first_no_scope", "passed", "'write read'", seen(TOLD_WRONG, asking("write read"))],
  ["resource_first_no_scope", "passed", "'read'", seen(TOLD_WRONG, asking("read"))],
  ["resource_first_no_scope", "failed", "'read write admin'", seen(TOLD_WRONG, asking("read write admin"))],
  ["resource_first_no_scope", "failed", "no scope", seen(TOLD_WRONG, asking(undefined))],
  ["resource_first_no_scope", "not exercised", "no authorization request", seen(TOLD_WRONG)],
  ["resource_first_no_scope", "not exercised", "no authorization request", seen(KNOCKED, asking("read"))],
  ["resource_first_no_scope_anywhere", "passed", "no scope", seen(TOLD_WRONG, asking(undefined))],
  ["resource_first_no_scope_anywhere", "failed", "the scope 'read'", seen(TOLD_WRONG, asking("read"))],
  ["resource_first_resource", "passed", "named the resource", naming(RESOURCE, RESOURCE)],
  ["resource_first_resource", "failed", "did not name", naming(RESOURCE)],
  ["resource_first_resource", "failed", "did not name", naming("https://op.test/i", RESOURCE)],
  ["resource_first_resource", "not exercised", "no token", seen(KNOCKED)],
  ["resource_first_resource", "not exercised", "no token", []],
  ["resource_first_always", "passed", "no more", refusedFor(0)],
  ["resource_first_always", "passed", "6 more", refusedFor(6)],
  ["resource_first_always", "failed", "7 times more", refusedFor(7)],
];

describe("RESOURCE_FIRST_SCENARIOS", () => {
  observedCases(RESOURCE_FIRST_SCENARIOS, ROWS);

  it("finds the evidence where it is, and no more", () => {
    const scenario = RESOURCE_FIRST_SCENARIOS.find(({ name }) => name === "resource_first_other_host");
    assert(scenario?.expect.kind === "observes");
    const journal = seen(TOLD_WRONG, read(OWN), ASKED, OPENED);
    assert.deepEqual(scenario.expect.judge({ journal, control: [] }).evidence, [1, 2, 3]);
  });

  it("has a scenario for each fault of its subject", () => {
    const used = RESOURCE_FIRST_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault));
    assert.sameMembers(
      [...new Set(used)],
      RESOURCE_METADATA_FAULTS.map(({ name }) => name),
    );
  });
});
