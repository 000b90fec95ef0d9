import { findKeptMajor, makeTemporaryCluster, openKeptCluster } from "./postgres_cluster.ts";
import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import { mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { ProvisionError } from "./provision_error.ts";
import { assert } from "chai";

/** Counts its calls, and makes what a cluster is known by. */
const INITDB = 'echo call >>"$(dirname "$0")/calls"; [ -z "$(ls -A "$2")" ] || exit 9; echo 17 >"$2/PG_VERSION"';

describe("the data of a Postgres", () => {
  const { path, file, program } = scratch();
  withVariables(() => ({ TOUCHSTONE_CACHE: path("cache") }));
  const options = (version = "17.2") => ({
    binaries: { bin: path("bin"), from: "the test", version, libraries: [] },
    account: undefined,
  });
  beforeEach(() => program("bin/initdb", INITDB));

  const calls = async (): Promise<number> => (await readFile(path("bin/calls"), "utf8")).split("\n").length - 1;

  it("are made anew where a start was killed half-way", async () => {
    await file("folder/postgres.unfinished/data/half", "");
    await file("folder/postgres.unfinished/password", "half");
    const { data, password } = await openKeptCluster(path("folder"), options());
    assert.equal(data, path("folder/postgres/data"));
    assert.deepEqual(await readdir(data), ["PG_VERSION"]);
    assert.notEqual(password, "half");
    assert.deepEqual(await readdir(path("folder")), ["postgres"]);
    for (const name of ["", "/data", "/password"])
      assert.equal((await stat(path(`folder/postgres${name}`))).mode & 0o077, 0);
  });

  it("are never made twice in the same place, where the initdb of a killed start may still be at work", async () => {
    await program("bin/initdb", 'echo "$2" >>"$(dirname "$0")/places"; exit 1');
    for (const _ of [1, 2])
      assert.instanceOf(await outcomeOf(openKeptCluster(path("folder"), options())), ProvisionError);
    const places = (await readFile(path("bin/places"), "utf8")).trim().split("\n");
    assert.deepEqual([places.length, new Set(places).size], [2, 2]);
  });

  it("are left as they are where a start finds them, with what lies unfinished beside them", async () => {
    await file("folder/postgres/password", "kept\n");
    await file("folder/postgres.unfinished/data/half", "");
    assert.deepEqual(await openKeptCluster(path("folder"), options()), {
      data: path("folder/postgres/data"),
      password: "kept",
    });
    assert.lengthOf(await readdir(path("folder")), 2);
  });

  it("have another password in each folder", async () => {
    const clusters = [await openKeptCluster(path("a"), options()), await openKeptCluster(path("b"), options())];
    assert.notEqual(clusters[0]?.password, clusters[1]?.password);
  });

  it("to throw away are copies: each may be spoilt without the others", async () => {
    await mkdir(path("a"));
    await mkdir(path("b"));
    const a = await makeTemporaryCluster(path("a"), options());
    await rm(a.data, { recursive: true });
    const b = await makeTemporaryCluster(path("b"), options());
    assert.equal(await readFile(`${b.data}/PG_VERSION`, "utf8"), "17\n");
    assert.deepEqual([await calls(), b.password], [1, a.password]);
  });

  it("to throw away are made once when many want them at the same moment, or thrown away as well", async () => {
    const names = ["a", "b", "c", "d"];
    await Promise.all(names.map((name) => mkdir(path(name))));
    const made = await Promise.all(names.map((name) => makeTemporaryCluster(path(name), options())));
    assert.equal(new Set(made.map(({ password }) => password)).size, 1);
    assert.lengthOf(await readdir(path("cache")), 1);
  });

  it("to throw away are made for each version", async () => {
    await mkdir(path("a"));
    for (const version of ["17.2", "17.3"]) await makeTemporaryCluster(path("a"), options(version));
    assert.equal(await calls(), 2);
  });

  it("to throw away are for their user's eyes alone, template and copy", async () => {
    await mkdir(path("a"), { mode: 0o755 });
    await makeTemporaryCluster(path("a"), options());
    const template = `cache/initdb-17.2-${process.getuid?.() ?? 0}`;
    for (const name of [template, `${template}/password`, "a", "a/data", "a/password"]) {
      assert.equal((await stat(path(name))).mode & 0o077, 0, name);
    }
  });

  it("leave nothing in the cache where they could not be made", async () => {
    await program("bin/initdb", "echo broken >&2; exit 1");
    assert.instanceOf(await outcomeOf(makeTemporaryCluster(path("a"), options())), ProvisionError);
    assert.isEmpty(await readdir(path("cache")));
  });

  for (const [what, text, major] of [
    ["a version of today", "18\n", 18],
    ["a version of the old kind", "9.6\n", 9],
    ["an empty file", "", undefined],
    ["a file of something else", "hello\n", undefined],
    ["no file", undefined, undefined],
  ] as const) {
    it(`are of version ${major} where ${what} says so`, async () => {
      if (text !== undefined) await file("folder/postgres/data/PG_VERSION", text);
      assert.equal(await findKeptMajor(path("folder")), major);
    });
  }
});
