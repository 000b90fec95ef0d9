import type { IssuerStores } from "../../src/server/mod.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { type Failure, gatedStores } from "./faulty_stores.ts";

/** Stores of which a test breaks some verbs by their names, `postgres families.open`, for as long as it likes. */
export interface BrokenStores {
  wrap(real: IssuerStores): IssuerStores;
  /** From now on these verbs fail, and no others. */
  break(verbs: Readonly<Record<string, Exclude<Failure, "gone">>>): void;
}

/** Makes such stores. */
export function brokenStores(): BrokenStores {
  let broken: ReadonlyMap<string, Failure> = new Map();
  return {
    wrap: (real) =>
      gatedStores(real, async (store, name, call) => {
        const failure = broken.get(`${store} ${name}`);
        if (failure === undefined) return call();
        if (failure === "unacknowledged") await call();
        throw new StoreUnavailable(store, new RangeError("The test broke this verb"));
      }),
    break(verbs) {
      broken = new Map(Object.entries(verbs));
    },
  };
}
