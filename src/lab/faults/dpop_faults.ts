import { type Headers, printDpopChallenge, withHeaders } from "../../protocol/mod.ts";
import { CONFIRMATION } from "../../tokens/mod.ts";
import { asError, withoutMember } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

const ERROR = { error: "use_dpop_nonce", error_description: "A nonce is needed in the proof" };

/** Each time another one, as a provider gives out a new one whenever it likes. */
function nonce({ before }: FaultContext): Headers {
  return { "DPoP-Nonce": `touchstone-nonce-${before + 1}` };
}

/** Whether a request has a proof at all: nobody else is asked for another one. */
function hasProof({ exchange }: Pick<FaultContext, "exchange">): boolean {
  return exchange.request.header("dpop") !== undefined;
}

function ofProofs(name: string, fault: Omit<Fault, "name" | "when">): Fault {
  return { name: `dpop_${name}`, when: (exchange) => hasProof({ exchange }), ...fault };
}

function demandedByToken(name: string, says: string): Fault {
  return ofProofs(name, {
    place: "token",
    says,
    keeps: true,
    reply: (_reply, context) => asError(400, ERROR, nonce(context)),
  });
}

function demandedByResource(name: string, says: string, scheme: string): Fault {
  return ofProofs(name, {
    place: "resource",
    says,
    reply: (_reply, context) =>
      asError(401, ERROR, {
        ...nonce(context),
        "WWW-Authenticate": printDpopChallenge({ error: ERROR.error }).replace("DPoP", scheme),
      }),
  });
}

/** What a provider and its API can answer to a proof that is right. */
export const DPOP_FAULTS: readonly Fault[] = [
  demandedByToken("nonce_token", "The token endpoint demands a nonce in the proof"),
  demandedByToken("nonce_token_always", "The token endpoint demands another nonce, whatever the proof has"),
  demandedByResource("nonce_resource", "The resource demands a nonce in the proof", "DPoP"),
  demandedByResource("nonce_resource_always", "The resource demands another nonce, whatever the proof has", "DPoP"),
  demandedByResource("challenge_other_case", "The resource demands a nonce by a scheme in other letter case", "dPOp"),
  ofProofs("nonce_in_success", {
    place: "resource",
    says: "The resource answers 200 and tells the nonce for the next proof",
    reply: (reply, context) => (reply.status === 200 ? withHeaders(reply, nonce(context)) : reply),
  }),
  ofProofs("token_type_bearer", {
    place: "token",
    says: "The access token is bound to no key, and token_type is Bearer, though there was a proof",
    accessToken: (record) => ({ ...record, extra: withoutMember(record.extra ?? {}, CONFIRMATION) }),
    tokenReply: (body) => ({ ...body, token_type: "Bearer" }),
  }),
  ofProofs("token_type_other_case", {
    place: "token",
    says: "The token_type is 'dpOP', in other letter case",
    tokenReply: (body) => ({ ...body, token_type: "dpOP" }),
  }),
];
