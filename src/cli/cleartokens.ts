import { type Command, InvalidArgumentError } from "commander";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Instant } from "../platform/mod.ts";
import type { Config } from "../server/mod.ts";
import type { FamilyStore, SessionStore } from "../stores/mod.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { withStores } from "./context.ts";
import type { Io } from "./io.ts";
import { note, printAnswer } from "./output.ts";

interface ClearTokensOptions extends CommonOptions {
  readonly batchSize: number;
  readonly interval: number;
}

function parseBatchSize(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1_000_000) return size;
  throw new InvalidArgumentError("Give a whole number from 1 to 1000000.");
}

function parseInterval(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds <= 3_600) return seconds;
  throw new InvalidArgumentError("Give seconds from 0 to 3600, such as 0.5.");
}

/** Removes what ended and is of no use any more. */
export function clearTokensCommand(io: Io): Command {
  return newCommand("cleartokens", {
    says: "Remove the records of authorizations that expired or were revoked, and of sessions that expired, in batches.",
    examples: [
      ["touchstone cleartokens", "everything that ended, 10,000 a batch"],
      ["touchstone cleartokens --batch-size 1000 --interval 0.5", "gently, beside a busy server"],
    ],
    more: [
      "Access tokens and codes vanish by themselves. A revoked authorization is kept for as long as an access",
      "token of it could live (ACCESS_TOKEN_MAX_SECONDS), so that it stays revoked whatever happens to Redis.",
    ].join("\n"),
  })
    .option("--batch-size <count>", "records to remove in one statement", parseBatchSize, 10_000)
    .option("--interval <seconds>", "pause between two batches", parseInterval, 0)
    .action((options: ClearTokensOptions) => clearTokens(io, options));
}

/** Seconds that a request may take which began before the revocation. */
const SLACK = 60;

interface ClearOptions extends Pick<ClearTokensOptions, "batchSize" | "interval"> {
  readonly progress: (removed: number, total: number) => void;
}

/** What clearing authorizations needs. */
export interface ClearFamiliesOptions extends ClearOptions {
  readonly families: Pick<FamilyStore, "clear" | "countCleared">;
  readonly clock: Clock;
  /** Seconds. */
  readonly longestAccessToken: number;
}

/** What clearing sessions needs. */
export interface ClearSessionsOptions extends ClearOptions {
  readonly sessions: Pick<SessionStore, "clear" | "countCleared">;
  readonly clock: Clock;
}

/** Removes what ended before an instant, batch after batch; answers how many records. */
async function clear(
  store: Pick<FamilyStore, "clear" | "countCleared">,
  { before, batchSize, interval, progress }: ClearOptions & { readonly before: Instant },
): Promise<number> {
  const total = await store.countCleared(before);
  let removed = 0;
  for (;;) {
    const batch = await store.clear({ before, limit: batchSize });
    removed += batch;
    if (batch > 0) progress(removed, Math.max(total, removed));
    if (batch < batchSize) return removed;
    if (interval > 0) await sleep(interval * 1_000);
  }
}

/** Removes authorizations that ended; answers how many. */
export function clearFamilies(options: ClearFamiliesOptions): Promise<number> {
  const { families, clock, longestAccessToken } = options;
  return clear(families, { ...options, before: clock.now() - longestAccessToken - SLACK });
}

/** Removes sessions that expired; answers how many. Who ends a session removes it at once. */
export function clearSessions(options: ClearSessionsOptions): Promise<number> {
  return clear(options.sessions, { ...options, before: options.clock.now() - SLACK });
}

function warnAbout(io: Io, config: Config): void {
  if (config.REFRESH_TOKEN_EXPIRE_SECONDS !== undefined) return;
  note(io, "Refresh tokens do not expire (REFRESH_TOKEN_EXPIRE_SECONDS is none): only what was revoked can be removed");
}

async function clearTokens(io: Io, options: ClearTokensOptions): Promise<void> {
  const { systemClock } = await import("../platform/mod.ts");
  const { removed, sessions } = await withStores(io, {
    common: options,
    async use({ config, durable }) {
      warnAbout(io, config);
      function progressOf(what: string) {
        return (done: number, total: number) => note(io, `Removed ${done} of ${total} ${what}`);
      }
      return {
        removed: await clearFamilies({
          ...options,
          families: durable.families,
          clock: systemClock,
          longestAccessToken: config.ACCESS_TOKEN_MAX_SECONDS,
          progress: progressOf("authorizations"),
        }),
        sessions: await clearSessions({
          ...options,
          sessions: durable.sessions,
          clock: systemClock,
          progress: progressOf("sessions"),
        }),
      };
    },
  });
  const isNothing = removed === 0 && sessions === 0;
  const text = isNothing ? "There was nothing to remove" : `Removed ${removed} authorizations and ${sessions} sessions`;
  printAnswer(io, { asJson: options.json === true, text, json: { removed, sessions } });
}
