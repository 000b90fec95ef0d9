import { assert } from "chai";
import { Redis } from "ioredis";

import { eventually } from "../../../test/contract/eventually.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { silentLog } from "../../platform/mod.ts";
import { StoreUnavailable } from "../store_error.ts";
import { RedisLink } from "./link.ts";
import { parseRedisUrl } from "./redis_url.ts";
import { type Answer, healthy, type ToldRedis, toldRedis } from "./_told_redis_test.ts";

describe("RedisLink", () => {
  let server: ToldRedis;
  let link: RedisLink;

  async function linked(more?: (command: readonly string[]) => Answer | false): Promise<RedisLink> {
    server = await toldRedis(healthy("abc", more));
    link = new RedisLink(parseRedisUrl(server.url), { log: silentLog, commandTimeout: 300 });
    return link;
  }

  afterEach(async () => {
    await link.close();
    await server.close();
  });

  function direct(): Redis {
    if (link.client instanceof Redis) return link.client;
    return assert.fail("It is a cluster");
  }

  async function isReady(): Promise<boolean> {
    return direct().status === "ready";
  }

  it("makes no connection before it is asked to", async () => {
    await linked();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([server.connections(), link.isOpen], [0, false]);
  });

  it("makes one connection for all who open it at once, and none for those who come later", async () => {
    await linked();
    await Promise.all(Array.from({ length: 10 }, () => link.open()));
    await link.open();
    assert.deepEqual([server.connections(), link.isOpen], [1, true]);
  });

  it("tells once that it is open, whatever breaks later", async () => {
    await linked();
    let told = 0;
    link.onceOpen(() => (told += 1));
    await Promise.all([link.open(), link.open(), link.open()]);
    server.cut();
    await eventually(async () => server.connections() === 2 && isReady());
    await link.open();
    assert.equal(told, 1);
  });

  it("comes back when the client gave up for good", async () => {
    await linked();
    await link.open();
    direct().disconnect();
    await eventually(async () => server.connections() === 2 && isReady());
  });

  it("does not come back when it was closed", async () => {
    await linked();
    await link.open();
    await link.close();
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(server.connections(), 1);
  });

  it("ends whoever waits for it to open when it is closed", async () => {
    await linked((command) => (command[0] === "INFO" ? undefined : false));
    const waiting = thrownBy(() => link.open());
    await eventually(async () => server.commands.length > 0);
    await link.close();
    assert.instanceOf(await waiting, StoreUnavailable);
    assert.isFalse(link.isOpen);
  });

  it("may be closed twice, and before it was ever opened", async () => {
    await linked();
    await link.close();
    await link.close();
    assert.equal(server.connections(), 0);
    assert.instanceOf(await thrownBy(() => link.open()), StoreUnavailable);
  });

  describe("together()", () => {
    it("holds what is told in one turn back until the turn ends, and then lets it go", async () => {
      await linked();
      await link.open();
      const read = [link.together().get("a"), link.together().get("b")];
      assert.equal(direct().stream.writableCorked, 1);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(direct().stream.writableCorked, 0);
      assert.deepEqual(await Promise.all(read), [null, null]);
    });

    it("holds nothing back on a connection that is not ready", async () => {
      await linked();
      assert.equal(link.together(), link.client);
      assert.instanceOf(await thrownBy(() => link.together().get("a")), Error);
      assert.equal(server.connections(), 0);
    });
  });

  it("gives a mute server up in time, with one timer for all commands", async () => {
    await linked((command) => (command[0] === "GET" ? undefined : false));
    await link.open();
    const start = performance.now();
    const errors = await Promise.all(["a", "b", "c"].map((key) => thrownBy(() => link.together().get(key))));
    assert.lengthOf(errors, 3);
    assert.isBelow(performance.now() - start, 1_500);
  });

  describe("onBreak()", () => {
    it("calls each listener when the connection goes, and when it is back", async () => {
      await linked();
      await link.open();
      const seen: string[] = [];
      link.onBreak(() => seen.push(direct().status));
      link.onBreak(() => seen.push("other"));
      server.cut();
      await eventually(async () => server.connections() === 2 && isReady());
      assert.isAtLeast(seen.filter((status) => status !== "ready" && status !== "other").length, 1);
      assert.deepEqual(seen.slice(-2), ["ready", "other"]);
    });
  });

  describe("subscriber()", () => {
    it("is a connection of its own, not yet made, that does not come back by itself", async () => {
      await linked();
      const subscriber = await link.subscriber();
      assert.equal(server.connections(), 1);
      await subscriber.connect();
      assert.equal(server.connections(), 2);
      const ended = new Promise((resolve) => subscriber.once("end", resolve));
      subscriber.on("error", () => undefined);
      server.cut();
      await ended;
      assert.equal(subscriber.status, "end");
    });

    it("is not to be had while the server is away", async () => {
      await linked();
      await server.close();
      assert.instanceOf(await thrownBy(() => link.subscriber()), StoreUnavailable);
      server = await toldRedis();
    });
  });
});
