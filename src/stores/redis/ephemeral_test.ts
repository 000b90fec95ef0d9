import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { countKind, type EphemeralStore, jsonKind, type Kind, markKind } from "../ephemeral.ts";
import { StoreUnavailable } from "../store_error.ts";
import { type OpenedRedis, openRedis } from "./mod.ts";
import { type Answer, healthy, type ToldRedis, toldRedis } from "./_told_redis_test.ts";

const NOTE = jsonKind<string>("n");
const MARK = markKind("m");
const COUNT = countKind("c");
const LIST = jsonKind<string>("l");

describe("RedisEphemeralStore", () => {
  let server: ToldRedis;
  let opened: OpenedRedis;

  async function open(more?: (command: readonly string[]) => Answer | false, query = ""): Promise<EphemeralStore> {
    server = await toldRedis(healthy("abc", more));
    opened = openRedis(server.url + query);
    return opened.store;
  }

  afterEach(async () => {
    await opened.close();
    await server.close();
  });

  /** What a verb sent, without what the connection asks by itself. */
  function sent(): readonly (readonly string[])[] {
    return server.commands.filter(([name]) => name !== "INFO" && name !== "QUIT");
  }

  for (const [name, verb, expected] of [
    ["put", (store) => store.put(NOTE, { key: "k", value: "é", ttl: 5 }), [["SET", "ts:nk", '"é"', "EX", "5"]]],
    ["get", (store) => store.get(NOTE, "k"), [["GET", "ts:nk"]]],
    ["take", (store) => store.take(NOTE, "k"), [["GETDEL", "ts:nk"]]],
    ["claim", (store) => store.claim(MARK, { key: "k", ttl: 5 }), [["SET", "ts:mk", "1", "EX", "5", "NX"]]],
    [
      "getPair",
      (store) => store.getPair({ first: { kind: NOTE, key: "{t}a" }, second: { kind: MARK, key: "{t}" } }),
      [["MGET", "ts:n{t}a", "ts:m{t}"]],
    ],
    [
      "forget",
      (store) => store.forget(NOTE, ["a", "b"]),
      [
        ["UNLINK", "ts:na"],
        ["UNLINK", "ts:nb"],
      ],
    ],
  ] as readonly (readonly [string, (store: EphemeralStore) => Promise<unknown>, readonly (readonly string[])[]])[]) {
    it(`sends for ${name} what touches one slot a command`, async () => {
      await verb(await open());
      assert.deepEqual(sent(), expected);
    });
  }

  it("counts in one command, on one key, with the time to live beside it", async () => {
    const store = await open((command) => command[0] === "EVAL" && ":3\r\n");
    assert.strictEqual(await store.count(COUNT, { key: "k", ttl: 5 }), 3);
    const [command, ...more] = sent();
    assert.deepEqual([command?.[0], ...(command?.slice(2) ?? [])], ["EVAL", "1", "ts:ck", "5"]);
    assert.isEmpty(more);
  });

  it("draws in one command, on one key, and rounds up what is left of the time", async () => {
    const store = await open((command) => command[0] === "EVAL" && "*3\r\n:2\r\n:7\r\n:1001\r\n");
    const drawn = await store.draw(COUNT, { key: "k", ttl: 5, limit: 9, wanted: 2 });
    assert.deepEqual(drawn, { granted: 2, left: 7, endsIn: 2 });
    const [command, ...more] = sent();
    assert.deepEqual([command?.[0], ...(command?.slice(2) ?? [])], ["EVAL", "1", "ts:ck", "9", "2", "5"]);
    assert.isEmpty(more);
  });

  it("appends in one command, on one key, with the value, how many stay and the time to live beside it", async () => {
    const store = await open((command) => command[0] === "EVAL" && ":1\r\n");
    await store.append(LIST, { key: "k", value: "é", ttl: 5, limit: 9 });
    const [command, ...more] = sent();
    assert.deepEqual([command?.[0], ...(command?.slice(2) ?? [])], ["EVAL", "1", "ts:lk", '"é"', "-9", "5"]);
    assert.isEmpty(more);
  });

  it("reads a whole list in one command, in the order in which Redis answers it", async () => {
    const store = await open((command) => command[0] === "LRANGE" && '*2\r\n$3\r\n"b"\r\n$3\r\n"a"\r\n');
    assert.deepEqual(await store.list(LIST, "k"), ["b", "a"]);
    assert.deepEqual(sent(), [["LRANGE", "ts:lk", "0", "-1"]]);
  });

  for (const limit of [0, 1.5, Number.NaN]) {
    it(`refuses to append where ${limit} may stay before it asks Redis`, async () => {
      const store = await open();
      const refused = await thrownBy(() => store.append(LIST, { key: "k", value: "x", ttl: 5, limit }));
      assert.instanceOf(refused, RangeError);
      assert.equal(server.connections(), 0);
    });
  }

  for (const milliseconds of [0, -2]) {
    it(`says of an allowance that ends in ${milliseconds} ms that it is whole again in a second`, async () => {
      const store = await open((command) => command[0] === "EVAL" && `*3\r\n:0\r\n:0\r\n:${milliseconds}\r\n`);
      assert.equal((await store.draw(COUNT, { key: "k", ttl: 5, limit: 9, wanted: 2 })).endsIn, 1);
    });
  }

  it("sends nothing to forget nothing", async () => {
    await (await open()).forget(NOTE, []);
    assert.isEmpty(sent());
  });

  it("puts prefixes before the kind, one after the other, those of narrowed stores last", async () => {
    const store = await open(undefined, "?prefix=x:");
    await store.within("a:").within("b:").get(NOTE, "k");
    assert.deepEqual(sent(), [["GET", "x:a:b:nk"]]);
  });

  it("gathers the pairs of one turn, of every narrowed store, in one command", async () => {
    const store = await open();
    await store.ready();
    const pair = { first: { kind: NOTE, key: "{t}a" }, second: { kind: MARK, key: "{t}" } };
    await Promise.all([store.getPair(pair), store.within("x:").getPair(pair)]);
    assert.deepEqual(sent().slice(1), [["MGET", "ts:n{t}a", "ts:m{t}", "ts:x:n{t}a", "ts:x:m{t}"]]);
  });

  it("tells who lost by the answer to a claim", async () => {
    const store = await open((command) => command[0] === "SET" && "$-1\r\n");
    assert.isFalse(await store.claim(MARK, { key: "k", ttl: 5 }));
  });

  for (const ttl of [0, -1, 1.5, Number.NaN]) {
    it(`refuses to keep anything for ${ttl} seconds before it asks Redis`, async () => {
      const store = await open();
      for (const verb of [
        () => store.put(NOTE, { key: "k", value: "x", ttl }),
        () => store.claim(MARK, { key: "k", ttl }),
        () => store.count(COUNT, { key: "k", ttl }),
        () => store.draw(COUNT, { key: "k", ttl, limit: 1, wanted: 1 }),
        () => store.append(LIST, { key: "k", value: "x", ttl, limit: 1 }),
      ]) {
        assert.instanceOf(await thrownBy(verb), RangeError);
      }
      assert.equal(server.connections(), 0);
    });
  }

  describe("with a kind that cannot be written or read", () => {
    const odd = new SyntaxError("Cannot read this");
    const broken: Kind<string> = {
      code: "b",
      encode() {
        throw odd;
      },
      decode() {
        throw odd;
      },
    };

    it("throws what the kind throws, and does not call Redis away", async () => {
      const store = await open((command) => {
        if (command[0] === "MGET") return "*2\r\n$1\r\nx\r\n$1\r\nx\r\n";
        if (command[0] === "LRANGE") return "*1\r\n$1\r\nx\r\n";
        return (command[0] === "GET" || command[0] === "GETDEL") && "$1\r\nx\r\n";
      });
      for (const verb of [
        () => store.put(broken, { key: "k", value: "x", ttl: 5 }),
        () => store.get(broken, "k"),
        () => store.take(broken, "k"),
        () => store.append(broken, { key: "k", value: "x", ttl: 5, limit: 9 }),
        () => store.list(broken, "k"),
        () => store.getPair({ first: { kind: broken, key: "k" }, second: { kind: MARK, key: "k" } }),
      ]) {
        assert.equal(await thrownBy(verb), odd);
      }
    });

    it("goes on with the others of the same moment", async () => {
      const store = await open(
        (command) => command[0] === "MGET" && '*4\r\n$1\r\nx\r\n$-1\r\n$3\r\n"y"\r\n$1\r\n1\r\n',
      );
      const second = { kind: MARK, key: "k" };
      const [bad, good] = await Promise.allSettled([
        store.getPair({ first: { kind: broken, key: "k" }, second }),
        store.getPair({ first: { kind: NOTE, key: "k" }, second }),
      ]);
      assert.equal(bad.status, "rejected");
      assert.deepEqual(good, { status: "fulfilled", value: ["y", true] });
    });
  });

  it("lets one refusal of several in a turn be that one's alone", async () => {
    const store = await open((command) => command[1] === "ts:nbad" && "-OOM command not allowed\r\n");
    const [bad, good] = await Promise.allSettled([store.get(NOTE, "bad"), store.get(NOTE, "good")]);
    assert.instanceOf(bad.status === "rejected" ? bad.reason : undefined, StoreUnavailable);
    assert.equal(good.status, "fulfilled");
  });

  it("fails every command that was in flight when the connection broke, and sends none of them again", async () => {
    const store = await open((command) => (command[0] === "GETDEL" ? undefined : false));
    await store.ready();
    const verbs = ["a", "b", "c"].map((key) => thrownBy(() => store.take(NOTE, key)));
    while (sent().length < 4) await new Promise((resolve) => setImmediate(resolve));
    server.cut();
    for (const error of await Promise.all(verbs)) assert.instanceOf(error, StoreUnavailable);
    while (!(await store.ready())) await new Promise((resolve) => setImmediate(resolve));
    assert.lengthOf(
      sent().filter(([name]) => name === "GETDEL"),
      3,
    );
  });

  describe("onNewLife()", () => {
    it("hands over a store of the same prefix, which does not wait for its own work", async () => {
      const store = (await open()).within("i:");
      store.onNewLife(async (ungated) => ungated.put(NOTE, { key: "restored", value: "x", ttl: 5 }));
      await store.get(NOTE, "k");
      assert.deepEqual(sent(), [
        ["SET", "ts:i:nrestored", '"x"', "EX", "5"],
        ["GET", "ts:i:nk"],
      ]);
    });

    it("is over before any verb of another narrowed store goes on", async () => {
      const store = await open();
      store.within("a:").onNewLife(async (ungated) => ungated.put(NOTE, { key: "restored", value: "x", ttl: 5 }));
      await Promise.all([store.within("b:").get(NOTE, "k"), store.count(COUNT, { key: "k", ttl: 5 })]);
      assert.equal(sent()[0]?.[1], "ts:a:nrestored");
    });

    it("is not asked of a server whose run is the same after a break", async () => {
      const store = await open();
      let restored = 0;
      store.onNewLife(async () => void (restored += 1));
      await store.get(NOTE, "k");
      server.cut();
      while (server.connections() < 2 || !(await store.ready())) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(restored, 1);
    });
  });
});
