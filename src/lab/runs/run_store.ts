import { type Digest, digest, openSealed, type Random, seal, type Seconds } from "../../platform/mod.ts";
import type { EphemeralStore } from "../../stores/mod.ts";
import { openByKey } from "../issuers/made_key.ts";
import type { Statement } from "./outcomes.ts";
import type { ClientConfig } from "./client_config.ts";
import type { EndedAttempt } from "./run_report.ts";
import {
  ATTEMPT,
  type AttemptRecord,
  BEGUN,
  type BegunRecord,
  ENDED,
  FINISHED,
  type FinishedRecord,
  RUN,
  type RunRecord,
  STATEMENT,
} from "./run_records.ts";

/** What the records of runs are kept with. */
export interface RunStoreOptions {
  readonly ephemeral: EphemeralStore;
  readonly random: Random;
  /** 32 bytes: what clients are told, secrets among it, is sealed under it. */
  readonly sealKey: Uint8Array;
  /** How long a run is kept from its beginning. */
  readonly lifetime: Seconds;
}

/** What a client was told of an attempt, and what that is called in addresses. */
export interface ToldAttempt {
  readonly attempt: string;
  readonly config: ClientConfig;
}

/** An attempt that was begun and not given up. */
export interface FoundAttempt extends ToldAttempt {
  readonly key: Digest;
  readonly record: AttemptRecord;
}

/** An attempt that is about to begin. */
export interface AddedAttempt extends ToldAttempt, Omit<AttemptRecord, "sealed"> {}

/** Records of runs: each of its own, so that who writes one loses nobody else's. */
export interface RunStore {
  putRun(run: RunRecord): Promise<void>;
  findRun(id: string): Promise<RunRecord | undefined>;
  /**
   * The run whose key it is.
   *
   * @throws {OAuthError} 404 where there is no such run, 401 for another key.
   */
  openRun(id: string, key: string | undefined): Promise<RunRecord>;
  /** Kept for the rest of the time of the run. */
  putFinished(run: RunRecord, finished: FinishedRecord): Promise<void>;
  findFinished(id: string): Promise<FinishedRecord | undefined>;
  addAttempt(attempt: AddedAttempt): Promise<void>;
  /** By what it is called in addresses. */
  findAttempt(attempt: string): Promise<FoundAttempt | undefined>;
  /** By the digest of that. */
  findByDigest(attempt: Digest): Promise<FoundAttempt | undefined>;
  /** Everything that ever began in a run, oldest first. */
  begunIn(run: string): Promise<readonly BegunRecord[]>;
  putStatement(attempt: Digest, statement: Statement): Promise<void>;
  findStatement(attempt: Digest): Promise<Statement | undefined>;
  putEnded(attempt: Digest, ended: EndedAttempt): Promise<void>;
  findEnded(attempt: Digest): Promise<EndedAttempt | undefined>;
  forgetAttempts(attempts: readonly Digest[]): Promise<void>;
  forgetRun(id: string): Promise<void>;
}

/** However often a person begins again, no more than so many beginnings of a run are remembered. */
export const MOST_BEGINNINGS = 5_000;

/** The purpose under which what a client is told is sealed: it opens under its own name alone. */
function purposeOf(attempt: Digest): string {
  return `lab attempt ${attempt}`;
}

/** Opens the records of runs. */
export function runStore({ ephemeral, random, sealKey, lifetime: ttl }: RunStoreOptions): RunStore {
  async function findByDigest(key: Digest): Promise<FoundAttempt | undefined> {
    const record = await ephemeral.get(ATTEMPT, key);
    if (record === undefined) return undefined;
    const text = openSealed(record.sealed, { key: sealKey, purpose: purposeOf(key) }).toString("utf8");
    const told: ToldAttempt = JSON.parse(text);
    return { key, record, ...told };
  }
  return {
    putRun: (run) => ephemeral.put(RUN, { key: run.id, value: run, ttl }),
    findRun: (id) => ephemeral.get(RUN, id),
    openRun: async (id, key) => openByKey(await ephemeral.get(RUN, id), { what: "the run", key }),
    putFinished: ({ id, expiresAt }, value) =>
      // It must not outlive the attempts that it tells of.
      ephemeral.put(FINISHED, { key: id, value, ttl: Math.max(1, Math.min(ttl, expiresAt - value.finishedAt)) }),
    findFinished: (id) => ephemeral.get(FINISHED, id),
    async addAttempt({ attempt, config, ...record }) {
      const key = digest(attempt);
      const sealed = seal(JSON.stringify({ attempt, config }), { key: sealKey, purpose: purposeOf(key), random });
      await ephemeral.put(ATTEMPT, { key, value: { ...record, sealed }, ttl });
      const value = { name: record.name, attempt: key };
      await ephemeral.append(BEGUN, { key: record.run, value, ttl, limit: MOST_BEGINNINGS });
    },
    findAttempt: (attempt) => findByDigest(digest(attempt)),
    findByDigest,
    begunIn: (run) => ephemeral.list(BEGUN, run),
    putStatement: (key, value) => ephemeral.put(STATEMENT, { key, value, ttl }),
    findStatement: (key) => ephemeral.get(STATEMENT, key),
    putEnded: (key, value) => ephemeral.put(ENDED, { key, value, ttl }),
    findEnded: (key) => ephemeral.get(ENDED, key),
    async forgetAttempts(keys) {
      await Promise.all([
        ephemeral.forget(ATTEMPT, keys),
        ephemeral.forget(STATEMENT, keys),
        ephemeral.forget(ENDED, keys),
      ]);
    },
    async forgetRun(id) {
      await Promise.all([ephemeral.forget(RUN, [id]), ephemeral.forget(BEGUN, [id]), ephemeral.forget(FINISHED, [id])]);
    },
  };
}
