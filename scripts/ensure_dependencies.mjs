// Installs the dependencies when they are missing or older than the lock file, so that `npm start` and `npm test` are
// one command each. Plain JavaScript without imports from node_modules: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    const holder = Number(readText(lockFile));
    // an empty file is one that is just being written, or was left by a program killed while it wrote
    if (Number.isInteger(holder) && holder > 0 && !isAlive(holder)) rmSync(lockFile, { force: true });
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown.code === "EPERM";
  }
}

function install() {
  console.error("Installing the dependencies (npm ci) …");
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const { status, error } = spawnSync(command, [...before, ...args], {
    cwd: project,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) {
    const reason = error?.message ?? `npm ci ended with status ${status}`;
    giveUp(
      `Cannot install the dependencies: ${reason}\nIs the npm registry reachable? Then run 'npm ci' in ${project}`,
    );
  }
  writeStamp();
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
