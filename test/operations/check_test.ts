import { assert } from "chai";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { openCheckServer } from "../../src/cli/check_server.ts";
import type { RunReport, Verdict } from "../../src/lab/mod.ts";
import { findExecutables, identifyProcess } from "../../src/provision/mod.ts";
import { skipFor } from "../support/skip.ts";
import { type Ran, runCommand } from "./command.ts";
import { startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

const CLIENT = [process.execPath, path.join(import.meta.dirname, "testdata/client.mjs")];
const PYTHON_CLIENT = path.join(import.meta.dirname, "../../scripts/examples/client.py");
const CHANGED = "authorization_response_state_changed";
const EXTRA = "token_reply_extra_members";

const PLAN = ["check", "--plan", "oauth2-basic"];
const ENVIRONMENT = { PATH: process.env["PATH"] };

interface CheckOptions {
  readonly scenarios?: readonly string[];
  readonly options?: readonly string[];
  /** Words for the client. */
  readonly client?: readonly string[];
  readonly command?: readonly string[];
}

function check({
  scenarios = [CHANGED, EXTRA],
  options = [],
  client = [],
  command = CLIENT,
}: CheckOptions): Promise<Ran> {
  const args = [...PLAN, "--scenario", ...scenarios, ...options, "--", ...command, ...client];
  return runCommand(args, { environment: ENVIRONMENT });
}

/** Verdicts of what was tried, without those of all requests. */
function tried({ out }: Ran): readonly Verdict[] {
  const report: RunReport = JSON.parse(out);
  return report.verdicts.filter(({ kind, verdict }) => kind !== "lint" && verdict !== "not exercised");
}

function words(ran: Ran): Readonly<Record<string, string>> {
  return Object.fromEntries(tried(ran).map(({ name, verdict }) => [name, verdict]));
}

describe("touchstone check", function () {
  this.timeout(120_000);
  const folders = temporaryFolders();
  let folder: string;

  before(async () => (folder = await folders.make()));
  after(() => folders.remove());

  it("passes a client that does all things right, and prints what it tried", async () => {
    const { code, out, err } = await check({});
    assert.equal(code, 0, err + out);
    assert.match(out, new RegExp(`${CHANGED} +code +passed \\(stated\\)`));
    assert.match(err, /3\/3 +passed \(stated\)/);
  });

  it("fails one that compares no state, in that case alone, and says how to mend it", async () => {
    const json = await check({ client: ["careless"], options: ["--json"] });
    assert.equal(json.code, 1);
    assert.deepEqual(words(json), {
      "control-code": "passed (stated)",
      [CHANGED]: "failed",
      [EXTRA]: "passed (stated)",
    });
    const failed = tried(json).find(({ name }) => name === CHANGED);
    assert.isNotEmpty(failed?.evidence);
    assert.isNotEmpty(failed?.mend);
    const text = await check({ client: ["careless"] });
    assert.match(text.out, new RegExp(`failed: ${CHANGED}[^]*how to mend it: \\S`));
    assert.match(text.err, /1 of \d+ cases failed/);
  });

  for (const step of [1, 2, 3, 4, 5]) {
    it(`never passes a client that breaks at its step ${step}`, async () => {
      const ran = await check({ client: [`exit-at=${step}`], options: ["--json"] });
      // at its last step it breaks exactly where it has to cope
      assert.equal(ran.code, step === 5 ? 1 : 5, ran.err);
      const { "control-code": control, [CHANGED]: changed, [EXTRA]: extra } = words(ran);
      assert.equal(control, "passed (stated)");
      // before its fourth step it has not seen the answer; after it, it has refused
      if (step < 4) assert.notMatch(changed ?? "not exercised", /passed/);
      assert.notMatch(extra ?? "not exercised", /passed/);
    });
  }

  it("runs no scenario where the unmodified flow does not work, and does not call that a pass", async () => {
    const ran = await check({ command: [process.execPath, "-e", "process.exit(1)"], options: ["--json"] });
    assert.equal(ran.code, 5);
    assert.deepEqual(words(ran), { "control-code": "inconclusive" });
    assert.match(ran.err, /2 scenarios of code are left out/);
  });

  it("says that there is no such program, and no such plan, scenario or setup", async () => {
    const noProgram = await check({ command: ["/nowhere/client"] });
    assert.equal(noProgram.code, 2);
    assert.match(noProgram.err, /Cannot start '\/nowhere\/client': there is no such program/);
    for (const args of [
      ["--plan", "nothing"],
      ["--plan", "oauth2-basic", "--scenario", "nothing"],
      ["--plan", "oauth2-basic", "--setup", "nothing"],
    ]) {
      const { code, err } = await runCommand(["check", ...args, "--", "x"], { environment: ENVIRONMENT });
      assert.oneOf(code, [1, 2], err);
      assert.match(err, /nothing/);
    }
  });

  it("lists what it would run, and runs none of it", async () => {
    const { code, out } = await runCommand([...PLAN, "--list"], { environment: ENVIRONMENT });
    assert.equal(code, 0);
    assert.match(out, /^CASE +SETUP +WAITS +WHAT IS TRIED\ncontrol-code +code/);
    assert.include(out, CHANGED);
  });

  it("goes on with failures that are known, and tells when one of them is gone", async () => {
    const file = path.join(folder, "known.json");
    const options = ["--baseline", file];
    const written = await check({ client: ["careless"], options: [...options, "--write-baseline"] });
    assert.equal(written.code, 0, written.err);
    assert.include(await readFile(file, "utf8"), CHANGED);
    const known = await check({ client: ["careless"], options });
    assert.equal(known.code, 0, known.err);
    assert.match(known.err, /1 failed as the baseline expects/);
    const mended = await check({ options });
    assert.equal(mended.code, 1);
    assert.match(mended.err, new RegExp(`take them out of it: ${CHANGED} \\(code\\)`));
  });

  it("writes reports, and what the client printed", async () => {
    const [html, junit, sarif] = ["r.html", "r.xml", "r.sarif"].map((name) => path.join(folder, "reports", name));
    const output = path.join(folder, "output");
    const files = [
      "--report-html",
      html ?? "",
      "--junit",
      junit ?? "",
      "--sarif",
      sarif ?? "",
      "--keep-output",
      output,
    ];
    await check({ client: ["careless"], options: files });
    assert.match(await readFile(html ?? "", "utf8"), /^<!doctype html>/i);
    assert.include(await readFile(junit ?? "", "utf8"), "<failure");
    assert.equal(JSON.parse(await readFile(sarif ?? "", "utf8")).version, "2.1.0");
    assert.match(await readFile(path.join(output, `code.${CHANGED}.log`), "utf8"), /^Open http:.*authorize/);
  });

  it("uses a server that runs already", async () => {
    const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, environment: {} };
    const server = await openCheckServer({ io, config: undefined });
    try {
      const { code, err } = await check({ options: ["--server", `${server.base}/`] });
      assert.equal(code, 0, err);
    } finally {
      await server.close();
    }
  });

  it("tests a client in Python", async function () {
    const [python] = await findExecutables(["python3"]);
    if (python === undefined) return skipFor(this, "there is no Python here");
    const { code, err } = await check({ command: [python, PYTHON_CLIENT] });
    assert.equal(code, 0, err);
  });

  it("ends at Ctrl-C with what it has, and leaves no client behind", async () => {
    const script = path.join(folder, "endless.mjs");
    const pids = path.join(folder, "pids");
    await writeFile(
      script,
      `import { appendFileSync } from "node:fs";
       appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n");
       setInterval(() => {}, 1000);`,
    );
    const program = startProgram([...PLAN, "--", process.execPath, script], {});
    let text = "";
    while (text === "") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      text = await readFile(pids, "utf8").catch(() => "");
    }
    const { code, out, err } = await program.end("SIGINT");
    assert.equal(code, 130, err);
    assert.match(out, /^CASE/);
    assert.match(err, /Interrupted/);
    for (const pid of text.trim().split("\n")) assert.isUndefined(await identifyProcess(Number(pid)), pid);
  });
});
