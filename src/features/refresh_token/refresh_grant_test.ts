import { assert } from "chai";
import { assert as forAll, asyncProperty, integer, scheduler } from "fast-check";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import {
  ask,
  assertActive,
  introspected,
  type Pair,
  pairFor,
  pairOf,
  passwordForm,
  refresh,
  scene,
  type Scene,
} from "../../../test/http/tokens.ts";
import { faultyStores } from "../../../test/support/faulty_stores.ts";
import { client } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { GivenSettings } from "../../../test/support/config.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";
import { scheduledStores } from "../../../test/support/scheduled_stores.ts";
import type { Reply } from "../../protocol/mod.ts";
import { memoryBroadcast } from "../../stores/memory/mod.ts";

const GRACE: GivenSettings = { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "30" };
const FIXED: GivenSettings = { ROTATE_REFRESH_TOKEN: "false" };
const LENIENT: GivenSettings = { REFRESH_TOKEN_REUSE_PROTECTION: "false" };

function present(on: Scene, token: string, changes = {}): Promise<Reply> {
  return refresh(on, on.app, { refresh_token: token, ...changes });
}

/** Refreshes so many times in a row and answers all pairs, the first in front. */
async function chain(on: Scene, length: number): Promise<readonly Pair[]> {
  const pairs = [await pairFor(on)];
  while (pairs.length < length) pairs.push(pairOf(await present(on, pairs.at(-1)!.refresh)));
  return pairs;
}

async function assertAllDead(on: Scene, pairs: readonly Pair[]): Promise<void> {
  for (const { access, refresh: token } of pairs) {
    await assertActive(on, access, false);
    await assertActive(on, token, false);
  }
}

describe("a refresh token that is used again", () => {
  for (const [name, place] of [
    ["the one before the current one", 1],
    ["the first of five", 4],
  ] as const) {
    rule("RFC9700-4.14.2-1", `ends the family when it is ${name}`, async () => {
      const on = await scene();
      const pairs = await chain(on, 5);
      assertError(await present(on, pairs.at(-1 - place)!.refresh), { error: "invalid_grant", says: "used before" });
      await assertAllDead(on, pairs);
      assert.include(on.events, "refresh.replayed");
    });
  }

  it("is told only that the family is over when it comes once more", async () => {
    const on = await scene();
    const [first] = await chain(on, 2);
    await present(on, first!.refresh);
    assertError(await present(on, first!.refresh), { error: "invalid_grant", says: "expired or was revoked" });
    assert.lengthOf(
      on.events.filter((event) => event === "refresh.replayed"),
      1,
    );
  });

  it("leaves the family alone where the policy is lenient, however old it is", async () => {
    const on = await scene({ settings: LENIENT });
    const pairs = await chain(on, 4);
    for (const { refresh: token } of pairs.slice(0, 3))
      assertError(await present(on, token), { error: "invalid_grant", says: "used before" });
    assert.equal((await present(on, pairs[3]!.refresh)).status, 200);
  });
});

describe("a refresh token that is refused", () => {
  rule(["RFC6749-6-3", "RFC6749-10.4-4"], "to another client stays usable", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    const reply = await refresh(on, await client(on.issuer), { refresh_token: token });
    assertError(reply, { error: "invalid_grant", says: "another client" });
    assert.equal((await present(on, token)).status, 200);
  });

  beyond("RFC6749-6-3", "to another client ends nothing, though it was used before", async () => {
    const on = await scene();
    const [first, second] = await chain(on, 2);
    const reply = await refresh(on, await client(on.issuer), { refresh_token: first!.refresh });
    assertError(reply, { error: "invalid_grant", says: "another client" });
    await assertActive(on, second!.refresh);
  });

  for (const [scope, error] of [
    ["read write admin", "invalid_scope"],
    ["write", "invalid_scope"],
    ["read  ", "invalid_scope"],
  ] as const) {
    rule(["RFC6749-6-5", "RFC9700-4.14.2-3"], `with the scope '${scope}' stays usable`, async () => {
      const on = await scene();
      const { refresh: token } = await pairFor(on, { scope: "read" });
      assertError(await present(on, token, { scope }), { error });
      assert.equal((await present(on, token)).status, 200);
    });
  }
});

