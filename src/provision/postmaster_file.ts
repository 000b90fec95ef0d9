import { readFile } from "node:fs/promises";
import path from "node:path";

/** What Postgres says of itself in its data folder while it runs. */
export interface PostmasterState {
  readonly pid: number;
  /** Whether it takes connections. */
  readonly ready: boolean;
}

/** What is in a `postmaster.pid`: the process's number is its first line, the state its eighth. */
export function parsePostmasterFile(text: string): PostmasterState | undefined {
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === "ready" } : undefined;
}

/** The state of the Postgres of a data folder; a crashed one may have left its file behind. */
export async function readPostmasterFile(data: string): Promise<PostmasterState | undefined> {
  try {
    return parsePostmasterFile(await readFile(path.join(data, "postmaster.pid"), "utf8"));
  } catch {
    return undefined;
  }
}
