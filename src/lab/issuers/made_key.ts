import { type Digest, digest, type Random, sameBytes } from "../../platform/mod.ts";
import { fail, printChallenge } from "../../protocol/mod.ts";

/** What the keys of throwaway issuers begin with, so that scanners find them. */
const KEY_PREFIX = "lab_";
const KEY_LENGTH = 43;
/** Compared with where there is nothing to compare with, so that it takes as long. */
const NOBODY = digest("");
const REALM = "lab";

/** The key of something that is made and thrown away, and what is kept of it. */
export function newKey({ random }: { readonly random: Random }): { readonly key: string; readonly kept: Digest } {
  const key = KEY_PREFIX + random.base62(KEY_LENGTH);
  return { key, kept: digest(key) };
}

/** Refuses what is not there. Throws OAuthError 404. */
export function refuseGone(what: string): never {
  return fail("invalid_request", `Cannot find ${what}: there is none, or its time is over`, { status: 404 });
}

/** Refuses the lack of a key, without a word of what is wrong with it. @see RFC 6750 3 */
function refuseNoKey(): never {
  return fail(
    "invalid_token",
    "Cannot go on without the key that was told when this was made: send it as a bearer token",
    {
      rule: "RFC6750-3-1",
      status: 401,
      headers: { "WWW-Authenticate": printChallenge("Bearer", { realm: REALM }) },
    },
  );
}

/** @see RFC 6750 3.1 */
function refuseWrongKey(): never {
  return fail("invalid_token", "Cannot accept the key as it is not that of this", {
    rule: "RFC6750-3.1-2",
    status: 401,
    headers: { "WWW-Authenticate": printChallenge("Bearer", { realm: REALM, error: "invalid_token" }) },
  });
}

/**
 * What was found, for whoever has its key. What is not there is refused after the same work as a key that is wrong.
 *
 * @param found It, with the digest of its key; undefined = it is not there.
 * @param wanted What it is about (`the run 'abc'`), and the key that came along.
 * @throws {OAuthError} 404 for what is not there, 401 for a wrong or missing key.
 */
export function openByKey<T extends { readonly key: string }>(
  found: T | undefined,
  { what, key }: { readonly what: string; readonly key: string | undefined },
): T {
  const isRight = sameBytes(found?.key ?? NOBODY, digest(key ?? ""));
  if (found === undefined) return refuseGone(what);
  if (key === undefined) return refuseNoKey();
  return isRight ? found : refuseWrongKey();
}
