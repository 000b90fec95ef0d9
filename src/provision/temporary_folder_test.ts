import { assert } from "chai";
import { mkdir, readFile, stat } from "node:fs/promises";
import os from "node:os";
import { basename, dirname } from "node:path";
import { scratch, withVariables } from "./_scratch_test.ts";
import { exists } from "./cache_folder.ts";
import { describeThisProcess, parseHolder, printHolder } from "./data_lock.ts";
import { findServerAccount, isRoot } from "./server_account.ts";
import { findTemporaryBase, makeTemporaryFolder, sweepTemporaryFolders } from "./temporary_folder.ts";

describe("makeTemporaryFolder()", () => {
  const { path } = scratch();

  it("names its maker, in its name and in a file", async () => {
    const folder = await makeTemporaryFolder(path(), undefined);
    assert.equal(dirname(folder), dirname(path("x")));
    assert.match(basename(folder), new RegExp(`^touchstone-${process.pid}-\\w{6}$`));
    assert.deepEqual(parseHolder(await readFile(`${folder}/owner`, "utf8")), await describeThisProcess());
  });

  it("is another one each time, that nobody else may look into", async () => {
    const folders = await Promise.all([1, 2, 3].map(() => makeTemporaryFolder(path(), undefined)));
    assert.equal(new Set(folders).size, 3);
    for (const folder of folders) assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  if (isRoot()) {
    it("belongs to the servers' user", async () => {
      const account = { uid: 4_242, gid: 4_343 };
      assert.include(await stat(await makeTemporaryFolder(path(), account)), account);
    });
  }
});

describe("sweepTemporaryFolders()", () => {
  const { path, file } = scratch();

  const GONE = printHolder({ pid: 2 ** 30, identity: "boot/1" });

  const rows: readonly (readonly [string, string, string | undefined, boolean])[] = [
    ["a run that has ended", `touchstone-${2 ** 30}-abcdef`, GONE, true],
    [
      "a run whose number is another's by now",
      `touchstone-${process.pid}-abcdef`,
      printHolder({ pid: process.pid, identity: "boot/1" }),
      true,
    ],
    ["a run that was killed before it could say who it was", `touchstone-${2 ** 30}-abcdef`, undefined, true],
    ["a run that wrote half a line", `touchstone-${2 ** 30}-abcdef`, "10", true],
    ["a run that has only just begun", `touchstone-${process.pid}-abcdef`, undefined, false],
    ["somebody with a name like ours", "touchstone-data", GONE, false],
    ["somebody with a longer name", `touchstone-${2 ** 30}-abcdef-kept`, GONE, false],
    ["somebody else", "systemd-private-1", GONE, false],
  ];
  for (const [whose, name, owner, isSwept] of rows) {
    it(`${isSwept ? "removes" : "leaves"} the folder of ${whose}`, async () => {
      await file(`${name}/data/base/1`, "records");
      if (owner !== undefined) await file(`${name}/owner`, owner);
      assert.deepEqual(await sweepTemporaryFolders(path()), isSwept ? [path(name)] : []);
      assert.equal(await exists(path(name)), !isSwept);
    });
  }

  it("leaves the folder of a living run", async () => {
    const folder = await makeTemporaryFolder(path(), undefined);
    assert.deepEqual(await sweepTemporaryFolders(path()), []);
    assert.isTrue(await exists(folder));
  });

  it("goes on after one that cannot be looked into", async () => {
    await mkdir(path(`touchstone-${2 ** 30}-aaaaaa`));
    await file(`touchstone-${2 ** 30}-bbbbbb`, "no folder");
    const swept = await sweepTemporaryFolders(path());
    assert.includeMembers([...swept], [path(`touchstone-${2 ** 30}-aaaaaa`)]);
    assert.isFalse(await exists(path(`touchstone-${2 ** 30}-aaaaaa`)));
  });
});

describe("findTemporaryBase()", () => {
  const { path } = scratch();
  withVariables(() => ({ TMPDIR: path("mine") }));

  it("is the usual folder where servers run as this user", async () => {
    assert.equal(await findTemporaryBase(undefined), os.tmpdir());
    assert.equal(os.tmpdir(), path("mine"));
  });

  if (isRoot()) {
    it("is /tmp where the servers' user cannot enter the usual one, which it takes otherwise", async () => {
      await mkdir(path("mine"), { mode: 0o700 });
      assert.equal(await findTemporaryBase(await findServerAccount()), "/tmp");
      assert.equal(await findTemporaryBase({ uid: 0, gid: 0 }), path("mine"));
    });
  }
});
