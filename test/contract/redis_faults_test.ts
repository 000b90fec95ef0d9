import { assert } from "chai";

import { countKind, jsonKind, StoreUnavailable } from "../../src/stores/mod.ts";
import { type OpenedRedis, openRedis, type OpenRedisOptions } from "../../src/stores/redis/mod.ts";
import { eventually, thrownBy } from "./eventually.ts";
import { recordingLog } from "./recording_log.ts";
import { type RedisProcess, startRedisProcess, type StartRedisProcessOptions } from "./redis_process.ts";
import { startTcpProxy } from "./tcp_proxy.ts";
import { assertUnavailable, EPHEMERAL_VERBS } from "./unavailable.ts";

const NOTE = jsonKind<string>("n");
const COUNT = countKind("c");
const ttl = 600;

type Command = readonly [string, ...string[]];

/** What a server says when it cannot write, how it comes to that, and how it gets well. */
const REFUSALS: readonly (readonly [string, Command, Command])[] = [
  ["READONLY", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
  ["OOM", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
];

describe("openRedis", () => {
  const disposals: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const dispose of disposals.splice(0).toReversed()) await dispose();
  });

  async function server(options: StartRedisProcessOptions = {}): Promise<RedisProcess> {
    const redis = await startRedisProcess([], options);
    disposals.push(async () => redis.dispose());
    return redis;
  }

  function opened(url: string, options: OpenRedisOptions = {}): OpenedRedis {
    const redis = openRedis(url, options);
    disposals.push(async () => redis.close());
    return redis;
  }

  async function works({ store }: OpenedRedis): Promise<boolean> {
    return store.put(NOTE, { key: "works", value: "x", ttl }).then(
      () => true,
      () => false,
    );
  }

  describe("with a Redis that is not there yet", () => {
    it("fails soon in every verb, says so, and works once it is there", async () => {
      const redis = await server({ started: false });
      const log = recordingLog();
      const it = opened(redis.url, { log });
      for (const [, verb] of EPHEMERAL_VERBS) await assertUnavailable(async () => verb(it.store, "k"));
      assert.isFalse(await it.store.ready());
      await redis.start();
      await eventually(async () => works(it));
      assert.deepEqual(log.lines, [
        "warn Cannot reach Redis; trying again until it answers",
        "info Redis answers again",
      ]);
    });

    it("lets callers who come at once wait for the one connection", async () => {
      const { store } = opened((await server()).url);
      const counts = await Promise.all(Array.from({ length: 20 }, async () => store.count(COUNT, { key: "k", ttl })));
      assert.equal(Math.max(...counts), 20);
    });

    it("names no password when it is the wrong one", async () => {
      const redis = await server({ password: "right" });
      const { store } = opened(redis.url.replace("right", "wrong-secret"));
      const error = await assertUnavailable(async () => store.get(NOTE, "k"));
      assert.match(String(error.cause), /WRONGPASS/);
      assert.notInclude(`${error.stack} ${String(error.cause)}`, "wrong-secret");
    });
  });

  describe("with a Redis that is killed", () => {
    it("fails soon in every verb, and works after the restart without being opened again", async () => {
      const redis = await server();
      const it = opened(redis.url);
      assert.isTrue(await works(it));
      await redis.kill();
      for (const [, verb] of EPHEMERAL_VERBS) await assertUnavailable(async () => verb(it.store, "k"));
      assert.isFalse(await it.store.ready());
      await redis.start();
      await eventually(async () => works(it));
      assert.isTrue(await it.store.ready());
    });

    it("lets nobody wait for the server, not even for the next attempt to reach it", async () => {
      const redis = await server();
      const it = opened(redis.url);
      assert.isTrue(await works(it));
      await redis.kill();
      const start = performance.now();
      for (let count = 0; count < 100; count += 1) await assertUnavailable(async () => it.store.get(NOTE, "k"));
      assert.isBelow(performance.now() - start, 1_500);
    });

    it("has another epoch after the restart", async () => {
      const redis = await server();
      const it = opened(redis.url);
      const epoch = await it.store.epoch();
      await redis.kill();
      await redis.start();
      await eventually(async () => works(it));
      assert.notEqual(await it.store.epoch(), epoch);
    });
  });

  describe("with a Redis that comes back", () => {
    async function restoring(redis: RedisProcess) {
      const it = opened(redis.url);
      // A set: on a busy machine restoring may fail by a timeout, and is done again.
      const lives = new Set<string>();
      it.store.within("issuer:").onNewLife(async (ungated) => {
        lives.add(await ungated.epoch());
        await ungated.put(NOTE, { key: "restored", value: "x", ttl });
      });
      return { lives, issuer: it.store.within("issuer:"), store: it.store };
    }

    it("lets nobody read in its new life before what was forgotten is restored", async () => {
      const redis = await server();
      const { lives, issuer, store } = await restoring(redis);
      assert.equal(await issuer.get(NOTE, "restored"), "x");
      await redis.kill();
      await redis.start();
      await eventually(async () => {
        const answers = await Promise.allSettled(Array.from({ length: 20 }, async () => issuer.get(NOTE, "restored")));
        const read = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
        assert.deepEqual([...new Set(read)], read.length > 0 ? ["x"] : []);
        return read.length === 20;
      });
      assert.deepEqual([...lives].slice(1), [await store.epoch()]);
    });

    it("restores nothing when only the connection broke", async () => {
      const redis = await server();
      const { lives, issuer } = await restoring(redis);
      assert.equal(await issuer.get(NOTE, "restored"), "x");
      await redis.command("CLIENT", "KILL", "TYPE", "normal");
      await eventually(async () =>
        issuer.get(NOTE, "restored").then(
          (note) => note === "x",
          () => false,
        ),
      );
      assert.equal(lives.size, 1);
    });
  });

  describe("with a connection that breaks", () => {
    it("has the same epoch when the same server answers again", async () => {
      const redis = await server();
      const it = opened(redis.url);
      const epoch = await it.store.epoch();
      await redis.command("CLIENT", "KILL", "TYPE", "normal");
      await eventually(async () => works(it));
      assert.equal(await it.store.epoch(), epoch);
    });

    it("never sends a command twice", async () => {
      const redis = await server();
      const it = opened(redis.url, { commandTimeout: 2_000 });
      assert.isTrue(await works(it));
      await redis.command("CLIENT", "PAUSE", "5000", "WRITE");
      const held = thrownBy(async () => it.store.count(COUNT, { key: "k", ttl }));
      await eventually(async () => String(await redis.command("INFO", "clients")).includes("blocked_clients:1"));
      const killed = performance.now();
      await redis.command("CLIENT", "KILL", "TYPE", "normal");
      assert.instanceOf(await held, StoreUnavailable);
      assert.isBelow(performance.now() - killed, 700, "it did not wait for the command to time out");
      await redis.command("CLIENT", "UNPAUSE");
      await eventually(async () => works(it));
      assert.equal(await it.store.count(COUNT, { key: "k", ttl }), 1);
    });
  });

  describe("with a Redis that is mute", () => {
    it("gives up in time, leaves the dead connection, and works when it speaks again", async () => {
      const redis = await server();
      const it = opened(redis.url, { commandTimeout: 200 });
      assert.isTrue(await works(it));
      redis.freeze();
      try {
        await Promise.all(
          EPHEMERAL_VERBS.map(async ([, verb]) => assertUnavailable(async () => verb(it.store, "k"), { within: 700 })),
        );
        await assertUnavailable(async () => it.store.get(NOTE, "k"), { within: 700 });
      } finally {
        redis.thaw();
      }
      await eventually(async () => works(it));
    });

    it("leaves a connection that stays mute for a new one", async () => {
      const redis = await server();
      const proxy = await startTcpProxy(redis.port);
      disposals.push(async () => proxy.close());
      const it = opened(`redis://127.0.0.1:${proxy.port}`, { commandTimeout: 200 });
      assert.isTrue(await works(it));
      proxy.stall();
      await assertUnavailable(async () => it.store.get(NOTE, "k"));
      await eventually(async () => works(it));
    });

    it("fails soon when it is mute from the beginning", async () => {
      const redis = await server();
      redis.freeze();
      try {
        const { store } = opened(redis.url, { commandTimeout: 200 });
        await assertUnavailable(async () => store.get(NOTE, "k"), { within: 2_500 });
      } finally {
        redis.thaw();
      }
    });
  });

  describe("with a Redis that refuses", () => {
    for (const [state, enter, leave] of REFUSALS) {
      it(`is unavailable for writing while it says ${state}, and works afterwards`, async () => {
        const redis = await server();
        const it = opened(redis.url);
        assert.isTrue(await works(it));
        await redis.command(...enter);
        const error = await assertUnavailable(async () => it.store.put(NOTE, { key: "k", value: "x", ttl }));
        assert.include(String(error.cause), state);
        await redis.command(...leave);
        await eventually(async () => works(it));
      });
    }

    it("leaves the connection to a server that turned into a replica", async () => {
      const redis = await server();
      const it = opened(redis.url);
      assert.isTrue(await works(it));
      const connection = async () =>
        /id=(\d+) .* name=touchstone /.exec(String(await redis.command("CLIENT", "LIST")))?.[1];
      const before = await connection();
      await redis.command("REPLICAOF", "127.0.0.1", "1");
      await assertUnavailable(async () => it.store.put(NOTE, { key: "k", value: "x", ttl }));
      await eventually(async () => ![undefined, before].includes(await connection()));
    });

    it("lets the refusal of a wrong command through as it is", async () => {
      const redis = await server();
      const { store } = opened(redis.url);
      await redis.command("LPUSH", "ts:nlist", "x");
      const error = await thrownBy(async () => store.get(NOTE, "list"));
      assert.notInstanceOf(error, StoreUnavailable);
      assert.match(String(error), /WRONGTYPE/);
    });
  });

  for (const [policy, lines] of [
    ["allkeys-lru", ["warn Redis may drop records that are alive when it is full; set maxmemory-policy to noeviction"]],
    ["noeviction", []],
  ] as const) {
    it(`says ${lines.length === 0 ? "nothing" : "so"} when a full Redis goes by ${policy}`, async () => {
      const redis = await server();
      await redis.command("CONFIG", "SET", "maxmemory", "100mb", "maxmemory-policy", policy);
      const log = recordingLog();
      const it = opened(redis.url, { log });
      await eventually(async () => (await works(it)) && log.lines.length === lines.length);
      await it.close();
      assert.deepEqual(log.lines, [...lines]);
    });
  }

  it("keeps its keys under the prefix of the URL, or under its own", async () => {
    const redis = await server();
    await opened(redis.url).store.put(NOTE, { key: "a", value: "x", ttl });
    await opened(`${redis.url}?prefix=mine:`).store.within("in:").put(NOTE, { key: "b", value: "x", ttl });
    assert.sameMembers((await redis.command("KEYS", "*")) as string[], ["ts:na", "mine:in:nb"]);
  });

  it("is unavailable once it is closed", async () => {
    const it = opened((await server()).url);
    assert.isTrue(await works(it));
    await it.close();
    await assertUnavailable(async () => it.store.get(NOTE, "k"));
  });
});
