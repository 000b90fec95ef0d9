import { assert } from "chai";
import { PassThrough } from "node:stream";
import { type Io, runCommandLine } from "../../src/cli/mod.ts";

/** How a command line ended that ran in this process, and all that it wrote. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a command line is run with. */
export interface RunOptions {
  readonly environment: Io["environment"];
  /** What comes on standard input; it ends at once when not given. */
  readonly typed?: string;
  /** A person at the keyboard in its place, who is told what stands on standard error. */
  readonly types?: (stdin: PassThrough & { isTTY?: boolean }, said: () => string) => unknown;
}

/** Runs a command line in this process. */
export async function runCommand(
  args: readonly string[],
  { environment, typed = "", types = (stdin) => stdin.end(typed) }: RunOptions,
): Promise<Ran> {
  const written = { out: "", err: "" };
  const stdin = new PassThrough();
  void types(stdin, () => written.err);
  const stdout = { write: (text: string) => (written.out += text) };
  const stderr = { write: (text: string) => (written.err += text) };
  return { code: await runCommandLine(args, { environment, stdin, stdout, stderr }), ...written };
}

/** Runs a command line that has to succeed, and reads the one line of JSON that it answers. */
export async function answerOf(
  args: readonly string[],
  options: RunOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await runCommand([...args, "--json"], options);
  assert.equal(code, 0, err);
  assert.match(out, /^[^\n]+\n$/, "one line");
  return JSON.parse(out);
}
