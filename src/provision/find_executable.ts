import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";

/** Where package managers put programs that an ordinary user's PATH may not name. */
const USUAL_FOLDERS: readonly string[] = [
  "/usr/bin",
  "/usr/sbin",
  "/usr/local/bin",
  "/opt/homebrew/bin",
  "/opt/homebrew/opt/redis/bin",
  "/opt/homebrew/opt/valkey/bin",
  "/usr/local/opt/redis/bin",
  "/usr/local/opt/valkey/bin",
];

/** The folders that are searched for a program, in order, each once. */
export function searchFolders(searchPath = process.env["PATH"] ?? ""): readonly string[] {
  return [
    ...new Set([...searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder)), ...USUAL_FOLDERS]),
  ];
}

/** Every executable of one of these names, best first: all folders for the first name, then for the next. */
export async function findExecutables(names: readonly string[], folders = searchFolders()): Promise<readonly string[]> {
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = await Promise.all(candidates.map(async (file) => ((await isExecutable(file)) ? [file] : [])));
  return found.flat();
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    // a folder may be entered, which is the same right
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
