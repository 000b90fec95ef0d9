import { assert } from "chai";
import { describe, it } from "mocha";
import { journalFrom } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import { USERINFO_SCENARIOS } from "./userinfo_scenarios.ts";

const ROWS: readonly ObservedRow[] = [
  ["userinfo_401", "passed", "0 times more", journalFrom("token userinfo!")],
  ["userinfo_401", "passed", "2 times more", journalFrom("token userinfo! userinfo! token userinfo!")],
  ["userinfo_401", "failed", "3 times more", journalFrom("token userinfo! userinfo! userinfo! userinfo!")],
  ["userinfo_401", "passed", "0 times more", journalFrom("userinfo userinfo userinfo userinfo!")],
];

describe("USERINFO_SCENARIOS", () => {
  observedCases(USERINFO_SCENARIOS, ROWS);

  it("forbids nothing behind UserInfo, where a client may go on without it, so that it has to state its refusal", () => {
    const forbidding = USERINFO_SCENARIOS.filter(
      ({ expect }) => expect.kind === "refuses" && expect.forbidden.length > 0,
    );
    assert.deepEqual(forbidding, []);
  });

  it("registers a client for signed answers wherever they are signed", () => {
    for (const { name, client = {} } of USERINFO_SCENARIOS)
      assert.equal("userinfo_signed_response_alg" in client, name.startsWith("userinfo_signed"), name);
  });
});
