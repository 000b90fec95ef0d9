import { assert } from "chai";
import { memoryDatabase } from "../stores/memory/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { refuseUnlessMigrated } from "./pending.ts";

describe("refuseUnlessMigrated()", () => {
  const withPending = (pending: readonly string[]) => ({ ...memoryDatabase(), pendingMigrations: async () => pending });

  it("names every migration that is still to be run, and the command that runs them", async () => {
    const failure = await refuseUnlessMigrated(withPending(["0001_a", "0002_b"])).catch((error: unknown) => error);
    assert.instanceOf(failure, CommandFailed);
    assert.equal(failure.exitCode, EXIT.failed);
    assert.match(failure.message, /\(0001_a, 0002_b\): run touchstone migrate first$/);
  });

  it("is silent about a database that is up to date", () => refuseUnlessMigrated(withPending([])));

  it("lets through what the database says of itself, such as that it is away", async () => {
    const away = new StoreUnavailable("postgres", undefined);
    const database = { ...memoryDatabase(), pendingMigrations: () => Promise.reject(away) };
    assert.equal(await refuseUnlessMigrated(database).catch((error: unknown) => error), away);
  });

  it("changes nothing in a database that it refuses", async () => {
    let migrations = 0;
    const migrate = async () => {
      migrations += 1;
      return [];
    };
    await refuseUnlessMigrated({ ...withPending(["0001_a"]), migrate }).catch(() => undefined);
    assert.equal(migrations, 0);
  });
});
