import { chmod, mkdir, mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { exists } from "./cache_folder.ts";
import { giveToOwnerOf, writePrivateFile } from "./private_file.ts";
import { ProvisionError, systemCodeOf } from "./provision_error.ts";
import { canEnter, isRoot, type ServerAccount } from "./server_account.ts";

/** How the folder is opened. */
export interface OpenServicesFolderOptions {
  /** The user who runs the servers, undefined for this one. */
  readonly account: ServerAccount | undefined;
  readonly log: (line: string) => void;
  /** Where root's servers keep what cannot lie in the data folder. */
  readonly elsewhere?: string;
}

/** The file in a data folder that says where its servers' data lie, where that is not the data folder itself. */
const POINTER = "services_folder";

/**
 * The folder in which the servers of a data folder keep their data; both are made when missing.
 *
 * It is the data folder itself, unless this is root and the servers' user cannot enter there (a clone in `/root`): then
 * a folder of `/var/lib/touchstone`, to which the data folder points. The pointer moves with the data folder; a new
 * data folder at the same place starts empty.
 */
export async function openServicesFolder(dataDir: string, options: OpenServicesFolderOptions): Promise<string> {
  const { account, log } = options;
  await makeDataFolder(dataDir);
  const pointed = await readPointer(dataDir);
  if (pointed !== undefined) return reopen(pointed, log);
  if (account === undefined || (await canEnter(dataDir, account))) return dataDir;
  if (await exists(path.join(dataDir, "postgres"))) {
    throw new ProvisionError(
      `Cannot use '${dataDir}', as the user that runs Postgres cannot enter it; allow it (chmod o+x) on each parent`,
    );
  }
  const folder = await makeElsewhere(options.elsewhere ?? "/var/lib/touchstone");
  await writePrivateFile(path.join(folder, "belongs_to"), `${dataDir}\n`);
  await writePrivateFile(path.join(dataDir, POINTER), `${folder}\n`);
  log(`the database is kept in ${folder}, as the user that runs it cannot enter ${dataDir}`);
  return folder;
}

async function makeDataFolder(dataDir: string): Promise<void> {
  await mkdir(path.dirname(dataDir), { recursive: true });
  try {
    // root's servers run as another user, who must pass through but need not look around
    await mkdir(dataDir, { mode: isRoot() ? 0o711 : 0o700 });
    await giveToOwnerOf(path.dirname(dataDir), dataDir);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== "EEXIST") throw thrown;
  }
}

async function readPointer(dataDir: string): Promise<string | undefined> {
  const file = path.join(dataDir, POINTER);
  if (!(await exists(file))) return undefined;
  const folder = (await readFile(file, "utf8")).trim();
  if (!path.isAbsolute(folder)) throw new ProvisionError(`Cannot use '${dataDir}', as '${file}' names no folder`);
  return folder;
}

async function reopen(folder: string, log: (line: string) => void): Promise<string> {
  if (!(await exists(folder))) {
    log(`the database in ${folder} is gone; a new one is made there`);
    await mkdir(folder, { recursive: true, mode: 0o711 });
  }
  return folder;
}

async function makeElsewhere(base: string): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o755 });
  const folder = await mkdtemp(path.join(base, "data-"));
  await chmod(folder, 0o711);
  return folder;
}
