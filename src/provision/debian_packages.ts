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

/**
 * The names in what `apt-cache depends --recurse` prints: those that stand at the start of a line.
 *
 * Virtual packages are in angle brackets, packages of another architecture have a colon.
 */
export function parseDependencies(text: string): readonly string[] {
  return [...new Set(text.split("\n").filter((line) => /^[a-z0-9][a-z0-9+.-]+$/.test(line)))];
}

/** The names of the packages that are installed, from what dpkg-query prints as `name status` lines. */
export function parseInstalled(text: string): ReadonlySet<string> {
  const lines = text.split("\n").filter((line) => line.endsWith(" installed"));
  return new Set(lines.map((line) => line.slice(0, line.indexOf(" "))));
}

async function fetchPackages(folder: string, options: UnpackDebianPackagesOptions): Promise<void> {
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
  packages.log(`fetching Debian packages (unpacked into the cache, nothing is installed): ${names.join(" ")}`);
  await runCommand("apt-get", { args: [...lists.options, "-qq", "download", ...names], cwd: folder });
}

async function resolvePackages(packages: UnpackDebianPackagesOptions, lists: AptLists): Promise<readonly string[]> {
  const kinds = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map((kind) => `--no-${kind}`);
  const [tree, installed] = await Promise.all([
    runCommand("apt-cache", { args: [...lists.options, "depends", "--recurse", ...kinds, ...packages.wanted] }),
    runCommand("dpkg-query", { args: ["-W", "-f", "${Package} ${db:Status-Status}\n"] }),
  ]);
  const all = parseDependencies(tree);
  const missing = packages.wanted.filter((name) => !all.includes(name));
  if (missing.length > 0) throw new ProvisionError(`Cannot find the package '${missing.join("', '")}'`);
  const present = parseInstalled(installed);
  const needed = all.filter(
    (name) => packages.along.test(name) && !present.has(name) && !packages.wanted.includes(name),
  );
  return [...packages.wanted, ...needed];
}

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
