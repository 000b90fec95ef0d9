import { assert } from "chai";
import { client, person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { settableClock } from "../../platform/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import type { ThrowawayDefinition } from "../issuers/definition.ts";
import { openLive } from "../issuers/open_live.ts";
import { narrowedTo } from "../issuers/opened_issuers.ts";
import { definitionView, faultsView, issuerView } from "./issuers_view.ts";

const NOW = 1_767_225_600;
const USES = [{ fault: "a" }, { fault: "b", times: 2 }];
const DEFINITION: ThrowawayDefinition = {
  id: "one",
  key: "digest-of-the-key",
  createdAt: NOW - 10,
  expiresAt: NOW + 100,
  version: 3,
  faults: USES,
  faultsSince: 2,
  beganAt: 1,
  clockOffset: -60,
  settings: { REQUIRE_PKCE: "all" },
};

function ground(url = "https://op.test") {
  const clock = settableClock(NOW);
  return { url, clock, ephemeral: memoryEphemeralStore({ clock }), time: () => 0, keyFor: () => Buffer.alloc(32) };
}

describe("definitionView()", () => {
  it("tells times, clock and settings, and where the issuer is", () => {
    assert.deepEqual(definitionView(DEFINITION, ground()), {
      id: "one",
      issuer: "https://op.test/lab/i/one",
      api: "https://op.test/lab/api/issuers/one",
      created_at: NOW - 10,
      expires_at: NOW + 100,
      version: 3,
      clock: { offset_seconds: -60, now: NOW - 60 },
      settings: { REQUIRE_PKCE: "all" },
    });
  });

  it("is below the path of an installation that has one", () => {
    const { issuer, api } = definitionView(DEFINITION, ground("https://op.test/id"));
    assert.deepEqual([issuer, api], ["https://op.test/id/lab/i/one", "https://op.test/id/lab/api/issuers/one"]);
  });
});

describe("faultsView()", () => {
  it("tells how often each could be at work", async () => {
    const on = ground();
    assert.deepEqual(await faultsView(DEFINITION, on), [
      { fault: "a", seen: 0 },
      { fault: "b", times: 2, seen: 0 },
    ]);
    const { live } = openLive({ definition: DEFINITION, ephemeral: narrowedTo(on.ephemeral, "one"), ground: on });
    for (const index of [1, 1, 0]) await live.count(USES[index]!, index);
    assert.deepEqual(
      (await faultsView(DEFINITION, on)).map(({ seen }) => seen),
      [1, 2],
    );
  });
});

describe("issuerView()", () => {
  it("tells people and clients without a secret", async () => {
    const { issuer } = await issuerUnderTest();
    await person(issuer, { username: "alice" });
    await client(issuer, { clientId: "app", type: "confidential" });
    const view = await issuerView({ definition: DEFINITION, issuer }, ground());
    assert.deepInclude(view, { id: "one", faults: await faultsView(DEFINITION, ground()) });
    const text = JSON.stringify(view);
    for (const told of ['"username":"alice"', '"client_id":"app"']) assert.include(text, told);
    for (const secret of [DEFINITION.key, '"password":', '"client_secret":', "secrets", "argon2"])
      assert.notInclude(text, secret);
  });
});
