import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder, exists, fillOnce } from "./cache_folder.ts";
import type { PostgresBinaries } from "./find_postgres.ts";
import { serverEnvironment } from "./guarded_server.ts";
import { giveTo } from "./private_file.ts";
import { messageOf, ProvisionError } from "./provision_error.ts";
import { POSTGRES_USER } from "./postgres_settings.ts";
import { runCommand } from "./run_command.ts";
import type { ServerAccount } from "./server_account.ts";

/** A folder with a Postgres's data and the password of its superuser. */
export interface PostgresCluster {
  readonly data: string;
  readonly password: string;
}

/** How a cluster is made. */
export interface MakeClusterOptions {
  readonly binaries: PostgresBinaries;
  readonly account: ServerAccount | undefined;
}

/**
 * The cluster that is kept in a folder, made at the first call.
 *
 * It is made under another name, so a start that was killed half-way leaves nothing that looks like a cluster.
 */
export async function openKeptCluster(folder: string, options: MakeClusterOptions): Promise<PostgresCluster> {
  const kept = path.join(folder, "postgres");
  if (!(await exists(kept))) {
    await removeUnfinished(folder);
    // never the same name twice: the initdb of a start that was killed may go on, and when it fails it empties its folder
    const unfinished = await mkdtemp(path.join(folder, UNFINISHED));
    await initialise(unfinished, { ...options, sync: true });
    await rename(unfinished, kept);
  }
  return readCluster(kept);
}

/**
 * A cluster to throw away: a copy of one that was made once for this version of Postgres, which saves half a second.
 *
 * Its password is that of all copies, known only to this user.
 */
export async function makeTemporaryCluster(folder: string, options: MakeClusterOptions): Promise<PostgresCluster> {
  const { binaries, account } = options;
  const name = `initdb-${binaries.version}-${account?.uid ?? process.getuid?.() ?? 0}`;
  const template = await fillOnce(path.join(cacheFolder(), name), (unfinished) =>
    initialise(unfinished, { ...options, sync: false }),
  );
  await runCommand("cp", { args: ["-Rp", `${template}/.`, folder] });
  return readCluster(folder);
}

/** The major version of Postgres that made the cluster kept in a folder, undefined where there is none yet. */
export async function findKeptMajor(folder: string): Promise<number | undefined> {
  try {
    const text = await readFile(path.join(folder, "postgres/data/PG_VERSION"), "utf8");
    const major = Number.parseInt(text, 10);
    // damaged: Postgres itself says best what is wrong
    return Number.isNaN(major) ? undefined : major;
  } catch {
    return undefined;
  }
}

const UNFINISHED = "postgres.unfinished";

async function readCluster(folder: string): Promise<PostgresCluster> {
  const password = await readPassword(folder);
  if (password === "")
    throw new ProvisionError(`Cannot use the database in '${folder}', as its password file is empty`);
  return { data: path.join(folder, "data"), password };
}

async function removeUnfinished(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => name.startsWith(UNFINISHED));
  await Promise.all(
    names.map(async (name) => {
      try {
        await rm(path.join(folder, name), { recursive: true, force: true });
      } catch {
        // somebody still writes there: a later start removes it
      }
    }),
  );
}

async function readPassword(folder: string): Promise<string> {
  try {
    return (await readFile(path.join(folder, "password"), "utf8")).trim();
  } catch (cause) {
    throw new ProvisionError(`Cannot read the password of the database in '${folder}': ${messageOf(cause)}`, { cause });
  }
}

async function initialise(folder: string, options: MakeClusterOptions & { readonly sync: boolean }): Promise<void> {
  const { binaries, account, sync } = options;
  const [data, passwordFile] = [path.join(folder, "data"), path.join(folder, "password")];
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(18).toString("base64url"), { mode: 0o600 });
  for (const file of [folder, data, passwordFile]) await giveTo(account, file);
  const args = [
    "-D",
    data,
    "-U",
    POSTGRES_USER,
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
    "-E",
    "UTF8",
    "--locale=C",
  ];
  await runCommand(path.join(binaries.bin, "initdb"), {
    args: sync ? args : [...args, "--no-sync"],
    account,
    env: serverEnvironment(binaries.libraries),
  });
}
