import type { EphemeralStore } from "../stores/mod.ts";
import { markKind } from "../stores/mod.ts";
import type { Seconds } from "../platform/mod.ts";

/**
 * Says that a family was revoked. It shares the hash tag of the family's access tokens, so that one command reads
 * both, and it outlives every access token that the family may have or may be about to get.
 */
export const TOMBSTONE = markKind("r");

/** A request that was let in before the revocation may still write a token: this long, at the most. */
const LONGEST_REQUEST: Seconds = 60;

/** Where the tombstone of a family is kept. */
export function tombstoneKey(tag: string): string {
  return `{${tag}}`;
}

/** Buries a family: from now on none of its access tokens is alive. */
export async function bury(
  tag: string,
  options: { readonly ephemeral: EphemeralStore; readonly longestAccessToken: Seconds },
): Promise<void> {
  const ttl = options.longestAccessToken + LONGEST_REQUEST;
  await options.ephemeral.put<true>(TOMBSTONE, { key: tombstoneKey(tag), value: true, ttl });
}
