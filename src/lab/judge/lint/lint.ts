import type { JournalEntry } from "../../journal/entry.ts";
import type { EndedAttempt } from "../../runs/run_report.ts";
import type { Keyword, Observed } from "../../scenarios/scenario.ts";
import type { SetupName } from "../../scenarios/setup.ts";
import { numbersOf } from "../observe.ts";

/** What a lint looks at of each attempt. */
export type LintedAttempt = Pick<EndedAttempt, "name" | "setup" | "control" | "entries">;

/** What a lint found. */
export interface Finding extends Observed {
  /** The attempt whose journal the evidence is of. */
  readonly attempt?: LintedAttempt;
}

/** A check of all requests of all attempts of a run, whatever their scenarios: data, and a pure function. */
export interface Lint {
  /** `state_present`. */
  readonly name: string;
  /** A few words for a table. */
  readonly title: string;
  /** Id of the rule in the books of rules. */
  readonly rule: string;
  readonly keyword: Keyword;
  /** What a client does, one sentence without a full stop. */
  readonly says: string;
  /** What to change, in one to three sentences. */
  readonly mend: string;
  /** The setups whose attempts are looked at; all when not given. */
  readonly setups?: readonly SetupName[];
  readonly look: (attempts: readonly LintedAttempt[]) => Finding;
}

/** A check that looks at one request at a time. */
export interface Inspection {
  /** What is looked at, in the plural: `token requests`. */
  readonly what: string;
  /** The requests of an attempt that are looked at. */
  readonly of: (attempt: LintedAttempt) => readonly JournalEntry[];
  /** What is wrong with one, in words that go on after its number: `has no state`; undefined = nothing. */
  readonly wrong: (entry: JournalEntry, attempt: LintedAttempt) => string | undefined;
  /** What is told of it although the sentence of the rule speaks stronger. */
  readonly atMost?: "warning";
}

/** Looks at requests one by one; what is told is of the first attempt in which one is wrong. */
export function inspecting({ what, of, wrong, atMost }: Inspection): Lint["look"] {
  return function look(attempts) {
    let looked = 0;
    for (const attempt of attempts) {
      const requests = of(attempt);
      looked += requests.length;
      const bad = requests.flatMap((entry) => {
        const words = wrong(entry, attempt);
        return words === undefined ? [] : [{ entry, words }];
      });
      const [first] = bad;
      if (first === undefined) continue;
      const others = bad.length === 1 ? "" : `, and so is it with ${bad.length - 1} more`;
      return {
        verdict: atMost ?? "failed",
        says: `Request ${first.entry.n} of '${attempt.name}' ${first.words}${others}`,
        evidence: numbersOf(bad.map(({ entry }) => entry)),
        attempt,
      };
    }
    return looked === 0 ? nothingToLookAt(what) : inOrder(looked, what);
  };
}

/** A value of a request, where it was found. */
export interface FoundValue {
  readonly value: string;
  readonly entry: JournalEntry;
  readonly attempt: LintedAttempt;
}

/** A check that looks at all values of one kind in a run together. */
export interface Comparison {
  /** What is compared, in the plural: `states`. */
  readonly what: string;
  readonly of: (attempts: readonly LintedAttempt[]) => readonly FoundValue[];
  /** The value that gives it away, and what is wrong with it; undefined = nothing. */
  readonly wrong: (found: readonly FoundValue[]) => { readonly at: FoundValue; readonly words: string } | undefined;
  /** How many values there must be before anything can be said; 1 when not given. */
  readonly atLeast?: number;
  /** What is told of it although the sentence of the rule speaks stronger. */
  readonly atMost?: "warning";
}

/** Looks at values together. */
export function comparing({ what, of, wrong, atLeast = 1, atMost }: Comparison): Lint["look"] {
  return function look(attempts) {
    const found = of(attempts);
    if (found.length < atLeast) return nothingToLookAt(what);
    const bad = wrong(found);
    if (bad === undefined) return inOrder(found.length, what);
    const { entry, attempt } = bad.at;
    return {
      verdict: atMost ?? "failed",
      says: `Request ${entry.n} of '${attempt.name}' ${bad.words}`,
      evidence: [entry.n],
      attempt,
    };
  };
}

/** The first value that was there before, and where. */
export function firstRepeated(found: readonly FoundValue[]): readonly [FoundValue, FoundValue] | undefined {
  const seen = new Map<string, FoundValue>();
  for (const one of found) {
    const before = seen.get(one.value);
    if (before !== undefined) return [before, one];
    seen.set(one.value, one);
  }
  return undefined;
}

/** Where a value was found, in the words of a sentence. */
export function whereWords({ entry, attempt }: FoundValue): string {
  return `request ${entry.n} of '${attempt.name}'`;
}

function nothingToLookAt(what: string): Finding {
  return { verdict: "not exercised", says: `There were no ${what} to look at`, evidence: [] };
}

function inOrder(count: number, what: string): Finding {
  return { verdict: "passed", says: `Looked at all ${what} (${count}) and found nothing wrong`, evidence: [] };
}
