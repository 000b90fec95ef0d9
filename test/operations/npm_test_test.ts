import { assert } from "chai";
import { execFile, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { identifyProcess } from "../../src/provision/mod.ts";
import { descendantsOf, until } from "./holder.ts";
import { temporaryFolders } from "./temporary_folders.ts";

const PROJECT = new URL("../../", import.meta.url).pathname;

/** Files of tests in all the ways in which they can end. */
const FILES = {
  good: 'describe("good", () => { it("passes", () => {}); it("waits"); });',
  other: 'describe("other", () => { it("passes as well", () => {}); });',
  bad: 'describe("bad", () => { it("fails", () => { throw new TypeError("no"); }); });',
  broken: 'throw new TypeError("cannot be loaded");',
  crash: 'describe("crash", () => { it("kills its worker", () => process.kill(process.pid, "SIGKILL")); });',
  hook: 'describe("hook", () => { before(() => { throw new TypeError("no"); }); it("never runs", () => {}); });',
  endless:
    'describe("endless", () => { it("goes on", function () { this.timeout(0); return new Promise(() => setInterval(() => {}, 1e6)); }); });',
} as const;

type FileName = keyof typeof FILES;

describe("npm test", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  after(() => folders.remove());

  /** Write test files and answer their paths. */
  async function write(names: readonly FileName[]): Promise<readonly string[]> {
    const folder = await folders.make();
    const files = names.map((name) => path.join(folder, `${name}_test.ts`));
    await Promise.all(names.map((name, index) => writeFile(files[index]!, FILES[name])));
    return files;
  }

  let reportFile: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    reportFile = path.join(await folders.make(), "report.json");
    // these services are not used, so they need not be there
    const services = {
      TEST_DATABASE_URL: "postgresql://nowhere",
      TEST_REDIS_URL: "redis://nowhere",
      TEST_SERVICES: "temporary",
    };
    env = { ...process.env, ...services, TEST_REPORT: reportFile };
  });
  const program = ["--import", "tsx", "scripts/test.ts"];

  /** Run it to its end. */
  function run(args: readonly string[]): Promise<{ readonly status: number; readonly last: string | undefined }> {
    return new Promise((resolve) => {
      execFile(process.execPath, [...program, ...args], { cwd: PROJECT, env }, (failure, stdout) => {
        const status = typeof failure?.code === "number" ? failure.code : 0;
        resolve({ status, last: stdout.trimEnd().split("\n").at(-1) });
      });
    });
  }

  for (const [names, status, last] of [
    [["good", "other"], 0, "2 passed, 0 failed, 1 skipped"],
    [["good", "bad"], 1, "1 passed, 1 failed, 1 skipped"],
    [["good", "broken"], 1, "1 passed, 1 failed, 1 skipped"],
    [["broken"], 1, "0 passed, 1 failed, 0 skipped"],
    [["other", "crash"], 1, "1 passed, 1 failed, 0 skipped"],
    [["hook"], 1, "0 passed, 1 failed, 0 skipped"],
  ] as const) {
    it(`ends with '${last}' and status ${status} for files that are ${names.join(" and ")}`, async () => {
      assert.deepEqual(await run(await write(names)), { status, last });
    });
  }

  it("hands options on to mocha", async () => {
    const files = await write(["good", "other", "bad"]);
    assert.deepEqual(await run([...files, "--grep", "as well"]), { status: 0, last: "1 passed, 0 failed, 0 skipped" });
  });

  it("fails for a file that does not exist", async () => {
    assert.deepEqual(await run(["test/missing_test.ts"]), { status: 1, last: "0 passed, 1 failed, 0 skipped" });
  });

  it("writes each test's title, file and state for other scripts", async () => {
    await run(await write(["good", "bad"]));
    const report = JSON.parse(await readFile(reportFile, "utf8")) as Record<string, unknown>[];
    const rows = report.map(({ title, file, state }) => [title, path.basename(String(file)), state]);
    assert.sameDeepMembers(rows, [
      ["good passes", "good_test.ts", "passed"],
      ["good waits", "good_test.ts", "skipped"],
      ["bad fails", "bad_test.ts", "failed"],
    ]);
  });

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    it(`leaves no process behind after ${signal}`, async () => {
      const files = await write(["endless", "other"]);
      const own = { ...env, TEST_DATABASE_URL: "", TEST_REDIS_URL: "", TEST_SERVICES: "" };
      const child = spawn(process.execPath, [...program, ...files], { cwd: PROJECT, env: own, stdio: "ignore" });
      const commands = async (): Promise<string> =>
        (await descendantsOf(child.pid!)).map(({ command }) => command).join(" ");
      // the servers, mocha and its two workers
      await until(async () => /postgres/.test(await commands()) && (await commands()).match(/node/g)?.length === 3);
      const pids = (await descendantsOf(child.pid!)).map(({ pid }) => pid);
      child.kill(signal);
      await until(async () => (await Promise.all(pids.map(identifyProcess))).every((left) => left === undefined));
    });
  }
});
