import { assert } from "chai";
import { readFile, stat } from "node:fs/promises";
import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import { exists } from "./cache_folder.ts";
import { identifyProcess } from "./process_identity.ts";
import { ProvisionError } from "./provision_error.ts";
import { type PrivateServer, startPostgres } from "./start_postgres.ts";
import { startRedis } from "./start_redis.ts";

/** Writes what Postgres writes when it is ready, says how it is stopped, and notes each signal. */
const POSTGRES = `
const { writeFileSync, appendFileSync } = require("node:fs");
const data = process.argv[process.argv.indexOf("-D") + 1];
for (const name of ["SIGINT", "SIGQUIT"]) process.on(name, () => { console.log("got " + name); process.exit(0); });
writeFileSync(data + "/args", process.argv.slice(1).join("\\n"));
writeFileSync(data + "/postmaster.pid", process.pid + "\\n\\n\\n\\n\\n\\n\\nready\\n");
setInterval(() => {}, 1000);
`;

/** Answers as Redis does, at the port of its configuration and with its password. */
const REDIS = `
const config = require("node:fs").readFileSync(process.argv.at(-1), "utf8");
const [, port] = /^port (\\d+)$/m.exec(config), [, password] = /^requirepass "(.*)"$/m.exec(config);
require("node:net").createServer((socket) => socket.on("error", () => {}).on("data", (asked) =>
  socket.write(String(asked) === "AUTH " + password + "\\r\\nPING\\r\\n" ? "+OK\\r\\n+PONG\\r\\n" : "-NO\\r\\n-NO\\r\\n"),
)).listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => { console.log("got SIGTERM"); process.exit(0); });
`;

describe("the start of a private server", function () {
  this.timeout(30_000);
  const { path, file, program } = scratch();
  withVariables(() => ({ TOUCHSTONE_CACHE: path("cache") }));
  let started: PrivateServer[];
  beforeEach(() => {
    started = [];
  });
  afterEach(() => Promise.all(started.map((server) => server.stop())));

  /** A program that runs a script of node's with its arguments. */
  async function nodeProgram(name: string, script: string): Promise<string> {
    return program(name, `exec '${process.execPath}' '${await file(`${name}.cjs`, script)}' "$@"`);
  }

  async function postgres(durable: boolean, script = POSTGRES): Promise<PrivateServer> {
    await program("bin/initdb", 'echo "$@" >"$2/../initdb_args"; echo 17 >"$2/PG_VERSION"');
    await nodeProgram("bin/postgres", script);
    const binaries = { bin: path("bin"), from: "the test", version: "17.2", libraries: [] };
    await file("folder/made", "");
    const server = await startPostgres({ folder: path("folder"), durable, binaries, account: undefined });
    started.push(server);
    return server;
  }

  async function redis(durable: boolean, script = REDIS): Promise<PrivateServer> {
    const binaries = { file: await nodeProgram("redis", script), from: "the test", version: "7.2.0", libraries: [] };
    const server = await startRedis({ folder: path("folder"), durable, binaries, account: undefined });
    started.push(server);
    return server;
  }

  /** The message with which a start is refused. */
  async function complaint(starting: Promise<PrivateServer>): Promise<string> {
    const thrown = await outcomeOf(starting);
    assert.instanceOf(thrown, ProvisionError);
    return thrown.message;
  }

  it("makes a Postgres's data once, with a password that only its user can read, and keeps them", async () => {
    const first = await postgres(true);
    await first.stop();
    const password = await readFile(path("folder/postgres/password"), "utf8");
    assert.equal((await stat(path("folder/postgres/password"))).mode & 0o777, 0o600);
    assert.equal(new URL(first.url).password, password);
    assert.isAtLeast(password.length, 24);
    const second = await postgres(true);
    assert.equal(new URL(second.url).password, password);
    assert.isFalse(await exists(path("folder/postgres.unfinished")));
  });

  it("stops a Postgres whose data are kept in order, and one to throw away at once", async () => {
    await (await postgres(true)).stop();
    assert.equal(await readFile(path("folder/postgres/log"), "utf8"), "got SIGINT\n");
    const server = await postgres(false);
    await server.stop();
    assert.isUndefined(await identifyProcess(server.pid));
    assert.isFalse(await exists(path("folder")));
  });

  it("tells a Postgres the port that its address names", async () => {
    const { url, pid } = await postgres(true);
    const args = (await readFile(path("folder/postgres/data/args"), "utf8")).split("\n");
    assert.include(args, `port=${new URL(url).port}`);
    assert.include(args, path("folder/postgres/data"));
    assert.isString(await identifyProcess(pid));
  });

  for (const [durable, where] of [
    [true, "folder/postgres"],
    [false, "cache/initdb-17.2-"],
  ] as const) {
    it(`demands passwords of a Postgres from its first moment (durable: ${durable})`, async () => {
      await postgres(durable);
      const folder = durable ? where : `${where}${process.getuid?.() ?? 0}`;
      const args = (await readFile(path(`${folder}/initdb_args`), "utf8")).trim();
      assert.match(args, / -U touchstone -A scram-sha-256 --pwfile=\S+\/password -E UTF8 --locale=C/);
      assert.equal(args.endsWith("--no-sync"), !durable);
    });
  }

  it("says what a Postgres wrote that ended, and which it was", async () => {
    const message = await complaint(postgres(true, 'console.error("FATAL: disk full"); process.exit(1)'));
    assert.equal(message, "Cannot start Postgres, as it ended: FATAL: disk full");
  });

  it("leaves nothing that looks like data where they could not be made", async () => {
    const binaries = { bin: path("bin"), from: "the test", version: "17.2", libraries: [] };
    await program("bin/initdb", "echo 'initdb: error: no space' >&2; exit 1");
    const starting = startPostgres({ folder: path("folder"), durable: true, binaries, account: undefined });
    assert.match(await complaint(starting), /initdb': initdb: error: no space$/);
    assert.isFalse(await exists(path("folder/postgres")));
    await postgres(true);
  });

  it("gives a Redis a password that is new each time, in a file that only its user can read", async () => {
    const urls = [];
    for (const durable of [true, true]) {
      const server = await redis(durable);
      urls.push(new URL(server.url).password);
      assert.equal((await stat(path("folder/redis/redis.conf"))).mode & 0o777, 0o600);
      await server.stop();
    }
    assert.notEqual(urls[0], urls[1]);
    assert.equal(await readFile(path("folder/redis/log"), "utf8"), "got SIGTERM\n");
  });

  it("removes the folder of a Redis to throw away", async () => {
    const server = await redis(false);
    assert.isTrue(await exists(path("folder/redis.conf")));
    await server.stop();
    assert.equal(await server.ended, 0);
    assert.isFalse(await exists(path("folder")));
  });

  it("says what a Redis wrote that ended", async () => {
    const message = await complaint(redis(true, 'console.log("Bad file format"); process.exit(1)'));
    assert.equal(message, "Cannot start Redis, as it ended: Bad file format");
  });
});
