import type { Exchange } from "../../engine/mod.ts";
import { digest, hmac } from "../../platform/mod.ts";
import { dpopNonce, DPOP_WINDOW, type DpopProof, fail, isDpopNonce, verifyDpopProof } from "../../protocol/mod.ts";
import { markKind } from "../../stores/mod.ts";
import type { DpopOptions } from "./options.ts";

/** Proofs that were shown. */
const SHOWN = markKind("dp");

/** The key under which an issuer makes its nonces. */
function nonceKey({ issuer }: Exchange): Uint8Array {
  return hmac(issuer.formKey, "dpop nonces");
}

/** The nonce that an issuer gives out now. @see RFC 9449 8 */
export function nonceFor(exchange: Exchange): string {
  return dpopNonce({ key: nonceKey(exchange), now: exchange.issuer.clock.now() });
}

/** The address of a request as its sender knows it. */
function addressOf({ issuer, request }: Exchange): string {
  return `${new URL(issuer.url).origin}${request.path}`;
}

function checkNonce({ nonce }: DpopProof, exchange: Exchange, options: DpopOptions): void {
  if (!options.nonces) return;
  const given = { key: nonceKey(exchange), now: exchange.issuer.clock.now() };
  if (nonce !== undefined && isDpopNonce(nonce, given)) return;
  const why = nonce === undefined ? "it has no nonce" : "its nonce is too old, or none of this server";
  fail("use_dpop_nonce", `Cannot accept the DPoP proof as ${why}: use the one of the field DPoP-Nonce`, {
    rule: "RFC9449-8-1",
  });
}

/** One request wins, whoever else shows the same proof for as long as it could be used. @see RFC 9449 11.1 */
async function claimProof({ jkt, jti, issuedAt }: DpopProof, { issuer }: Exchange): Promise<boolean> {
  const left = Math.ceil(issuedAt + DPOP_WINDOW - issuer.clock.now());
  return issuer.ephemeral.claim(SHOWN, { key: digest(JSON.stringify([jkt, jti])), ttl: Math.max(1, left + 1) });
}

/**
 * Takes the proof of a request, once.
 *
 * @see RFC 9449 4.3, 11.1
 * @param options.accessToken The access token that the request carries, for which the proof has to be made.
 * @throws {OAuthError} `invalid_dpop_proof`, and `use_dpop_nonce` where this server's nonce is missing.
 */
export async function acceptProof(
  text: string,
  exchange: Exchange,
  options: DpopOptions & { readonly accessToken?: string },
): Promise<DpopProof> {
  const { issuer, request } = exchange;
  const proof = await verifyDpopProof(text, {
    method: request.method,
    url: addressOf(exchange),
    now: issuer.clock.now(),
    accessToken: options.accessToken,
  });
  checkNonce(proof, exchange, options);
  if (await claimProof(proof, exchange)) return proof;
  return fail("invalid_dpop_proof", "Cannot accept the DPoP proof as it was shown before: make one for each request", {
    rule: "RFC9449-11.1-1",
  });
}
