import { assert } from "chai";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { OPEN_SECRETS } from "../../src/server/mod.ts";
import { freePort } from "../support/free_port.ts";
import { freshDatabase, testRedis } from "../support/services.ts";
import { until } from "./holder.ts";
import { type Program, runCurl, startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

type Settings = Readonly<Record<string, string>>;

interface Ready {
  readonly issuer: string;
  readonly database: string;
  readonly redis: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly credentials_kept_in: string | null;
  readonly try: { readonly clientCredentials: string };
}

describe("npm start, on a Postgres and a Redis that are configured", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  const programs: Program[] = [];
  let dataDir: string;
  let stores: Settings;

  beforeEach(async () => {
    const [{ url }, redis] = await Promise.all([freshDatabase(), testRedis()]);
    stores = { DATABASE_URL: url, REDIS_URL: `${redis.url}?prefix=${redis.keyPrefix}` };
    dataDir = path.join(await folders.make(), "data");
  });
  afterEach(() => Promise.all(programs.splice(0).map((program) => program.end("SIGKILL"))));
  after(() => folders.remove());

  function start(settings: Settings = {}, args: readonly string[] = ["--json"]): Program {
    const program = startProgram(["start", ...args], { ...stores, DATA_DIR: dataDir, PORT: "0", ...settings });
    programs.push(program);
    return program;
  }
  async function ready(program: Program): Promise<Ready> {
    return (await program.announced) as unknown as Ready;
  }

  it("starts no server, and writes nothing where the key is given too", async () => {
    const program = start({ SECRET_KEY: "k".repeat(32) });
    const { database, redis, credentials_kept_in: keptIn } = await ready(program);
    assert.deepEqual([database, redis, keptIn], ["the Postgres of DATABASE_URL", "the Redis of REDIS_URL", null]);
    const { code, err } = await program.end("SIGHUP");
    assert.equal(code, 0, err);
    assert.isFalse(existsSync(dataDir));
  });

  it("keeps a key of its own, and begins with it again", async () => {
    const first = start();
    await ready(first);
    const key = await readFile(path.join(dataDir, "secret_key"), "utf8");
    await first.end("SIGTERM");
    await ready(start());
    assert.equal(await readFile(path.join(dataDir, "secret_key"), "utf8"), key);
    assert.deepEqual(await readdir(dataDir), ["secret_key"]);
  });

  it("makes one demonstration when two start at once, and either knows the tokens of the other", async () => {
    const ports = [await freePort(), await freePort()] as const;
    const shared = { ISSUER: "http://localhost:8000", SECRET_KEY: "k".repeat(32), LOG_LEVEL: "info" };
    const both = ports.map((port) => start({ ...shared, PORT: String(port) }));
    for (const { credentials } of await Promise.all(both.map(ready))) assert.deepEqual(credentials, OPEN_SECRETS);
    const line = `curl -u demo-machine:demo-machine-secret -d grant_type=client_credentials http://127.0.0.1:${ports[0]}/token`;
    const { body } = await runCurl(line);
    const headers = { Authorization: `Bearer ${String(body["access_token"])}` };
    assert.equal((await fetch(`http://127.0.0.1:${ports[1]}/api/`, { headers })).status, 200);
    const ended = await Promise.all(both.map((program) => program.end("SIGTERM")));
    assert.lengthOf(
      ended
        .map(({ err }) => err)
        .join("")
        .match(/Made the demonstration/g) ?? [],
      1,
    );
  });

  const exposed: readonly (readonly [string, Settings])[] = [
    ["its issuer has a name on the network", { ISSUER: "https://id.example" }],
    ["a proxy stands before it", { TRUSTED_PROXIES: "1" }],
    ["it listens on every address", { HOST: "0.0.0.0" }],
  ];
  for (const [when, settings] of exposed) {
    it(`gives nobody the well-known credentials when ${when}`, async () => {
      const { credentials, credentials_kept_in: keptIn } = await ready(start(settings));
      assert.equal(keptIn, path.join(dataDir, "demonstration.json"));
      const known = new Set<string>(Object.values(OPEN_SECRETS));
      assert.isEmpty(Object.values(credentials).filter((secret) => known.has(secret)));
    });
  }

  it("warns that others cannot use an issuer on localhost, unless one is given", async () => {
    const warning = /set ISSUER to the address that they use/;
    const without = start({ HOST: "0.0.0.0" });
    await ready(without);
    assert.match((await without.end("SIGTERM")).err, warning);
    const given = start({ HOST: "0.0.0.0", ISSUER: "https://id.example" });
    await ready(given);
    assert.notMatch((await given.end("SIGTERM")).err, warning);
  });

  it("prints plain text where no terminal is, with a curl line that works", async () => {
    const program = start({}, []);
    let text = "";
    program.child.stdout!.on("data", (part: string) => (text += part));
    await until(async () => text.includes("to stop"));
    assert.notInclude(text, "\u001B");
    assert.match(text, /^Touchstone is ready at http:\/\/localhost:\d+$/m);
    const [line = ""] = /curl -u demo-machine.*$/m.exec(text) ?? [];
    assert.equal((await runCurl(line)).status, 200);
    assert.equal((await program.end("SIGINT")).code, 0);
  });

  it("takes its settings from a file, and from the environment before it", async () => {
    const file = path.join(await folders.make(), "settings.json");
    await writeFile(
      file,
      JSON.stringify({ REALM: "from the file", ISSUER: "http://localhost:9", SCOPES: "read write books" }),
    );
    const { issuer, try: trials } = await ready(start({ ISSUER: "http://localhost:10" }, ["--json", "--config", file]));
    assert.equal(issuer, "http://localhost:10");
    assert.match(trials.clientCredentials, / http:\/\/localhost:10\/token$/);
  });
});
