import { assert } from "chai";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { scratch } from "./_scratch_test.ts";
import { stopLeftovers } from "./leftovers.ts";
import { commandLineOf, identifyProcess } from "./process_identity.ts";

describe("stopLeftovers()", function () {
  this.timeout(30_000);
  const { path, file } = scratch();
  let started: ChildProcess[];
  beforeEach(() => {
    started = [];
  });
  afterEach(() => {
    for (const child of started) child.kill("SIGKILL");
  });

  /** Start a process with these words in its command line. */
  async function pretend(words: readonly string[]): Promise<ChildProcess> {
    const script = 'console.log("up"); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, ["-e", script, "--", ...words], { stdio: ["ignore", "pipe", "ignore"] });
    started.push(child);
    await once(child.stdout, "data");
    return child;
  }

  const postgresFile = (pid: number | undefined): Promise<string> =>
    file("data/postmaster.pid", `${pid}\n${path("data")}\n`);

  async function redisFiles(pid: number | undefined, port: number): Promise<void> {
    await file("redis/redis.pid", `${pid}\n`);
    await file("redis/redis.conf", `bind 127.0.0.1\nport ${port}\n`);
  }

  const places = (durable = true) => ({ postgresData: path("data"), redis: path("redis"), durable });

  for (const [durable, signal] of [
    [true, "SIGINT"],
    [false, "SIGQUIT"],
  ] as const) {
    it(`stops a Postgres of that folder by ${signal} (durable: ${durable})`, async () => {
      const child = await pretend(["-D", path("data")]);
      await postgresFile(child.pid);
      assert.deepEqual(await stopLeftovers(places(durable)), [child.pid!]);
      assert.equal(child.signalCode ?? (await once(child, "exit"))[1], signal);
    });
  }

  it("stops a Redis by the port in its configuration", async () => {
    const child = await pretend(["redis-server", "127.0.0.1:6399"]);
    await redisFiles(child.pid, 6399);
    assert.deepEqual(await stopLeftovers(places()), [child.pid!]);
    assert.equal(child.signalCode ?? (await once(child, "exit"))[1], "SIGTERM");
  });

  it("stops both", async () => {
    const [postgres, redis] = [await pretend(["-D", path("data")]), await pretend(["valkey-server", "127.0.0.1:6399"])];
    await postgresFile(postgres.pid);
    await redisFiles(redis.pid, 6399);
    assert.deepEqual(await stopLeftovers(places()), [postgres.pid!, redis.pid!]);
    for (const { pid } of [postgres, redis]) assert.isUndefined(await identifyProcess(pid ?? 0));
  });

  const innocents: readonly (readonly [string, readonly string[]])[] = [
    ["a program that got the number of a Postgres", ["-D", "/another/data"]],
    ["a program that got the number of a Redis", ["editor", "127.0.0.1:6399"]],
    ["a Redis at another port", ["redis-server", "127.0.0.1:6398"]],
    ["a Redis at another address", ["redis-server", "10.0.0.1:6399"]],
  ];
  for (const [name, words] of innocents) {
    it(`leaves alone ${name}`, async () => {
      const child = await pretend(words);
      await postgresFile(child.pid);
      await redisFiles(child.pid, 6399);
      assert.deepEqual(await stopLeftovers(places()), []);
      assert.isString(await commandLineOf(child.pid ?? 0));
    });
  }

  it("finds nothing in folders that are empty, missing, or not named", async () => {
    await file("redis/redis.conf", "bind 127.0.0.1\n");
    await file("redis/redis.pid", `${process.pid}\n`);
    assert.deepEqual(await stopLeftovers(places()), []);
    assert.deepEqual(await stopLeftovers({ durable: true }), []);
  });

  it("finds nothing where the processes have ended long ago", async () => {
    await postgresFile(2 ** 30);
    await redisFiles(2 ** 30, 6399);
    assert.deepEqual(await stopLeftovers(places()), []);
  });
});
