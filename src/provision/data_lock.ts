import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm } from "node:fs/promises";
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
 * A lock whose holder has ended is taken over; of several who try at once, one gets it.
 *
 * @param folder The folder that is locked; it must exist.
 * @param shownAs The folder's name in the error.
 * @throws {DataFolderBusyError} When another living process holds it.
 */
export async function takeDataLock(folder: string, shownAs = folder): Promise<DataLock> {
  const file = path.join(folder, "lock");
  const holder = await describeThisProcess();
  const ours = `${file}.${randomBytes(6).toString("hex")}`;
  await writePrivateFile(ours, printHolder(holder));
  try {
    for (;;) {
      // a link to a file that is already written: the lock is there whole or not at all
      if (await tryLink(ours, file)) break;
      const found = await readHolder(file);
      if (found === "gone") continue;
      if (found !== "broken" && (await isSameProcess(found.pid, found.identity)))
        throw new DataFolderBusyError(shownAs, found.pid);
      await removeStale(file, found);
    }
  } finally {
    await rm(ours, { force: true });
  }
  const isOurs = async (): Promise<boolean> => isSameHolder(await readHolder(file), holder);
  return {
    holder,
    isOurs,
    async release() {
      if (await isOurs()) await rm(file, { force: true });
    },
  };
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

type FoundHolder = Holder | "gone" | "broken";

async function readHolder(file: string): Promise<FoundHolder> {
  try {
    return parseHolder(await readFile(file, "utf8")) ?? "broken";
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return "gone";
    throw new ProvisionError(`Cannot read the lock '${file}'; start as the user who owns the folder`, {
      cause: thrown,
    });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (thrown) {
    if (systemCodeOf(thrown) === "EEXIST") return false;
    throw thrown;
  }
}

/** Moved aside first and looked at again: meanwhile it may have become the living lock of somebody who was faster. */
async function removeStale(file: string, judged: FoundHolder): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(file, aside);
  } catch (thrown) {
    if (systemCodeOf(thrown) === "ENOENT") return;
    throw thrown;
  }
  const moved = await readHolder(aside);
  const same = moved === judged || (judged !== "gone" && judged !== "broken" && isSameHolder(moved, judged));
  if (!same) await tryLink(aside, file);
  await rm(aside, { force: true });
}

function isSameHolder(found: FoundHolder, holder: Holder): boolean {
  return typeof found === "object" && found.pid === holder.pid && found.identity === holder.identity;
}
