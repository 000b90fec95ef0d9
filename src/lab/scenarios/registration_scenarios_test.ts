import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { REGISTRATION_FAULTS } from "../faults/registration_faults.ts";
import { REGISTRATION_SCENARIOS } from "./registration_scenarios.ts";

function asking(scope?: string): readonly ReturnType<typeof entryOf>[] {
  const registered = entryOf("registration", { status: 201, faults: ["wrong"] });
  const query = scope === undefined ? [] : ([["scope", scope]] as const);
  return timed([0, registered], [1, entryOf("authorize", { query })]);
}

const ROWS: readonly ObservedRow[] = [
  ["registration_other_scope", "passed", "that was registered", asking("openid")],
  ["registration_other_scope", "passed", "that was registered", asking()],
  ["registration_other_scope", "failed", "profile, email", asking("openid profile email")],
  ["registration_other_scope", "failed", "email", asking("email")],
  ["registration_other_scope", "not exercised", "sent nobody", []],
];

describe("REGISTRATION_SCENARIOS", () => {
  observedCases(REGISTRATION_SCENARIOS, ROWS);

  it("has a scenario for each fault of its subject", () => {
    assert.sameMembers(
      REGISTRATION_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
      REGISTRATION_FAULTS.map(({ name }) => name),
    );
  });
});
