import type { Context } from "koa";
import { type Clock, digest, systemClock } from "../platform/mod.ts";
import {
  DPOP_WINDOW,
  dpopNonce,
  type DpopProof,
  fail,
  isDpopNonce,
  OAuthError,
  parseDpop,
  verifyDpopProof,
} from "../protocol/mod.ts";
import { type EphemeralStore, markKind } from "../stores/mod.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import { type OriginOf, originOf, targetOf } from "./sent_address.ts";

/** How tokens are taken that are bound to a key, whose holder proves it with each request. @see RFC 9449 7 */
export interface DpopOptions {
  /** Where proofs are remembered that were shown; one for all processes of the API. */
  readonly store: Pick<EphemeralStore, "claim">;
  /** Secret of 32 bytes or more, the same for all processes: each proof then has to hold a nonce that is made under it. */
  readonly nonceKey?: Uint8Array | undefined;
  readonly clock?: Clock;
}

/** What a request with a proof is checked with. */
export interface ReadProvedOptions {
  readonly dpop: DpopOptions;
  readonly reader: TokenReader;
  readonly origin: OriginOf | undefined;
}

/** Proofs that were shown to APIs. */
const SHOWN = markKind("dr");

/** The token that a request shows together with a proof; undefined = it shows none so. @see RFC 9449 7.1 */
export function findDpop({ req: { headers } }: Pick<Context, "req">): string | undefined {
  return headers.authorization === undefined ? undefined : parseDpop(headers.authorization);
}

/** Tells the nonce for the next proof, where there are nonces. @see RFC 9449 9 */
function tellNonce(context: Context, { nonceKey: key, clock = systemClock }: DpopOptions): void {
  if (key !== undefined) context.set("DPoP-Nonce", dpopNonce({ key, now: clock.now() }));
}

function checkNonce({ nonce }: DpopProof, { nonceKey: key, clock = systemClock }: DpopOptions): void {
  if (key === undefined || (nonce !== undefined && isDpopNonce(nonce, { key, now: clock.now() }))) return;
  const why = nonce === undefined ? "it has no nonce" : "its nonce is too old, or none of this API";
  fail("use_dpop_nonce", `Cannot accept the DPoP proof as ${why}: use the one of the field DPoP-Nonce`, {
    rule: "RFC9449-9-1",
    status: 401,
  });
}

async function acceptProof(accessToken: string, context: Context, options: ReadProvedOptions): Promise<DpopProof> {
  const { store, clock = systemClock } = options.dpop;
  const text = context.req.headers["dpop"];
  if (typeof text !== "string")
    return fail("invalid_token", "Cannot accept the access token as no DPoP proof came with it", {
      rule: "RFC9449-7-2",
    });
  const { path } = targetOf(context);
  const url = `${originOf(context, options.origin)}${path}`;
  const proof = await verifyDpopProof(text, { method: context.method, url, now: clock.now(), accessToken });
  checkNonce(proof, options.dpop);
  const ttl = Math.max(1, Math.ceil(proof.issuedAt + DPOP_WINDOW - clock.now()) + 1);
  if (await store.claim(SHOWN, { key: digest(JSON.stringify([proof.jkt, proof.jti])), ttl })) return proof;
  return fail("invalid_dpop_proof", "Cannot accept the DPoP proof as it was shown before: make one for each request", {
    rule: "RFC9449-11.1-1",
  });
}

/** What the token endpoint answers with 400 is 401 here. @see RFC 9449 7.1 */
function refuseCaller(error: unknown): never {
  if (!(error instanceof OAuthError) || error.status !== 400) throw error;
  const { code, description, rule } = error;
  throw new OAuthError(code, description, { ...(rule === undefined ? {} : { rule }), status: 401, cause: error });
}

/**
 * The token that a request shows with a proof, where both hold and belong together; undefined for a token that is not
 * alive.
 *
 * The token is looked up first, so that who has none cannot fill the store with what it showed.
 *
 * @see RFC 9449 7
 * @throws {OAuthError} `invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`.
 */
export async function readProved(
  text: string,
  context: Context,
  options: ReadProvedOptions,
): Promise<AccessToken | undefined> {
  tellNonce(context, options.dpop);
  const token = await options.reader.read(text, { bound: true });
  if (token === undefined || token === null) return undefined;
  const { jkt } = token;
  if (jkt === undefined) {
    return fail("invalid_token", "Cannot accept the access token as it is bound to no key: show it as a bearer token", {
      rule: "RFC9449-7.1-2",
    });
  }
  const proof = await acceptProof(text, context, options).catch(refuseCaller);
  if (proof.jkt === jkt) return token;
  return fail("invalid_token", "Cannot accept the access token as the proof was made by another key than its own", {
    rule: "RFC9449-4.3-12",
  });
}
