import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { clientRecord } from "../../test/support/records.ts";
import { type Log, silentLog } from "../platform/mod.ts";
import { type Broadcast, type ClientRecord, type ClientStore, StoreUnavailable } from "../stores/mod.ts";
import { memoryBroadcast, memoryDatabase } from "../stores/memory/mod.ts";
import { type ClientDirectory, openClientDirectory } from "./mod.ts";

/** A store whose reads are counted, and may be held up until a test lets them go. */
interface WatchedStore {
  readonly store: ClientStore;
  readonly reads: readonly string[];
  /** From now on a read waits, after it has read, until the function that comes back is called. */
  readonly hold: () => () => void;
  /** From now on it cannot be reached, or can again. */
  readonly setAway: (isAway: boolean) => void;
}

async function watchedStore(): Promise<WatchedStore> {
  const { clients } = await memoryDatabase().forIssuer("test");
  const reads: string[] = [];
  let gate = Promise.resolve();
  let away = false;
  async function read<T>(key: string, answer: Promise<T>): Promise<T> {
    reads.push(key);
    if (away) throw new StoreUnavailable("postgres", undefined);
    const value = await answer;
    await gate;
    return value;
  }
  return {
    store: {
      ...clients,
      find: (clientId) => read(clientId, clients.find(clientId)),
      findByNumber: (id) => read(`#${id}`, clients.findByNumber(id)),
    },
    reads,
    setAway: (isAway) => void (away = isAway),
    hold() {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
  };
}

interface Opened extends WatchedStore {
  readonly client: ClientRecord;
  readonly directory: ClientDirectory;
}

async function opened(options: { broadcast?: Broadcast; log?: Log; longestKept?: number } = {}): Promise<Opened> {
  const watched = await watchedStore();
  const { id: _id, ...record } = clientRecord({ clientId: "printer", name: "Old name" });
  const client = await watched.store.add(record);
  const { broadcast = memoryBroadcast(), log = silentLog, longestKept } = options;
  const patience = longestKept === undefined ? {} : { longestKept };
  const directory = await openClientDirectory({ store: watched.store, broadcast, log, issuer: "test", ...patience });
  return { ...watched, client, directory };
}

/** A broadcast whose listeners a test calls. */
function scriptedBroadcast(send: Broadcast["send"] = async () => undefined) {
  const listeners: Parameters<Broadcast["listen"]>[1][] = [];
  const broadcast: Broadcast = { send, listen: async (_topic, listener) => void listeners.push(listener) };
  return {
    broadcast,
    hear: (message: string) => listeners.forEach((listener) => listener.heard(message)),
    lose: () => listeners.forEach((listener) => listener.lost()),
  };
}

describe("openClientDirectory()", () => {
  it("reads a client once and keeps it under its id and its number", async () => {
    const { directory, client, reads } = await opened();
    assert.deepEqual(await directory.find("printer"), client);
    assert.deepEqual(await directory.find("printer"), client);
    assert.deepEqual(await directory.findByNumber(client.id), client);
    assert.deepEqual(reads, ["printer"]);
  });

  it("finds by number and keeps it under its id as well", async () => {
    const { directory, client, reads } = await opened();
    assert.deepEqual(await directory.findByNumber(client.id), client);
    assert.deepEqual(await directory.find("printer"), client);
    assert.deepEqual(reads, [`#${client.id}`]);
  });

  it("does not keep that a client is unknown, so that a new one is found at once", async () => {
    const { directory, reads } = await opened();
    assert.isUndefined(await directory.find("stranger"));
    assert.isUndefined(await directory.find("stranger"));
    assert.isUndefined(await directory.findByNumber(99_999));
    assert.deepEqual(reads, ["stranger", "stranger", "#99999"]);
  });

  for (const name of ["__proto__", "constructor", "toString"]) {
    it(`knows no client called '${name}'`, async () => {
      assert.isUndefined(await (await opened()).directory.find(name));
    });
  }
});

describe("changed()", () => {
  it("makes this process read the client anew, by id and by number", async () => {
    const { directory, client, store } = await opened();
    await directory.find("printer");
    await store.change(client.id, { name: "New name" });
    await directory.changed(client);
    assert.equal((await directory.find("printer"))?.name, "New name");
    assert.equal((await directory.findByNumber(client.id))?.name, "New name");
  });

  it("makes another process of the same issuer read it anew", async () => {
    const broadcast = memoryBroadcast();
    const here = await opened({ broadcast });
    const there = await openClientDirectory({ store: here.store, broadcast, log: silentLog, issuer: "test" });
    await there.find("printer");
    await here.store.change(here.client.id, { name: "New name" });
    await here.directory.changed(here.client);
    assert.equal((await there.find("printer"))?.name, "New name");
  });

  it("leaves the directory of another issuer alone", async () => {
    const broadcast = memoryBroadcast();
    const here = await opened({ broadcast });
    const other = await openClientDirectory({ store: here.store, broadcast, log: silentLog, issuer: "other" });
    await other.find("printer");
    await here.directory.changed(here.client);
    await other.find("printer");
    assert.deepEqual(here.reads, ["printer"]);
  });

  it("forgets here and warns when the others cannot be told", async () => {
    const warnings: string[] = [];
    const { broadcast } = scriptedBroadcast(async () => {
      throw new TypeError("no connection");
    });
    const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
    const { directory, client, store } = await opened({ broadcast, log });
    await directory.find("printer");
    await store.change(client.id, { name: "New name" });
    await directory.changed(client);
    assert.equal((await directory.find("printer"))?.name, "New name");
    assert.match(warnings.join(), /Cannot tell the other processes/);
  });

  it("does not keep a client that is gone", async () => {
    const { directory, client, store } = await opened();
    await directory.find("printer");
    await store.remove(client.id);
    await directory.changed(client);
    assert.isUndefined(await directory.find("printer"));
    assert.isUndefined(await directory.findByNumber(client.id));
  });
});

describe("a word that comes while a client is being read", () => {
  for (const [name, interrupt] of [
    ["a change", ({ hear }: ReturnType<typeof scriptedBroadcast>, id: number) => hear(`${id} printer`)],
    ["a lost connection", ({ lose }: ReturnType<typeof scriptedBroadcast>) => lose()],
  ] as const) {
    it(`keeps the older record from being kept after ${name}`, async () => {
      const script = scriptedBroadcast();
      const { directory, client, store, hold } = await opened({ broadcast: script.broadcast });
      const release = hold();
      const early = directory.find("printer");
      await store.change(client.id, { name: "New name" });
      interrupt(script, client.id);
      release();
      assert.equal((await early)?.name, "Old name");
      assert.equal((await directory.find("printer"))?.name, "New name");
    });
  }
});

describe("a database that is away", () => {
  /** A directory that asks the store each time. */
  async function forgetful(broadcast?: Broadcast): Promise<Opened> {
    const it = await opened({ longestKept: 1, ...(broadcast === undefined ? {} : { broadcast }) });
    await it.directory.find("printer");
    await setTimeout(5);
    return it;
  }

  it("leaves what was known last, and is not asked again at once", async () => {
    const { directory, client, reads, setAway } = await forgetful();
    setAway(true);
    for (let times = 0; times < 3; times += 1) assert.deepEqual(await directory.find("printer"), client);
    for (let times = 0; times < 3; times += 1) assert.deepEqual(await directory.findByNumber(client.id), client);
    assert.deepEqual(reads, ["printer", "printer", `#${client.id}`]);
  });

  it("says so of a client that was not known", async () => {
    const { directory, setAway } = await forgetful();
    setAway(true);
    assert.instanceOf(
      await Promise.resolve(directory.find("stranger")).catch((error: unknown) => error),
      StoreUnavailable,
    );
  });

  it("says so of a client of which a change was heard", async () => {
    const script = scriptedBroadcast();
    const { directory, client, setAway } = await forgetful(script.broadcast);
    setAway(true);
    script.hear(`${client.id} printer`);
    assert.instanceOf(
      await Promise.resolve(directory.find("printer")).catch((error: unknown) => error),
      StoreUnavailable,
    );
  });

  it("leaves nothing of a client that was gone before", async () => {
    const { directory, client, store, setAway } = await forgetful();
    await store.remove(client.id);
    assert.isUndefined(await directory.find("printer"));
    setAway(true);
    assert.instanceOf(
      await Promise.resolve(directory.find("printer")).catch((error: unknown) => error),
      StoreUnavailable,
    );
  });
});

describe("a broadcast that lost its connection", () => {
  it("makes the directory forget everything", async () => {
    const script = scriptedBroadcast();
    const { directory, client, store } = await opened({ broadcast: script.broadcast });
    await directory.find("printer");
    await store.change(client.id, { name: "New name" });
    script.lose();
    assert.equal((await directory.find("printer"))?.name, "New name");
    assert.equal((await directory.findByNumber(client.id))?.name, "New name");
  });

  for (const message of ["", "nonsense", "1", " printer", "x y z"]) {
    it(`survives the message '${message}'`, async () => {
      const script = scriptedBroadcast();
      const { directory, client } = await opened({ broadcast: script.broadcast });
      await directory.find("printer");
      script.hear(message);
      assert.deepEqual(await directory.find("printer"), client);
    });
  }
});
