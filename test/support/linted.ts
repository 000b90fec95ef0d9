import { assert } from "chai";
import type { JournalEntry, Parameter } from "../../src/lab/journal/entry.ts";
import type { Lint, LintedAttempt } from "../../src/lab/judge/lints.ts";
import { lint } from "../../src/lab/judge/lints.ts";
import type { VerdictWord } from "../../src/lab/judge/verdict.ts";
import type { SetupName } from "../../src/lab/scenarios/setup.ts";
import { entryOf, journalOf } from "./journal.ts";

/** Parameters by name; a list stands for a parameter that comes several times. */
type Named = Readonly<Record<string, string | readonly string[] | undefined>>;

function parametersOf(named: Named): readonly Parameter[] {
  return Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one] as const),
  );
}

/** Random values that no lint has anything against. */
export const STATE = "Vx_k0Jt-9QmRz2LwYb4EsA";
/** @see STATE */
export const NONCE = "q7TzB1cN4vKpS8dLxWm3Yg";
/** @see STATE */
export const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/** A redacted value: whatever is equal has an equal mark. */
export function redacted(mark: string, length = 43): string {
  return `[${length} characters, #${mark.padEnd(8, "0")}]`;
}

/** An authorization request with what a careful client sends, unless it says otherwise. */
export function asked(parameters: Named = {}): JournalEntry {
  const query = parametersOf({
    response_type: "code",
    client_id: "c",
    redirect_uri: "http://127.0.0.1:8080/cb",
    scope: "openid read",
    state: STATE,
    nonce: NONCE,
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...parameters,
  });
  return entryOf("authorize", { query });
}

/** A token request with what a careful client sends, unless it says otherwise. */
export function redeemed(parameters: Named = {}, rest: Partial<JournalEntry> = {}): JournalEntry {
  const form = parametersOf({
    grant_type: "authorization_code",
    code: redacted("c0de"),
    redirect_uri: "http://127.0.0.1:8080/cb",
    code_verifier: redacted("5ec"),
    ...parameters,
  });
  return entryOf("token", { form, credentials: "basic", ...rest });
}

/** What is known of an attempt besides its entries. */
interface AttemptOptions {
  readonly setup?: SetupName;
  readonly control?: boolean;
  readonly name?: string;
}

/** A control of the setup `code`, unless it says otherwise. */
export function attemptOf(entries: readonly JournalEntry[], options: AttemptOptions = {}): LintedAttempt {
  const { setup = "code", control = true } = options;
  const name = options.name ?? (control ? `control-${setup}` : "scenario");
  return { name, setup, control, entries: journalOf(...entries) };
}

/** One case: the lint, what it says, words of its sentence, and what it looks at. */
export type LintRow = readonly [
  lint: string,
  verdict: VerdictWord,
  says: string,
  entries: readonly JournalEntry[] | readonly LintedAttempt[],
  setup?: SetupName,
];

function attemptsOf([, , , entries, setup]: LintRow): readonly LintedAttempt[] {
  const attempts = entries.flatMap((one) => ("entries" in one ? [one] : []));
  if (attempts.length > 0) return attempts;
  const journal = entries.flatMap((one) => ("entries" in one ? [] : [one]));
  return [attemptOf(journal, setup === undefined ? {} : { setup })];
}

/** Runs cases of lints, and demands of the cases that each lint blames in one, passes in one and has nothing in one. */
export function lintCases(lints: readonly Lint[], rows: readonly LintRow[]): void {
  for (const row of rows) {
    const [name, verdict, says] = row;
    it(`${name} is ${verdict}: ${says}`, () => {
      const [judged] = lint(
        attemptsOf(row),
        lints.filter((one) => one.name === name),
      );
      assert.equal(judged?.verdict, verdict, judged?.says);
      assert.include(judged?.says, says);
    });
  }

  for (const { name } of lints) {
    it(`${name} has cases in which it blames, passes and has nothing to look at`, () => {
      const words = new Set(rows.filter(([of]) => of === name).map(([, word]) => word));
      assert.isTrue(words.has("failed") || words.has("warning"), "blames");
      assert.isTrue(words.has("passed (stated)"), "passes");
      assert.isTrue(words.has("not exercised"), "has nothing to look at");
    });
  }
}
