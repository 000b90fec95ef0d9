#!/usr/bin/env node
// The command `touchstone`: what was built when that is newer than the sources, else the sources themselves through tsx.
// Plain JavaScript, as it runs before anything is built.
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const built = path.join(project, "dist/main.js");
const source = path.join(project, "src/main.ts");

await run();

async function run() {
  if (isBuilt()) return import(pathToFileURL(built).href);
  if (!existsSync(source)) return giveUp("it was not built");
  const tsx = await import("tsx/esm/api").catch(() => undefined);
  if (tsx === undefined) return giveUp("its dependencies are not installed");
  tsx.register();
  return import(pathToFileURL(source).href);
}

function isBuilt() {
  if (!existsSync(built)) return false;
  return !existsSync(source) || statSync(built).mtimeMs > newestIn(path.join(project, "src"));
}

/** When a folder's newest source was written; tests are no part of what is built. */
function newestIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/_test\.tsx?$/.test(entry.name))
    .reduce(
      (newest, entry) => Math.max(newest, statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
      0,
    );
}

function giveUp(reason) {
  console.error(`Cannot run touchstone in ${project} as ${reason}: run npm ci there`);
  process.exitCode = 1;
}
