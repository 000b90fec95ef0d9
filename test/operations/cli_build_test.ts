import { assert } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { buildProject, buildWhole, copyProject } from "./copied_project.ts";
import { type Ended, startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

describe("npm run build", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let project: string;

  function run(program: string, args: readonly string[]): Promise<Ended> {
    return startProgram(args, {}, [path.join(project, program)]).ended;
  }

  before(async () => {
    project = await copyProject(folders);
    await mkdir(path.join(project, "dist/features/gone"), { recursive: true });
    await writeFile(path.join(project, "dist/features/gone/mod.js"), "export const left = 'from an earlier build';");
    buildWhole(project);
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

  it("leaves out what only an earlier build had", async () => {
    assert.notInclude(await readdir(path.join(project, "dist/features")), "gone");
  });

  it("is what the script of the package runs, once the dependencies are there", async () => {
    const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
    assert.equal(scripts.build, "node scripts/ensure_dependencies.mjs && node scripts/build.mjs");
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
    await rm(path.join(project, "dist/cli"), { recursive: true });
    const soon = Date.now() / 1_000 + 60;
    await utimes(path.join(project, "src/main.ts"), soon, soon);
    const fromSource = await run("scripts/touchstone.mjs", ["--version"]);
    assert.deepEqual([fromSource.code, fromSource.out], [0, out], fromSource.err);
  });

  it("fails with what is wrong when a source has a mistake, and is no build then", async () => {
    await writeFile(path.join(project, "src/mistake.ts"), 'export const port: number = "8000";\n');
    const { status, stdout } = buildProject(project);
    assert.notEqual(status, 0);
    assert.match(stdout, /src\/mistake\.ts.*TS2322/s);
    assert.isFalse(existsSync(path.join(project, "dist")));
    await rm(path.join(project, "src/mistake.ts"));
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
