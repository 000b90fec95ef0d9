import { digest, type Instant, type Seconds } from "../../platform/mod.ts";
import { type Params, parsePushedRequestUri, printPushedRequestUri } from "../../protocol/mod.ts";
import { jsonKind } from "../../stores/mod.ts";
import type { Issuer } from "../../engine/mod.ts";

/** A request that a client pushed, and nobody has used yet. */
export interface PushedRequest {
  /** `ClientRecord.id` of who pushed it. */
  readonly client: number;
  /** Its parameters, encoded as they came, without what proved who the client is. */
  readonly params: string;
  readonly expiresAt: Instant;
}

const PUSHED = jsonKind<PushedRequest>("pr");

type Shelf = Pick<Issuer, "ephemeral" | "clock">;

/** What is pushed. */
export interface StorePushedOptions {
  readonly client: number;
  readonly params: Params;
  readonly lifetime: Seconds;
}

/** Keeps a request for as long as it lives, and answers the request_uri by which alone it is found. @see RFC 9126 2.2 */
export async function storePushed(
  { ephemeral, clock, random }: Shelf & Pick<Issuer, "random">,
  { client, params, lifetime }: StorePushedOptions,
): Promise<string> {
  const reference = random.token(256);
  await ephemeral.put(PUSHED, {
    key: digest(reference),
    value: { client, params: params.toString(), expiresAt: clock.now() + lifetime },
    ttl: lifetime,
  });
  return printPushedRequestUri(reference);
}

/** The request of a request_uri; undefined where it was used, has expired or was never pushed. Uses nothing up. */
export async function findPushed(requestUri: string, { ephemeral, clock }: Shelf): Promise<PushedRequest | undefined> {
  const reference = parsePushedRequestUri(requestUri);
  if (reference === undefined) return undefined;
  const found = await ephemeral.get(PUSHED, digest(reference));
  return found === undefined || found.expiresAt <= clock.now() ? undefined : found;
}

/** Uses a request up: of all who would use it, true for one. @see RFC 9126 4 */
export async function claimPushed(requestUri: string, { ephemeral }: Pick<Shelf, "ephemeral">): Promise<boolean> {
  const reference = parsePushedRequestUri(requestUri);
  return reference !== undefined && (await ephemeral.take(PUSHED, digest(reference))) !== undefined;
}
