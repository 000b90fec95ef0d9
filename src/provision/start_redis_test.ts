import { type AddressInfo, type Server, createServer } from "node:net";
import { type GuardedServer, startGuarded } from "./guarded_server.ts";
import { type PostgresBinaries, findPostgres } from "./find_postgres.ts";
import { type PrivateServer, startPostgres } from "./start_postgres.ts";
import { type RedisBinaries, findRedis } from "./find_redis.ts";
import { type ServerAccount, findServerAccount, isRoot } from "./server_account.ts";
import { chmod, mkdir, readFile, stat } from "node:fs/promises";
import { outcomeOf, scratch } from "./_scratch_test.ts";
import { ProvisionError } from "./provision_error.ts";
import { assert } from "chai";
import { giveTo } from "./private_file.ts";
import { makeTemporaryCluster } from "./postgres_cluster.ts";
import { pingRedis } from "./redis_ping.ts";
import { postgresArgs } from "./postgres_settings.ts";
import { readPostmasterFile } from "./postmaster_file.ts";
import { redisConfig } from "./redis_settings.ts";
import { startRedis } from "./start_redis.ts";
import { startUntilReady } from "./until_ready.ts";

describe("the real programs", function () {
  this.timeout(30_000);
  const { path, file } = scratch();
  let account: ServerAccount | undefined;
  let postgres: PostgresBinaries;
  let redis: RedisBinaries;
  let started: (GuardedServer | PrivateServer)[];
  let other: Server;
  let takenPort: number;

  before(async () => {
    account = await findServerAccount();
    const found = [await findPostgres({ account }), await findRedis({ account, fetch: true })] as const;
    assert(found[0].binaries !== undefined && found[1].binaries !== undefined);
    [postgres, redis] = [found[0].binaries, found[1].binaries];
  });

  beforeEach(async () => {
    started = [];
    other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    takenPort = (other.address() as AddressInfo).port;
  });

  afterEach(async () => {
    await Promise.all(started.map((server) => server.stop()));
    await new Promise((resolve) => other.close(resolve));
  });

  /** Brings a server up whose first port is taken between the choice and the start; answers the ports that were tried. */
  async function losingTheRace(
    name: string,
    start: (port: number) => Promise<GuardedServer>,
    isReady: (server: GuardedServer, port: number) => Promise<boolean>,
  ): Promise<readonly number[]> {
    const tried: number[] = [];
    const { server, port } = await startUntilReady({
      name,
      logFile: path("servers/log"),
      patience: 20_000,
      async start(chosen) {
        tried.push(tried.length === 0 ? takenPort : chosen);
        const server = await start(tried.at(-1) ?? 0);
        started.push(server);
        return server;
      },
      isReady,
    });
    assert.equal(port, tried.at(-1));
    assert.isTrue(await isReady(server, port));
    return tried;
  }

  async function serversFolder(): Promise<string> {
    await mkdir(path("servers"), { mode: 0o700 });
    await giveTo(account, path("servers"));
    return path("servers");
  }

  it("say it in words that we know, when another program took a Redis's port meanwhile", async () => {
    const folder = await serversFolder();
    const start = async (port: number): Promise<GuardedServer> => {
      const config = await file(
        `servers/${port}.conf`,
        redisConfig({ folder, port, password: "secret", durable: false }),
      );
      await giveTo(account, config);
      const stopping = { stopSignal: "TERM", forceSignal: "KILL", patience: 5 } as const;
      return startGuarded(redis.file, { ...redis, ...stopping, args: [config], account, logFile: path("servers/log") });
    };
    const tried = await losingTheRace("Redis", start, (_server, port) => pingRedis({ port, password: "secret" }));
    assert.lengthOf(tried, 2);
  });

  it("say it in words that we know, when another program took a Postgres's port meanwhile", async () => {
    const { data } = await makeTemporaryCluster(await serversFolder(), { binaries: postgres, account });
    const stopping = { stopSignal: "QUIT", forceSignal: "KILL", patience: 5 } as const;
    const logFile = path("servers/log");
    const start = (port: number): Promise<GuardedServer> => {
      const args = postgresArgs({ data, port, durable: false });
      return startGuarded(`${postgres.bin}/postgres`, { ...postgres, ...stopping, args, account, logFile });
    };
    const tried = await losingTheRace("Postgres", start, async ({ pid }) => {
      const state = await readPostmasterFile(data);
      return state?.pid === pid && state.ready;
    });
    assert.lengthOf(tried, 2);
  });

  it("do not share a database: a second Postgres is refused, and the first goes on", async () => {
    await mkdir(path("servers/postgres"), { recursive: true });
    await makeTemporaryCluster(path("servers/postgres"), { binaries: postgres, account });
    const options = { folder: path("servers"), durable: true, binaries: postgres, account };
    const first = await startPostgres(options);
    started.push(first);
    const thrown = await outcomeOf(startPostgres(options));
    assert.instanceOf(thrown, ProvisionError);
    assert.match(thrown.message, /^Cannot start Postgres, as it ended: /);
    assert.deepInclude(await readPostmasterFile(path("servers/postgres/data")), { pid: first.pid, ready: true });
  });

  it("write what a Redis keeps where its user alone can read it", async () => {
    const server = await startRedis({ folder: await serversFolder(), durable: true, binaries: redis, account });
    started.push(server);
    const owner = account?.uid ?? process.getuid?.();
    for (const name of ["", "/redis.conf", "/redis.pid", "/log", "/appendonlydir"]) {
      const { mode, uid } = await stat(path(`servers/redis${name}`));
      assert.deepEqual([mode & 0o077, uid], [0, owner], name);
    }
    assert.equal(Number(await readFile(path("servers/redis/redis.pid"), "utf8")), server.pid);
  });

  it("stop twice, also at the same moment, and after they were killed", async () => {
    const server = await startRedis({ folder: await serversFolder(), durable: true, binaries: redis, account });
    process.kill(server.pid, "SIGKILL");
    assert.isNumber(await server.ended);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
  });

  if (isRoot()) {
    it("name what they could not do, where a Redis's folder has been made another user's", async () => {
      await mkdir(path("servers/redis/appendonlydir"), { recursive: true });
      await chmod(path("servers/redis/appendonlydir"), 0o700);
      const thrown = await outcomeOf(startRedis({ folder: path("servers"), durable: true, binaries: redis, account }));
      assert.instanceOf(thrown, ProvisionError);
      assert.match(thrown.message, /^Cannot start Redis, as it ended: .*Permission denied/s);
    });
  }
});
