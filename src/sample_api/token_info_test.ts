import { assert } from "chai";
import { bodyOf } from "../../test/support/replies.ts";
import { type ApiBench, apiBench, type CallParts } from "./_call_test.ts";
import type { ApiCall } from "./endpoint.ts";
import { tokenInfo } from "./token_info.ts";

type TokenParts = Partial<ApiCall["access"]["token"]>;

async function infoOf(bench: ApiBench, said: CallParts, token: TokenParts = {}) {
  const call = bench.call(said);
  const access = { ...call.access, token: { ...call.access.token, ...token } };
  return bodyOf(await tokenInfo({ ...call, access }));
}

describe("tokenInfo()", () => {
  it("tells each thing of the token of a person", async () => {
    const bench = await apiBench();
    assert.deepEqual(await infoOf(bench, { scope: ["read"] }, { clientName: "The app" }), {
      scopes: ["read"],
      application: "The app",
      client_id: bench.app.clientId,
      expires_at: "2026-01-01T00:01:00.000Z",
      expired: false,
      token_type: "Bearer",
      user: { id: bench.ann.id, username: bench.ann.username, email: "ann@people.test", is_staff: false },
    });
  });

  it("tells of null where there is no name of the application, and nobody behind the token", async () => {
    const info = await infoOf(await apiBench(), { by: null, scope: [] });
    assert.deepInclude(info, { application: null, user: null, scopes: [] });
  });

  it("says who is staff", async () => {
    const bench = await apiBench();
    assert.propertyVal((await infoOf(bench, { by: bench.staff }))["user"], "is_staff", true);
  });

  for (const [after, expired] of [
    [1, false],
    [0, true],
    [-1, true],
  ] as const) {
    it(`calls a token ${expired ? "expired" : "alive"} whose end is ${after} s away`, async () => {
      const bench = await apiBench();
      const info = await infoOf(bench, {}, { expiresAt: bench.clock.now() + after });
      assert.equal(info["expired"], expired);
    });
  }

  it("never tells what else the token says, nor the hash of a password", async () => {
    const bench = await apiBench();
    const info = JSON.stringify(await infoOf(bench, {}, { extra: { inside: "hidden" } }));
    assert.notInclude(info, "hidden");
    assert.notInclude(info, bench.ann.passwordHash);
  });
});
