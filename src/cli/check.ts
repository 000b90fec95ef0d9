import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import { check, type CheckOptions } from "./check_run.ts";
import { newCommand } from "./command_line.ts";
import type { Io } from "./io.ts";

function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= lowest && number <= highest) return number;
    throw new InvalidArgumentError(`Give a whole number from ${lowest} to ${highest}.`);
  };
}

function address(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new InvalidArgumentError("Give the issuer identifier of a server, such as http://localhost:8000.");
}

function redirectUri(text: string): string {
  if (URL.canParse(text.replaceAll("{port}", "8000"))) return text;
  throw new InvalidArgumentError("Give a URI, such as http://localhost:{port}/callback or com.example.app:/cb.");
}

/** More clients at once than a machine has cores for, as each waits most of the time. */
export function standardParallel(cores: number = availableParallelism()): number {
  return Math.min(8, Math.max(2, 2 * cores));
}

const MORE = `COMMAND is started anew for each scenario, without a shell, with what it has to do in TOUCHSTONE_FLOW and all else
that it must know in further variables (TOUCHSTONE_ISSUER, TOUCHSTONE_CLIENT_ID, …; as JSON at TOUCHSTONE_CONFIG_URL).
It listens at TOUCHSTONE_REDIRECT_URI, or reads the address that the browser is sent back to as a line of its standard
input. It prints the addresses that a person has to open, or opens them with the program in BROWSER: they are opened, and
the person signs in and allows.

It says how it ended by its exit status (0 it completed the flow, 76 it refused what the provider answered, all else: it
broke), by a line 'touchstone: completed' or 'touchstone: refused WHY', or by posting outcome=refused&reason=WHY to
TOUCHSTONE_STATEMENT_URL.

It ends with 0 when nothing failed, 1 when something did or the baseline is stale, 5 when nothing failed but something
could not be judged.`;

/** Tests a client: runs its command once per scenario against a provider that is wrong on purpose. */
export function checkCommand(io: Io): Command {
  return newCommand("check", {
    says: "Test a client: run its command once per scenario against a provider that is wrong on purpose, and judge it.",
    examples: [
      ["touchstone check --plan oidc-basic -- node client.js", "every scenario of a plan, on a server of its own"],
      ["touchstone check --plan oidc-basic --scenario id_token_wrong_issuer -- python3 client.py", "one of them"],
      ["touchstone check --plan oauth2-basic --baseline known.json --junit junit.xml -- ./client", "in CI"],
      ["touchstone check --plan oidc-basic --list", "what would be run"],
    ],
    more: MORE,
  })
    .argument("[COMMAND...]", "the client and its arguments, behind --")
    .requiredOption("--plan <name>", "which kind of client it is: oauth2-basic, oidc-basic, device, …")
    .option("--scenario <names...>", "only these scenarios, with the unmodified flow before them")
    .option("--setup <names...>", "only these setups of the plan")
    .option("--server <issuer>", "a running server that has LAB=on; one in this process when not given", address)
    .option("--list", "run nothing, and list what would be run")
    .option("--report-html <file>", "write a report for people: one file, which needs nothing else")
    .option("--junit <file>", "write a report for CI, as JUnit has it")
    .option("--sarif <file>", "write a report for code scanning, SARIF 2.1.0")
    .option("--baseline <file>", "failures that are known and do not count; it fails when one of them is gone")
    .option("--write-baseline", "with --baseline: write what fails now to that file, and end with 0")
    .option("--parallel <count>", "how many clients run at once", wholeNumber(1, 64), standardParallel())
    .option("--timeout <seconds>", "how long a client may be silent", wholeNumber(1, 600), 10)
    .option("--start-timeout <seconds>", "how long until its first request", wholeNumber(1, 600), 60)
    .option("--redirect-uri <uri>", "the redirect URI that the client has; {port} in it takes a free port", redirectUri)
    .option("--browser", "open addresses in a headless Chromium, for clients whose own pages need one")
    .option("--refused-exit <code>", "the exit status by which the client says that it refused", wholeNumber(1, 255))
    .option("--keep-output <folder>", "write what the client printed in each scenario to a file there")
    .action((command: readonly string[], options: CheckOptions) => check(io, { command, options }));
}
