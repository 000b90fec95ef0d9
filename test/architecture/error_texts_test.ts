import { assert } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

interface ErrorText {
  readonly where: string;
  readonly text: string;
}

const ROOT = join(import.meta.dirname, "../..");

// fail("code", "text" …) and new OAuthError("code", `text` …), over several lines too
const CALL = /\b(?:fail|new OAuthError)\(\s*"\w+",\s*(?:"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

function errorTexts(): readonly ErrorText[] {
  const names = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => /(?<!_test)\.tsx?$/.test(name));
  return files.flatMap((where) => {
    const code = readFileSync(join(ROOT, "src", where), "utf8").replaceAll(/^\s*(?:\*|\/\/).*$/gm, "");
    return Array.from(code.matchAll(CALL), ([, plain, template]) => ({
      where,
      // what a program fills in is checked where it is known
      text: plain ?? (template ?? "").replaceAll(/\$\{[^}]*\}/g, "x"),
    }));
  });
}

describe("the descriptions of errors", () => {
  const texts = errorTexts();

  it("are found at all", () => assert.isAtLeast(texts.length, 10));

  for (const [rule, pattern] of [
    ["are legal on the wire (RFC 6749 5.2)", /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/],
    ["begin with a capital", /^[A-Z]/],
    ["end without a full stop", /[^.!\s]$/],
    ["use no contraction", /^(?!.*(?:n't|\w'(?:s|re|ve|ll|d|m)\b)).*$/],
  ] as const) {
    it(rule, () => {
      const wrong = texts.filter(({ text }) => !pattern.test(text));
      assert.deepEqual(wrong, []);
    });
  }
});
