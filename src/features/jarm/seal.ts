import {
  checkSignForClient,
  type ResponseParameters,
  type SealContext,
  signForClient,
  signingAlgFor,
  standardSigningAlg,
} from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, responseClaims } from "../../protocol/mod.ts";

/** Five minutes: long enough for any redirect and a clock that is off, half of what is recommended at most. */
const LIFETIME: Seconds = 300;

/** For whom a response is signed, and by which algorithm: there always is one. */
function signing({ exchange, client }: SealContext) {
  const message = "authorization";
  const standard = signingAlgFor(client, { message, ...standardSigningAlg(exchange) });
  if (standard === undefined) return refuseToSign();
  return { client, exchange, message, standard } as const;
}

function refuseToSign(): never {
  return fail("server_error", "Cannot sign the response as there is no key for the algorithm of this client", {
    rule: "JARM-2.2-1",
  });
}

/**
 * Sees that a response can be signed for a client, before a person is asked for nothing.
 *
 * @throws {OAuthError} As `checkSignForClient` does.
 */
export function checkSealing(context: SealContext): Promise<void> | void {
  return checkSignForClient(signing(context));
}

/**
 * The one parameter that travels in the place of all others: a JWT, signed, and encrypted where the client registered so.
 *
 * @see JWT Secured Authorization Response Mode 2.1, 2.2
 * @throws {OAuthError} As `checkSignForClient` does: what was to be signed is never sent in the clear.
 */
export async function sealResponse(parameters: ResponseParameters, context: SealContext): Promise<ResponseParameters> {
  const { exchange, client } = context;
  const { issuer } = exchange;
  const claims = responseClaims(parameters, {
    issuer: issuer.url,
    audience: client.clientId,
    expiresAt: issuer.clock.now() + LIFETIME,
  });
  const jwt = await signForClient(await issuer.hooks.answerJwt(claims, context), signing(context));
  return jwt === undefined ? refuseToSign() : [["response", jwt]];
}
