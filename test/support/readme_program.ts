import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";

const README = join(import.meta.dirname, "../../README.md");

/** The first program below a heading of the README, as somebody copies it. */
export function programOf(heading: string): string {
  const [, rest = ""] = readFileSync(README, "utf8").split(`\n${heading}\n`);
  const [, code] = /```ts\n([\s\S]*?)```/.exec(rest) ?? [];
  return code ?? assert.fail(`'${heading}' has no program`);
}

/** Puts what is true in a test where the program has what `npm start` makes; each must be there. */
export function replaced(program: string, changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    assert.include(text, from);
    return text.replaceAll(from, to);
  }, program);
}
