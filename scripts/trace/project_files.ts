import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findCitations } from "./citation.ts";
import type { CitingFile } from "./evidence.ts";

const ROOMS = ["conformance", "src", "test"];

/**
 * The TypeScript files of the project that name rules, sorted by path; the rule books themselves are left out.
 *
 * @param root Folder of the project.
 * @throws SyntaxError When a file cannot be parsed.
 */
export function readCitingFiles(root: string): readonly CitingFile[] {
  const names = ROOMS.flatMap((room) => listFiles(root, room)).filter(
    (file) => /\.tsx?$/.test(file) && !file.startsWith("conformance/rules/"),
  );
  return names
    .sort()
    .map((file) => readCitingFile(root, file))
    .filter(({ citations, tabled }) => citations.length > 0 || tabled);
}

/** The text of a file, or undefined where there is none. */
export function readIfPresent(path: string): string | undefined {
  return unlessMissing(() => readFileSync(path, "utf8"));
}

function readCitingFile(root: string, file: string): CitingFile {
  const source = readFileSync(join(root, file), "utf8");
  try {
    const { citations, tabled } = findCitations(source, { tsx: file.endsWith(".tsx") });
    return { file, citations, tabled };
  } catch (cause) {
    throw new SyntaxError(`Cannot look for rules in '${file}' as it cannot be parsed`, { cause });
  }
}

function listFiles(root: string, room: string): readonly string[] {
  const names = unlessMissing(() => readdirSync(join(root, room), { recursive: true, encoding: "utf8" })) ?? [];
  return names.map((name) => `${room}/${name.replaceAll("\\", "/")}`);
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
