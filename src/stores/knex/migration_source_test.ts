import { readdirSync } from "node:fs";

import { assert } from "chai";

import { MIGRATION_NAMES, migrationSource } from "./migration_source.ts";

describe("migrationSource", () => {
  it("lists every file of the folder, in order, without its extension", async () => {
    const files = readdirSync(new URL("migrations", import.meta.url)).filter((name) => !name.endsWith("_test.ts"));
    const names = files.map((name) => name.replace(/\.ts$/, "")).toSorted();
    assert.deepEqual(await migrationSource.getMigrations([]), names);
    assert.deepEqual(MIGRATION_NAMES, names);
  });

  it("gives each migration, with its way back", async () => {
    for (const name of MIGRATION_NAMES) {
      const { up, down } = await migrationSource.getMigration(name);
      assert.isFunction(up);
      assert.isFunction(down);
      assert.equal(migrationSource.getMigrationName(name), name);
    }
  });

  it("refuses a name that it does not know", async () => {
    const refused = await Promise.resolve(migrationSource.getMigration("9999_nothing")).catch(
      (error: unknown) => error,
    );
    assert.instanceOf(refused, RangeError);
  });
});
