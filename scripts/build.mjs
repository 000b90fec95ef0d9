// Compiles src to dist, which is removed first: a module that was renamed or deleted must not live on in what is
// published. Plain JavaScript, as the other scripts that run before anything is built.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const tsc = path.join(project, "node_modules/typescript/bin/tsc");

rmSync(path.join(project, "dist"), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--noEmitOnError"], {
  cwd: project,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
