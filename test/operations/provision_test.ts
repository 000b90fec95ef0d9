import { assert } from "chai";
import { access, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  DataFolderBusyError,
  findRunningServices,
  isRoot,
  type LocalServices,
  openLocalServices,
} from "../../src/provision/mod.ts";
import { command, descendantsOf, listens, query } from "./holder.ts";
import { temporaryFolders } from "./temporary_folders.ts";

describe("the private services of a data folder", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  const opened: LocalServices[] = [];
  const log: string[] = [];

  /** Open the services of a folder; they are stopped after the test. */
  async function open(dataDir: string, wanted = { wantPostgres: true, wantRedis: true }): Promise<LocalServices> {
    const services = await openLocalServices({ dataDir, ...wanted, log: (line) => log.push(line) });
    opened.push(services);
    return services;
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((services) => services.stop()));
    await folders.remove();
    log.length = 0;
  });

  const newDataDir = async (mode?: number): Promise<string> => path.join(await folders.make(mode), "data");

  it("keep records and tokens between runs", async () => {
    const dataDir = await newDataDir();
    const first = await open(dataDir);
    await query(first.databaseUrl!, "create table kept as select 42 as answer");
    await command(first.redisUrl!, ["SET", "token", "kept"]);
    await first.stop();
    const second = await open(dataDir);
    assert.deepEqual(await query(second.databaseUrl!, "select answer from kept"), [{ answer: 42 }]);
    assert.equal(await command(second.redisUrl!, ["GET", "token"]), "kept");
  });

  it("wait for the disk before they call a record committed", async () => {
    const { databaseUrl } = await open(await newDataDir(), { wantPostgres: true, wantRedis: false });
    const rows = await query(
      databaseUrl!,
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')",
    );
    assert.deepEqual(new Set(rows.map(({ setting }) => setting)), new Set(["on"]));
    assert.lengthOf(rows, 3);
  });

  it("want the password", async () => {
    const { databaseUrl, redisUrl } = await open(await newDataDir());
    for (const url of [databaseUrl!, redisUrl!]) {
      const wrong = new URL(url);
      wrong.password = "wrong";
      assert.isTrue(await listens(url));
      assert.isFalse(await listens(wrong.href));
    }
  });

  it("are found by another program of the same user, until they are stopped", async () => {
    const dataDir = await newDataDir();
    const services = await open(dataDir);
    const { databaseUrl, redisUrl } = services;
    assert.deepInclude(await findRunningServices(dataDir), { databaseUrl, redisUrl });
    assert.equal((await stat(path.join(dataDir, "connection.json"))).mode & 0o077, 0);
    await services.stop();
    assert.isUndefined(await findRunningServices(dataDir));
    assert.isFalse(await listens(databaseUrl!));
    assert.isFalse(await listens(redisUrl!));
  });

  it("are not found while their program wants them for itself alone", async () => {
    const dataDir = await newDataDir();
    const services = await openLocalServices({
      dataDir,
      wantPostgres: false,
      wantRedis: false,
      announce: false,
      log: () => {},
    });
    opened.push(services);
    assert.isUndefined(await findRunningServices(dataDir));
  });

  it("leave no process behind when they are stopped", async () => {
    const commands = async (): Promise<string> =>
      (await descendantsOf(process.pid)).map(({ command }) => command).join(" ");
    const services = await open(await newDataDir());
    assert.match(await commands(), /postgres.*redis|redis.*postgres/);
    await services.stop();
    assert.notMatch(await commands(), /postgres|redis|\bsh\b/);
  });

  it("are not opened a second time, which does the first no harm", async () => {
    const dataDir = await newDataDir();
    const { databaseUrl } = await open(dataDir);
    const thrown: unknown = await open(dataDir).catch((error: unknown) => error);
    assert.instanceOf(thrown, DataFolderBusyError);
    assert.equal(thrown.pid, process.pid);
    assert.include(thrown.message, dataDir);
    assert.isTrue(await listens(databaseUrl!));
  });

  it("are only those that are wanted, and the folder is taken all the same", async () => {
    const dataDir = await newDataDir();
    const { databaseUrl, redisUrl } = await open(dataDir, { wantPostgres: false, wantRedis: false });
    assert.deepEqual([databaseUrl, redisUrl], [undefined, undefined]);
    assert.instanceOf(await open(dataDir).catch((error: unknown) => error), DataFolderBusyError);
  });

  it("say so when one of them ends by itself", async () => {
    const { redisUrl, failed } = await open(await newDataDir());
    await command(redisUrl!, ["SHUTDOWN", "NOSAVE"]).catch(() => {});
    assert.match(await failed, /^The private Redis ended by itself with status 0$/);
  });

  it("do without a Redis that does not start, and say why", async () => {
    const dataDir = await newDataDir();
    await (await open(dataDir)).stop();
    const manifest = path.join(await servicesFolder(dataDir), "redis/appendonlydir/appendonly.aof.manifest");
    await writeFile(manifest, "garbage\n");
    const { databaseUrl, redisUrl, redisFrom } = await open(dataDir);
    assert.isUndefined(redisUrl);
    assert.equal(redisFrom, "the machine's Redis does not start");
    assert.include(log.join("\n"), "Cannot start Redis, as it ended");
    assert.isTrue(await listens(databaseUrl!));
  });

  it("refuse data that another version of Postgres made, say which, and give the folder back", async () => {
    const dataDir = await newDataDir();
    await mkdir(path.join(dataDir, "postgres/data"), { recursive: true });
    await writeFile(path.join(dataDir, "postgres/data/PG_VERSION"), "9\n");
    const thrown: unknown = await open(dataDir).catch((error: unknown) => error);
    assert.match(String(thrown), /Cannot find PostgreSQL 9, which made the data in '.*'; install it/);
    await open(dataDir, { wantPostgres: false, wantRedis: false });
  });

  if (isRoot()) {
    it("keep root's records elsewhere where the user of Postgres cannot enter, and find them again", async () => {
      const dataDir = await newDataDir(0o700);
      const first = await open(dataDir);
      await query(first.databaseUrl!, "create table kept as select 42 as answer");
      await first.stop();
      const folder = await servicesFolder(dataDir);
      assert.notEqual(folder, dataDir);
      assert.include(log.join("\n"), `the database is kept in ${folder}`);
      await access(path.join(folder, "postgres/data/PG_VERSION"));
      const second = await open(dataDir);
      assert.deepEqual(await query(second.databaseUrl!, "select answer from kept"), [{ answer: 42 }]);
    });

    it("are not opened a second time through a copied data folder, which points to the same records", async () => {
      const [dataDir, copy] = [await newDataDir(0o700), await newDataDir(0o700)];
      await open(dataDir);
      await mkdir(copy);
      await writeFile(path.join(copy, "services_folder"), await servicesFolder(dataDir));
      assert.instanceOf(await open(copy).catch((error: unknown) => error), DataFolderBusyError);
    });
  }
});

/** Where the servers of a data folder keep their data. */
async function servicesFolder(dataDir: string): Promise<string> {
  const pointer = await readFile(path.join(dataDir, "services_folder"), "utf8").catch(() => dataDir);
  return pointer.trim();
}
