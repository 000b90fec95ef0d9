import { assert } from "chai";
import { describe, it } from "mocha";
import type { RedisProcess } from "../contract/redis_process.ts";
import { isActive } from "../support/journey.ts";
import { type Asker, asker, assertAllUnavailable, assertRecovered, REQUESTS, timed } from "./asking.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

/** What needs to write, and what only reads. */
const WRITE = ["a token for a client", "a token for a person", "a refresh", "a revocation", "an authorization"];
const READ = ["an introspection", "a call of the API", "the account page"];

/** A Redis that answers and does not do what it is told. */
interface Trouble {
  readonly name: string;
  readonly begin: (redis: RedisProcess) => Promise<unknown>;
  readonly end: (redis: RedisProcess) => Promise<unknown>;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: "is a replica that takes no writes (READONLY)",
    begin: (redis) => redis.command("REPLICAOF", "127.0.0.1", "1"),
    end: (redis) => redis.command("REPLICAOF", "NO", "ONE"),
  },
  {
    name: "is full and drops nothing (OOM)",
    begin: (redis) => redis.command("CONFIG", "SET", "maxmemory", "1"),
    end: (redis) => redis.command("CONFIG", "SET", "maxmemory", "0"),
  },
  {
    name: "has too few replicas to write (NOREPLICAS)",
    begin: (redis) => redis.command("CONFIG", "SET", "min-replicas-to-write", "1"),
    end: (redis) => redis.command("CONFIG", "SET", "min-replicas-to-write", "0"),
  },
];

describe("a Redis that", function () {
  this.timeout(60_000);
  let server: BreakableServer;

  before(async () => {
    server = await startBreakable();
  });
  after(async () => server.stop());

  async function during({ begin, end }: Trouble, work: (asked: Asker) => Promise<void>): Promise<Asker> {
    const asked = await asker(server);
    await begin(server.redis);
    try {
      await work(asked);
    } finally {
      await end(server.redis);
    }
    await assertRecovered(asked);
    return asked;
  }

  for (const trouble of TROUBLES) {
    it(`${trouble.name}: 503 for what must be stored, and nothing is half done`, async () => {
      const asked = await during(trouble, (during) => assertAllUnavailable(during, WRITE));
      assert.isTrue(await isActive(server.url, asked.accessToken, asked.application), "it was not revoked by half");
      assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
    });

    it(`${trouble.name}: what is stored is read on`, async () => {
      await during(trouble, async (asked) => {
        for (const name of READ) assert.equal((await timed(() => REQUESTS[name]!(asked))).status, 200, name);
      });
    });

    it(`${trouble.name}: all is well as soon as that is over`, async () => {
      const asked = await during(trouble, async (during) => {
        await REQUESTS["a token for a client"]!(during);
      });
      for (const name of ["a token for a client", "a revocation"])
        assert.equal((await REQUESTS[name]!(asked)).status, 200, name);
      assert.isFalse(await isActive(server.url, asked.refreshToken, asked.application));
    });
  }

  it("is slower than the patience of a command: 503 in time, and nothing is half done", async () => {
    const asked = await asker(server);
    await server.redis.command("CLIENT", "PAUSE", "2500", "ALL");
    await assertAllUnavailable(asked, [...WRITE, "an introspection"]);
    await assertRecovered(asked);
    assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
  });

  it("is slow within the patience of a command: everybody waits, and nobody is refused", async () => {
    const asked = await asker(server);
    await server.redis.command("CLIENT", "PAUSE", "300", "ALL");
    const answers = await Promise.all(READ.map((name) => timed(() => REQUESTS[name]!(asked))));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
  });
});
