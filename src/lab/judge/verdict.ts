import type { Keyword } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";

/** All that can be said of a client in one case, from the best to the worst. */
export const VERDICTS = [
  "passed (stated)",
  "passed (silent)",
  "warning",
  "failed",
  "inconclusive",
  "not exercised",
] as const;

/** @see VERDICTS */
export type VerdictWord = (typeof VERDICTS)[number];

/** How a client ended, as far as anybody knows. */
export interface Outcome {
  /**
   * What it said of itself: `completed`, `refused`; undefined = nothing. Said by its exit status (0, 76), by a line that
   * it printed, or by a call; of several, the one that says more counts: a call, a line, a status.
   */
  readonly statement?: "completed" | "refused";
  readonly statedBy?: "exit" | "line" | "call" | "person";
  /** Its own words, when it gave any. */
  readonly reason?: string;
  /** Its exit status; undefined = it was ended by a signal, or is no program that we started. */
  readonly exit?: number;
  /** The signal that ended it, where it was not ours. */
  readonly signal?: string;
  /** It went on after its time was over, and was ended by us. */
  readonly timedOut?: true;
  /** The last lines that it printed, redacted. */
  readonly output?: readonly string[];
}

/** A judgement, with the sentence and the requests that prove it. */
export interface Verdict {
  readonly kind: "control" | "scenario" | "lint";
  readonly name: string;
  readonly title: string;
  readonly setup: SetupName;
  readonly verdict: VerdictWord;
  /** Why, one sentence without a full stop. */
  readonly says: string;
  readonly rule?: string;
  readonly keyword?: Keyword;
  /** What the rule demands, for a reader who does not know it. */
  readonly demands?: string;
  /** What to change, where something is to be changed. */
  readonly mend?: string;
  /** Numbers of entries of the journal that prove it. */
  readonly evidence: readonly number[];
  /** The attempt whose journal it is, where that goes by another name: a lint looks at all attempts of a run. */
  readonly attempt?: string;
}
