import type { KeyStore } from "../durable.ts";
import { checkIsThere, copied, type IssuerState } from "./issuer_state.ts";

/** The keys of an issuer, in memory. */
export function memoryKeys(state: IssuerState): KeyStore {
  return {
    async list() {
      const all = [...state.keys.values()];
      return all.toSorted((a, b) => compareText(a.alg, b.alg) || a.generation - b.generation).map(copied);
    },
    async add(key) {
      checkIsThere(state);
      const isTaken = [...state.keys.values()].some(
        ({ kid, alg, generation }) => kid === key.kid || (alg === key.alg && generation === key.generation),
      );
      if (!isTaken) state.keys.set(key.kid, copied(key));
      return !isTaken;
    },
    remove: async (kid) => state.keys.delete(kid),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
