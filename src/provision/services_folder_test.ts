import { assert } from "chai";
import { chmod, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { outcomeOf, scratch } from "./_scratch_test.ts";
import { exists } from "./cache_folder.ts";
import { ProvisionError } from "./provision_error.ts";
import { findServerAccount, isRoot } from "./server_account.ts";
import { openServicesFolder } from "./services_folder.ts";

describe("openServicesFolder()", () => {
  const { path, file } = scratch();
  let log: string[];
  beforeEach(() => {
    log = [];
  });

  /** Open the folder for the user who would run the servers. */
  async function open(dataDir: string, account = findServerAccount()): Promise<string> {
    return openServicesFolder(dataDir, {
      account: await account,
      log: (line) => log.push(line),
      elsewhere: path("elsewhere"),
    });
  }

  /** A data folder below one that nobody else may enter. */
  async function closedFolder(): Promise<string> {
    await mkdir(path("closed"), { mode: 0o700 });
    return path("closed/data");
  }

  it("is the data folder itself where the servers' user can enter it, and says nothing of it", async () => {
    assert.equal(await open(path("deep/er/data")), path("deep/er/data"));
    assert.deepEqual(await readdir(path("deep/er/data")), []);
    assert.deepEqual(log, []);
    assert.isFalse(await exists(path("elsewhere")));
  });

  it("lets nobody else look into a data folder that it makes", async () => {
    await open(path("data"));
    assert.equal((await stat(path("data"))).mode & 0o777, isRoot() ? 0o711 : 0o700);
  });

  it("leaves the rights of a data folder that is there already", async () => {
    await mkdir(path("data"));
    await chmod(path("data"), 0o755);
    await open(path("data"));
    assert.equal((await stat(path("data"))).mode & 0o777, 0o755);
  });

  it("is the data folder where servers run as this user, however closed it is", async () => {
    const dataDir = await closedFolder();
    assert.equal(await open(dataDir, Promise.resolve(undefined)), dataDir);
  });

  it("is where the data folder points to, and the same again", async () => {
    await mkdir(path("there"));
    await file("data/services_folder", `${path("there")}\n`);
    assert.equal(await open(path("data")), path("there"));
    assert.deepEqual(log, []);
  });

  it("is made anew where the data folder points to nothing, and says that the database is gone", async () => {
    await file("data/services_folder", `${path("gone/data-1")}\n`);
    assert.equal(await open(path("data")), path("gone/data-1"));
    assert.deepEqual(log, [`the database in ${path("gone/data-1")} is gone; a new one is made there`]);
    assert.deepEqual(await readdir(path("gone/data-1")), []);
  });

  for (const text of ["", "\n", "data-1\n", "../elsewhere"]) {
    it(`is not guessed where the data folder points to ${JSON.stringify(text)}`, async () => {
      await file("data/services_folder", text);
      const thrown = await outcomeOf(open(path("data")));
      assert.instanceOf(thrown, ProvisionError);
      assert.match(thrown.message, /^Cannot use '.*\/data', as '.*\/services_folder' names no folder$/);
      assert.deepEqual(await readdir(path("data")), ["services_folder"]);
    });
  }

  it("does not take a file for a data folder", async () => {
    const name = await file("data", "no folder");
    assert.instanceOf(
      await outcomeOf(openServicesFolder(`${name}/below`, { account: undefined, log: () => {} })),
      Error,
    );
    assert.equal(await readFile(name, "utf8"), "no folder");
  });

  if (isRoot()) {
    it("lies elsewhere where the servers' user cannot enter, each knowing of the other", async () => {
      const dataDir = await closedFolder();
      const folder = await open(dataDir);
      assert.match(folder, /\/elsewhere\/data-\w{6}$/);
      assert.equal(await readFile(`${folder}/belongs_to`, "utf8"), `${dataDir}\n`);
      assert.equal(await readFile(`${dataDir}/services_folder`, "utf8"), `${folder}\n`);
      assert.deepEqual(log, [`the database is kept in ${folder}, as the user that runs it cannot enter ${dataDir}`]);
      assert.equal((await stat(folder)).mode & 0o777, 0o711);
      assert.equal(await open(dataDir), folder);
    });

    it("starts empty for a new data folder at the same place", async () => {
      const dataDir = await closedFolder();
      const first = await open(dataDir);
      await rm(dataDir, { recursive: true });
      assert.notEqual(await open(dataDir), first);
    });

    it("does not hide records that lie in a data folder which has been closed since", async () => {
      const dataDir = await closedFolder();
      await mkdir(`${dataDir}/postgres`, { recursive: true });
      const thrown = await outcomeOf(open(dataDir));
      assert.instanceOf(thrown, ProvisionError);
      assert.match(
        thrown.message,
        /^Cannot use '.*\/data', as the user that runs Postgres cannot enter it; .*chmod o\+x/,
      );
      assert.isFalse(await exists(path("elsewhere")));
    });
  }
});
