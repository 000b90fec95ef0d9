import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import { assert } from "chai";
import { chmod, symlink } from "node:fs/promises";
import { findExecutables } from "./find_executable.ts";
import { findRedis } from "./find_redis.ts";

const says = (version: string): string => `echo 'Redis server v=${version} sha=0'`;

describe("findRedis(), on a machine's search path", () => {
  const { path, file, program } = scratch();
  withVariables(() => ({
    REDIS_BIN: undefined,
    PATH: `${path("first")}:${path("second")}:${process.env["PATH"]}`,
  }));

  it("takes the first folder's program", async () => {
    await program("second/redis-server", says("7.2.2"));
    await program("first/redis-server", says("7.2.1"));
    const { binaries, tried } = await findRedis({ fetch: false });
    assert.deepEqual(binaries, {
      file: path("first/redis-server"),
      from: path("first/redis-server"),
      version: "7.2.1",
      libraries: [],
    });
    assert.isEmpty(tried);
  });

  it("goes on to the next where one does not run, is too old, or may not be run, and remembers why", async () => {
    await program("first/redis-server", "echo 'libjemalloc.so.2: not found' >&2; exit 127");
    await program("second/redis-server", says("5.0.14"));
    // of several names, all folders are looked at for the first name before the second is
    await program("first/valkey-server", says("8.0.0"));
    const { binaries, tried } = await findRedis({ fetch: false });
    assert.match(tried[0] ?? "", /^\S+\/first\/redis-server: .*libjemalloc/);
    assert.equal(tried[1], `${path("second/redis-server")}: Redis 5.0.14 is older than 6.2`);
    const [next] = (await findExecutables(["redis-server", "valkey-server"])).slice(2);
    assert.equal(binaries?.file, next);
  });

  it("does not try a file that is no program, a folder, and a link to nothing", async () => {
    await file("first/redis-server", "text");
    await file("second/redis-server/x", "");
    await symlink("nowhere", path("first/valkey-server"));
    await program("second/valkey-server", says("8.0.0"));
    const { binaries, tried } = await findRedis({ fetch: false });
    assert.isEmpty(tried);
    assert.equal(binaries?.file, (await findExecutables(["redis-server"]))[0] ?? path("second/valkey-server"));
  });

  it("looks for nothing else once a program is found, though it may fetch", async () => {
    await program("first/redis-server", says("7.2.1"));
    await program("first/apt-get", `touch '${path("asked")}'`);
    assert.equal((await findRedis({ fetch: true })).binaries?.version, "7.2.1");
    assert.instanceOf(await outcomeOf(chmod(path("asked"), 0o600)), Error);
  });
});

describe("findRedis(), which may fetch", () => {
  const { path, program } = scratch();
  let log: string[];
  // the program that is chosen is not there; what fetches is the test's own
  withVariables(() => ({
    REDIS_BIN: path("fetched/redis-server"),
    TOUCHSTONE_CACHE: path("cache"),
    PATH: `${path("tools")}:${process.env["PATH"]}`,
  }));
  beforeEach(async () => {
    log = [];
    for (const name of ["apt-get", "apt-cache", "dpkg"])
      await program(`tools/${name}`, `echo '${name}: offline' >&2; exit 100`);
  });

  const find = (fetch = true) => findRedis({ fetch, log: (line) => log.push(line) });

  /** A brew that writes down what it was asked for, and puts a server where it is looked for. */
  async function brew(version: string): Promise<void> {
    await program("template", says(version));
    const lines = [
      `echo "$@" >'${path("brewed")}'`,
      `mkdir -p '${path("fetched")}'`,
      `cp -p '${path("template")}' "$REDIS_BIN"`,
    ];
    await program("tools/brew", lines.join("\n"));
  }

  it("does not, where it may not", async () => {
    await brew("8.0.0");
    const { binaries, tried } = await find(false);
    assert.isUndefined(binaries);
    assert.deepEqual(tried.slice(1), ["REDIS_BIN, redis-server and valkey-server: none here that runs"]);
    assert.isEmpty(log);
  });

  it("asks brew when Debian's packages cannot be fetched, and says both", async () => {
    await brew("8.0.0");
    const { binaries, tried } = await find();
    assert.deepInclude(binaries, { from: "brew", version: "8.0.0", file: path("fetched/redis-server") });
    assert.match(tried.join("\n"), /^Debian's packages: .*offline$/m);
    assert.include(log, "installing Redis by brew");
  });

  it("takes nothing that is too old, though it was just installed", async () => {
    await brew("6.0.0");
    const { binaries, tried } = await find();
    assert.isUndefined(binaries);
    assert.include(tried, "brew: Redis 6.0.0 is older than 6.2");
  });

  it("says what brew says", async () => {
    await program("tools/brew", "echo 'Error: no bottle' >&2; exit 1");
    assert.match((await find()).tried.join("\n"), /^brew: .*Error: no bottle$/m);
  });
});
