import { chmod, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import { DataFolderBusyError } from "./data_lock.ts";
import { type LocalServices, type OpenLocalServicesOptions, openLocalServices } from "./open_local_services.ts";
import { ProvisionError } from "./provision_error.ts";
import { exists } from "./cache_folder.ts";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import { findPostgres } from "./find_postgres.ts";
import { type MakeClusterOptions, makeTemporaryCluster } from "./postgres_cluster.ts";
import { findExecutables } from "./find_executable.ts";
import { findRunningServices } from "./connection_file.ts";
import { identifyProcess } from "./process_identity.ts";
import { pingRedis } from "./redis_ping.ts";
import { readPostmasterFile } from "./postmaster_file.ts";
import { spawn } from "node:child_process";
import { asAccount } from "./run_command.ts";
import { findServerAccount } from "./server_account.ts";

/** Whether the Redis of a URL takes its password. */
function answers(url: string | undefined): Promise<boolean> {
  const { port, password } = new URL(url ?? "redis://127.0.0.1:1");
  return pingRedis({ port: Number(port), password: decodeURIComponent(password) });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

/** A program that stays, as the user of the servers; answers its number. */
async function startSleeper(): Promise<{ readonly pid: number; readonly kill: () => void }> {
  const account = await findServerAccount();
  const child = spawn("sleep", ["60"], { ...asAccount(account), cwd: "/", stdio: "ignore" });
  return { pid: child.pid ?? 0, kill: () => void child.kill("SIGKILL") };
}

describe("openLocalServices(), with real servers", function () {
  this.timeout(30_000);
  const { path, file, program } = scratch();
  let opened: LocalServices[];
  let log: string[];
  beforeEach(() => {
    opened = [];
    log = [];
  });
  // before the folder is removed by the block above, so that the servers end in order
  afterEach(() => Promise.all(opened.map((services) => services.stop())));

  async function open(name: string, wanted: Partial<OpenLocalServicesOptions> = {}): Promise<LocalServices> {
    const services = await openLocalServices({
      dataDir: path(name),
      wantPostgres: true,
      wantRedis: true,
      log: (line) => log.push(line),
      ...wanted,
    });
    opened.push(services);
    return services;
  }

  let making: MakeClusterOptions;
  before(async () => {
    const account = await findServerAccount();
    const { binaries } = await findPostgres({ account });
    assert(binaries !== undefined);
    making = { binaries, account };
  });

  /** Puts a database into a data folder, a copy of one that was made long ago. */
  async function prepare(name: string): Promise<void> {
    await mkdir(path(`${name}/postgres`), { recursive: true });
    await makeTemporaryCluster(path(`${name}/postgres`), making);
  }

  const REDIS_ONLY = { wantPostgres: false, wantRedis: true };
  const POSTGRES_ONLY = { wantPostgres: true, wantRedis: false };

  it("keep their data in a folder whose name holds whatever a name may hold", async () => {
    const name = "with blanks/ünï côdé 目/quo'te\"s/back\\slash/$HOME `id` %d;#";
    await mkdir(path(name), { recursive: true });
    await prepare(name);
    const { databaseUrl, redisUrl } = await open(name);
    assert.isString(databaseUrl);
    assert.isTrue(await answers(redisUrl), log.join());
    assert.includeMembers(await readdir(path(name)), ["connection.json", "lock.1", "postgres", "redis"]);
    assert.include(await readdir(path(`${name}/redis`)), "appendonlydir");
  });

  for (const name of ["line\nend", "line\rend"]) {
    it(`are not kept in a folder called ${JSON.stringify(name)}, which would end a line of a file of settings`, async () => {
      const thrown = await outcomeOf(open(name, REDIS_ONLY));
      assert.instanceOf(thrown, ProvisionError);
      assert.include(thrown.message, "a line break in its name");
      assert.isEmpty(await readdir(path()));
    });
  }

  it("stop once, for however many ask at the same moment, and all wait for the end", async () => {
    const services = await open("data", REDIS_ONLY);
    await Promise.all(
      [services.stop(), services.stop()].map(async (stopping) => {
        await stopping;
        assert.isFalse(await answers(services.redisUrl));
        assert.equal(await readFile(path("data/lock.1"), "utf8"), "released\n");
      }),
    );
    await services.stop();
  });

  it("do not stop those of the next holder when the first is asked once more", async () => {
    const first = await open("data", REDIS_ONLY);
    await first.stop();
    const second = await open("data", REDIS_ONLY);
    await first.stop();
    assert.isTrue(await answers(second.redisUrl));
    assert.equal((await findRunningServices(path("data")))?.redisUrl, second.redisUrl);
  });

  it("do not call it a failure when they are stopped", async () => {
    const services = await open("data", REDIS_ONLY);
    await services.stop();
    assert.equal(await Promise.race([services.failed, new Promise((done) => setImmediate(done, "quiet"))]), "quiet");
  });

  it("do not believe the file of a crashed Postgres whose number is another program's by now", async () => {
    await prepare("data");
    const sleeper = await startSleeper();
    try {
      const data = path("data/postgres/data");
      await writeFile(`${data}/postmaster.pid`, [sleeper.pid, data, 1, 5432, "", "127.0.0.1", "", "ready"].join("\n"));
      assert.isString((await open("data", POSTGRES_ONLY)).databaseUrl);
      assert.notEqual((await readPostmasterFile(data))?.pid, sleeper.pid);
      assert.isString(await identifyProcess(sleeper.pid));
    } finally {
      sleeper.kill();
    }
  });

  it("do not believe the file of a crashed Redis whose number is another program's by now", async () => {
    await (await open("data", REDIS_ONLY)).stop();
    const sleeper = await startSleeper();
    try {
      await writeFile(path("data/redis/redis.pid"), `${sleeper.pid}\n`);
      assert.isTrue(await answers((await open("data", REDIS_ONLY)).redisUrl));
      assert.isString(await identifyProcess(sleeper.pid));
    } finally {
      sleeper.kill();
    }
  });

  it("are stopped, and the folder given back, when their note cannot be written", async () => {
    await file("data/connection.json/in_the_way", "");
    const thrown = await outcomeOf(open("data", REDIS_ONLY));
    assert.instanceOf(thrown, Error);
    const port = /^port (\d+)$/m.exec(await readFile(path("data/redis/redis.conf"), "utf8"))?.[1];
    const password = /^requirepass "(.*)"$/m.exec(await readFile(path("data/redis/redis.conf"), "utf8"))?.[1];
    assert.isFalse(await answers(`redis://:${password}@127.0.0.1:${port}`));
    await rm(path("data/connection.json"), { recursive: true });
    assert.isTrue(await answers((await open("data", REDIS_ONLY)).redisUrl));
  });

  for (const [what, name, text, words] of [
    [
      "whose password is gone",
      "postgres/password",
      undefined,
      /^Cannot read the password of the database in '.*postgres'/,
    ],
    [
      "whose password is empty",
      "postgres/password",
      "",
      /^Cannot use the database in '.*postgres', as its password file is empty$/,
    ],
    ["whose version is gone", "postgres/data/PG_VERSION", "", /^Cannot start Postgres, as it ended: .*PG_VERSION/s],
    [
      "whose control file is cut short",
      "postgres/data/global/pg_control",
      "short",
      /^Cannot start Postgres, as it ended: .*pg_control/s,
    ],
  ] as const) {
    it(`refuse a database ${what}, and say which file`, async () => {
      await prepare("data");
      if (text === undefined) await rm(path(`data/${name}`));
      else await writeFile(path(`data/${name}`), text);
      const thrown = await outcomeOf(open("data", POSTGRES_ONLY));
      assert.instanceOf(thrown, ProvisionError);
      assert.match(thrown.message, words);
    });
  }

  it("take the Redis along that had started already, when Postgres cannot", async () => {
    await prepare("data");
    await writeFile(path("data/postgres/data/PG_VERSION"), "");
    assert.instanceOf(await outcomeOf(open("data")), ProvisionError);
    assert.isUndefined(await findRunningServices(path("data")));
    const pid = await readFile(path("data/redis/redis.pid"), "utf8").catch(() => "0");
    assert.isUndefined(await identifyProcess(Number(pid)));
  });

  describe("whose program was killed while it made the database", () => {
    withVariables(() => ({ PG_BIN: path("bin") }));

    /** Programs that work, but for an initdb that, the first time, stays at work until it finds its folder gone. */
    async function install(): Promise<void> {
      const { bin } = making.binaries;
      await mkdir(path("template"));
      const { data } = await makeTemporaryCluster(path("template"), making);
      await chmod(path("template"), 0o755);
      await chmod(path(), 0o777);
      await program("bin/postgres", `exec '${bin}/postgres' "$@"`);
      await program(
        "bin/initdb",
        `case $1 in --version) exec '${bin}/initdb' --version ;; esac
        if mkdir '${path("begun")}'; then while [ -d "$2" ]; do sleep 0.05; done; mkdir '${path("ended")}'; exit 1; fi
        cp -Rp '${data}/.' "$2"`,
      );
    }

    it("are opened by the next one as if nothing had been", async () => {
      await install();
      await mkdir(path("data"));
      const room = JSON.stringify(new URL("mod.ts", import.meta.url).href);
      const options = JSON.stringify({ dataDir: path("data"), ...POSTGRES_ONLY });
      const script = `import(${room}).then((room) => room.openLocalServices({ ...${options}, log() {} }))`;
      const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { stdio: "ignore" });
      await until(() => exists(path("begun")));
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      assert.isString((await open("data", POSTGRES_ONLY)).databaseUrl);
      await until(() => exists(path("ended")));
      assert.isEmpty((await readdir(path("data"))).filter((name) => name.includes("unfinished")));
    });
  });

  describe("where somebody removes the lock meanwhile", () => {
    withVariables(() => ({ REDIS_BIN: path("redis") }));

    it("are stopped again, as another program may have taken the folder", async () => {
      const [redis = ""] = await findExecutables(["redis-server", "valkey-server"]);
      await program(
        "redis",
        `case $1 in --version) ;; *) rm -f '${path("data")}'/lock.*; echo $$ >'${path("pid")}' ;; esac\nexec ${redis} "$@"`,
      );
      await file("pid", "");
      await chmod(path("pid"), 0o666);
      await mkdir(path("data"));
      await chmod(path("data"), 0o777);
      const thrown = await outcomeOf(open("data", REDIS_ONLY));
      assert.instanceOf(thrown, DataFolderBusyError);
      const pid = Number(await readFile(path("pid"), "utf8"));
      assert.isAbove(pid, 1);
      assert.isUndefined(await identifyProcess(pid));
      assert.notInclude(await readdir(path("data")), "connection.json");
    });
  });
});
