import { assert } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { identifyProcess } from "../../provision/mod.ts";
import type { Outcome } from "../judge/verdict.ts";
import { clientConfig } from "./_client_config_test.ts";
import type { ClientIo } from "./launch.ts";
import { LaunchFailed, outcomeOf, programLaunch, type ProgramLaunchOptions } from "./program_launch.ts";

interface Ran {
  readonly outcome: Outcome;
  readonly printed: readonly string[];
  readonly opened: readonly string[];
}

interface RunOptions extends Partial<ProgramLaunchOptions> {
  readonly answers?: readonly string[];
  /** Milliseconds until its time is over. */
  readonly time?: number;
}

/** Runs a program that is given as JavaScript. */
async function run(script: string, { answers = [], time = 20_000, ...options }: RunOptions = {}): Promise<Ran> {
  const program = await programLaunch({
    command: [process.execPath, "--input-type=module", "-e", script],
    environment: { PATH: process.env["PATH"] },
    ...options,
  });
  const [printed, opened, left]: [string[], string[], string[]] = [[], [], [...answers]];
  const io: ClientIo = {
    print: (line) => printed.push(line),
    open: (address) => opened.push(address),
    nextAnswer: async () => left.shift(),
    signal: AbortSignal.timeout(time),
  };
  try {
    const outcome = await program.launch(clientConfig({ client_secret: "the-secret" }), io);
    return { outcome, printed, opened };
  } finally {
    await program.close();
  }
}

/** Whether a process ends within a second. */
async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await identifyProcess(pid)) === undefined) return true;
    await sleep(20);
  }
  return false;
}

describe("programLaunch()", function () {
  this.timeout(30_000);

  for (const [what, script, outcome] of [
    ["that ends with 0 completed", "", { statement: "completed", statedBy: "exit", exit: 0 }],
    ["that ends with 76 refused", "process.exit(76)", { statement: "refused", statedBy: "exit", exit: 76 }],
    ["that ends with anything else broke", "process.exit(3)", { exit: 3 }],
    ["that throws broke", "throw new Error('x')", { exit: 1 }],
    ["that is killed has no status", "process.kill(process.pid, 'SIGKILL')", {}],
  ] as const) {
    it(`takes it that a program ${what}`, async () => {
      const { output: _output, ...seen } = (await run(script)).outcome;
      assert.deepEqual(seen, outcome);
    });
  }

  it("believes a line rather than the status", async () => {
    const { outcome } = await run("console.log('touchstone: refused because'); process.exit(1)");
    assert.include(outcome, { statement: "refused", statedBy: "line", reason: "because", exit: 1 });
  });

  it("believes the last of several lines, on either stream", async () => {
    const script = "console.log('touchstone: refused'); setTimeout(() => console.error('touchstone: completed'), 50)";
    assert.include((await run(script)).outcome, { statement: "completed", statedBy: "line" });
  });

  it("believes another status where it is told to", async () => {
    assert.include((await run("process.exit(3)", { refusedExit: 3 })).outcome, { statement: "refused", exit: 3 });
    assert.notProperty((await run("process.exit(76)", { refusedExit: 3 })).outcome, "statement");
  });

  it("tells the program what it has to know", async () => {
    const { printed } = await run("console.log(process.env.TOUCHSTONE_FLOW, process.env.TOUCHSTONE_CLIENT_SECRET)");
    assert.deepEqual(printed, ["code the-secret"]);
  });

  it("keeps what it printed, without secrets", async () => {
    const heard: string[] = [];
    const { outcome } = await run("console.log('I am the-secret'); console.error('Ünd code=abc')", {
      onLine: (line) => heard.push(line),
    });
    assert.sameMembers([...(outcome.output ?? [])], ["I am [redacted]", "Ünd code=[redacted]"]);
    assert.sameMembers(heard, [...(outcome.output ?? [])]);
  });

  it("writes each answer as a line to its input", async () => {
    const script = `import { createInterface } from "node:readline";
      const lines = [];
      for await (const line of createInterface({ input: process.stdin })) {
        lines.push(line);
        if (lines.length === 2) { console.log(lines.join("|")); process.exit(0); }
      }`;
    assert.deepEqual((await run(script, { answers: ["one?a=1", "two"] })).printed, ["one?a=1|two"]);
  });

  it("minds nothing when the program does not read them", async () => {
    const { outcome } = await run("process.stdin.destroy(); setTimeout(() => process.exit(0), 100)", {
      answers: ["x".repeat(1_000_000), "y"],
    });
    assert.equal(outcome.exit, 0);
  });

  it("hears what it opens with the program in BROWSER", async () => {
    const script = `import { spawnSync } from "node:child_process";
      process.exit(spawnSync(process.env.BROWSER, ["http://a.test/authorize?x=1&y=2"]).status);`;
    const { outcome, opened } = await run(script);
    assert.equal(outcome.exit, 0);
    assert.deepEqual(opened, ["http://a.test/authorize?x=1&y=2"]);
  });

  it("ends a program whose time is over, with all that it started", async () => {
    const script = `import { spawn } from "node:child_process";
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const { outcome, printed } = await run(script, { time: 700 });
    assert.include(outcome, { timedOut: true });
    assert.notProperty(outcome, "exit");
    assert.isTrue(await ends(Number(printed[0])), `process ${printed[0]} goes on`);
  });

  it("kills one that does not listen", async () => {
    const script = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)";
    const { outcome, printed } = await run(script, { time: 700 });
    assert.include(outcome, { timedOut: true });
    assert.isTrue(await ends(Number(printed[0])));
  });

  it("ends what a program leaves behind when it ends", async () => {
    const script = `import { spawn } from "node:child_process";
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      console.log(child.pid);
      child.unref();
      setTimeout(() => process.exit(0), 100);`;
    const { outcome, printed } = await run(script);
    assert.equal(outcome.exit, 0);
    assert.isTrue(await ends(Number(printed[0])));
  });

  for (const [what, command, says] of [
    ["is not there", ["/nowhere/client"], /Cannot start '\/nowhere\/client': there is no such program/],
    ["may not be run", ["/dev/null"], /Cannot start '\/dev\/null': .*EACCES/],
  ] as const) {
    it(`says so when the program ${what}`, async () => {
      const thrown = await run("", { command }).catch((error: unknown) => error);
      assert.instanceOf(thrown, LaunchFailed);
      assert.match(String(thrown), says);
    });
  }
});

describe("outcomeOf()", () => {
  const SEEN = { exit: 0, timedOut: false, stated: undefined, refusedExit: 76, output: [] };

  it("says of a program that was ended by us nothing but that, and what it had said before", () => {
    assert.deepEqual(outcomeOf({ ...SEEN, exit: undefined, timedOut: true }), { timedOut: true, output: [] });
    const stated = { statement: "refused" } as const;
    assert.deepEqual(outcomeOf({ ...SEEN, exit: undefined, timedOut: true, stated }), {
      ...stated,
      statedBy: "line",
      timedOut: true,
      output: [],
    });
  });

  it("makes one statement, never two", () => {
    const stated = { statement: "completed", reason: "all fine" } as const;
    assert.deepEqual(outcomeOf({ ...SEEN, exit: 76, stated }), { ...stated, statedBy: "line", exit: 76, output: [] });
  });
});
