import { assert } from "chai";
import type { ChildProcess } from "node:child_process";
import { createServer, type Server } from "node:net";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { freePort } from "../support/free_port.ts";
import { freshDatabase, testRedis } from "../support/services.ts";
import { descendantsOf, until } from "./holder.ts";
import { type Program, startProgram } from "./program.ts";

async function workersOf({ pid }: ChildProcess): Promise<readonly number[]> {
  const below = await descendantsOf(pid!);
  return below.filter(({ command }) => command !== "ps").map((process) => process.pid);
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isReady(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
}

describe("touchstone serve", function () {
  this.timeout(60_000);
  let port: number;
  let environment: Readonly<Record<string, string>>;
  const programs: Program[] = [];

  function serve(settings: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Program {
    const program = startProgram(["serve", "--json", ...args], { ...environment, ...settings });
    programs.push(program);
    return program;
  }

  before(async () => {
    const [{ url: DATABASE_URL }, redis] = await Promise.all([freshDatabase(), testRedis()]);
    port = await freePort();
    environment = {
      DATABASE_URL,
      REDIS_URL: `${redis.url}?prefix=${redis.keyPrefix}`,
      SECRET_KEY: "a key of at least 32 characters for tests",
      ISSUER: "https://id.example",
      PORT: String(port),
    };
  });
  after(() => Promise.all(programs.map((program) => program.end("SIGKILL"))));

  it("refuses a database that is not migrated, and says what to do", async () => {
    const { code, err } = await serve().ended;
    assert.equal(code, 1);
    assert.match(err, /run touchstone migrate first/);
    const database = openDatabase(environment["DATABASE_URL"]!);
    await database.migrate();
    await database.close();
  });

  it("refuses a port that is taken, once for all its workers", async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(port, "0.0.0.0", resolve));
    const { code, err } = await serve({}, ["--workers", "2"]).ended;
    await new Promise((resolve) => taken.close(resolve));
    assert.equal(code, 1);
    assert.lengthOf(err.match(/Cannot listen on port/g) ?? [], 1);
  });

  it("ends when its first worker cannot start, and says why once", async () => {
    const { code, err } = await serve({ REDIS_URL: "redis://127.0.0.1:1" }, ["--workers", "3"]).ended;
    assert.equal(code, 1);
    assert.lengthOf(err.match(/^Cannot reach redis.*is REDIS_URL right/gm) ?? [], 1);
    assert.match(err, /^Cannot serve as the first worker ended at once/m);
  });

  it("serves by itself, seeds nothing, and ends with 0 at SIGTERM", async () => {
    const program = serve();
    assert.include(await program.announced, { ready: true, issuer: "https://id.example", port, workers: 1 });
    assert.isTrue(await isReady(port));
    const credentials = Buffer.from("demo-machine:demo-machine-secret").toString("base64");
    const headers = { Authorization: `Basic ${credentials}` };
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    const response = await fetch(`http://127.0.0.1:${port}/token`, { method: "POST", headers, body });
    assert.equal(response.status, 401);
    const { code, err } = await program.end("SIGTERM");
    assert.equal(code, 0, err);
  });

  it("replaces a worker that was killed, and lets all of them end at SIGTERM", async () => {
    const program = serve({}, ["--workers", "2"]);
    assert.include(await program.announced, { workers: 2 });
    const [killed, left] = await workersOf(program.child);
    process.kill(killed!, "SIGKILL");
    await until(async () => {
      const now = await workersOf(program.child);
      return now.length === 2 && !now.includes(killed!);
    });
    assert.include(await workersOf(program.child), left);
    await until(() => isReady(port));
    const workers = await workersOf(program.child);
    const { code, err } = await program.end("SIGTERM");
    assert.equal(code, 0, err);
    assert.include(err, "A worker died and is replaced");
    assert.deepEqual(workers.filter(lives), []);
  });

  it("leaves no worker behind when it is killed", async () => {
    const program = serve({}, ["--workers", "2"]);
    await program.announced;
    const workers = await workersOf(program.child);
    assert.lengthOf(workers, 2);
    await program.end("SIGKILL");
    await until(async () => workers.every((worker) => !lives(worker)));
  });
});
