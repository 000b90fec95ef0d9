import { assert } from "chai";
import { type ChildProcess, fork, spawn } from "node:child_process";

const SECRET = "a-secret-that-the-suite-knows";

async function startProvider(): Promise<{ readonly child: ChildProcess; readonly issuer: string }> {
  const child = fork(new URL("../support/second_provider.ts", import.meta.url), {
    execArgv: ["--import", "tsx"],
    silent: true,
  });
  const issuer = await new Promise<string>((resolve, reject) => {
    child.once("message", (message) =>
      resolve(typeof message === "object" && "issuer" in message ? String(message.issuer) : ""),
    );
    child.once("exit", (code) => reject(new TypeError(`The second provider ended with ${code}`)));
  });
  return { child, issuer };
}

async function runSuite(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/conformance.ts", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

describe("the conformance suite against a second provider", function () {
  this.timeout(300_000);

  it("judges it by the same tests, and skips what it does not offer", async () => {
    const { child, issuer } = await startProvider();
    const who = ["--client", "suite", "--secret", SECRET, "--machine-client", "suite", "--machine-secret", SECRET];
    const { code, output } = await runSuite(["--issuer", issuer, ...who, "--redirect-uri", "https://client.test/cb"]);
    child.disconnect();
    assert.match(output, /^\d{3} passed, 0 failed, \d+ skipped$/m);
    assert.match(output, /✔ names itself in an answer/);
    assert.equal(code, 0);
  });

  it("says what is wrong where a provider is not what it is told to be", async () => {
    const { child, issuer } = await startProvider();
    const { code, output } = await runSuite([
      "--issuer",
      issuer,
      "--client",
      "suite",
      "--secret",
      "wrong",
      "--grep",
      "gives a code, and tokens",
    ]);
    child.disconnect();
    assert.match(output, /^0 passed, 1 failed, 0 skipped$/m);
    assert.equal(code, 1);
  });

  it("explains its options", async () => {
    const { code, output } = await runSuite(["--help"]);
    for (const option of ["--issuer", "--client", "--secret", "--redirect-uri", "--discovery"])
      assert.include(output, option);
    assert.equal(code, 0);
  });
});
