import { type Command, InvalidArgumentError } from "commander";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../platform/mod.ts";
import type { Config } from "../server/mod.ts";
import type { FamilyStore } from "../stores/mod.ts";
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
    says: "Remove the records of authorizations that expired or were revoked, in batches.",
    examples: [
      ["touchstone cleartokens", "everything that ended, 10,000 a batch"],
      ["touchstone cleartokens --batch-size 1000 --interval 0.5", "gently, beside a busy server"],
    ],
    more: [
      "Access tokens, codes and sessions vanish by themselves. A revoked authorization is kept for as long as an access",
      "token of it could live (ACCESS_TOKEN_MAX_SECONDS), so that it stays revoked whatever happens to Redis.",
    ].join("\n"),
  })
    .option("--batch-size <count>", "records to remove in one statement", parseBatchSize, 10_000)
    .option("--interval <seconds>", "pause between two batches", parseInterval, 0)
    .action((options: ClearTokensOptions) => clearTokens(io, options));
}

/** Seconds that a request may take which began before the revocation. */
const SLACK = 60;

/** What clearing needs. */
export interface ClearFamiliesOptions extends Pick<ClearTokensOptions, "batchSize" | "interval"> {
  readonly families: Pick<FamilyStore, "clear" | "countCleared">;
  readonly clock: Clock;
  /** Seconds. */
  readonly longestAccessToken: number;
  readonly progress: (removed: number, total: number) => void;
}

/** Removes what ended, batch after batch; answers how many records. */
export async function clearFamilies(options: ClearFamiliesOptions): Promise<number> {
  const { families, clock, longestAccessToken, batchSize, interval, progress } = options;
  const before = clock.now() - longestAccessToken - SLACK;
  const total = await families.countCleared(before);
  let removed = 0;
  for (;;) {
    const batch = await families.clear({ before, limit: batchSize });
    removed += batch;
    if (batch > 0) progress(removed, Math.max(total, removed));
    if (batch < batchSize) return removed;
    if (interval > 0) await sleep(interval * 1_000);
  }
}

function warnAbout(io: Io, config: Config): void {
  if (config.REFRESH_TOKEN_EXPIRE_SECONDS !== undefined) return;
  note(io, "Refresh tokens do not expire (REFRESH_TOKEN_EXPIRE_SECONDS is none): only what was revoked can be removed");
}

async function clearTokens(io: Io, options: ClearTokensOptions): Promise<void> {
  const { systemClock } = await import("../platform/mod.ts");
  const removed = await withStores(io, {
    common: options,
    use({ config, durable }) {
      warnAbout(io, config);
      return clearFamilies({
        ...options,
        families: durable.families,
        clock: systemClock,
        longestAccessToken: config.ACCESS_TOKEN_MAX_SECONDS,
        progress: (done, total) => note(io, `Removed ${done} of ${total}`),
      });
    },
  });
  const text = removed === 0 ? "There was nothing to remove" : `Removed ${removed} authorizations`;
  printAnswer(io, { asJson: options.json === true, text, json: { removed } });
}
