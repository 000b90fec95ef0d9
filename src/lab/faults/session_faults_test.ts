import { assert } from "chai";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { client } from "../../../test/support/cast.ts";
import { faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { locationOf } from "../../../test/support/replies.ts";
import { SESSION_FAULTS } from "./session_faults.ts";

type Parameters = Readonly<Record<string, string>>;

/** What a client is told that asks, for somebody who is signed in and has allowed everything. */
function asking(changes: Parameters): (lab: LabIssuer) => Promise<Parameters> {
  return async (lab) => {
    const app = await client(lab.issuer, { clientId: "app", skipAuthorization: true });
    const { browser } = await codeFlow(lab, { client: app });
    const query = codeRequest(app, { scope: "openid", state: "s", ...changes });
    return Object.fromEntries(locationOf(await browser.get("/authorize", { query })).searchParams);
  };
}

const quiet = asking({ prompt: "none" });

describe("SESSION_FAULTS", () => {
  it("login_required says so to who asks without a page, with state and issuer as in any answer", async () => {
    const { before, after, served } = await faulted("session_login_required", quiet);
    assert.include(Object.keys(before), "code");
    const { state = "", iss = "" } = before;
    assert.isNotEmpty(iss);
    assert.deepEqual(after, { error: "login_required", state, iss });
    assert.deepEqual(served, ["callback"]);
  });

  for (const [name, changes] of [
    ["a request without a prompt", {}],
    ["a request that fails anyway", { prompt: "none", scope: "openid nonsense" }],
  ] as const) {
    it(`login_required leaves ${name} as it is`, async () => {
      const { before, after, served } = await faulted("session_login_required", asking(changes));
      assert.deepEqual(Object.keys(after), Object.keys(before));
      assert.equal(after["error"], before["error"]);
      assert.isEmpty(served);
    });
  }

  it("state_missing takes session_state out, and nothing else", async () => {
    const { before, after, served } = await faulted("session_state_missing", quiet);
    assert.deepEqual(
      Object.keys(before).filter((name) => !(name in after)),
      ["session_state"],
    );
    assert.includeMembers(Object.keys(before), Object.keys(after));
    assert.deepEqual(served, ["callback"]);
  });

  it("state_missing is not at work where there is none", async () => {
    const { after, served } = await faulted("session_state_missing", asking({ scope: "read" }));
    assert.notProperty(after, "session_state");
    assert.isEmpty(served);
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      SESSION_FAULTS.map(({ name }) => name),
      ["session_login_required", "session_state_missing"],
    );
  });
});
