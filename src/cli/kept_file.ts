import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { writePrivateFile } from "../provision/mod.ts";

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The text of a file; undefined when there is none. */
export async function readKept(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * The text of a file that only its owner may read, made at the first call; of several who make it at once, all get the
 * text of the first.
 */
export async function keepText(file: string, make: () => string): Promise<string> {
  const kept = await readKept(file);
  if (kept !== undefined) return kept;
  await mkdir(path.dirname(file), { recursive: true });
  const written = `${file}.${randomBytes(6).toString("hex")}`;
  await writePrivateFile(written, make());
  try {
    await link(written, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(written, { force: true });
  }
  return readFile(file, "utf8");
}
