import { type Command, InvalidArgumentError } from "commander";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Instant } from "../platform/mod.ts";
import type { Config } from "../server/mod.ts";
import type { FamilyStore, SessionStore } from "../stores/mod.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { watchForInterrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";
import { note, printAnswer } from "./output.ts";
import { startProgress } from "./progress.ts";

interface ClearTokensOptions extends CommonOptions {
  readonly batchSize?: number;
  readonly interval?: number;
  readonly dryRun?: boolean;
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
    says: "Remove the records of authorizations that expired or were revoked, of sessions and of initial access tokens, in batches.",
    examples: [
      ["touchstone cleartokens", "everything that ended, 10,000 a batch"],
      ["touchstone cleartokens --dry-run", "only count it"],
      ["touchstone cleartokens --batch-size 1000 --interval 0.5", "gently, beside a busy server"],
    ],
    more: [
      "Access tokens, codes, pushed requests and device codes vanish by themselves. A revoked authorization is kept for as",
      "long as an access token of it could live (ACCESS_TOKEN_MAX_SECONDS), so that it stays revoked whatever happens to",
      "Redis, and that a replay is seen. Ctrl-C ends it after the batch that is being removed; run it again to go on.",
    ].join("\n"),
  })
    .option(
      "--batch-size <count>",
      "records to remove in one statement (also: CLEAR_EXPIRED_TOKENS_BATCH_SIZE)",
      parseBatchSize,
    )
    .option(
      "--interval <seconds>",
      "pause between two batches (also: CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL)",
      parseInterval,
    )
    .option("--dry-run", "remove nothing, and say how many there are")
    .action((options: ClearTokensOptions) => clearTokens(io, options));
}

/** Seconds that a request may take which began before the revocation. */
const SLACK = 60;

interface ClearOptions {
  readonly batchSize: number;
  /** Seconds. */
  readonly interval: number;
  readonly progress: (removed: number, total: number) => void;
  /** Ends it between two batches. */
  readonly signal?: AbortSignal;
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
  { before, batchSize, interval, progress, signal }: ClearOptions & { readonly before: Instant },
): Promise<number> {
  if (isOver(signal)) return 0;
  const total = await store.countCleared(before);
  let removed = 0;
  for (;;) {
    const batch = await store.clear({ before, limit: batchSize });
    removed += batch;
    if (batch > 0) progress(removed, Math.max(total, removed));
    if (batch < batchSize) return removed;
    if (interval > 0) await pause(interval, signal);
    if (isOver(signal)) return removed;
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** A pause that nobody has to wait for who wants the program to end. */
async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(seconds * 1_000, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    if (!isOver(signal)) throw error;
  });
}

function endOfFamilies({ clock, longestAccessToken }: Pick<ClearFamiliesOptions, "clock" | "longestAccessToken">) {
  return clock.now() - longestAccessToken - SLACK;
}

/** Removes authorizations that ended; answers how many. */
export function clearFamilies(options: ClearFamiliesOptions): Promise<number> {
  return clear(options.families, { ...options, before: endOfFamilies(options) });
}

/** Removes sessions that expired; answers how many. Who ends a session removes it at once. */
export function clearSessions(options: ClearSessionsOptions): Promise<number> {
  return clear(options.sessions, { ...options, before: options.clock.now() - SLACK });
}

function warnAbout(io: Io, config: Config): void {
  if (config.REFRESH_TOKEN_EXPIRE_SECONDS !== undefined) return;
  note(io, "Refresh tokens do not expire (REFRESH_TOKEN_EXPIRE_SECONDS is none): only what was revoked can be removed");
}

/** How many records there were of each sort. */
interface Cleared {
  readonly removed: number;
  readonly sessions: number;
  /** Undefined where they are not counted. */
  readonly initialTokens?: number;
}

async function clearTokens(io: Io, options: ClearTokensOptions): Promise<void> {
  const isDry = options.dryRun === true;
  const { removed, sessions, initialTokens } = await withStores(io, {
    common: options,
    async use(context) {
      warnAbout(io, context.config);
      return isDry ? countAll(context) : clearAll(io, { ...options, context });
    },
  });
  const isNothing = removed === 0 && sessions === 0;
  const verb = isDry ? "Would remove" : "Removed";
  const text = isNothing ? "There was nothing to remove" : `${verb} ${removed} authorizations and ${sessions} sessions`;
  const counts = { removed, sessions, ...(initialTokens === undefined ? {} : { initial_tokens: initialTokens }) };
  printAnswer(io, {
    asJson: options.json === true,
    text,
    json: isDry ? { would_remove: removed, sessions } : counts,
  });
}

async function countAll({ config, durable }: CommandContext): Promise<Cleared> {
  const { systemClock: clock } = await import("../platform/mod.ts");
  const longestAccessToken = config.ACCESS_TOKEN_MAX_SECONDS;
  return {
    removed: await durable.families.countCleared(endOfFamilies({ clock, longestAccessToken })),
    sessions: await durable.sessions.countCleared(clock.now() - SLACK),
  };
}

async function clearAll(
  io: Io,
  { context, ...options }: ClearTokensOptions & { readonly context: CommandContext },
): Promise<Cleared> {
  const { systemClock: clock } = await import("../platform/mod.ts");
  const { config, durable } = context;
  const progress = startProgress(io);
  const interrupt = watchForInterrupt();
  const common = {
    batchSize: options.batchSize ?? config.CLEAR_EXPIRED_TOKENS_BATCH_SIZE,
    interval: options.interval ?? config.CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL,
    clock,
    signal: interrupt.signal,
  };
  function progressOf(what: string) {
    return (done: number, total: number) => progress.tell(`Removed ${done} of ${total} ${what}`);
  }
  try {
    const removed = await clearFamilies({
      ...common,
      families: durable.families,
      longestAccessToken: config.ACCESS_TOKEN_MAX_SECONDS,
      progress: progressOf("authorizations"),
    });
    progress.end();
    const { sessions: store } = durable;
    const sessions = await clearSessions({ ...common, sessions: store, progress: progressOf("sessions") });
    const cleared = { removed, sessions, initialTokens: await durable.initialTokens.clear(clock.now()) };
    if (interrupt.signal.aborted) refuseToGoOn(cleared);
    return cleared;
  } finally {
    progress.end();
    interrupt.release();
  }
}

function refuseToGoOn({ removed, sessions }: Cleared): never {
  const message = `Interrupted after ${removed} authorizations and ${sessions} sessions: run it again to go on`;
  throw new CommandFailed(message, { exitCode: EXIT.interrupted });
}
