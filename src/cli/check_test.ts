import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { standardParallel } from "./check.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

interface Ran {
  readonly code: number;
  readonly err: string;
  readonly out: string;
}

async function run(...args: readonly string[]): Promise<Ran> {
  const { io, out, err } = fakeIo();
  const code = await runCommandLine(["check", ...args], io);
  return { code, out: out(), err: err() };
}

describe("touchstone check", () => {
  it("tells a stranger what a client has to do", async () => {
    const { code, out } = await run("--help");
    assert.equal(code, EXIT.fine);
    for (const word of ["TOUCHSTONE_FLOW", "TOUCHSTONE_REDIRECT_URI", "BROWSER", "76", "touchstone: refused"]) {
      assert.include(out, word);
    }
  });

  for (const [what, args, says] of [
    ["no plan", [], /--plan <name>' not specified/],
    ["no command", ["--plan", "p"], /Give the command of the client behind --, or --list/],
    ["a baseline to write and no file", ["--plan", "p", "--write-baseline", "--", "x"], /--baseline FILE/],
    ["no clients at once", ["--plan", "p", "--parallel", "0"], /whole number from 1 to 64/],
    ["half a second", ["--plan", "p", "--timeout", "0.5"], /whole number from 1 to 600/],
    ["a start that takes for ever", ["--plan", "p", "--start-timeout", "601"], /whole number from 1 to 600/],
    ["an exit status that there is not", ["--plan", "p", "--refused-exit", "256"], /whole number from 1 to 255/],
    ["completing as refusing", ["--plan", "p", "--refused-exit", "0"], /whole number from 1 to 255/],
    ["a server that is no address", ["--plan", "p", "--server", "localhost:8000"], /issuer identifier/],
    ["a redirect URI that is none", ["--plan", "p", "--redirect-uri", "/cb"], /Give a URI/],
    ["an option that there is not", ["--plan", "p", "--fast"], /unknown option '--fast'/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, err } = await run(...args);
      assert.equal(code, EXIT.usage, err);
      assert.match(err, says);
    });
  }

  it("says that a server cannot be reached", async () => {
    const { code, err } = await run("--plan", "p", "--server", "http://127.0.0.1:9", "--", "x");
    assert.equal(code, EXIT.failed);
    assert.match(err, /Cannot reach the server at http:\/\/127\.0\.0\.1:9/);
  });

  it("says what is wrong with a baseline before anything is started", async () => {
    const { code, err } = await run(
      "--plan",
      "p",
      "--server",
      "http://127.0.0.1:9",
      "--baseline",
      "/no.json",
      "--",
      "x",
    );
    assert.equal(code, EXIT.refused, err);
    assert.match(err, /Cannot read the baseline '\/no\.json': --write-baseline makes one/);
  });
});

describe("standardParallel()", () => {
  for (const [cores, clients] of [
    [1, 2],
    [2, 4],
    [4, 8],
    [64, 8],
  ] as const) {
    it(`runs ${clients} clients at once on ${cores} cores`, () => assert.equal(standardParallel(cores), clients));
  }
});
