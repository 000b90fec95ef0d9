import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  cacheFolder,
  exists,
  findExecutables,
  findLibraryFolders,
  hasDebianTools,
  isRoot,
  runCommand,
  unpackDebianPackages,
} from "../../src/provision/mod.ts";

const NAMES: readonly string[] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MAC_PLACES: readonly string[] = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Debian's packages, unpacked; a script in it sets the stage for the program. */
function unpackedFolder(): string {
  return path.join(cacheFolder(), "debian-chromium");
}

/**
 * A Chromium for the browser tests: CHROMIUM, an installed one, the one that provideChromium unpacked.
 *
 * @returns The program's path, undefined when there is none: then those tests are skipped, with that reason.
 */
export async function findChromium(): Promise<string | undefined> {
  const chosen = process.env["CHROMIUM"];
  if (chosen !== undefined && chosen !== "") return chosen;
  const [installed] = await findExecutables(NAMES);
  if (installed !== undefined) return installed;
  for (const file of [...MAC_PLACES, path.join(unpackedFolder(), "start")]) if (await exists(file)) return file;
  return undefined;
}

/** Bring a Chromium where none is found: Debian's package, installed as root, else unpacked into the cache. */
export async function provideChromium({ log }: { readonly log: (line: string) => void }): Promise<void> {
  if ((await findChromium()) !== undefined || !(await hasDebianTools())) return;
  try {
    if (isRoot()) await install(log);
    else await unpack(log);
  } catch (thrown) {
    log(`no Chromium, the browser tests will be skipped: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

async function install(log: (line: string) => void): Promise<void> {
  log("installing Debian's chromium for the browser tests");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", { args: ["-qq", "update"], env });
  await runCommand("apt-get", {
    args: ["-qq", "install", "-y", "--no-install-recommends", "chromium"],
    env,
    timeout: 900_000,
  });
}

async function unpack(log: (line: string) => void): Promise<void> {
  const folder = await unpackDebianPackages(unpackedFolder(), {
    wanted: ["chromium", "chromium-common", "fontconfig-config", "fonts-dejavu-core"],
    along: /^lib(?!c6|gcc|stdc)|^fonts-dejavu|^shared-mime-info$/,
    log,
  });
  const start = path.join(folder, "start");
  await writeFile(start, startScript(folder, await findLibraryFolders(folder)));
  await chmod(start, 0o755);
}

function startScript(folder: string, libraries: readonly string[]): string {
  return `#!/bin/sh
export LD_LIBRARY_PATH='${libraries.join(":")}' FONTCONFIG_PATH='${folder}/etc/fonts' XDG_DATA_DIRS='${folder}/usr/share'
exec '${folder}/usr/lib/chromium/chromium' "$@"
`;
}
