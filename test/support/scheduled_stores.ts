import type { Scheduler } from "fast-check";
import type { IssuerStores } from "../../src/server/mod.ts";
import { gatedStores } from "./faulty_stores.ts";

/** Stores whose calls are carried out in an order that fast-check picks. */
export interface ScheduledStores {
  wrap(real: IssuerStores): IssuerStores;
  /** Runs requests at once, their calls interleaved; what comes before and after goes straight through. */
  atOnce<T>(scheduler: Scheduler, requests: readonly (() => Promise<T>)[]): Promise<readonly T[]>;
}

/** Makes such stores; each call is still atomic, as the contract of the stores has it. */
export function scheduledStores(): ScheduledStores {
  let current: Scheduler | undefined;
  return {
    wrap: (real) =>
      gatedStores(real, async (store, name, call) => {
        if (current !== undefined) await current.schedule(Promise.resolve(), `${store} ${name}`);
        return call();
      }),
    async atOnce(scheduler, requests) {
      current = scheduler;
      try {
        return await scheduler.waitFor(Promise.all(requests.map((request) => request())));
      } finally {
        current = undefined;
      }
    },
  };
}
