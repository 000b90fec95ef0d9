import { assert } from "chai";
import { spawnSync } from "node:child_process";
import { copyFile, cp, mkdir, readdir, rm, symlink, utimes } from "node:fs/promises";
import path from "node:path";
import { type Ended, startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

const TSC = "node_modules/typescript/bin/tsc";

describe("npm run build", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let project: string;

  function run(program: string, args: readonly string[]): Promise<Ended> {
    return startProgram(args, {}, [path.join(project, program)]).ended;
  }

  before(async () => {
    project = await folders.make();
    const outDir = path.join(project, "dist");
    const { status, stdout } = spawnSync(process.execPath, [TSC, "-p", "tsconfig.build.json", "--outDir", outDir], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout);
    await copyFile("package.json", path.join(project, "package.json"));
    await mkdir(path.join(project, "scripts"));
    await copyFile("scripts/touchstone.mjs", path.join(project, "scripts/touchstone.mjs"));
    await symlink(path.resolve("node_modules"), path.join(project, "node_modules"));
  });
  after(() => folders.remove());

  it("makes a program that needs no compiler, with every room in it", async () => {
    const { code, out, err } = await run("dist/main.js", ["hooks", "--json"]);
    assert.equal(code, 0, err);
    assert.isNotEmpty(JSON.parse(out));
  });

  it("leaves the tests out", async () => {
    const files = await readdir(path.join(project, "dist"), { recursive: true });
    assert.include(files, "main.js");
    assert.isEmpty(files.filter((file) => file.includes("_test")));
  });

  it("makes faces that other packages import by name", async () => {
    const script = [
      'const { openTouchstone, readConfig } = await import("touchstone");',
      'const { guard } = await import("touchstone/resource-server");',
      "console.log([openTouchstone, readConfig, guard].map((each) => typeof each).join());",
    ].join("\n");
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: project,
      encoding: "utf8",
    });
    assert.equal(stdout, "function,function,function\n", stderr);
  });

  it("makes what the executable runs, until a source is newer", async () => {
    const { code, out } = await run("scripts/touchstone.mjs", ["--version"]);
    assert.equal(code, 0);
    assert.match(out, /^\d/);
    await cp("src", path.join(project, "src"), { recursive: true });
    await rm(path.join(project, "dist/cli"), { recursive: true });
    const soon = Date.now() / 1_000 + 60;
    await utimes(path.join(project, "src/main.ts"), soon, soon);
    const fromSource = await run("scripts/touchstone.mjs", ["--version"]);
    assert.deepEqual([fromSource.code, fromSource.out], [0, out], fromSource.err);
  });

  it("has an executable that says so when nothing was built or installed", async () => {
    const bare = await folders.make();
    await mkdir(path.join(bare, "scripts"));
    await copyFile("scripts/touchstone.mjs", path.join(bare, "scripts/touchstone.mjs"));
    const { code, err } = await startProgram(["--help"], {}, [path.join(bare, "scripts/touchstone.mjs")]).ended;
    assert.equal(code, 1);
    assert.match(err, /^Cannot run touchstone in .* as it was not built: run npm ci there\n$/);
  });
});
