import { rm } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "./cache_folder.ts";
import { findLibraryFolders, hasDebianTools, unpackDebianPackages } from "./debian_packages.ts";
import { findExecutables } from "./find_executable.ts";
import type { Found } from "./find_postgres.ts";
import { serverEnvironment } from "./guarded_server.ts";
import { messageOf } from "./provision_error.ts";
import { runCommand } from "./run_command.ts";
import { findServerAccount, type ServerAccount } from "./server_account.ts";

/** A Redis or Valkey server that was seen to run under the servers' account. */
export interface RedisBinaries {
  readonly file: string;
  /** For the log: where it comes from. */
  readonly from: string;
  /** Such as "7.0.15". */
  readonly version: string;
  /** Folders with shared libraries that it needs. */
  readonly libraries: readonly string[];
}

/** What is looked for. */
export interface FindRedisOptions {
  /** Whether a package may be fetched when the machine has no server. */
  readonly fetch: boolean;
  readonly account?: ServerAccount | undefined;
  readonly log?: (line: string) => void;
}

/** GETDEL and SET with all its flags came with 6.2. */
const OLDEST = 6.2;

/** Find Redis: `REDIS_BIN`, `redis-server` or `valkey-server` on the machine; with `fetch` Debian's packages, then brew. */
export async function findRedis(options: FindRedisOptions): Promise<Found<RedisBinaries>> {
  const { fetch, log = () => {}, account = await findServerAccount() } = options;
  const tried: string[] = [];
  const attempt = async (name: string, find: () => Promise<RedisBinaries | undefined>) => {
    try {
      return await find();
    } catch (thrown) {
      tried.push(`${name}: ${messageOf(thrown)}`);
      return undefined;
    }
  };
  for (const file of await installed()) {
    const binaries = await attempt(file, () => probe({ file, from: file, libraries: [] }, account));
    if (binaries !== undefined) return { binaries, tried };
  }
  tried.push("REDIS_BIN, redis-server and valkey-server: none here that runs");
  if (!fetch) return { binaries: undefined, tried };
  const binaries =
    (await attempt("Debian's packages", () => fetchFromDebian(account, log))) ??
    (await attempt("brew", () => fetchFromBrew(account, log)));
  return { binaries, tried };
}

/** The version in what `redis-server --version` prints, such as `Redis server v=7.0.15 sha=…`. */
export function parseRedisVersion(text: string): string | undefined {
  return /\bv=(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

async function installed(): Promise<readonly string[]> {
  const chosen = process.env["REDIS_BIN"];
  return chosen === undefined || chosen === ""
    ? findExecutables(["redis-server", "valkey-server"])
    : [path.resolve(chosen)];
}

async function probe(
  candidate: Omit<RedisBinaries, "version">,
  account: ServerAccount | undefined,
): Promise<RedisBinaries> {
  const env = serverEnvironment(candidate.libraries);
  const version = parseRedisVersion(await runCommand(candidate.file, { args: ["--version"], account, env }));
  if (version === undefined) throw new TypeError("Cannot read its version");
  if (Number.parseFloat(version) < OLDEST) throw new RangeError(`Redis ${version} is older than ${OLDEST}`);
  return { ...candidate, version };
}

async function fetchFromDebian(
  account: ServerAccount | undefined,
  log: (line: string) => void,
): Promise<RedisBinaries | undefined> {
  if (!(await hasDebianTools())) return undefined;
  const folder = path.join(cacheFolder(), "debian-redis");
  const unpack = async (): Promise<RedisBinaries> => {
    await unpackDebianPackages(folder, {
      wanted: ["redis-server", "redis-tools"],
      along: /^lib(?!c6|gcc|stdc)|^lua-/,
      log,
    });
    const file = path.join(folder, "usr/bin/redis-server");
    return probe({ file, from: "Debian's redis-server", libraries: await findLibraryFolders(folder) }, account);
  };
  try {
    return await unpack();
  } catch {
    // unpacked long ago, when the machine had libraries that it now lacks
    await rm(folder, { recursive: true, force: true });
    return unpack();
  }
}

async function fetchFromBrew(
  account: ServerAccount | undefined,
  log: (line: string) => void,
): Promise<RedisBinaries | undefined> {
  const [brew] = await findExecutables(["brew"]);
  if (brew === undefined) return undefined;
  log("installing Redis by brew");
  await runCommand(brew, { args: ["install", "redis"], timeout: 900_000 });
  const [file] = await installed();
  return file === undefined ? undefined : probe({ file, from: "brew", libraries: [] }, account);
}
