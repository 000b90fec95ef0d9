import { assert } from "chai";
import { fork } from "node:child_process";
import { ALL_MUTANTS } from "./all_mutants.ts";
import { UNBROKEN, type Verdict } from "./verdict.ts";

/** Milliseconds: the suite runs once for each server, on whatever else the machine does. */
const LONGEST = 900_000;

function isVerdict(message: unknown): message is Verdict {
  return typeof message === "object" && message !== null && "mutant" in message && "failed" in message;
}

/** All verdicts, from a process that runs the suite against one server after the other. */
function askJudge(): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const child = fork(new URL("./judge.ts", import.meta.url), { execArgv: ["--import", "tsx"], timeout: LONGEST });
  child.on("message", (message) => {
    if (isVerdict(message)) verdicts.push(message);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0
        ? resolve(verdicts)
        : reject(new TypeError(`Cannot judge the mutants: the judge ended with '${code}'`)),
    );
  });
}

/** The sentence of a title, without the rules that it cites. */
function sentenceOf(title: string): string {
  return title.replace(/ \[[^\]]*\]$/, "");
}

describe("the suite", function () {
  this.timeout(LONGEST);
  let verdicts: readonly Verdict[] = [];

  before(async () => {
    verdicts = await askJudge();
  });

  it("is content with the server that nobody broke", () => {
    const unbroken = verdicts.filter(({ mutant }) => mutant === UNBROKEN);
    assert.isAbove(unbroken.length, 10);
    assert.deepEqual(
      unbroken.filter(({ passed, failed }) => passed.length === 0 || failed.length > 0),
      [],
    );
  });

  it("has no test that notices nothing", () => {
    const tests = verdicts.filter(({ mutant }) => mutant === UNBROKEN).flatMap(({ passed }) => passed);
    const noticed = new Set(verdicts.flatMap(({ failed }) => failed));
    assert.deepEqual(
      tests.filter((title) => !noticed.has(title)),
      [],
    );
  });

  it("was asked about no server twice", () => {
    const names = ALL_MUTANTS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });

  for (const { name, rule, file, noticed, butNot = [] } of ALL_MUTANTS) {
    it(`notices a server that ${name} (${rule})`, () => {
      const failed = verdicts.find(({ mutant }) => mutant === name)?.failed ?? [];
      const unbroken = verdicts.find((verdict) => verdict.mutant === UNBROKEN && verdict.file === file);
      const every = (unbroken?.passed ?? []).map(sentenceOf).filter((sentence) => !butNot.includes(sentence));
      const expected = noticed === "every test" ? every : noticed;
      assert.deepEqual([...new Set(failed.map(sentenceOf))].sort(), [...new Set(expected)].sort(), file);
      assert.isTrue(
        failed.some((title) => title.includes(`${rule} `) || title.endsWith(`${rule}]`)),
        `no test that cites ${rule} failed`,
      );
    });
  }
});
