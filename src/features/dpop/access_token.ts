import type { CarriedToken, Exchange } from "../../engine/mod.ts";
import { fail, OAuthError, parseDpop, printDpopChallenge } from "../../protocol/mod.ts";
import { type AccessTokenRecord, confirmationOf } from "../../tokens/mod.ts";
import { acceptProof } from "./accept_proof.ts";
import type { DpopOptions } from "./options.ts";

/** The access token that a request shows together with a proof; undefined = it shows none so. @see RFC 9449 7.1 */
export function tokenWithProof({ request }: Exchange): string | undefined {
  const header = request.header("authorization");
  return header === undefined ? undefined : parseDpop(header);
}

/** The key to which an access token is bound; undefined = to none. @see RFC 9449 6 */
export function jktOf(record: AccessTokenRecord): string | undefined {
  const jkt = confirmationOf(record)?.["jkt"];
  return typeof jkt === "string" ? jkt : undefined;
}

/** Refuses the token, 401, and says how it is to be shown. @see RFC 9449 7.1 */
function refuseToken(why: string, rule: string): never {
  const description = `Cannot accept the access token as ${why}`;
  return fail("invalid_token", description, {
    rule,
    status: 401,
    headers: { "WWW-Authenticate": printDpopChallenge({ error: "invalid_token", error_description: description }) },
  });
}

/** What is wrong about a proof is told as this endpoint's protection tells it. */
function asChallenge(error: unknown): unknown {
  if (!(error instanceof OAuthError) || error.status >= 500) return error;
  const { code, description, rule } = error;
  return new OAuthError(code, description, {
    ...(rule === undefined ? {} : { rule }),
    status: 401,
    headers: { "WWW-Authenticate": printDpopChallenge({ error: code, error_description: description }) },
    cause: error,
  });
}

async function checkProof(
  { exchange, text }: CarriedToken,
  { jkt, ...options }: DpopOptions & { readonly jkt: string },
): Promise<void> {
  const { request } = exchange;
  const header = request.header("dpop");
  if (header === undefined) return refuseToken("it is bound to a key, and no proof came with it", "RFC9449-7-2");
  const proof = await acceptProof(header, exchange, { ...options, accessToken: text }).catch((error: unknown) => {
    throw asChallenge(error);
  });
  if (proof.jkt !== jkt)
    refuseToken("the proof was made by another key than that to which it is bound", "RFC9449-4.3-12");
}

/**
 * A token that is bound to a key is shown with a proof of that key, and no other token is.
 *
 * Costs nothing for a token that a bearer shows and that is bound to nothing.
 *
 * @see RFC 9449 7
 */
export function checkCarried(carried: CarriedToken, options: DpopOptions): Promise<void> | void {
  const jkt = jktOf(carried.record);
  const isShown = tokenWithProof(carried.exchange) !== undefined;
  if (jkt === undefined) {
    if (isShown) refuseToken("it is bound to no key: show it as a bearer token", "RFC9449-7.1-2");
    return;
  }
  if (!isShown) refuseToken("it is bound to a key: show it by the scheme DPoP, with a proof", "RFC9449-7.2-1");
  return checkProof(carried, { ...options, jkt });
}
