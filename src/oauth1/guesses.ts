import { type Guess, type GuessGuard, guessGuard } from "../engine/mod.ts";
import { fail } from "../protocol/mod.ts";
import type { EphemeralStore } from "../stores/mod.ts";

/** Far more than of secrets that are presented: most signatures are wrong by an honest mistake, which takes time to find. */
const FREE = 100;

/** The guards of this process, one for each issuer. */
const guards = new WeakMap<EphemeralStore, GuessGuard>();

function guardOf({ ephemeral }: Guess["issuer"]): GuessGuard {
  const known = guards.get(ephemeral);
  if (known !== undefined) return known;
  const guard = guessGuard({ free: FREE, counts: "signatures of" });
  guards.set(ephemeral, guard);
  return guard;
}

/**
 * Counts a signature as a guess at the secret of its consumer, where a person chose that: signatures must not be a way
 * around the limits that hold where the secret itself is presented.
 *
 * @see RFC 6749 2.3.1, OAuth Problem Reporting (2008)
 * @throws {OAuthError} `consumer_key_refused` (429) before the outcome is told, where there were too many wrong ones.
 */
export async function countGuess(isRight: boolean, guess: Guess): Promise<void> {
  const retryAfter = await guardOf(guess.issuer).count(isRight, guess);
  if (retryAfter === undefined) return;
  fail(
    "consumer_key_refused",
    `Cannot check the oauth_signature as there were too many wrong ones: wait ${retryAfter} seconds`,
    { rule: "OAUTHPROBLEM-2-8", status: 429, headers: { "Retry-After": String(retryAfter) } },
  );
}
