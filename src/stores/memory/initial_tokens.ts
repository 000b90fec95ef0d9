import type { Instant } from "../../platform/mod.ts";
import type { InitialTokenStore } from "../durable.ts";
import type { InitialTokenRecord } from "../records.ts";
import { checkIsThere, copied, type IssuerState } from "./issuer_state.ts";

function isAlive({ usesLeft, expiresAt }: InitialTokenRecord, at: Instant): boolean {
  return usesLeft > 0 && (expiresAt === undefined || expiresAt > at);
}

/** Initial access tokens in memory. */
export function memoryInitialTokens(state: IssuerState): InitialTokenStore {
  const { initialTokens } = state;
  return {
    async add(token) {
      checkIsThere(state);
      if (initialTokens.has(token.digest)) throw new TypeError("Cannot add an initial access token twice");
      initialTokens.set(token.digest, copied(token));
    },
    async find(digest) {
      const found = initialTokens.get(digest);
      return found === undefined ? undefined : copied(found);
    },
    async spend(digest, at) {
      const found = initialTokens.get(digest);
      if (found === undefined || !isAlive(found, at)) return false;
      initialTokens.set(digest, { ...found, usesLeft: found.usesLeft - 1 });
      return true;
    },
    async clear(at) {
      const dead = [...initialTokens.values()].filter((token) => !isAlive(token, at));
      for (const { digest } of dead) initialTokens.delete(digest);
      return dead.length;
    },
  };
}
