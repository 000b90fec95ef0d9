import type { Seconds } from "../../platform/mod.ts";
import type { LabGround } from "./ground.ts";
import { NAME_PREFIX } from "./opened_issuers.ts";

/** Between two looks at how many issuers there are. */
export const COUNTED_FOR: Seconds = 5;

/** How many issuers there are. */
export interface IssuerCounter {
  now(): Promise<number>;
  /** Told of one that this process made, or removed. */
  add(change: 1 | -1): void;
}

/** Counts the issuers that there are, without asking the database each time. */
export function issuerCounter({ database, clock }: Pick<LabGround, "database" | "clock">): IssuerCounter {
  let count = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  return {
    async now() {
      if (clock.now() - countedAt >= COUNTED_FOR) {
        countedAt = clock.now();
        count = (await database.listIssuers({ prefix: NAME_PREFIX })).length;
      }
      return count;
    },
    add(change) {
      count += change;
    },
  };
}
