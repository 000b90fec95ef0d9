import { LRUCache } from "lru-cache";
import { type Clock, type Digest, digest, type Instant, type Seconds } from "../platform/mod.ts";
import type { AccessToken } from "./access_token.ts";

/** Finds out what a token stands for; undefined when it is not alive. */
export type AskForToken = (text: string) => Promise<AccessToken | undefined>;

/** How answers are kept. */
export interface TokenCacheOptions {
  readonly clock: Clock;
  /** How long a live token is taken for live without asking again: so long does a revoked one still work. 0 = not at all. */
  readonly seconds: Seconds;
  /** Live tokens that are kept at most. */
  readonly most: number;
}

/** How long a token that is not alive is not asked about again. */
const DEAD_FOR: Seconds = 5;
/** Dead tokens have a place of their own, or whoever makes them up would drive the live ones out. */
const MOST_DEAD = 1_000;

interface Known {
  readonly token: AccessToken | undefined;
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * Keeps answers about tokens for a while, never beyond a token's own end, and lets those who ask for the same one at
 * once share one question.
 *
 * The token itself is not kept, only its digest. What is kept is frozen, as many requests are handed the same.
 */
export function cacheTokens(ask: AskForToken, { clock, seconds, most }: TokenCacheOptions): AskForToken {
  const live = new LRUCache<Digest, Known>({ max: most });
  const dead = new LRUCache<Digest, Known>({ max: MOST_DEAD });
  const asked = new Map<Digest, Promise<AccessToken | undefined>>();

  /** Time that went backwards makes nothing last longer. */
  function isGood({ from, until }: Known): boolean {
    const now = clock.now();
    return from <= now && now < until;
  }

  function keep(key: Digest, token: AccessToken | undefined): void {
    const from = clock.now();
    const lifetime = token === undefined ? Math.min(seconds, DEAD_FOR) : seconds;
    const until = Math.min(from + lifetime, token?.expiresAt ?? Infinity);
    if (until <= from) return;
    (token === undefined ? dead : live).set(key, { token, from, until });
  }

  async function find(key: Digest, text: string): Promise<AccessToken | undefined> {
    try {
      const token = frozen(await ask(text));
      keep(key, token);
      return token;
    } finally {
      asked.delete(key);
    }
  }

  return async (text) => {
    const key = digest(text);
    const known = live.get(key) ?? dead.get(key);
    if (known !== undefined) {
      if (isGood(known)) return known.token;
      live.delete(key);
      dead.delete(key);
    }
    const before = asked.get(key);
    if (before !== undefined) return before;
    const now = find(key, text);
    asked.set(key, now);
    return now;
  };
}

/** The same value, which nobody can change any more, all the way down. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
