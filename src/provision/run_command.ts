import { execFile } from "node:child_process";
import { ProvisionError } from "./provision_error.ts";

/** The user under whom the private servers run when this program is root: Postgres refuses to be root. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** How a command is run. */
export interface RunCommandOptions {
  readonly args?: readonly string[];
  /** The user to become; needs root. */
  readonly account?: ServerAccount | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds after which the command is ended. */
  readonly timeout?: number;
}

/** The node options that run a child under another user, or nothing to add. */
export function asAccount(account: ServerAccount | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/**
 * Run a command to its end, without a shell.
 *
 * @returns What it printed to standard output.
 * @throws {ProvisionError} When it cannot be run or ends with another status than 0; the message ends with what it complained.
 */
export function runCommand(file: string, options: RunCommandOptions = {}): Promise<string> {
  const { args = [], account, env, cwd = "/", timeout = 300_000 } = options;
  const settings = { ...asAccount(account), cwd, timeout, maxBuffer: 64 << 20, ...(env === undefined ? {} : { env }) };
  return new Promise((resolve, reject) => {
    execFile(file, args, settings, (failure, stdout, stderr) => {
      if (failure === null) return resolve(stdout);
      const complaint = (stderr.trim() === "" ? failure.message : stderr).trim().slice(-800);
      reject(new ProvisionError(`Cannot run '${file}': ${complaint}`, { cause: failure }));
    });
  });
}
