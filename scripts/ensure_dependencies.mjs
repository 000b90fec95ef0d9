// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` are
// one command each. Plain JavaScript without imports from node_modules: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = [20, 19];
const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const stampFile = path.join(project, "node_modules/.touchstone_dependencies");
const lockFile = path.join(project, ".tmp/installing");

checkNode();
const wanted = fingerprint();
if (!isCurrent()) installAlone();

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  giveUp(`Node ${OLDEST_NODE.join(".")} or newer is needed; this is ${process.version} (${process.execPath})`);
}

/** What the installed packages depend on: the lock file, and the machine that they are built for. */
function fingerprint() {
  const lock = readFileSync(path.join(project, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform} ${process.arch}`).digest("hex");
}

function isCurrent() {
  const stamp = readText(stampFile);
  if (stamp !== undefined) return stamp === wanted;
  if (!wasInstalledByHand()) return false;
  writeStamp();
  return true;
}

/** Somebody ran npm themselves: good when each package that every machine needs is there in the locked version. */
function wasInstalledByHand() {
  const [locked, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map(readPackages);
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(
    ([name, { version, optional }]) => name === "" || optional || installed[name]?.version === version,
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(project, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** Of two that start at the same time one installs and the other waits for it. */
function installAlone() {
  mkdirSync(path.dirname(lockFile), { recursive: true });
  let announced = false;
  while (!takeLock()) {
    if (!announced) console.error("Waiting for another installation of the dependencies to end");
    announced = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  process.once("exit", () => rmSync(lockFile, { force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
  if (!isCurrent()) install();
}

function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: "wx" });
    return true;
  } catch (thrown) {
    if (thrown.code !== "EEXIST") throw thrown;
    if (!isHeld()) rmSync(lockFile, { force: true });
    return false;
  }
}

/** An empty file is being written this moment, or was left by a program that was killed while it wrote. */
function isHeld() {
  const holder = Number(readText(lockFile));
  if (holder > 0) return isAlive(holder);
  return Date.now() - (statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 5000;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown.code === "EPERM";
  }
}

/**
 * `npm ci` is strict: it also refuses a lock file in which packages of other platforms are missing (npm leaves them out
 * when the registry had them not yet). Then `npm install` takes the locked versions, and leaves the lock file alone.
 */
function install() {
  console.error("Installing the dependencies …");
  let failure = runNpm(["ci"]);
  if (failure?.includes("EUSAGE")) failure = runNpm(["install", "--no-save"]);
  if (failure !== undefined) {
    giveUp(
      `Cannot install the dependencies:\n${failure}\nIs the npm registry reachable? Then run 'npm ci' in ${project}`,
    );
  }
  writeStamp();
}

/** Runs npm, the one that runs us where that is so; returns the beginning of what it complained, undefined when all is well. */
function runNpm(command) {
  const args = [...command, "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const [program, before] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const run = spawnSync(program, [...before, ...args], {
    cwd: project,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (run.status === 0) return undefined;
  return run.error?.message ?? run.stderr.trim().split("\n").slice(0, 12).join("\n");
}

function writeStamp() {
  if (existsSync(path.dirname(stampFile))) writeFileSync(stampFile, wanted);
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function giveUp(message) {
  console.error(message);
  process.exit(1);
}
