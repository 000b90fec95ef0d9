import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { Holder } from "./data_lock.ts";
import { writePrivateFile } from "./private_file.ts";
import { isSameProcess } from "./process_identity.ts";
import { ProvisionError, systemCodeOf } from "./provision_error.ts";

/** How to reach the private servers of a data folder, and who keeps them running. */
export interface Connection {
  readonly holder: Holder;
  /** Undefined where the holder uses a Postgres of its own choice. */
  readonly databaseUrl: string | undefined;
  /** Undefined where the holder has no private Redis. */
  readonly redisUrl: string | undefined;
}

/** Tell other programs of the same user how to reach our servers; the file holds passwords and is ours alone to read. */
export async function writeConnection(dataDir: string, connection: Connection): Promise<void> {
  await writePrivateFile(connectionFile(dataDir), `${JSON.stringify(connection, undefined, 2)}\n`);
}

/** Take the note back. */
export async function removeConnection(dataDir: string): Promise<void> {
  await rm(connectionFile(dataDir), { force: true });
}

/**
 * The private servers that another program keeps running for a data folder, for a command beside a running server.
 *
 * @returns Undefined when no living program does.
 * @throws {ProvisionError} When they belong to another user.
 */
export async function findRunningServices(dataDir: string): Promise<Connection | undefined> {
  const connection = await readConnection(dataDir);
  if (connection === undefined) return undefined;
  const { pid, identity } = connection.holder;
  return (await isSameProcess(pid, identity)) ? connection : undefined;
}

/** What writeConnection wrote; undefined for anything else. */
export function parseConnection(text: string): Connection | undefined {
  const value = parseJson(text);
  if (!isObject(value) || !isObject(value["holder"])) return undefined;
  const { holder, databaseUrl, redisUrl } = value;
  const [pid, identity] = [holder["pid"], holder["identity"]];
  if (typeof pid !== "number" || typeof identity !== "string") return undefined;
  return { holder: { pid, identity }, databaseUrl: stringOf(databaseUrl), redisUrl: stringOf(redisUrl) };
}

async function readConnection(dataDir: string): Promise<Connection | undefined> {
  try {
    return parseConnection(await readFile(connectionFile(dataDir), "utf8"));
  } catch (thrown) {
    if (systemCodeOf(thrown) !== "EACCES") return undefined;
    throw new ProvisionError(`Cannot read '${connectionFile(dataDir)}', as it belongs to another user`, {
      cause: thrown,
    });
  }
}

function connectionFile(dataDir: string): string {
  return path.join(dataDir, "connection.json");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
