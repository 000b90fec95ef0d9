import { assert } from "chai";

import { eventually } from "../../../test/contract/eventually.ts";
import { recordingLog } from "../../../test/contract/recording_log.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { jsonKind } from "../ephemeral.ts";
import { StoreUnavailable } from "../store_error.ts";
import { openRedis } from "./mod.ts";
import { bulk, healthy, type ToldRedis, toldRedis } from "./_told_redis_test.ts";

const NOTE = jsonKind<string>("n");
const CROWDED = bulk("run_id:abc\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru");

describe("openRedis(), against a server that says what it is told", () => {
  let server: ToldRedis;
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function opened(answer = healthy(), log = recordingLog()) {
    server = await toldRedis(answer);
    const redis = openRedis(server.url, { log });
    closing.push(
      () => server.close(),
      () => redis.close(),
    );
    return { ...redis, log };
  }

  it("refuses an address that it cannot read before it does anything, and names no password", () => {
    assert.throws(() => openRedis("redis://:hunter2@host:port/"), SyntaxError, /^(?!.*hunter2)/);
  });

  it("closes at once when nothing was ever asked of it", async () => {
    const redis = await opened();
    await redis.close();
    await redis.close();
    assert.equal(server.connections(), 0);
  });

  it("warns once of a Redis that drops what is alive, though the connection breaks", async () => {
    const { store, log } = await opened(healthy("abc", (command) => command[0] === "INFO" && CROWDED));
    await store.get(NOTE, "k");
    server.cut();
    await eventually(async () => server.connections() === 2 && store.ready());
    assert.lengthOf(
      log.lines.filter((line) => line.includes("maxmemory-policy")),
      1,
    );
  });

  it("works where a proxy forbids to ask for the memory", async () => {
    const forbidden = healthy(
      "abc",
      (command) => command[1] === "memory" && "-NOPERM this user has no permissions\r\n",
    );
    const { store, log } = await opened(forbidden);
    assert.isUndefined(await store.get(NOTE, "k"));
    await eventually(async () => server.commands.some(([, what]) => what === "memory"));
    assert.isTrue(await store.ready());
    assert.isEmpty(log.lines);
  });

  it("asks for the life of the server only when something depends on it", async () => {
    const { store } = await opened();
    await store.get(NOTE, "k");
    const asked = () => server.commands.filter(([name, what]) => name === "INFO" && what === "server").length;
    assert.equal(asked(), 0);
    store.onNewLife(async () => undefined);
    await store.get(NOTE, "k");
    assert.equal(asked(), 1);
  });

  it("restores in the life of another server that stands at the same address", async () => {
    let run = "first";
    const { store } = await opened((command) => healthy(run)(command));
    let restored = 0;
    store.onNewLife(async () => void (restored += 1));
    await store.get(NOTE, "k");
    run = "second";
    server.cut();
    await eventually(async () => server.connections() === 2 && store.ready());
    assert.equal(restored, 2);
    assert.equal(await store.epoch(), "second");
  });

  it("says of everything after its end that it is away", async () => {
    const redis = await opened();
    const { store, broadcast } = redis;
    await store.get(NOTE, "k");
    await redis.close();
    for (const verb of [
      () => store.get(NOTE, "k"),
      () => store.getPair({ first: { kind: NOTE, key: "k" }, second: { kind: NOTE, key: "l" } }),
      () => broadcast.send("topic", "x"),
    ]) {
      assert.instanceOf(await thrownBy(verb), StoreUnavailable);
    }
    assert.isFalse(await store.ready());
  });
});
