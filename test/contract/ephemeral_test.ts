import { settableClock } from "../../src/platform/mod.ts";
import { memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import { openRedis } from "../../src/stores/redis/mod.ts";
import { itAnswersAlike } from "./ephemeral_histories.ts";
import { describeEphemeralStore, type EphemeralSubject } from "./ephemeral_suite.ts";
import { startRedisCluster } from "./redis_cluster.ts";
import { startRedisProcess } from "./redis_process.ts";

async function openMemory(): Promise<EphemeralSubject> {
  const clock = settableClock(1_000);
  const store = memoryEphemeralStore({ clock });
  return { store, pass: (seconds) => clock.advance(seconds), close: async () => store.close() };
}

interface Server {
  readonly url: string;
  dispose(): Promise<void>;
}

async function openOn(starting: Promise<Server>): Promise<EphemeralSubject> {
  const server = await starting;
  const redis = openRedis(server.url);
  return {
    store: redis.store,
    pass: () => undefined,
    async close() {
      await redis.close();
      await server.dispose();
    },
  };
}

describeEphemeralStore("memory", openMemory);
describeEphemeralStore("Redis", async () => openOn(startRedisProcess()));
describeEphemeralStore("a Redis Cluster", async () => openOn(startRedisCluster()));
describeEphemeralStore("Redis, narrowed to a prefix", async () => {
  const subject = await openOn(startRedisProcess());
  return { ...subject, store: subject.store.within("issuer:") };
});

for (const [name, start] of [
  ["Redis", startRedisProcess],
  ["a Redis Cluster", startRedisCluster],
] as const) {
  describe(`EphemeralStore histories in ${name}`, () => {
    let redis: EphemeralSubject;
    before(async () => {
      redis = await openOn(start());
    });
    after(async () => redis.close());

    itAnswersAlike(name, () => ({ model: memoryEphemeralStore(), real: redis.store }));
  });
}
