import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { exists, fillOnce } from "./cache_folder.ts";
import { findExecutables } from "./find_executable.ts";
import { messageOf, ProvisionError } from "./provision_error.ts";
import { runCommand } from "./run_command.ts";

/** Which packages are unpacked, and where. */
export interface UnpackDebianPackagesOptions {
  /** The packages that are wanted whether or not the machine has them installed. */
  readonly wanted: readonly string[];
  /** Which of the packages that they depend on are taken along where the machine lacks them. */
  readonly along: RegExp;
  /** Told in one line what is fetched, before it is. */
  readonly log: (line: string) => void;
}

/** apt with a list of its own, for a machine that has none (a fresh container) or only stale ones. */
interface AptLists {
  readonly options: readonly string[];
}

/** Whether this machine has the tools of Debian and its kin. */
export async function hasDebianTools(): Promise<boolean> {
  return (await findExecutables(["apt-get"])).length > 0 && (await findExecutables(["dpkg"])).length > 0;
}

/**
 * Fetch packages of Debian or its kin and unpack them into a folder, with what they need and the machine lacks.
 *
 * Nothing is installed and no service is started, so it needs no root.
 *
 * @throws {ProvisionError} When the packages cannot be fetched.
 */
export function unpackDebianPackages(folder: string, options: UnpackDebianPackagesOptions): Promise<string> {
  return fillOnce(folder, async (unfinished) => {
    await runCommand("chmod", { args: ["755", unfinished] });
    await fetchPackages(unfinished, options);
    for (const name of await readdir(unfinished)) {
      if (!name.endsWith(".deb")) continue;
      await runCommand("dpkg", { args: ["-x", name, unfinished], cwd: unfinished });
      await rm(path.join(unfinished, name));
    }
  });
}

/** The folders with shared libraries in unpacked packages. */
export async function findLibraryFolders(folder: string): Promise<readonly string[]> {
  const bases = ["usr/lib", "lib"].map((base) => path.join(folder, base));
  const found = await Promise.all(
    bases.map(async (base) => ((await exists(base)) ? (await readdir(base)).map((name) => path.join(base, name)) : [])),
  );
  return found.flat().filter((name) => /-linux-[a-z]+$/.test(name));
}

/** What each package needs, by its name: of each inner list one will do. */
export type Dependencies = ReadonlyMap<string, readonly (readonly string[])[]>;

/**
 * Read what `apt-cache depends --recurse` prints: a name at the start of a line, then what it needs.
 *
 * `|Depends:` means that the next line will do as well. Virtual packages are in angle brackets, packages of another
 * architecture have a colon: nothing that could be fetched by that name.
 */
export function parseDependencies(text: string): Dependencies {
  const found = new Map<string, string[][]>();
  let needs: string[][] = [];
  let isAlternative = false;
  for (const line of text.split("\n")) {
    const [, bar, name] = /^ ([ |])(?:Pre)?Depends: (\S+)$/.exec(line) ?? [];
    if (name !== undefined) {
      if (isAlternative) needs.at(-1)?.push(name);
      else needs.push([name]);
      isAlternative = bar === "|";
    } else if (IS_NAME.test(line)) {
      needs = [];
      found.set(line, needs);
    }
  }
  return found;
}

/** The packages that are wanted and, through those that are taken, the first of each choice of which none is installed. */
export function choosePackages(
  dependencies: Dependencies,
  {
    wanted,
    along,
    installed,
  }: { readonly wanted: readonly string[]; readonly along: RegExp; readonly installed: ReadonlySet<string> },
): readonly string[] {
  const chosen = new Set(wanted);
  // a set that grows while it is walked through: what is added is walked through as well
  for (const name of chosen) {
    for (const choice of dependencies.get(name) ?? []) {
      const first = choice.find((candidate) => IS_NAME.test(candidate));
      const isThere = choice.some((candidate) => installed.has(candidate) || chosen.has(candidate));
      if (first !== undefined && !isThere && along.test(first)) chosen.add(first);
    }
  }
  return [...chosen];
}

/** The names of the packages that are installed, from what dpkg-query prints as `name status` lines. */
export function parseInstalled(text: string): ReadonlySet<string> {
  const lines = text.split("\n").filter((line) => line.endsWith(" installed"));
  return new Set(lines.map((line) => line.slice(0, line.indexOf(" "))));
}

async function fetchPackages(folder: string, options: UnpackDebianPackagesOptions): Promise<void> {
  options.log(`fetching Debian's ${options.wanted.join(", ")} (unpacked into the cache, nothing is installed)`);
  try {
    await download(folder, { lists: { options: [] }, packages: options });
  } catch {
    const lists = await makePrivateLists(path.join(folder, "apt"));
    await download(folder, { lists, packages: options });
    await rm(path.join(folder, "apt"), { recursive: true });
  }
}

async function download(
  folder: string,
  { lists, packages }: { lists: AptLists; packages: UnpackDebianPackagesOptions },
): Promise<void> {
  const names = await resolvePackages(packages, lists);
  await runCommand("apt-get", { args: [...lists.options, "-qq", "download", ...names], cwd: folder });
}

async function resolvePackages(packages: UnpackDebianPackagesOptions, lists: AptLists): Promise<readonly string[]> {
  const kinds = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map((kind) => `--no-${kind}`);
  const [tree, installed] = await Promise.all([
    runCommand("apt-cache", { args: [...lists.options, "depends", "--recurse", ...kinds, ...packages.wanted] }),
    runCommand("dpkg-query", { args: ["-W", "-f", "${Package} ${db:Status-Status}\n"] }),
  ]);
  const dependencies = parseDependencies(tree);
  const missing = packages.wanted.filter((name) => !dependencies.has(name));
  if (missing.length > 0) throw new ProvisionError(`Cannot find the package '${missing.join("', '")}'`);
  return choosePackages(dependencies, { ...packages, installed: parseInstalled(installed) });
}

/** A package's name as Debian allows it. */
const IS_NAME = /^[a-z0-9][a-z0-9+.-]+$/;

async function makePrivateLists(folder: string): Promise<AptLists> {
  await mkdir(path.join(folder, "lists/partial"), { recursive: true });
  await mkdir(path.join(folder, "cache/archives/partial"), { recursive: true });
  const settings = [
    `Dir::State::Lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    "APT::Sandbox::User=root",
    "Debug::NoLocking=1",
  ];
  const options = settings.flatMap((setting) => ["-o", setting]);
  try {
    await runCommand("apt-get", { args: [...options, "-qq", "update"] });
  } catch (thrown) {
    throw new ProvisionError(`Cannot fetch Debian's list of packages: ${messageOf(thrown)}`, { cause: thrown });
  }
  return { options };
}
