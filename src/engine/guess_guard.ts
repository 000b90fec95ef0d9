import { LRUCache } from "lru-cache";
import { networkOf, throttle } from "../accounts/mod.ts";
import { digest, type Seconds } from "../platform/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Issuer } from "./issuer.ts";

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
  readonly issuer: Pick<Issuer, "url" | "ephemeral">;
  /** An IP address. */
  readonly address: string;
}

/** Pairs of clients and networks that are remembered. */
const REMEMBERED = 1_000;

function keyOf({ client, issuer, address }: Guess): string {
  const secrets = client.secrets.map(({ hash }) => hash).join(" ");
  return digest(JSON.stringify([issuer.url, client.id, secrets, networkOf(address)]));
}

/** Secrets that the server made have 256 bits, which nobody guesses. */
function isGuessable({ secrets }: ClientRecord): boolean {
  return secrets.some(({ kind }) => kind !== "sha256");
}

/** How many guesses are free. */
export interface GuessGuardOptions {
  /** Wrong ones within an hour before the first wait; five when not given. */
  readonly free?: number;
  /** What is counted, apart from what other guards count. */
  readonly counts?: string;
}

/**
 * Makes the guard of a process.
 *
 * @see RFC 6749 2.3.1
 */
export function guessGuard({ free = 5, counts = "client" }: GuessGuardOptions = {}): GuessGuard {
  const proved = new LRUCache<string, true>({ max: REMEMBERED });
  const judged = new Map<string, Promise<Seconds | undefined>>();

  async function judge(
    key: string,
    isRight: boolean,
    { client, issuer, address }: Guess,
  ): Promise<Seconds | undefined> {
    const limit = throttle({ ephemeral: issuer.ephemeral, free });
    const name = `${counts} ${client.id} ${networkOf(address)}`;
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
