/**
 * Proof of possession: an access token is worth nothing to who does not hold the key to which it is bound, and so is the
 * refresh token of a client that has no secret.
 *
 * *Decision 2026-11-22*: a proof is refused that is older or younger than a minute, or whose algorithm is not in the
 * metadata; RSA signatures of PKCS #1 v1.5 are not in it.
 *
 * *Decision 2026-11-22*: nonces are made of the time under a secret key and kept nowhere, so that any process takes what
 * another gave out. With `DPOP_NONCE` they are demanded of everybody; without it none is given out.
 *
 * *Choice*: a refresh token that was given to a client without a proof is not bound by a later one; the access token
 * that it brings then is.
 *
 * @see RFC 9449
 * @module
 */
import { type AgreedRequest, type Feature, flagField } from "../../engine/mod.ts";
import { DPOP_ALGS, fail, isJkt, printDpopChallenge, type Reply, withHeaders } from "../../protocol/mod.ts";
import { CONFIRMATION } from "../../tokens/mod.ts";
import { nonceFor } from "./accept_proof.ts";
import { checkCarried, jktOf, tokenWithProof } from "./access_token.ts";
import type { DpopOptions } from "./options.ts";
import { BOUND_ACCESS_TOKENS, checkKey, keyIn, provedKey } from "./redemption.ts";

export type { DpopOptions } from "./options.ts";

/** Parameter of an authorization request: the key by which its code has to be redeemed. @see RFC 9449 10 */
const JKT = "dpop_jkt";

/** The key that a request names; undefined = none. */
function namedKey(request: AgreedRequest): string | undefined {
  const jkt = request.params.get(JKT);
  if (jkt === undefined) return undefined;
  if (isJkt(jkt)) return jkt;
  return fail("invalid_request", `Cannot use this ${JKT} as it is no thumbprint of a key by SHA-256`, {
    rule: "RFC9449-10-2",
  });
}

function checkRequest(request: AgreedRequest): void {
  namedKey(request);
  if (request.client.metadata[BOUND_ACCESS_TOKENS] !== true) return;
  if (!request.responseWords.some(({ name }) => name === "token")) return;
  fail(
    "invalid_request",
    "Cannot issue an access token here as those of this client are bound to a key: ask for a code",
    {
      rule: "RFC9449-5.2-1",
    },
  );
}

/** Who shows a proof is answered in the words of proofs. */
function inOwnWords(reply: Reply): Reply {
  const challenge = reply.headers["WWW-Authenticate"];
  if (typeof challenge !== "string" || !challenge.startsWith("Bearer")) return reply;
  const rest = challenge.slice("Bearer".length).trim();
  const algs = printDpopChallenge();
  return withHeaders(reply, { "WWW-Authenticate": rest === "" ? algs : `DPoP ${rest}, ${algs.slice("DPoP ".length)}` });
}

/** DPoP. */
export function dpop(options: DpopOptions): Feature {
  return {
    name: "dpop",
    spec: "RFC 9449",
    fields: {
      authorize: { [JKT]: { says: "The thumbprint of the key by which the code will be redeemed (SHA-256)" } },
    },
    clientMetadata: [
      flagField(
        BOUND_ACCESS_TOKENS,
        "Whether all its access tokens are bound to a key, which it proves by DPoP to hold",
      ),
    ],
    hooks: {
      metadata: () => ({ dpop_signing_alg_values_supported: DPOP_ALGS }),
      checkAuthorize: checkRequest,
      bindToCode({ request }) {
        const jkt = namedKey(request);
        return jkt === undefined ? {} : { dpop: jkt };
      },
      proveSender: (context) => provedKey(context, options),
      checkRedemption: checkKey,
      accessToken(record, { sender }) {
        const jkt = keyIn(sender);
        return jkt === undefined ? record : { ...record, extra: { ...record.extra, [CONFIRMATION]: { jkt } } };
      },
      tokenReply: (body, { sender }) => (keyIn(sender) === undefined ? body : { ...body, token_type: "DPoP" }),
      carriedToken(text, exchange) {
        return text ?? tokenWithProof(exchange);
      },
      checkAccessToken: (carried) => checkCarried(carried, options),
      introspection(body, { record }) {
        const jkt = record === undefined || body["active"] !== true ? undefined : jktOf(record);
        return jkt === undefined ? body : { ...body, token_type: "DPoP", [CONFIRMATION]: { jkt } };
      },
      errorReply: (reply, { exchange }) => {
        const authorization = exchange.request.header("authorization");
        return authorization !== undefined && /^dpop(?: |$)/i.test(authorization) ? inOwnWords(reply) : reply;
      },
      reply(reply, exchange) {
        if (!options.nonces || exchange.request.header("dpop") === undefined) return reply;
        return withHeaders(reply, { "DPoP-Nonce": nonceFor(exchange) });
      },
    },
  };
}
