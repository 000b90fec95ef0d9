import { assert } from "chai";
import { Cluster } from "ioredis";

import { thrownBy } from "../../../test/support/refusals.ts";
import { StoreUnavailable } from "../store_error.ts";
import { RedisEpoch } from "./epoch.ts";
import type { RedisLink } from "./link.ts";

type Info = () => Promise<string> | string;

/** A link whose servers say what they are told, and whose connection breaks when it is told. */
function toldLink(infos: readonly Info[], { cluster = false }: { readonly cluster?: boolean } = {}) {
  const heard: (() => void)[] = [];
  let asked = 0;
  const servers = infos.map((info) => ({
    async info() {
      asked += 1;
      return info();
    },
  }));
  const client: unknown = cluster
    ? Object.assign(Object.create(Cluster.prototype) as object, { nodes: () => servers })
    : servers[0];
  let opened = 0;
  const link = {
    client,
    isOpen: false,
    async open() {
      opened += 1;
      link.isOpen = true;
    },
    onBreak: (listener: () => void) => void heard.push(listener),
  };
  const epoch = new RedisEpoch(link as unknown as RedisLink);
  return { epoch, asked: () => asked, opened: () => opened, breaks: () => heard.forEach((listener) => listener()) };
}

function run(id: string): Info {
  return () => `# Server\r\nredis_version:8.0.0\r\nrun_id:${id}\r\ntcp_port:6379\r\n`;
}

describe("RedisEpoch", () => {
  it("opens the connection when nobody has, and asks once for all who want to know", async () => {
    const { epoch, asked, opened } = toldLink([run("a1")]);
    const answers = await Promise.all([epoch.read(), epoch.read(), epoch.read()]);
    assert.deepEqual(answers, [["a1"], ["a1"], ["a1"]]);
    assert.deepEqual(await epoch.read(), ["a1"]);
    assert.deepEqual([asked(), opened()], [1, 1]);
  });

  it("asks again after a break, for another server may be there", async () => {
    const runs = ["a1", "b2"];
    const { epoch, breaks } = toldLink([() => run(runs.shift()!)()]);
    assert.deepEqual(await epoch.read(), ["a1"]);
    breaks();
    assert.deepEqual(await epoch.read(), ["b2"]);
  });

  it("does not remember for later what it asked before a break", async () => {
    const waiting: ((info: string) => void)[] = [];
    const { epoch, breaks, asked } = toldLink([() => new Promise((resolve) => waiting.push(resolve))]);
    const before = epoch.read();
    while (waiting.length < 1) await new Promise((resolve) => setImmediate(resolve));
    breaks();
    const after = epoch.read();
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    waiting[1]!("run_id:new");
    waiting[0]!("run_id:old");
    assert.deepEqual([await before, await after, await epoch.read()], [["old"], ["new"], ["new"]]);
    assert.equal(asked(), 2);
  });

  it("does not remember a failure, which it calls being away", async () => {
    let away = true;
    const lost = new TypeError("Connection is closed");
    const { epoch } = toldLink([() => (away ? Promise.reject(lost) : run("a1")())]);
    const errors = await Promise.all([thrownBy(() => epoch.read()), thrownBy(() => epoch.read())]);
    for (const error of errors) {
      assert.instanceOf(error, StoreUnavailable);
      assert.equal(error.cause, lost);
    }
    away = false;
    assert.deepEqual(await epoch.read(), ["a1"]);
  });

  it("takes every break for a new life where a proxy hides the run", async () => {
    const { epoch, breaks } = toldLink([() => "# Server\r\nredis_version:8.0.0\r\n"]);
    const [first, again] = [await epoch.read(), await epoch.read()];
    breaks();
    assert.deepEqual(first, again);
    assert.notDeepEqual(await epoch.read(), first);
  });

  it("takes no other line for the run", async () => {
    const { epoch } = toldLink([() => "old_run_id:x1\r\nmaster_run_id:x2\r\nrun_id:right\r\n"]);
    assert.deepEqual(await epoch.read(), ["right"]);
  });

  describe("of a cluster", () => {
    it("names the lives of all masters, in whatever order they are known", async () => {
      const one = toldLink([run("b"), run("a"), run("c")], { cluster: true });
      const other = toldLink([run("c"), run("b"), run("a")], { cluster: true });
      assert.deepEqual(await one.epoch.read(), ["a", "b", "c"]);
      assert.deepEqual(await other.epoch.read(), ["a", "b", "c"]);
    });

    it("is unknown while one master does not answer", async () => {
      const away = () => Promise.reject(new TypeError("Connection is closed"));
      const { epoch } = toldLink([run("a"), away], { cluster: true });
      assert.instanceOf(await thrownBy(() => epoch.read()), StoreUnavailable);
    });

    it("is unknown, and not empty, while no master is known", async () => {
      const { epoch } = toldLink([], { cluster: true });
      assert.instanceOf(await thrownBy(() => epoch.read()), StoreUnavailable);
    });
  });
});
