import { assert } from "chai";

import { jsonKind } from "../../src/stores/mod.ts";
import { type OpenedRedis, openRedis } from "../../src/stores/redis/mod.ts";
import { recordingListener } from "./broadcast_suite.ts";
import { eventually } from "./eventually.ts";
import { type RedisProcess, startRedisProcess } from "./redis_process.ts";
import { assertUnavailable } from "./unavailable.ts";

const NOTE = jsonKind<string>("n");
const ttl = 600;

describe("openRedis by way of a sentinel", function () {
  // a sentinel that finds the machine too busy to trust its clock does nothing for half a minute (its TILT mode)
  this.timeout(120_000);
  let master: RedisProcess;
  let replica: RedisProcess;
  let sentinel: RedisProcess;
  let redis: OpenedRedis;

  before(async () => {
    master = await startRedisProcess();
    replica = await startRedisProcess([
      "--replicaof",
      "127.0.0.1",
      String(master.port),
      "--repl-diskless-sync-delay",
      "0",
    ]);
    sentinel = await startRedisProcess([], {
      sentinel: [
        `sentinel monitor main 127.0.0.1 ${master.port} 1`,
        "sentinel down-after-milliseconds main 500",
        "sentinel failover-timeout main 3000",
      ],
    });
    redis = openRedis(`redis+sentinel://127.0.0.1:${sentinel.port}/main`);
  });
  after(async () => {
    await redis.close();
    await Promise.all([master, replica, sentinel].map(async (server) => server.dispose()));
  });

  async function knowsReplica(): Promise<boolean> {
    const replicas = await sentinel.command("SENTINEL", "REPLICAS", "main");
    const link = String(await replica.command("INFO", "replication"));
    return Array.isArray(replicas) && replicas.length === 1 && link.includes("master_link_status:up");
  }

  it("writes to the master, and to the replica that took its place, with another epoch", async () => {
    const heard = recordingListener();
    await redis.broadcast.listen("topic", heard);
    await redis.store.put(NOTE, { key: "k", value: "kept", ttl });
    assert.equal(await master.command("EXISTS", "ts:nk"), 1);
    const epoch = await redis.store.epoch();
    await eventually(knowsReplica, { within: 20_000 });
    await eventually(async () => (await replica.command("EXISTS", "ts:nk")) === 1);
    await master.kill();
    await assertUnavailable(async () => redis.store.get(NOTE, "k"));
    const writes = async () =>
      redis.store.put(NOTE, { key: "new", value: "x", ttl }).then(
        () => true,
        () => false,
      );
    await eventually(writes, { within: 75_000 });
    assert.equal(await redis.store.get(NOTE, "k"), "kept");
    assert.notEqual(await redis.store.epoch(), epoch);
    await eventually(async () => heard.losses() > 0);
  });

  it("is unavailable soon when no sentinel answers", async () => {
    const lost = openRedis("redis+sentinel://127.0.0.1:1/main");
    await assertUnavailable(async () => lost.store.get(NOTE, "k"));
    await lost.close();
  });
});
