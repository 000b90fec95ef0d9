import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describeThisProcess, parseHolder, printHolder } from "./data_lock.ts";
import { stopLeftovers } from "./leftovers.ts";
import { giveTo } from "./private_file.ts";
import { identifyProcess, isSameProcess } from "./process_identity.ts";
import { canEnter, type ServerAccount } from "./server_account.ts";

/** What the name of each temporary folder begins with; the maker's process number follows. */
const PREFIX = "touchstone-";

/** The folder in which temporary folders are made, one that the servers' user can enter. */
export async function findTemporaryBase(account: ServerAccount | undefined): Promise<string> {
  const usual = os.tmpdir();
  return account === undefined || (await canEnter(usual, account)) ? usual : "/tmp";
}

/** A folder to throw away, which belongs to the servers' user; a later run removes it if this one cannot. */
export async function makeTemporaryFolder(base: string, account: ServerAccount | undefined): Promise<string> {
  const folder = await mkdtemp(path.join(base, `${PREFIX}${process.pid}-`));
  await writeFile(path.join(folder, "owner"), printHolder(await describeThisProcess()));
  await giveTo(account, folder);
  return folder;
}

/**
 * Stop and remove what runs left behind that were killed together with their guards.
 *
 * @returns The folders that were removed.
 */
export async function sweepTemporaryFolders(base: string): Promise<readonly string[]> {
  const names = (await readdir(base)).filter((name) => /^touchstone-\d+-\w{6}$/.test(name));
  const swept = await Promise.all(names.map((name) => sweepFolder(path.join(base, name))));
  return swept.filter((folder) => folder !== undefined);
}

async function sweepFolder(folder: string): Promise<string | undefined> {
  try {
    if (await isInUse(folder)) return undefined;
    await stopLeftovers({ postgresData: path.join(folder, "data"), redis: folder, durable: false });
    await rm(folder, { recursive: true, force: true });
    return folder;
  } catch {
    return undefined; // another user's: theirs to sweep
  }
}

async function isInUse(folder: string): Promise<boolean> {
  const holder = parseHolder(await readOwner(folder));
  if (holder !== undefined) return isSameProcess(holder.pid, holder.identity);
  // made a moment ago by a living program, or by one that was killed in that moment
  const pid = Number(path.basename(folder).slice(PREFIX.length).split("-")[0]);
  return (await identifyProcess(pid)) !== undefined;
}

async function readOwner(folder: string): Promise<string> {
  try {
    return await readFile(path.join(folder, "owner"), "utf8");
  } catch {
    return "";
  }
}
