import { assert } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentLog } from "../platform/mod.ts";
import { openLocalServices } from "../provision/mod.ts";
import { readConfig } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { findServices, type FoundServices, openWhenFree } from "./services.ts";

const BUSY = Object.assign(new TypeError("process 42 uses it"), { name: "DataFolderBusyError" });
const patient = { isOver: async () => false, waits: () => undefined };

/** Fails as often as there are errors, then answers. */
function failing(errors: readonly Error[]): { readonly open: () => Promise<string>; readonly calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    async open() {
      const error = errors[calls];
      calls += 1;
      if (error !== undefined) throw error;
      return "opened";
    },
  };
}

describe("openWhenFree()", () => {
  it("waits while a command has the folder, and says so once", async () => {
    const { open, calls } = failing([BUSY, BUSY]);
    const said: string[] = [];
    assert.equal(await openWhenFree(open, { ...patient, waits: (why) => said.push(why) }), "opened");
    assert.equal(calls(), 3);
    assert.deepEqual(said, ["process 42 uses it"]);
  });

  it("does not wait for what waiting cannot mend", async () => {
    const broken = new TypeError("broken");
    const { open, calls } = failing([broken]);
    assert.equal(await openWhenFree(open, patient).catch((error: unknown) => error), broken);
    assert.equal(calls(), 1);
  });

  it("does not wait for a server, which may stay for ever", async () => {
    const { open, calls } = failing([BUSY]);
    const waiting = openWhenFree(open, { ...patient, isOver: async () => true });
    assert.equal(await waiting.catch((error: unknown) => error), BUSY);
    assert.equal(calls(), 1);
  });
});

describe("findServices()", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "touchstone-services-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  function find(environment: Readonly<Record<string, string>>): Promise<FoundServices> {
    const { io } = fakeIo();
    return findServices(readConfig({ environment: { DATA_DIR: folder, ...environment } }), { io, log: silentLog });
  }

  it("takes the Postgres that is configured and starts nothing", async () => {
    const found = await find({ DATABASE_URL: "postgresql://db.invalid/t" });
    assert.deepInclude(found, { databaseUrl: "postgresql://db.invalid/t", redisUrl: undefined, isOurs: false });
  });

  it("wants the same database as a running server that has one of its own", async () => {
    const running = await openLocalServices({
      dataDir: folder,
      wantPostgres: false,
      wantRedis: false,
      log: () => undefined,
    });
    try {
      const failure = await find({}).catch((error: unknown) => error);
      assert.instanceOf(failure, CommandFailed);
      assert.equal(failure.exitCode, EXIT.configuration);
      assert.include(failure.message, `process ${process.pid} uses one that its own DATABASE_URL names`);
    } finally {
      await running.stop();
    }
  });
});
