import { assert } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { exists } from "./cache_folder.ts";
import { readLogTail, serverEnvironment, startGuarded, type StartGuardedOptions } from "./guarded_server.ts";
import { identifyProcess } from "./process_identity.ts";

describe("startGuarded()", () => {
  let folder: string;
  let logFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "guard test's "));
    logFile = path.join(folder, "log");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Start a shell script as if it were a server. */
  function start(script: string, options: Partial<StartGuardedOptions> = {}) {
    const usual = { account: undefined, logFile, stopSignal: "TERM", forceSignal: "KILL", patience: 20 } as const;
    return startGuarded("/bin/sh", { ...usual, args: ["-c", script, "a 'quoted' word"], ...options });
  }

  /** Wait until the program has written that, so that what it does before is done. */
  async function untilLogged(text: string): Promise<void> {
    while (!(await readLogTail(logFile)).includes(text)) await setImmediate();
  }

  it("starts a program with its arguments as they are, and writes its output to the log", async () => {
    const server = await start('echo "$0"; echo "$LC_ALL" >&2');
    assert.equal(await server.ended, 0);
    assert.equal(await readLogTail(logFile), "a 'quoted' word\nC");
  });

  it("names the process of the program, and stops it by the signal", async () => {
    const server = await start("trap 'echo asked; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
    await untilLogged("ready");
    assert.isString(await identifyProcess(server.pid));
    await server.stop();
    assert.isUndefined(await identifyProcess(server.pid));
    assert.equal(await server.ended, 3);
    assert.equal(await readLogTail(logFile), "ready\nasked");
  });

  it("forces a program that does not hear", async () => {
    const server = await start("trap 'echo deaf' TERM; echo ready; while :; do sleep 0.05; done", { patience: 1 });
    await untilLogged("ready");
    await server.stop();
    assert.isUndefined(await identifyProcess(server.pid));
    assert.equal(await readLogTail(logFile), "ready\ndeaf");
  });

  it("may be asked to stop twice, and after the program has ended by itself", async () => {
    const server = await start("exit 7");
    assert.equal(await server.ended, 7);
    await Promise.all([server.stop(), server.stop()]);
  });

  it("removes the folder after a stop", async () => {
    const server = await start("exec sleep 60", { removeFolder: folder });
    await server.stop();
    assert.isFalse(await exists(folder));
  });

  it("stops a program whose folder somebody has removed already", async () => {
    const server = await start("exec sleep 60", { removeFolder: folder });
    await rm(folder, { recursive: true });
    await server.stop();
    assert.isUndefined(await identifyProcess(server.pid));
  });

  it("leaves the folder of a program that ended by itself, as the log says why", async () => {
    const server = await start("echo why; exit 1", { removeFolder: folder });
    await server.ended;
    assert.equal(await readLogTail(logFile), "why");
  });

  it("says so where the log cannot be read", async () => {
    assert.equal(await readLogTail(path.join(folder, "missing")), "(it wrote no log)");
  });
});

describe("serverEnvironment()", () => {
  it("hands on nothing of ours but the search path", () => {
    assert.sameMembers(Object.keys(serverEnvironment()), ["PATH", "LC_ALL"]);
  });

  it("names the folders of libraries", () => {
    assert.equal(serverEnvironment(["/a", "/b"])["LD_LIBRARY_PATH"], "/a:/b");
  });
});
