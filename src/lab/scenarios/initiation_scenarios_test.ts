import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { INITIATION_SCENARIOS } from "./initiation_scenarios.ts";

const DISCOVERY = entryOf("discovery");
const BEGUN = entryOf("authorize");
const ELSEWHERE = entryOf("unknown", { url: "https://op.test/another-issuer/.well-known/openid-configuration" });

/** Rows of a scenario whose visit does not name the client's issuer. */
function atOther(name: string): readonly ObservedRow[] {
  return [
    [name, "passed", "no login", []],
    [name, "passed", "no login", timed([0, DISCOVERY])],
    [name, "failed", "began a login", timed([0, DISCOVERY], [1, BEGUN])],
    [name, "failed", "does not know", timed([0, ELSEWHERE])],
  ];
}

function hinted(hint: string): readonly ReturnType<typeof entryOf>[] {
  return timed([0, entryOf("authorize", { query: [["login_hint", hint]] })]);
}

const SENT = entryOf("unknown", { url: "https://op.test/elsewhere" });

const ROWS: readonly ObservedRow[] = [
  ["initiation_foreign_target", "passed", "no login", []],
  ["initiation_foreign_target", "passed", "sent them nowhere", timed([0, DISCOVERY], [1, BEGUN])],
  ["initiation_foreign_target", "passed", "sent them nowhere", timed([0, BEGUN], [1, ELSEWHERE])],
  ["initiation_foreign_target", "failed", "foreign address", timed([0, BEGUN], [1, SENT])],
  ["initiation_foreign_target", "failed", "foreign address", timed([0, SENT])],
  ...atOther("initiation_unknown_issuer"),
  ...atOther("initiation_no_issuer"),
  ["initiation_login_hint", "passed", "along", hinted("alice")],
  ["initiation_login_hint", "failed", "without the login_hint", hinted("bob")],
  ["initiation_login_hint", "failed", "without the login_hint", timed([0, BEGUN])],
  ["initiation_login_hint", "not exercised", "no login", timed([0, DISCOVERY])],
];

describe("INITIATION_SCENARIOS", () => {
  observedCases(INITIATION_SCENARIOS, ROWS);

  it("are each about a visit that is other than a right one", () => {
    for (const { name, visit, faults } of INITIATION_SCENARIOS) {
      assert.isNotEmpty(visit, name);
      assert.isEmpty(faults, name);
    }
  });
});
