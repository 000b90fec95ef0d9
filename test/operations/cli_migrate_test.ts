import { assert } from "chai";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { freshDatabase } from "../support/services.ts";
import { query } from "./holder.ts";
import { startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

describe("touchstone migrate", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let url: string;

  before(async () => {
    ({ url } = await freshDatabase());
  });
  after(() => folders.remove());

  async function migrate(...args: readonly string[]) {
    const { code, out, err } = await startProgram(["migrate", ...args], { DATABASE_URL: url }).ended;
    assert.equal(code, 0, err);
    return out;
  }
  async function tables(): Promise<number> {
    const rows = await query(url, "select 1 from information_schema.tables where table_schema = current_schema()");
    return rows.length;
  }

  it("lists what is still to be run, and makes no table by that but Knex's own", async () => {
    assert.match(await migrate("--status"), /^Still to be run:\n( {2}\d{4}_\w+\n)+$/);
    assert.isAtMost(await tables(), 2);
  });

  it("lists what it ran, which is what was still to be run", async () => {
    const pending = (await migrate("--status")).split("\n").slice(1);
    const [title, ...ran] = (await migrate()).split("\n");
    assert.equal(title, "Ran:");
    assert.deepEqual(ran, pending);
  });

  it("says so when there is nothing left, and changes nothing", async () => {
    const before = await tables();
    assert.equal(await migrate("--status"), "The schema is up to date\n");
    assert.equal(await migrate(), "The schema was up to date\n");
    assert.equal(await tables(), before);
  });

  it("finds the database that a file names, by --config and by TOUCHSTONE_CONFIG", async () => {
    const file = path.join(await folders.make(), "settings.json");
    await writeFile(file, JSON.stringify({ DATABASE_URL: url }));
    const byOption = startProgram(["migrate", "--status", "--config", file], {});
    const byVariable = startProgram(["migrate", "--status"], { TOUCHSTONE_CONFIG: file });
    for (const { code, out, err } of await Promise.all([byOption.ended, byVariable.ended])) {
      assert.deepEqual([code, out], [0, "The schema is up to date\n"], err);
    }
  });
});
