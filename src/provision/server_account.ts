import { stat } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "./provision_error.ts";
import { runCommand, type ServerAccount } from "./run_command.ts";

export type { ServerAccount } from "./run_command.ts";

/** Whether this process is the superuser. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Whom the servers of a data folder run as.
 *
 * An ordinary user's servers run as that user (undefined: nothing to switch). Root's run as the owner of the folder, so
 * that a start by `sudo` in somebody's clone leaves a folder which its owner can go on using, else as `nobody`.
 */
export async function findServerAccount(dataDir?: string): Promise<ServerAccount | undefined> {
  if (!isRoot()) return undefined;
  const owner = dataDir === undefined ? undefined : await ownerOf(dataDir);
  return (owner === undefined ? undefined : await accountOf(String(owner))) ?? (await accountOf("nobody"));
}

/** Whether that user can enter a folder; each of its parents counts. */
export async function canEnter(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  try {
    await runCommand("/bin/sh", { args: ["-c", 'cd -- "$1"', "sh", folder], account });
    return true;
  } catch {
    return false;
  }
}

/** The owner of a folder, or of the first parent that exists; undefined for root. */
async function ownerOf(folder: string): Promise<number | undefined> {
  try {
    const { uid } = await stat(folder);
    return uid === 0 ? undefined : uid;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? undefined : ownerOf(parent);
  }
}

/** A user with an entry in the machine's list, without which initdb does not run. */
async function accountOf(user: string): Promise<ServerAccount | undefined> {
  try {
    const name = (await runCommand("id", { args: ["-un", user] })).trim();
    const [uid, gid] = await Promise.all([idNumber("-u", name), idNumber("-g", name)]);
    return { uid, gid };
  } catch (thrown) {
    if (user === "nobody") throw thrown;
    process.emitWarning(`The owner of the data folder has no account here: ${messageOf(thrown)}`);
    return undefined;
  }
}

/** `| 0`: nobody is 4294967294 on a Mac, and node wants 32 signed bits. */
async function idNumber(flag: string, name: string): Promise<number> {
  return Number(await runCommand("id", { args: [flag, name] })) | 0;
}
