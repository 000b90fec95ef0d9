import { readFile, writeFile } from "node:fs/promises";
import type { RunReport, VerdictWord } from "../../../src/lab/mod.ts";

/** Whatever was not passed, by setup and name; a pass is what everybody expects. */
export type Expected = Readonly<Record<string, Readonly<Record<string, VerdictWord>>>>;

const FILE = new URL("./expected_verdicts.json", import.meta.url);

/** The verdicts that were kept, by package. */
export async function readExpected(): Promise<Expected> {
  return JSON.parse(await readFile(FILE, "utf8")) as Expected;
}

/** Keeps the verdicts of one package in the place of those before. */
export async function writeExpected(name: string, verdicts: Expected[string]): Promise<void> {
  const all = { ...(await readExpected()), [name]: verdicts };
  await writeFile(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
}

/** What a run says of a library beyond what it passed or what there was nothing to say of. */
export function notPassed({ verdicts }: RunReport, setups: readonly string[]): Expected[string] {
  const found = verdicts.filter(
    ({ kind, setup, verdict }) =>
      (kind === "lint" || setups.includes(setup)) &&
      !verdict.startsWith("passed") &&
      !(kind === "lint" && verdict === "not exercised"),
  );
  return Object.fromEntries(
    found.map(({ kind, setup, name, verdict }) => [kind === "lint" ? name : `${setup} ${name}`, verdict]),
  );
}
