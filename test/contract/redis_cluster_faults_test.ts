import { assert } from "chai";

import { countKind, jsonKind } from "../../src/stores/mod.ts";
import { type OpenedRedis, openRedis } from "../../src/stores/redis/mod.ts";
import { eventually } from "./eventually.ts";
import { type RedisClusterProcess, startRedisCluster } from "./redis_cluster.ts";
import type { RedisProcess } from "./redis_process.ts";
import { assertUnavailable } from "./unavailable.ts";

const NOTE = jsonKind<string>("n");
const COUNT = countKind("n");
const ttl = 600;

describe("openRedis on a cluster that loses a node", function () {
  this.timeout(30_000);
  let cluster: RedisClusterProcess;
  let redis: OpenedRedis;

  before(async () => {
    cluster = await startRedisCluster();
    redis = openRedis(cluster.url);
  });
  after(async () => {
    await redis.close();
    await cluster.dispose();
  });

  /** A key that each node serves. */
  async function keysByNode(): Promise<readonly (readonly [RedisProcess, string])[]> {
    const [lost, ...others] = cluster.nodes;
    const found: (readonly [RedisProcess, string])[] = [];
    for (const [node, low, high] of [
      [lost!, 0, 5_460],
      [others[0]!, 5_461, 10_922],
      [others[1]!, 10_923, 16_383],
    ] as const) {
      for (let number = 0; found.at(-1)?.[0] !== node; number += 1) {
        const slot = Number(await node.command("CLUSTER", "KEYSLOT", `ts:nkey${number}`));
        if (slot >= low && slot <= high) found.push([node, `key${number}`]);
      }
    }
    return found;
  }

  it("fails soon for its keys, serves the others, and has it back with another epoch", async () => {
    const keys = await keysByNode();
    for (const [, key] of keys) await redis.store.put(NOTE, { key, value: "x", ttl });
    const epoch = await redis.store.epoch();
    const [[lost, lostKey], ...others] = [keys[0]!, ...keys.slice(1)];
    await lost.kill();
    await assertUnavailable(async () => redis.store.get(NOTE, lostKey));
    await assertUnavailable(async () => redis.store.put(NOTE, { key: lostKey, value: "x", ttl }));
    for (const [, key] of others) assert.equal(await redis.store.get(NOTE, key), "x");
    await lost.start();
    await eventually(
      async () =>
        redis.store.put(NOTE, { key: lostKey, value: "y", ttl }).then(
          () => true,
          () => false,
        ),
      { within: 15_000 },
    );
    assert.notEqual(await redis.store.epoch(), epoch);
  });

  it("never sends a command twice", async () => {
    const [[node, key]] = [(await keysByNode())[0]!];
    const count = { key, ttl };
    await redis.store.forget(NOTE, [key]);
    assert.equal(await redis.store.count(COUNT, count), 1);
    await node.command("CLIENT", "PAUSE", "5000", "WRITE");
    const held = assertUnavailable(async () => redis.store.count(COUNT, count));
    await eventually(async () => String(await node.command("INFO", "clients")).includes("blocked_clients:1"));
    await node.command("CLIENT", "KILL", "TYPE", "normal");
    await held;
    await node.command("CLIENT", "UNPAUSE");
    await eventually(async () =>
      redis.store.get(COUNT, key).then(
        () => true,
        () => false,
      ),
    );
    assert.equal(await redis.store.count(COUNT, count), 2);
  });

  it("lets nobody read from a node in its new life before what was forgotten is restored", async () => {
    const [[node, key]] = [(await keysByNode())[0]!];
    const lives = new Set<string>();
    redis.store.onNewLife(async (ungated) => {
      lives.add(await ungated.epoch());
      await ungated.put(NOTE, { key, value: "restored", ttl });
    });
    assert.equal(await redis.store.get(NOTE, key), "restored");
    await node.kill();
    await assertUnavailable(async () => redis.store.get(NOTE, key));
    await node.start();
    await eventually(
      async () => {
        const answers = await Promise.allSettled(Array.from({ length: 10 }, async () => redis.store.get(NOTE, key)));
        const read = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
        assert.deepEqual([...new Set(read)], read.length > 0 ? ["restored"] : []);
        return read.length === 10;
      },
      { within: 15_000 },
    );
    assert.isAbove(lives.size, 1);
  });

  it("fails soon when all nodes are away, and works again when they are back", async () => {
    await Promise.all(cluster.nodes.map(async (node) => node.kill()));
    await assertUnavailable(async () => redis.store.get(NOTE, "k"), { within: 2_500 });
    await assertUnavailable(async () => redis.store.get(NOTE, "k"));
    await Promise.all(cluster.nodes.map(async (node) => node.start()));
    await eventually(
      async () =>
        redis.store.get(NOTE, "k").then(
          () => true,
          () => false,
        ),
      { within: 15_000 },
    );
  });
});
