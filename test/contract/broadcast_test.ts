import { assert } from "chai";

import { memoryBroadcast } from "../../src/stores/memory/mod.ts";
import { RedisBroadcast } from "../../src/stores/redis/broadcast.ts";
import { RedisLink } from "../../src/stores/redis/link.ts";
import { openRedis, parseRedisUrl } from "../../src/stores/redis/mod.ts";
import { type BroadcastSubject, describeBroadcast, recordingListener } from "./broadcast_suite.ts";
import { eventually } from "./eventually.ts";
import { startRedisCluster } from "./redis_cluster.ts";
import { type RecordingLog, recordingLog } from "./recording_log.ts";
import { type RedisProcess, startRedisProcess } from "./redis_process.ts";
import { assertUnavailable } from "./unavailable.ts";

interface Server {
  readonly url: string;
  dispose(): Promise<void>;
}

async function openOn(starting: Promise<Server>): Promise<BroadcastSubject> {
  const server = await starting;
  const [here, there] = [openRedis(server.url), openRedis(server.url)];
  return {
    here: here.broadcast,
    there: there.broadcast,
    async close() {
      await Promise.all([here.close(), there.close()]);
      await server.dispose();
    },
  };
}

describeBroadcast("memory", async () => {
  const broadcast = memoryBroadcast();
  return { here: broadcast, there: broadcast, close: async () => undefined };
});
describeBroadcast("Redis", async () => openOn(startRedisProcess()));
describeBroadcast("a Redis Cluster", async () => openOn(startRedisCluster()));

describe("RedisBroadcast when its connection breaks", () => {
  let redis: RedisProcess;
  let log: RecordingLog;
  let link: RedisLink;
  let broadcast: RedisBroadcast;

  beforeEach(async () => {
    redis = await startRedisProcess();
    log = recordingLog();
    link = new RedisLink(parseRedisUrl(redis.url), { log, commandTimeout: 200 });
    broadcast = new RedisBroadcast({ link, log, prefix: "p:", heartbeat: 50 });
  });
  afterEach(async () => {
    redis.thaw();
    await broadcast.close();
    await link.close();
    await redis.dispose();
  });

  async function listening(topic: string) {
    const listener = recordingListener();
    await broadcast.listen(topic, listener);
    return listener;
  }

  /** Sends until it is heard: the connection that sends may have to come back as well. */
  async function hears(topic: string, listener: ReturnType<typeof recordingListener>): Promise<void> {
    const before = listener.messages.length;
    await eventually(async () => {
      await broadcast.send(topic, "again").catch(() => undefined);
      return listener.messages.length > before;
    });
  }

  it("tells every listener of every topic that something may be lost, and hears again", async () => {
    const [one, two] = [await listening("a"), await listening("b")];
    await redis.command("CLIENT", "KILL", "TYPE", "pubsub");
    await eventually(async () => one.losses() === 1 && two.losses() === 1);
    await hears("a", one);
    await hears("b", two);
    assert.deepEqual([one.losses(), two.losses()], [1, 1]);
  });

  it("subscribes before it says so, so that nothing falls between", async () => {
    const heard: string[] = [];
    const lost = (): void => void broadcast.send("a", "sent by lost");
    await broadcast.listen("a", { heard: (message) => void heard.push(message), lost });
    await redis.command("CLIENT", "KILL", "TYPE", "pubsub");
    await eventually(async () => heard.includes("sent by lost"));
  });

  it("comes back after the server was restarted", async () => {
    const listener = await listening("a");
    await redis.kill();
    await assertUnavailable(async () => broadcast.send("a", "x"));
    await redis.start();
    await eventually(async () => listener.losses() === 1);
    await hears("a", listener);
  });

  it("notices by its heartbeat that a server went mute", async () => {
    const listener = await listening("a");
    redis.freeze();
    await eventually(async () => log.lines.some((line) => line.includes("Cannot hear broadcasts")));
    redis.thaw();
    await eventually(async () => listener.losses() > 0);
    await hears("a", listener);
  });

  it("fails to listen while the server is away, and may be asked again", async () => {
    await redis.kill();
    const [failed, listener] = [recordingListener(), recordingListener()];
    await assertUnavailable(async () => broadcast.listen("a", failed));
    await redis.start();
    await eventually(async () =>
      broadcast.listen("a", listener).then(
        () => true,
        () => false,
      ),
    );
    await hears("a", listener);
    assert.isEmpty(failed.messages);
  });
});
