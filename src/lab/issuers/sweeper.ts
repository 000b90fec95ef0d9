import type { LabGround } from "./ground.ts";
import { NAME_PREFIX } from "./opened_issuers.ts";

/** Seconds that an issuer may take to be made; after that one without a definition is what somebody left behind. */
const LONGEST_MAKING = 60;
/** How many are removed at once. */
const AT_ONCE = 8;
/** Milliseconds between two looks for issuers whose time is over. */
const SWEEP_EVERY = 180_000;

/** What issuers whose time is over are swept up with. */
export interface SweeperOptions extends Pick<LabGround, "database" | "clock" | "log"> {
  /** Whether an issuer is still defined. */
  readonly isThere: (id: string) => Promise<boolean>;
  /** Removes all that there is of an issuer; false when there was nothing in the database. */
  readonly removeRecords: (id: string, expiresAt: number) => Promise<boolean>;
}

/** Sweeps up until it is closed. */
export interface Sweeper {
  /** Removes those whose time is over now; answers how many. */
  sweep(): Promise<number>;
  close(): void;
}

/** Looks for issuers whose time is over, at once and then again and again. */
export function openSweeper({ database, clock, log, isThere, removeRecords }: SweeperOptions): Sweeper {
  async function sweep(): Promise<number> {
    const names = await database.listIssuers({ prefix: NAME_PREFIX, before: clock.now() - LONGEST_MAKING });
    const ids = names.map((name) => name.slice(NAME_PREFIX.length));
    let swept = 0;
    async function sweepOne(id: string): Promise<void> {
      if (!(await isThere(id)) && (await removeRecords(id, clock.now()))) swept += 1;
    }
    for (let start = 0; start < ids.length; start += AT_ONCE)
      await Promise.all(ids.slice(start, start + AT_ONCE).map(sweepOne));
    return swept;
  }

  function sweepQuietly(): void {
    sweep().catch((cause: unknown) => log.warn("Cannot sweep up throwaway issuers; trying again later", { cause }));
  }

  const timer = setInterval(sweepQuietly, SWEEP_EVERY).unref();
  sweepQuietly();
  return { sweep, close: () => clearInterval(timer) };
}
