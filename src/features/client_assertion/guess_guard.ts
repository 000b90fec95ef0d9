import { LRUCache } from "lru-cache";
import { networkOf, throttle } from "../../accounts/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import { digest, type Seconds } from "../../platform/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** Slows down who guesses at a secret by the HMACs that it makes. */
export interface GuessGuard {
  /**
   * Counts a guess at a secret that a person chose; answers how long to wait before its outcome may be told, if at all.
   *
   * What was right once from a network is recognised, so that a client is not kept out by what it does at once.
   */
  count(isRight: boolean, guess: Guess): Promise<Seconds | undefined>;
}

/** Who guesses, and where. */
export interface Guess {
  readonly client: ClientRecord;
  readonly exchange: Exchange;
}

/** Pairs of clients and networks that are remembered. */
const REMEMBERED = 1_000;

function keyOf({ client, exchange }: Guess): string {
  const secrets = client.secrets.map(({ hash }) => hash).join(" ");
  return digest(JSON.stringify([exchange.issuer.url, client.id, secrets, networkOf(exchange.request.address)]));
}

/** Secrets that the server made have 256 bits, which nobody guesses. */
function isGuessable({ secrets }: ClientRecord): boolean {
  return secrets.some(({ kind }) => kind !== "sha256");
}

/**
 * Makes the guard of a process.
 *
 * @see RFC 6749 2.3.1
 */
export function guessGuard(): GuessGuard {
  const proved = new LRUCache<string, true>({ max: REMEMBERED });
  const judged = new Map<string, Promise<Seconds | undefined>>();

  async function judge(key: string, isRight: boolean, { client, exchange }: Guess): Promise<Seconds | undefined> {
    const limit = throttle(exchange.issuer);
    const name = `client ${client.id} ${networkOf(exchange.request.address)}`;
    const retryAfter = await limit.begin(name);
    if (retryAfter !== undefined || !isRight) return retryAfter;
    await limit.succeeded(name);
    proved.set(key, true);
    return undefined;
  }

  /** The right ones that come at once, as after a start, are one guess. */
  function judgeOnce(key: string, guess: Guess): Promise<Seconds | undefined> {
    const before = judged.get(key);
    if (before !== undefined) return before;
    const now = judge(key, true, guess).finally(() => judged.delete(key));
    judged.set(key, now);
    return now;
  }

  return {
    async count(isRight, guess) {
      if (!isGuessable(guess.client)) return undefined;
      const key = keyOf(guess);
      if (!isRight) return judge(key, false, guess);
      return proved.has(key) ? undefined : judgeOnce(key, guess);
    },
  };
}
