import type { Digest, Instant } from "../../platform/mod.ts";
import { jsonKind } from "../../stores/mod.ts";
import type { Statement } from "./outcomes.ts";
import type { ClientAddresses } from "./run_messages.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { EndedAttempt, PlannedAttempt } from "./run_report.ts";

/** A run as it was begun; what comes of it lies in records of its own, so that attempts at once do not lose each other. */
export interface RunRecord {
  readonly id: string;
  /** Digest of the key that may change it. */
  readonly key: Digest;
  readonly plan: string;
  readonly name: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  readonly planned: readonly PlannedAttempt[];
  readonly client: ClientAddresses;
}

/** An attempt as it was begun. */
export interface AttemptRecord {
  readonly run: string;
  readonly name: string;
  /** Id of its throwaway issuer. */
  readonly issuer: string;
  /** Id of the second one, in a scenario with two. */
  readonly second?: string;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
  /** What the client was told, which holds secrets that have to be read again, sealed. */
  readonly sealed: string;
}

/** Which attempt a name of a run stands for; the last of a name counts. */
export interface BegunRecord {
  readonly name: string;
  /** Digest of the attempt. */
  readonly attempt: Digest;
}

/** What came of a run in the end; nothing changes it any more. */
export interface FinishedRecord {
  readonly finishedAt: Instant;
  readonly verdicts: readonly Verdict[];
  /** Attempts that counted. */
  readonly attempts: readonly Digest[];
}

/** Runs by their id. */
export const RUN = jsonKind<RunRecord>("lr");
/** What began in a run, by its id: a list. */
export const BEGUN = jsonKind<BegunRecord>("lb");
/** Attempts by their digest. */
export const ATTEMPT = jsonKind<AttemptRecord>("la");
/** What was said of an attempt, by its digest. */
export const STATEMENT = jsonKind<Statement>("ls");
/** How an attempt ended, by its digest. */
export const ENDED = jsonKind<EndedAttempt>("le");
/** What came of finished runs, by their id. */
export const FINISHED = jsonKind<FinishedRecord>("lf");
