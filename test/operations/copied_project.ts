import { assert } from "chai";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { copyFile, cp, mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import type { TemporaryFolders } from "./temporary_folders.ts";

/** Copies what a build is made of, so that no build of the repository itself is in the way of anybody. */
export async function copyProject(folders: TemporaryFolders): Promise<string> {
  const project = await folders.make();
  for (const file of ["package.json", "tsconfig.json", "tsconfig.build.json"]) {
    await copyFile(file, path.join(project, file));
  }
  await mkdir(path.join(project, "scripts"));
  for (const script of ["build.mjs", "touchstone.mjs"]) {
    await copyFile(path.join("scripts", script), path.join(project, "scripts", script));
  }
  await cp("src", path.join(project, "src"), { recursive: true });
  await symlink(path.resolve("node_modules"), path.join(project, "node_modules"));
  return project;
}

/** Runs the build of a copied project. */
export function buildProject(project: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [path.join(project, "scripts/build.mjs")], { encoding: "utf8" });
}

/** The same where it has to go well. */
export function buildWhole(project: string): void {
  const { status, stdout } = buildProject(project);
  assert.equal(status, 0, stdout);
}
