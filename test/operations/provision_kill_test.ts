import { assert } from "chai";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { findRunningServices, openLocalServices, openTemporaryServices } from "../../src/provision/mod.ts";
import { command, descendantsOf, type Holder, listens, query, startHolder, until } from "./holder.ts";
import { temporaryFolders } from "./temporary_folders.ts";

const WANTED = { wantPostgres: true, wantRedis: true, log: () => {} };

/** Kill a program together with the guards of its servers: only the servers are left. */
async function killWithGuards(holder: Holder): Promise<void> {
  process.kill(holder.pid, "SIGSTOP"); // it must not notice
  const guards = (await descendantsOf(holder.pid)).filter(({ command }) => /\bsh$/.test(command));
  assert.lengthOf(guards, 4, "two guards, each with its watcher");
  for (const { pid } of guards) process.kill(pid, "SIGKILL");
  await holder.end("SIGKILL");
}

async function untilSilent({ databaseUrl, redisUrl }: Holder): Promise<void> {
  await until(async () => !(await listens(databaseUrl)) && !(await listens(redisUrl)));
}

describe("the private services of a program that is killed", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  const holders: Holder[] = [];
  const start = async (dataDir?: string): Promise<Holder> => {
    const holder = await startHolder(dataDir);
    holders.push(holder);
    return holder;
  };
  afterEach(async () => {
    await Promise.all(holders.splice(0).map((holder) => holder.end("SIGKILL")));
    await folders.remove();
  });

  it("end with it, and lose no committed record", async () => {
    const dataDir = path.join(await folders.make(), "data");
    const holder = await start(dataDir);
    await query(holder.databaseUrl, "create table kept as select 42 as answer");
    await holder.end("SIGKILL");
    await untilSilent(holder);
    assert.isUndefined(await findRunningServices(dataDir));
    const next = await openLocalServices({ ...WANTED, dataDir });
    const rows = await query(next.databaseUrl!, "select answer from kept");
    await next.stop();
    assert.deepEqual(rows, [{ answer: 42 }]);
  });

  it("do not hear a Ctrl-C at its terminal, and go on for as long as it needs them", async () => {
    const dataDir = path.join(await folders.make(), "data");
    const holder = await start(dataDir);
    process.kill(-holder.pid, "SIGINT");
    assert.deepEqual(await query(holder.databaseUrl, "select pg_sleep(0.2) is null as null"), [{ null: false }]);
    assert.isTrue(await listens(holder.redisUrl));
    await holder.end("SIGTERM");
    assert.deepEqual([await listens(holder.databaseUrl), await listens(holder.redisUrl)], [false, false]);
  });

  it("are waited for by a start that follows at once", async () => {
    const dataDir = path.join(await folders.make(), "data");
    await (await start(dataDir)).end("SIGKILL");
    const next = await openLocalServices({ ...WANTED, dataDir });
    assert.isTrue(await listens(next.databaseUrl!));
    await next.stop();
  });

  it("are stopped by the next start, when the guards were killed as well", async () => {
    const dataDir = path.join(await folders.make(), "data");
    const holder = await start(dataDir);
    await query(holder.databaseUrl, "create table kept as select 42 as answer");
    await command(holder.redisUrl, ["SET", "token", "kept"]);
    await killWithGuards(holder);
    assert.deepEqual([await listens(holder.databaseUrl), await listens(holder.redisUrl)], [true, true]);
    const next = await openLocalServices({ ...WANTED, dataDir });
    assert.deepEqual([await listens(holder.databaseUrl), await listens(holder.redisUrl)], [false, false]);
    assert.deepEqual(await query(next.databaseUrl!, "select answer from kept"), [{ answer: 42 }]);
    assert.equal(await command(next.redisUrl!, ["GET", "token"]), "kept");
    await next.stop();
  });

  it("that were temporary take their folders along", async () => {
    const holder = await start();
    assert.lengthOf(await foldersOf(holder), 2);
    await holder.end("SIGKILL");
    await untilSilent(holder);
    await until(async () => (await foldersOf(holder)).length === 0);
  });

  it("that were temporary are swept by the next run, when the guards were killed as well", async () => {
    const holder = await start();
    await killWithGuards(holder);
    assert.isTrue(await listens(holder.databaseUrl));
    const next = await openTemporaryServices(WANTED);
    assert.deepEqual([await listens(holder.databaseUrl), await listens(holder.redisUrl)], [false, false]);
    assert.isEmpty(await foldersOf(holder));
    await next.stop();
  });

  it("that were temporary are left alone while their program lives", async () => {
    const holder = await start();
    await (await openTemporaryServices(WANTED)).stop();
    assert.isTrue(await listens(holder.databaseUrl));
    assert.lengthOf(await foldersOf(holder), 2);
  });
});

/** The temporary folders of a program. */
async function foldersOf({ pid }: Holder): Promise<readonly string[]> {
  return (await readdir("/tmp")).filter((name) => name.startsWith(`touchstone-${pid}-`));
}
