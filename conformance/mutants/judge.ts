/**
 * Runs the suite against servers that are broken on purpose, in a process of its own, and tells its parent what failed.
 *
 * The suite's files are loaded once; each is run against each server that it must notice.
 */
import { readdir } from "node:fs/promises";
import Mocha from "mocha";
import { closeTarget, judgeInstead } from "../support/target.ts";
import { startBroken } from "./broken_server.ts";
import { ALL_MUTANTS } from "./all_mutants.ts";
import type { Mutant } from "./mutant.ts";
import { UNBROKEN, type Verdict } from "./verdict.ts";

const FOLDER = new URL("../server/", import.meta.url);

/** Loads a file by import, as mocha's own loading would make a second copy of the modules that are told what to judge. */
async function load(name: string): Promise<Mocha> {
  const mocha = new Mocha({ reporter: Mocha.reporters.Base, timeout: 20_000 });
  mocha.cleanReferencesAfterRun(false);
  mocha.suite.emit("pre-require", globalThis, name, mocha);
  await import(new URL(name, FOLDER).href);
  return mocha;
}

async function judge(
  mocha: Mocha,
  file: string,
  mutant: Pick<Mutant, "name" | "features" | "issuer" | "incoming">,
): Promise<Verdict> {
  judgeInstead((options) => startBroken(mutant, options));
  const failed: string[] = [];
  const passed: string[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("fail", ({ title }) => void failed.push(title));
    runner.on("pass", ({ title }) => void passed.push(title));
  });
  await closeTarget();
  return { mutant: mutant.name, file, passed, failed };
}

async function judgeAll(): Promise<void> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith("_test.ts")).sort();
  for (const file of files) {
    const mocha = await load(file);
    const mutants = ALL_MUTANTS.filter((mutant) => mutant.file === file);
    for (const mutant of [{ name: UNBROKEN }, ...mutants]) process.send?.(await judge(mocha, file, mutant));
  }
}

// each file has a runner of its own, and each runner listens to the process
process.setMaxListeners(0);
await judgeAll();
process.exit(0);