describe("the grace period", () => {
  it("is not opened by a clock that steps back", async () => {
    const on = await scene();
    const [first] = await chain(on, 2);
    on.clock.advance(-3_600);
    assertError(await present(on, first!.refresh), { error: "invalid_grant", says: "used before" });
  });

  it("gives the predecessor the same successor, again and again, until it ends", async () => {
    const on = await scene({ settings: GRACE });
    const [first, second] = await chain(on, 2);
    for (let retries = 0; retries < 3; retries += 1) {
      assert.equal(pairOf(await present(on, first!.refresh)).refresh, second!.refresh);
      on.clock.advance(9);
    }
    on.clock.advance(2);
    assert.equal(pairOf(await present(on, first!.refresh)).refresh, second!.refresh);
    on.clock.advance(1);
    assertError(await present(on, first!.refresh), { error: "invalid_grant" });
    await assertActive(on, second!.refresh, false);
  });

  it("is not prolonged by a retry", async () => {
    const on = await scene({ settings: GRACE });
    const [first] = await chain(on, 2);
    on.clock.advance(29);
    await present(on, first!.refresh);
    on.clock.advance(1);
    assertError(await present(on, first!.refresh), { error: "invalid_grant", says: "used before" });
  });

  beyond("RFC9700-4.14.2-1", "does not save a token that is two generations old", async () => {
    const on = await scene({ settings: GRACE });
    const pairs = await chain(on, 3);
    assertError(await present(on, pairs[0]!.refresh), { error: "invalid_grant", says: "used before" });
    await assertAllDead(on, pairs);
  });

  beyond("RFC9700-4.14.2-1", "does not bring a revoked family back", async () => {
    const on = await scene({ settings: GRACE });
    const pairs = await chain(on, 2);
    await on.post("/revoke", { as: on.app, form: { token: pairs[1]!.refresh } });
    assertError(await present(on, pairs[0]!.refresh), { error: "invalid_grant", says: "revoked" });
    await assertAllDead(on, pairs);
  });

  it("calls a predecessor inactive, though it may be retried", async () => {
    const on = await scene({ settings: GRACE });
    const [first] = await chain(on, 2);
    await assertActive(on, first!.refresh, false);
  });

  it("lets a retry narrow the scope of the access token and nothing else", async () => {
    const on = await scene({ settings: GRACE });
    const [first, second] = await chain(on, 2);
    const retried = await present(on, first!.refresh, { scope: "read" });
    assert.equal(bodyOf(retried)["scope"], "read");
    assert.equal((await introspected(on, second!.refresh))["scope"], "read write");
  });
});

describe("refresh tokens that are not rotated", () => {
  it("stay the same and keep their end, while access tokens are new", async () => {
    const on = await scene({ settings: FIXED });
    const first = await pairFor(on);
    const end = (await introspected(on, first.refresh))["exp"];
    on.clock.advance(1_000);
    const second = pairOf(await present(on, first.refresh));
    assert.equal(second.refresh, first.refresh);
    assert.equal((await introspected(on, second.refresh))["exp"], end);
  });

  it("give the successor to who comes with its predecessor after rotation was switched off", async () => {
    const before = await scene({ settings: GRACE });
    const [first, second] = await chain(before, 2);
    const { durable, ephemeral } = before.issuer;
    const stores = () => ({ durable, ephemeral, broadcast: memoryBroadcast() });
    const after = await issuerUnderTest({ settings: { ...GRACE, ...FIXED }, stores });
    const reply = await refresh(after, before.app, { refresh_token: first!.refresh });
    assert.equal(pairOf(reply).refresh, second!.refresh);
  });

  it("write nothing durable", async () => {
    let faults: ReturnType<typeof faultyStores> | undefined;
    const on = await scene({ settings: FIXED, stores: (real) => (faults = faultyStores(real)).stores });
    const { refresh: token } = await pairFor(on);
    faults!.arm();
    await present(on, token);
    assert.deepEqual(
      faults!.calls.filter((call) => call.startsWith("postgres")),
      ["postgres families.find", "postgres accounts.find"],
    );
  });
});

