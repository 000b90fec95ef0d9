import type { Clock } from "../../platform/mod.ts";
import type { Throwaways } from "../issuers/throwaways.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Outcome, Verdict } from "../judge/verdict.ts";
import type { Act, Scenario } from "../scenarios/scenario.ts";
import type { ClientConfig } from "./client_config.ts";
import type { Statement } from "./outcomes.ts";
import type { ActDone, AttemptState, BegunAttempt, CreatedRun, NewAttempt, NewRun } from "./run_messages.ts";
import type { EndedAttempt, RunReport } from "./run_report.ts";
import type { RunStoreOptions } from "./run_store.ts";

/** What runs are made with. */
export interface RunsOptions extends RunStoreOptions {
  readonly throwaways: Pick<Throwaways, "create" | "find" | "journal" | "remove">;
  readonly scenarios: readonly Scenario[];
  /** Judges all requests of all attempts when a run is finished. */
  readonly lint: (attempts: readonly EndedAttempt[]) => readonly Verdict[];
  readonly server: RunReport["server"];
  readonly clock: Clock;
  /** Milliseconds since 1970 of the machine. */
  readonly time: () => number;
}

/** A run, and the key that lets one change it. */
export interface RunAccess {
  readonly id: string;
  readonly key: string | undefined;
}

/** Which entries of a run are wanted. */
export interface JournalWanted {
  /** Of the attempt. */
  readonly name: string;
  /** Only those with a greater number. */
  readonly after?: number | undefined;
}

/** What is said of a client while it runs. */
export type Said = Omit<Statement, "at">;

/**
 * Runs: one plan against one client, in attempts that have an issuer each.
 *
 * What is not there, or not allowed, throws an OAuthError: 404 for runs and attempts that are not there, 401 for another
 * key, 400 for all else.
 */
export interface Runs {
  create(wanted: NewRun): Promise<CreatedRun>;
  /** As it is by now; judged anew with each reading until it is finished. */
  report(id: string): Promise<RunReport>;
  /** What was written down of an attempt; while it runs as well. */
  journal(id: string, wanted: JournalWanted): Promise<readonly JournalEntry[]>;
  /** Refuses who may not change a run. */
  check(access: RunAccess): Promise<void>;
  /** Begins an attempt; one of the same name that began before is given up. */
  begin(access: RunAccess, wanted: NewAttempt): Promise<BegunAttempt>;
  /** Attempts that have begun, and not ended. */
  running(access: RunAccess): Promise<readonly BegunAttempt[]>;
  state(access: RunAccess, attempt: string): Promise<AttemptState>;
  act(access: RunAccess, wanted: { readonly attempt: string; readonly act: Act }): Promise<ActDone>;
  /** Ends an attempt and judges it; ending it again changes nothing. */
  end(access: RunAccess, wanted: { readonly attempt: string; readonly outcome: Outcome }): Promise<Verdict>;
  /** Judges everything for good; attempts that did not end are given up. */
  finish(access: RunAccess): Promise<RunReport>;
  remove(access: RunAccess): Promise<void>;
  /** What a client has to know, for whoever knows the address. */
  config(attempt: string): Promise<ClientConfig>;
  /** Takes down what is said of a client; the last word counts. */
  say(attempt: string, said: Said): Promise<void>;
}
