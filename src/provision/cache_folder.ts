import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isRoot } from "./server_account.ts";
import { messageOf, ProvisionError, systemCodeOf } from "./provision_error.ts";

/** What decides where the cache lies. */
export interface CacheFolderOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly root: boolean;
}

/**
 * The folder for what may be made again: unpacked packages, copied binaries, an empty database.
 *
 * Root's is outside of its home, since the servers run as another user who cannot look into it.
 */
export function cacheFolder(options: Partial<CacheFolderOptions> = {}): string {
  const { env = process.env, platform = process.platform, home = os.homedir(), root = isRoot() } = options;
  const chosen = env["TOUCHSTONE_CACHE"];
  if (chosen !== undefined && chosen !== "") return path.resolve(chosen);
  if (root) return "/var/cache/touchstone";
  if (platform === "darwin") return path.join(home, "Library/Caches/touchstone");
  const base = env["XDG_CACHE_HOME"];
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(home, ".cache"), "touchstone");
}

/**
 * A folder that is made at most once, and is there whole or not at all.
 *
 * It is filled under another name and renamed, so several programs may try at the same time and any may be killed.
 *
 * @returns The folder.
 */
export async function fillOnce(folder: string, fill: (unfinished: string) => Promise<void>): Promise<string> {
  if (await exists(folder)) return folder;
  const unfinished = await makeUnfinished(folder);
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (thrown) {
    await rm(unfinished, { recursive: true, force: true });
    // another program was first: its work is as good as ours
    if (systemCodeOf(thrown) !== "ENOTEMPTY" && systemCodeOf(thrown) !== "EEXIST") throw thrown;
  }
  return folder;
}

/** Whether something is at that path; a path that cannot be looked at does not exist for us. */
export async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

async function makeUnfinished(folder: string): Promise<string> {
  try {
    await mkdir(path.dirname(folder), { recursive: true, mode: 0o755 });
    return await mkdtemp(`${folder}.unfinished-`);
  } catch (thrown) {
    throw new ProvisionError(
      `Cannot write the cache folder '${path.dirname(folder)}': ${messageOf(thrown)}; set TOUCHSTONE_CACHE to another`,
      { cause: thrown },
    );
  }
}