describe("rotation", () => {
  it("is one statement, and moves the end", async () => {
    let faults: ReturnType<typeof faultyStores> | undefined;
    const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
    const { refresh: token } = await pairFor(on);
    on.clock.advance(1_000);
    faults!.arm();
    const next = pairOf(await present(on, token));
    assert.deepEqual(
      faults!.calls.filter((call) => !call.includes("find")),
      ["redis put a", "postgres families.rotate"],
    );
    assert.equal((await introspected(on, next.refresh))["exp"], on.clock.now() + 2_592_000);
  });

  it("leaves the token usable when its statement fails", async () => {
    let faults: ReturnType<typeof faultyStores> | undefined;
    const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
    const { refresh: token } = await pairFor(on);
    faults!.arm({ call: 4, failure: "refused" });
    const reply = await present(on, token);
    assert.equal(faults!.failed, "postgres families.rotate");
    assert.equal(reply.status, 503);
    faults!.arm();
    assert.equal((await present(on, token)).status, 200);
  });

  it("writes nothing at all where the scope is refused, the client is another or the person is barred", async () => {
    let faults: ReturnType<typeof faultyStores> | undefined;
    const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
    const { refresh: token } = await pairFor(on, { scope: "read" });
    await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
    faults!.arm();
    for (const changes of [{ scope: "write" }, { scope: "  " }, {}]) await present(on, token, changes);
    for (const call of faults!.calls) assert.match(call, /find/);
  });
});

describe("many who refresh at once, in any order of their store calls", () => {
  /** So many who present one token at once; answers who was let in, and everything that was given out. */
  async function race(settings: GivenSettings, many: number, schedule: Parameters<Schedule["atOnce"]>[0]) {
    const scheduled = scheduledStores();
    const on = await scene({ settings, stores: (real) => scheduled.wrap(real) });
    const first = await pairFor(on);
    const requests = Array.from({ length: many }, () => () => present(on, first.refresh));
    const replies = await scheduled.atOnce(schedule, requests);
    return { on, first, replies, winners: replies.filter(({ status }) => status === 200).map(pairOf) };
  }
  type Schedule = ReturnType<typeof scheduledStores>;
  const crowd = integer({ min: 2, max: 4 });
  const runs = { numRuns: 60 };

  rule("RFC9700-4.14.2-1", "one wins at the most, and nothing that anybody got is alive afterwards", () =>
    forAll(
      asyncProperty(scheduler(), crowd, async (schedule, many) => {
        const { on, first, replies, winners } = await race({}, many, schedule);
        assert.isAtMost(winners.length, 1);
        await assertAllDead(on, [first, ...winners]);
        for (const reply of replies) if (reply.status !== 200) assertError(reply, { error: "invalid_grant" });
      }),
      runs,
    ),
  );

  it("all get the one successor within the grace period", () =>
    forAll(
      asyncProperty(scheduler(), crowd, async (schedule, many) => {
        const { on, winners } = await race(GRACE, many, schedule);
        assert.lengthOf(winners, many);
        assert.lengthOf([...new Set(winners.map(({ refresh: token }) => token))], 1);
        for (const { access } of winners) await assertActive(on, access);
        assert.equal((await present(on, winners[0]!.refresh)).status, 200);
      }),
      runs,
    ));

  it("just one wins where the policy is lenient, and keeps what it got", () =>
    forAll(
      asyncProperty(scheduler(), crowd, async (schedule, many) => {
        const { on, winners } = await race(LENIENT, many, schedule);
        assert.lengthOf(winners, 1);
        await assertActive(on, winners[0]!.access);
        assert.equal((await present(on, winners[0]!.refresh)).status, 200);
      }),
      runs,
    ));

  it("nothing is alive when the family is revoked in the middle", () =>
    forAll(
      asyncProperty(scheduler(), crowd, async (schedule, many) => {
        const scheduled = scheduledStores();
        const on = await scene({ settings: GRACE, stores: (real) => scheduled.wrap(real) });
        const first = pairOf(await ask(on, on.app, passwordForm(on.ann)));
        const revoke = () => on.post("/revoke", { as: on.app, form: { token: first.refresh } });
        const requests = Array.from({ length: many }, () => () => present(on, first.refresh));
        const replies = await scheduled.atOnce(schedule, [...requests, revoke]);
        const given = replies.slice(0, many).filter(({ status }) => status === 200);
        await assertAllDead(on, [first, ...given.map(pairOf)]);
      }),
      runs,
    ));
});

describe("a scope that was taken from the client", () => {
  beyond("RFC6749-6-5", "is taken from the tokens that it gets from then on, and given back with it", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on, { scope: "read write" });
    async function allow(scope: readonly string[]): Promise<void> {
      await on.issuer.durable.clients.change(on.app.id, { scope });
      await on.issuer.clients.changed(on.app);
    }
    await allow(["read"]);
    assertError(await present(on, token, { scope: "read write" }), { error: "invalid_scope" });
    const poorer = await present(on, token);
    assert.deepInclude(bodyOf(poorer), { scope: "read" });
    await allow(["read", "write"]);
    assert.deepInclude(bodyOf(await present(on, String(bodyOf(poorer)["refresh_token"]))), { scope: "read write" });
  });
});
