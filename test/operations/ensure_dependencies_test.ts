import { assert } from "chai";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { exists } from "../../src/provision/mod.ts";
import { temporaryFolders } from "./temporary_folders.ts";

const SCRIPT = new URL("../../scripts/ensure_dependencies.mjs", import.meta.url).pathname;

/** Stands in for npm: notes how it was called, and installs an empty folder, slowly, or fails as it is told. */
const NPM = `#!/bin/sh
echo "$1" >>calls
if [ -e "fail-$1" ]; then cat "fail-$1" >&2; exit 1; fi
sleep 0.3
mkdir -p node_modules
`;

describe("ensure_dependencies", () => {
  const folders = temporaryFolders();
  afterEach(() => folders.remove());

  /** A project with a lock file, and nothing installed. */
  async function project() {
    const folder = await folders.make();
    const at = (name: string): string => path.join(folder, name);
    for (const name of ["scripts", "bin"]) await mkdir(at(name));
    await cp(SCRIPT, at("scripts/ensure_dependencies.mjs"));
    await writeFile(at("bin/npm"), NPM);
    await chmod(at("bin/npm"), 0o755);
    const lock = (version: string): Promise<void> =>
      writeFile(at("package-lock.json"), JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } }));
    await lock("1.0.0");
    const calls = async (): Promise<readonly string[]> =>
      (await exists(at("calls"))) ? (await readFile(at("calls"), "utf8")).trim().split("\n") : [];
    return { at, lock, calls, run: () => runIn(folder) };
  }

  it("installs what is missing, and is quiet when there is nothing to do", async () => {
    const { run, calls } = await project();
    assert.deepEqual(await run(), { status: 0, said: "Installing the dependencies …\n" });
    assert.deepEqual(await run(), { status: 0, said: "" });
    assert.deepEqual(await calls(), ["ci"]);
  });

  it("installs again when the lock file has changed, or the folder is gone", async () => {
    const { run, lock, calls, at } = await project();
    await run();
    await lock("1.0.1");
    await run();
    await rm(at("node_modules"), { recursive: true });
    await run();
    assert.deepEqual(await calls(), ["ci", "ci", "ci"]);
  });

  it("installs once when two are started at the same time", async () => {
    const { run, calls, at } = await project();
    const said = (await Promise.all([run(), run()])).map((outcome) => outcome.said).sort();
    assert.deepEqual(said, [
      "Installing the dependencies …\n",
      "Waiting for another installation of the dependencies to end\n",
    ]);
    assert.deepEqual(await calls(), ["ci"]);
    assert.isFalse(await exists(at(".tmp/installing")));
  });

  it("takes over from an installation that was killed", async () => {
    const { run, calls, at } = await project();
    await mkdir(at(".tmp"));
    await writeFile(at(".tmp/installing"), String(2 ** 30));
    assert.equal((await run()).status, 0);
    assert.deepEqual(await calls(), ["ci"]);
  });

  for (const [installed, expected] of [
    ["1.0.0", []],
    ["0.9.0", ["ci"]],
  ] as const) {
    it(`runs [${expected.join()}] where somebody has installed version ${installed} by hand`, async () => {
      const { run, calls, at } = await project();
      await mkdir(at("node_modules"));
      const packages = { "node_modules/a": { version: installed } };
      await writeFile(at("node_modules/.package-lock.json"), JSON.stringify({ packages }));
      await run();
      assert.deepEqual(await calls(), [...expected]);
    });
  }

  it("installs by the less strict command where the strict one refuses the lock file", async () => {
    const { run, calls, at } = await project();
    await writeFile(at("fail-ci"), "npm error code EUSAGE");
    assert.equal((await run()).status, 0);
    assert.deepEqual(await calls(), ["ci", "install"]);
  });

  it("says what npm said and what to do when it cannot install, and tries again the next time", async () => {
    const { run, calls, at } = await project();
    await writeFile(at("fail-ci"), "npm error code ENOTFOUND");
    const { status, said } = await run();
    assert.equal(status, 1);
    assert.match(said, /Cannot install the dependencies:\nnpm error code ENOTFOUND\nIs the npm registry reachable\?/);
    await run();
    assert.deepEqual(await calls(), ["ci", "ci"]);
  });
});

/** Run the script of a project, with the stand-in for npm. */
function runIn(folder: string): Promise<{ readonly status: number; readonly said: string }> {
  const env = { PATH: `${path.join(folder, "bin")}:${process.env["PATH"]}` };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(folder, "scripts/ensure_dependencies.mjs")],
      { env },
      (failure, _stdout, stderr) => {
        resolve({ status: typeof failure?.code === "number" ? failure.code : 0, said: stderr });
      },
    );
  });
}
