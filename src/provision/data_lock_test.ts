import { assert } from "chai";
import { ProvisionError } from "./provision_error.ts";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DataFolderBusyError, describeThisProcess, parseHolder, printHolder, takeDataLock } from "./data_lock.ts";

describe("parseHolder()", () => {
  it("reads back what printHolder() wrote", () => {
    const holder = { pid: 42, identity: "boot/1234" };
    assert.deepEqual(parseHolder(printHolder(holder)), holder);
  });

  for (const [name, text] of [
    ["nothing", ""],
    ["a number alone", "42\n"],
    ["a file cut short", "42\nboot/12"],
    ["words", "some\nthing\n"],
    ["a negative number", "-1\nboot/1\n"],
    ["more than two lines", "1\nboot/1\nmore\n"],
  ] as const) {
    it(`takes ${name} for no holder`, () => assert.isUndefined(parseHolder(text)));
  }
});

describe("takeDataLock()", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "lock-test-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const lockFile = (number = 1): string => path.join(folder, `lock.${number}`);
  const leaveLock = (text: string): Promise<void> => writeFile(lockFile(), text);

  /** The error with which a lock is refused, or the lock itself. */
  function attempt(): Promise<unknown> {
    return takeDataLock(folder, "the folder").catch((thrown: unknown) => thrown);
  }

  it("writes who holds the folder", async () => {
    const lock = await takeDataLock(folder);
    assert.deepEqual(parseHolder(await readFile(lockFile(), "utf8")), await describeThisProcess());
    assert.isTrue(await lock.isOurs());
  });

  it("gives the folder again after a release, any number of times, and keeps two files at most", async () => {
    for (let round = 0; round < 5; round += 1) await (await takeDataLock(folder)).release();
    assert.deepEqual((await readdir(folder)).sort(), ["lock.4", "lock.5"]);
    await takeDataLock(folder);
  });

  it("refuses a folder that a living process holds, and says which and what to do", async () => {
    await takeDataLock(folder);
    const thrown = await attempt();
    assert.instanceOf(thrown, DataFolderBusyError);
    assert.equal(thrown.pid, process.pid);
    assert.match(thrown.message, /^Cannot use the data folder 'the folder', as process \d+ uses it; .*DATA_DIR/);
    assert.deepEqual(await readdir(folder), ["lock.1"]);
  });

  for (const [name, text] of [
    ["a process that has ended", printHolder({ pid: 2 ** 30, identity: "boot/1" })],
    ["a process whose number was given again", printHolder({ pid: process.pid, identity: "boot/1" })],
    ["nobody that can be read", "garbage"],
    ["nobody, as it is empty", ""],
  ] as const) {
    it(`takes over the lock of ${name}`, async () => {
      await leaveLock(text);
      const lock = await takeDataLock(folder);
      assert.isTrue(await lock.isOurs());
      assert.instanceOf(await attempt(), DataFolderBusyError);
    });
  }

  it("gives a stale lock to exactly one of many who want it, each time", async () => {
    for (let round = 0; round < 10; round += 1) {
      await leaveLock("garbage");
      const outcomes = await Promise.all(Array.from({ length: 20 }, attempt));
      assert.lengthOf(
        outcomes.filter((outcome) => !(outcome instanceof DataFolderBusyError)),
        1,
      );
      await rm(folder, { recursive: true });
      await mkdir(folder);
    }
  });

  it("says which lock it cannot read, and leaves nothing beside it", async () => {
    await mkdir(lockFile());
    const thrown = await attempt();
    assert.instanceOf(thrown, ProvisionError);
    assert.equal(thrown.message, `Cannot read the lock '${lockFile()}'; start as the user who owns the folder`);
    assert.deepEqual(await readdir(folder), ["lock.1"]);
  });

  it("counts by numbers, not by letters, and only what is a lock", async () => {
    for (const name of ["lock.9", "lock.10", "lock.x", "lock.99.old", "lock"]) {
      await writeFile(path.join(folder, name), printHolder(await describeThisProcess()));
    }
    await writeFile(path.join(folder, "lock.10"), "released\n");
    await takeDataLock(folder);
    assert.sameMembers(await readdir(folder), ["lock", "lock.10", "lock.11", "lock.99.old", "lock.x"]);
  });

  it("is not ours any more once somebody has removed the file, and its release makes none", async () => {
    const lock = await takeDataLock(folder);
    await rm(lockFile());
    assert.isFalse(await lock.isOurs());
    await lock.release();
    assert.isEmpty(await readdir(folder));
  });

  it("does not release a lock that has become another's", async () => {
    const lock = await takeDataLock(folder);
    const other = printHolder({ pid: process.ppid, identity: "boot/1" });
    await leaveLock(other);
    assert.isFalse(await lock.isOurs());
    await lock.release();
    assert.equal(await readFile(lockFile(), "utf8"), other);
  });
});
