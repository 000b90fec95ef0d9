import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { writePrivateFile } from "./private_file.ts";
import { identifyProcess, isSameProcess } from "./process_identity.ts";
import { ProvisionError, systemCodeOf } from "./provision_error.ts";

/** Who holds a folder: a process, told from a later one with the same number by when it began. */
export interface Holder {
  readonly pid: number;
  readonly identity: string;
}

/** A folder that is ours until it is released. */
export interface DataLock {
  readonly holder: Holder;
  /** Whether the lock still is ours: a person may have removed it. */
  isOurs(): Promise<boolean>;
  release(): Promise<void>;
}

/** Another living program uses the data folder. */
export class DataFolderBusyError extends ProvisionError {
  override readonly name = "DataFolderBusyError";
  /** The process that holds it. */
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `Cannot use the data folder '${folder}', as process ${pid} uses it; stop that one first, or set DATA_DIR to another folder`,
    );
    this.pid = pid;
  }
}

/**
 * Take a folder for this process alone.
 *
 * A lock whose holder has ended is taken over; of several who try at once, one gets it. So that nobody can remove the
 * lock of somebody who was faster, no lock is ever replaced: each is a file `lock.N`, the highest number counts, and
 * whoever finds its holder gone makes the next one, which the file system lets only one do.
 *
 * @param folder The folder that is locked; it must exist.
 * @param shownAs The folder's name in the error.
 * @throws {DataFolderBusyError} When another living process holds it.
 */
export async function takeDataLock(folder: string, shownAs = folder): Promise<DataLock> {
  const holder = await describeThisProcess();
  const written = path.join(folder, `.lock-${randomBytes(6).toString("hex")}`);
  await writePrivateFile(written, printHolder(holder));
  try {
    for (;;) {
      const last = Math.max(0, ...(await lockNumbers(folder)));
      const current = await readHolder(lockFile(folder, last));
      if (current !== undefined && (await isSameProcess(current.pid, current.identity))) {
        throw new DataFolderBusyError(shownAs, current.pid);
      }
      if (await takeNumber(folder, { number: last + 1, written }))
        return heldLock(folder, { number: last + 1, holder });
    }
  } finally {
    await rm(written, { force: true });
  }
}

/** This process, as others may recognise it. */
export async function describeThisProcess(): Promise<Holder> {
  const identity = await identifyProcess(process.pid);
  if (identity === undefined) throw new ProvisionError("Cannot find out when this process began");
  return { pid: process.pid, identity };
}

/** A holder as it stands in a file: the process's number and its beginning, a line each. */
export function printHolder({ pid, identity }: Holder): string {
  return `${pid}\n${identity}\n`;
}

/** What printHolder wrote; undefined for anything else, such as a file cut short by a power cut. */
export function parseHolder(text: string): Holder | undefined {
  const parts = /^(\d{1,10})\n([^\n]+)\n$/.exec(text);
  return parts?.[1] === undefined || parts[2] === undefined ? undefined : { pid: Number(parts[1]), identity: parts[2] };
}

function heldLock(folder: string, { number, holder }: { readonly number: number; readonly holder: Holder }): DataLock {
  const file = lockFile(folder, number);
  const isOurs = async (): Promise<boolean> => {
    const found = await readHolder(file);
    return found?.pid === holder.pid && found.identity === holder.identity;
  };
  return {
    holder,
    isOurs,
    async release() {
      // the file stays, so that its number is not given again to somebody who looked long ago
      if (await isOurs()) await writePrivateFile(file, RELEASED);
    },
  };
}

/**
 * Whether the number is ours: made by us, and still the highest.
 *
 * The file is linked to its name when it is written already, so it is there whole or not at all.
 */
async function takeNumber(
  folder: string,
  { number, written }: { readonly number: number; readonly written: string },
): Promise<boolean> {
  const file = lockFile(folder, number);
  try {
    await link(written, file);
  } catch (thrown) {
    if (systemCodeOf(thrown) === "EEXIST") return false;
    throw thrown;
  }
  const numbers = await lockNumbers(folder);
  if (numbers.some((other) => other > number)) {
    await rm(file, { force: true });
    return false;
  }
  // the one before stays as well, for somebody who reads the folder at this moment
  await Promise.all(numbers.filter((old) => old < number - 1).map((old) => rm(lockFile(folder, old), { force: true })));
  return true;
}

async function lockNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => (/^lock\.\d{1,9}$/.test(name) ? [Number(name.slice("lock.".length))] : []));
}

function lockFile(folder: string, number: number): string {
  return path.join(folder, `lock.${number}`);
}

/** Undefined where the lock is gone, released, or cannot be understood. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return parseHolder(await readFile(file, "utf8"));
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return undefined;
    throw new ProvisionError(`Cannot read the lock '${file}'; start as the user who owns the folder`, {
      cause: thrown,
    });
  }
}

/** What a lock says that nobody holds any more. */
const RELEASED = "released\n";
