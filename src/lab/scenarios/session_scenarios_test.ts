import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { SESSION_FAULTS } from "../faults/session_faults.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { SESSION_SCENARIOS } from "./session_scenarios.ts";

const FRAME = entryOf("check_session");
const LOGIN = entryOf("authorize");
const HINT = ["id_token_hint", "eyJh.eyJi.eyJj"] as const;

function asking(prompt: string, ...others: readonly (readonly [string, string])[]): JournalEntry {
  return entryOf("authorize", { query: [["prompt", prompt], ...others] });
}

function seen(...entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return timed(...entries.map((entry, at) => [at, entry] as const));
}

const ROWS: readonly ObservedRow[] = [
  ["session_changed", "passed", "asked again with prompt=none", seen(LOGIN, FRAME, asking("none"))],
  ["session_changed", "passed", "asked again with prompt=none", seen(LOGIN, FRAME, LOGIN, asking("none"))],
  ["session_changed", "failed", "did not ask again", seen(LOGIN, FRAME)],
  ["session_changed", "failed", "did not ask again", seen(LOGIN, FRAME, asking("login"))],
  ["session_changed", "failed", "did not ask again", seen(asking("none"), FRAME)],
  ["session_changed", "not exercised", "did not load the frame", seen(LOGIN, asking("none"))],
  ["session_error", "passed", "did not ask again", seen(LOGIN, FRAME)],
  ["session_error", "passed", "did not ask again", seen(asking("none"), FRAME, entryOf("userinfo"))],
  ["session_error", "failed", "though the frame said error", seen(LOGIN, FRAME, asking("none"))],
  ["session_error", "failed", "though the frame said error", seen(LOGIN, FRAME, LOGIN)],
  ["session_error", "not exercised", "did not load the frame", seen(LOGIN)],
  ["session_hint", "passed", "as id_token_hint", seen(LOGIN, FRAME, asking("none", HINT))],
  ["session_hint", "failed", "without id_token_hint", seen(LOGIN, FRAME, asking("none"))],
  ["session_hint", "failed", "without id_token_hint", seen(LOGIN, FRAME, asking("none", HINT), asking("none"))],
  ["session_hint", "not exercised", "did not ask again", seen(LOGIN, FRAME, LOGIN)],
  ["session_hint", "not exercised", "did not load the frame", seen(LOGIN)],
];

describe("SESSION_SCENARIOS", () => {
  observedCases(SESSION_SCENARIOS, ROWS);

  it("has a scenario for each fault of its subject", () => {
    const faults = SESSION_SCENARIOS.flatMap(({ faults: uses }) => uses.map(({ fault }) => fault));
    assert.includeMembers(
      faults,
      SESSION_FAULTS.map(({ name }) => name),
    );
  });

  it("lets the first ID token be right: another person is one who comes later", () => {
    const { faults } = SESSION_SCENARIOS.find(({ name }) => name === "session_other_person") ?? {};
    assert.deepEqual(faults, [{ fault: "id_token_other_sub", nth: 2 }]);
  });

  it("has the frame say error exactly where that is looked at", () => {
    const said = SESSION_SCENARIOS.filter(({ frame }) => frame === "error").map(({ name }) => name);
    assert.deepEqual(said, ["session_error"]);
  });
});
