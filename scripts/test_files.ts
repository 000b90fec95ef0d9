import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** Which files are run, and what else mocha is told. */
export interface Selection {
  /** Run two at a time. */
  readonly parallel: readonly string[];
  /** Run one after another when the others are done: they need the machine for themselves. */
  readonly serial: readonly string[];
  /** Arguments for mocha. */
  readonly options: readonly string[];
  /** Named files and folders that hold no test. */
  readonly unknown: readonly string[];
}

const FOLDERS: readonly string[] = ["src", "test", "conformance"];

/** Files that kill processes or measure time: the others would disturb them, and they the others. */
const SERIAL: readonly RegExp[] = [/^test\/operations\//, /_benchmark_test\.ts$/];

/**
 * Sort the arguments of `npm test` into files and options for mocha.
 *
 * Whatever exists or ends like a test file is one; without any, all tests are run.
 */
export async function selectTestFiles(args: readonly string[]): Promise<Selection> {
  const isPath = await Promise.all(args.map((arg, index) => isTestPath(arg, args[index - 1])));
  const named = args.filter((_arg, index) => isPath[index]);
  const found = await Promise.all((named.length === 0 ? FOLDERS : named).map((name) => findTestFiles(name)));
  const files = [...new Set(found.flat())];
  const isSerial = (file: string): boolean => SERIAL.some((pattern) => pattern.test(file));
  return {
    parallel: files.filter((file) => !isSerial(file)),
    serial: files.filter(isSerial),
    options: args.filter((_arg, index) => !isPath[index]),
    unknown: named.filter((_name, index) => found[index]?.length === 0),
  };
}

/** The word after `--grep` is its value, even where a folder has that name. */
async function isTestPath(arg: string, before: string | undefined): Promise<boolean> {
  if (arg.startsWith("-")) return false;
  if (/_test\.tsx?$/.test(arg)) return true;
  const takesValue = before !== undefined && before.startsWith("-") && !before.includes("=");
  return !takesValue && (await kindOf(arg)) === "folder";
}

async function findTestFiles(name: string): Promise<readonly string[]> {
  const relative = path.relative(".", name);
  const kind = await kindOf(relative);
  if (kind !== "folder") return kind === "file" ? [relative] : [];
  const entries = await readdir(relative, { recursive: true });
  return entries
    .filter((entry) => /_test\.tsx?$/.test(entry))
    .map((entry) => path.join(relative, entry))
    .sort();
}

async function kindOf(name: string): Promise<"file" | "folder" | "nothing"> {
  try {
    return (await stat(name === "" ? "." : name)).isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}
