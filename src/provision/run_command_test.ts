import { assert } from "chai";
import { outcomeOf, scratch } from "./_scratch_test.ts";
import { ProvisionError, systemCodeOf } from "./provision_error.ts";
import { asAccount, runCommand, type RunCommandOptions } from "./run_command.ts";
import { isRoot } from "./server_account.ts";

describe("runCommand()", () => {
  const { path, program } = scratch();

  /** Run a shell script. */
  const shell = (script: string, options: RunCommandOptions = {}): Promise<string> =>
    runCommand("/bin/sh", { ...options, args: ["-c", script, ...(options.args ?? [])] });

  /** The error with which a command fails. */
  async function failure(running: Promise<string>): Promise<ProvisionError> {
    const thrown = await outcomeOf(running);
    assert.instanceOf(thrown, ProvisionError);
    return thrown;
  }

  it("answers what was printed to standard output alone, line ends and all", async () => {
    assert.equal(await shell("echo one; echo noise >&2; echo two"), "one\ntwo\n");
  });

  for (const word of ["two words", "$HOME", "`id`", "a'b\"c", "*", "", "--"]) {
    it(`hands on ${JSON.stringify(word)} as one word, which no shell looks at`, async () => {
      const echo = await program("echo", 'printf "%s|" "$#" "$1"');
      assert.equal(await runCommand(echo, { args: [word] }), `1|${word}|`);
    });
  }

  it("says what the command complained of, and which command it was", async () => {
    const { message } = await failure(shell("echo out; echo '  disk full  ' >&2; exit 3"));
    assert.equal(message, "Cannot run '/bin/sh': disk full");
  });

  it("says something of a command that complained of nothing", async () => {
    assert.match((await failure(shell("exit 9"))).message, /^Cannot run '\/bin\/sh': Command failed/);
  });

  it("keeps the end of a long complaint, where the reason stands", async () => {
    const { message } = await failure(shell("yes noise | head -n 5000 >&2; echo the reason >&2; exit 1"));
    assert.match(message, /the reason$/);
    assert.isAtMost(message.length, 900);
  });

  it("names a program that is not there", async () => {
    const thrown = await failure(runCommand(path("missing")));
    assert.include(thrown.message, `Cannot run '${path("missing")}'`);
    assert.equal(systemCodeOf(thrown.cause), "ENOENT");
  });

  it("ends a command that takes too long, and calls that a failure", async () => {
    const thrown = await failure(shell("exec sleep 60", { timeout: 100 }));
    assert.include(thrown.cause, { killed: true, signal: "SIGTERM" });
  });

  it("runs in the root folder, unless another is named", async () => {
    assert.equal(await shell("pwd"), "/\n");
    assert.equal(await shell("pwd", { cwd: path() }), `${path().replace(/\/$/, "")}\n`);
  });

  it("gives the environment that is asked for in place of ours", async () => {
    assert.equal(await shell('echo "$WORD,$HOME"', { env: { WORD: "given" } }), "given,\n");
  });

  it("reads a megabyte without losing its end", async () => {
    const text = await shell("head -c 1048576 /dev/zero | tr '\\0' x; echo end");
    assert.lengthOf(text, 1_048_576 + "end\n".length);
    assert.isTrue(text.endsWith("xend\n"));
  });

  if (isRoot()) {
    it("becomes the user that is asked for", async () => {
      assert.equal(await shell("id -u; id -g", { account: { uid: 65_534, gid: 65_533 } }), "65534\n65533\n");
    });
  }
});

describe("asAccount()", () => {
  it("adds nothing where nobody is to be switched to, as undefined would be a user to node", () => {
    assert.deepEqual(Object.keys(asAccount(undefined)), []);
  });

  it("names user and group, and nothing else that the account carries", () => {
    const account = { uid: 1, gid: 2, name: "x" };
    assert.deepEqual(asAccount(account), { uid: 1, gid: 2 });
  });
});
