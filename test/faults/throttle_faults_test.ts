import { assert } from "chai";
import { ask } from "../support/journey.ts";
import {
  type Asker,
  asker,
  assertAllUnavailable,
  assertRecovered,
  assertUnavailable,
  REQUESTS,
  timed,
} from "./asking.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

/** Here this machine is counted as well. */
const SETTINGS = {
  THROTTLE_EXEMPT: "none",
  THROTTLE_DEVICE: "3/hour",
  DEFAULT_THROTTLE_RATES: '{"user":"30/hour","anon":"5/hour"}',
};
const COUNTED = ["a token for a client", "a token for a person", "a refresh"];

describe("a throttle whose Redis", function () {
  this.timeout(60_000);
  let server: BreakableServer;

  before(async () => {
    server = await startBreakable(SETTINGS);
  });
  after(async () => server.stop());

  async function statusesOf(times: number, path: string, method = "GET"): Promise<readonly number[]> {
    const statuses: number[] = [];
    for (let time = 0; time < times; time += 1) statuses.push((await fetch(server.url + path, { method })).status);
    return statuses;
  }

  async function during(
    asked: Asker,
    trouble: readonly [string, ...string[]],
    work: () => Promise<void>,
  ): Promise<void> {
    const [name, ...more] = trouble;
    await server.redis.command(name, ...more);
    try {
      await work();
    } finally {
      await server.redis.command("REPLICAOF", "NO", "ONE");
      await server.redis.command("CONFIG", "SET", "maxmemory", "0");
    }
    await assertRecovered(asked);
  }

  for (const [name, trouble] of [
    ["takes no writes", ["REPLICAOF", "127.0.0.1", "1"]],
    ["is full", ["CONFIG", "SET", "maxmemory", "1"]],
  ] as const) {
    it(`${name}: lets through what can be answered without it, and says nothing of what is left`, async () => {
      const asked = await asker(server);
      await during(asked, trouble, async () => {
        const answer = await timed(() => ask(`${server.url}/api/throttled/`, { bearer: asked.accessToken }));
        assert.equal(answer.status, 200);
        assert.isNull(answer.headers.get("ratelimit"));
      });
    });

    it(`${name}: leaves it to endpoints to say that they cannot answer`, async () => {
      const asked = await asker(server);
      await during(asked, trouble, () => assertAllUnavailable(asked, COUNTED));
    });
  }

  it("is slower than the patience of a command: 503 in time, and nothing is half done", async () => {
    const asked = await asker(server);
    await server.redis.command("CLIENT", "PAUSE", "2500", "ALL");
    await assertAllUnavailable(asked, COUNTED);
    await assertRecovered(asked);
    assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
  });

  it("is gone: 503 in time from what needs it, and it counts again when it is back, from the beginning", async () => {
    const asked = await asker(server);
    assert.deepEqual(await statusesOf(6, "/api/throttled/"), [200, 200, 200, 200, 200, 429]);
    await server.redis.kill();
    for (const name of COUNTED) assertUnavailable(await timed(() => REQUESTS[name]!(asked)));
    await server.redis.start();
    await assertRecovered(asked);
    // It forgot what was counted. This process remembers whom it has refused, so the device endpoint is asked.
    const [first, ...others] = await statusesOf(4, "/device_authorization", "POST");
    assert.notEqual(first, 429);
    assert.deepEqual(others.slice(-1), [429]);
  });
});
