import { assert } from "chai";
import { describe, it } from "mocha";
import { isActive } from "../support/journey.ts";
import {
  asker,
  assertAllUnavailable,
  assertHealthyButNotReady,
  assertRecovered,
  assertUnavailable,
  REQUESTS,
  timed,
} from "./asking.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

// Sessions are durable, so that the account page needs Postgres alone.
const NEED_REDIS = Object.keys(REQUESTS).filter((name) => name !== "the account page");
const NEED_POSTGRES = ["a token for a person", "a refresh", "a revocation", "the account page", "an authorization"];
const NEED_REDIS_ALONE = ["a token for a client", "an introspection"];

describe("a store that is away", function () {
  this.timeout(60_000);
  let server: BreakableServer;

  before(async () => {
    server = await startBreakable();
  });

  after(async () => server.stop());

  // Postgres first: a Redis that was away makes every process forget the clients that it knew.
  for (const [name, spoil] of [
    ["refusing connections", () => server.postgres.refuse()],
    ["that does not answer", async () => server.postgres.mute()],
  ] as const) {
    it(`Postgres ${name}: 503 for what is durable, and what is not goes on`, async () => {
      const asked = await asker(server);
      await spoil();
      try {
        await assertAllUnavailable(asked, NEED_POSTGRES);
        for (const need of NEED_REDIS_ALONE)
          assert.equal((await timed(() => REQUESTS[need]!(asked))).status, 200, need);
        await assertHealthyButNotReady(asked, "postgres");
      } finally {
        await server.postgres.restore();
      }
      await assertRecovered(asked);
      assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not lost");
    });
  }

  it("Postgres whose connections are cut: nobody notices but who was asking, and they try again", async () => {
    const asked = await asker(server);
    for (let round = 0; round < 5; round += 1) {
      server.postgres.cut();
      const answers = await Promise.all([1, 2, 3].map(() => REQUESTS["the account page"]!(asked)));
      for (const { status } of answers) assert.include([200, 503], status);
      assert.equal((await REQUESTS["the account page"]!(asked)).status, 200);
    }
  });

  it("Redis refusing connections: 503 everywhere, and all is well as soon as it is back", async () => {
    const asked = await asker(server);
    await server.redis.kill();
    try {
      await assertAllUnavailable(asked, NEED_REDIS);
      await assertHealthyButNotReady(asked, "redis");
    } finally {
      await server.redis.start();
    }
    await assertRecovered(asked);
    assert.isTrue(await isActive(server.url, asked.refreshToken, asked.application), "what is durable is as it was");
    assert.equal((await REQUESTS["a token for a client"]!(asked)).status, 200);
  });

  it("Redis that does not answer: 503 in time, and all is well as soon as it does", async () => {
    const asked = await asker(server);
    server.redis.freeze();
    try {
      await assertAllUnavailable(asked, NEED_REDIS);
      await assertHealthyButNotReady(asked, "redis");
    } finally {
      server.redis.thaw();
    }
    await assertRecovered(asked);
    assert.equal((await REQUESTS["a token for a client"]!(asked)).status, 200);
  });

  it("Redis coming back while Postgres is away: nobody is told that a token is alive before it is known", async () => {
    const asked = await asker(server);
    await server.redis.command("SAVE");
    await server.redis.kill();
    await server.postgres.refuse();
    try {
      await server.redis.start();
      assertUnavailable(await timed(() => REQUESTS["an introspection"]!(asked)));
    } finally {
      await server.postgres.restore();
    }
    await assertRecovered(asked);
    assert.isTrue(await isActive(server.url, asked.accessToken, asked.application));
  });
});
