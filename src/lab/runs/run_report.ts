import type { Instant } from "../../platform/mod.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Outcome, Verdict, VerdictWord } from "../judge/verdict.ts";
import type { Act } from "../scenarios/scenario.ts";
import type { Flow, SetupName } from "../scenarios/setup.ts";

/** Something that a run has to try: the unmodified flow of a setup, or a scenario. */
export interface PlannedAttempt {
  /** That of the scenario, or `control-` and the setup; unique within the run. */
  readonly name: string;
  readonly setup: SetupName;
  readonly flow: Flow;
  /** True: the unmodified flow. */
  readonly control: boolean;
  /** A few words for a table. */
  readonly title: string;
  /** Milliseconds that a right client needs beyond an ordinary flow. */
  readonly patience: number;
  /** What whoever sits before the browser does beyond signing in and allowing. */
  readonly acts: readonly Act[];
}

/** An attempt that ended. */
export interface EndedAttempt {
  /** As it is planned. */
  readonly name: string;
  readonly setup: SetupName;
  readonly control: boolean;
  readonly outcome: Outcome;
  /** Milliseconds from its beginning to its end. */
  readonly took: number;
  readonly entries: readonly JournalEntry[];
}

/** How often each word was said. */
export type Totals = Readonly<Record<VerdictWord, number>>;

/** A run as anybody may read it who knows its id; free of secrets. */
export interface RunReport {
  /** Unguessable; for reading alone. */
  readonly id: string;
  readonly plan: string;
  /** What was tested, in the words of whoever began it. */
  readonly name: string;
  readonly startedAt: Instant;
  /** When it was finished; nothing changes afterwards. */
  readonly finishedAt?: Instant;
  readonly server: { readonly version: string; readonly issuer: string };
  /**
   * One for each that was planned, in that order: controls, then scenarios. What did not end is `not exercised`. Lints
   * stand behind them once the run is finished.
   */
  readonly verdicts: readonly Verdict[];
  /** Those that ended, in the order in which they were planned. */
  readonly attempts: readonly EndedAttempt[];
  readonly totals: Totals;
  /** All that there is to try, controls first. */
  readonly planned: readonly PlannedAttempt[];
}
