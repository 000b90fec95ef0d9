import type { Instant, Seconds } from "../../platform/mod.ts";
import { OAuthError } from "../../protocol/mod.ts";
import { isBodyHashOf } from "../body_hash.ts";
import { findSignatureMethod, SIGNATURE_METHODS, type SignatureMethod } from "../signature_methods.ts";
import { readSigned, type SignedRequest } from "../signed_request.ts";
import { originsOf } from "./explain_refusals.ts";
import type { FoundKeys } from "./find_keys.ts";
import { maskParams } from "./mask.ts";
import type { PastedRequest } from "./pasted_request.ts";
import { type ReceivedParam, receivedParams } from "./received_params.ts";
import { reportSignature, type SignatureReport } from "./report.ts";

/** Why a request cannot be read as a signed one. */
export interface Unreadable {
  readonly says: string;
  readonly rule?: string;
}

/** What is to be said of a request that was pasted. Nothing of it is secret. */
export interface SignatureCheck {
  /** Absent where it cannot be read as a signed request. */
  readonly report?: SignatureReport;
  readonly unreadable?: Unreadable;
  /** What it holds, also where it cannot be read further. */
  readonly params: readonly ReceivedParam[];
  /** What else is wrong, or worth knowing: sentences. */
  readonly notes: readonly string[];
}

/** How a request is checked that was pasted. */
export interface CheckSignatureOptions {
  /** Finds what it should be signed with. */
  readonly keysFor: (signed: SignedRequest, method: SignatureMethod) => Promise<FoundKeys> | FoundKeys;
  /** What the client says that it signed. */
  readonly claimed?: string;
  readonly now: Instant;
  /** How far a timestamp may lie before or behind the present. */
  readonly window: Seconds;
}

/**
 * Checks a request that was pasted, as the server would, but that nothing is used up or changed, and that it goes on
 * behind the first thing that is wrong.
 *
 * @see RFC 5849 3.2
 * @throws {StoreUnavailable} When a store that has to be asked is away.
 */
export async function checkSignature(pasted: PastedRequest, options: CheckSignatureOptions): Promise<SignatureCheck> {
  const { received } = pasted;
  const params = shownParams(pasted);
  let signed: SignedRequest;
  try {
    signed = readSigned(received);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { unreadable: unreadable(error), params, notes: [] };
  }
  const method = findSignatureMethod(signed.signatureMethod);
  if (method === undefined) {
    const says = `Its oauth_signature_method is none of ${SIGNATURE_METHODS.join(", ")}`;
    return { unreadable: { says, rule: "RFC5849-3.2-10" }, params, notes: [] };
  }
  const { keys, earlierSecrets, notes } = await options.keysFor(signed, method);
  const { host } = received;
  const report = reportSignature(
    {
      received,
      signed,
      method,
      keys,
      earlierSecrets,
      ...(host === undefined ? {} : { origins: originsOf(host, received.origin) }),
      ...(pasted.fragment === undefined ? {} : { fragment: pasted.fragment }),
    },
    options.claimed === undefined ? {} : { claimed: options.claimed },
  );
  return {
    report,
    params: report.params,
    notes: [...notes, ...timeNotes(signed, options), ...bodyNotes(signed, method)],
  };
}

function unreadable({ description, rule }: OAuthError): Unreadable {
  return { says: description, ...(rule === undefined ? {} : { rule }) };
}

function shownParams({ received }: PastedRequest): readonly ReceivedParam[] {
  try {
    return maskParams(receivedParams(received));
  } catch (error) {
    if (error instanceof OAuthError) return [];
    throw error;
  }
}

function timeNotes({ timestamp }: SignedRequest, { now, window }: CheckSignatureOptions): readonly string[] {
  if (timestamp === undefined || Math.abs(now - timestamp) <= window) return [];
  if (Math.abs(now - timestamp / 1_000) <= window)
    return ["Its timestamp counts milliseconds, not seconds: divide it by 1000, and leave away what is less than one"];
  const where = timestamp < now ? "old" : "ahead of the server";
  return [`Its timestamp is ${Math.abs(now - timestamp)} seconds ${where}, where ${window} are allowed`];
}

function bodyNotes({ bodyHash, body, isForm }: SignedRequest, method: SignatureMethod): readonly string[] {
  if (bodyHash === undefined) return [];
  if (isForm) return ["It has an oauth_body_hash beside a form, whose fields are signed themselves"];
  return isBodyHashOf(body, { hash: bodyHash, method })
    ? []
    : ["Its oauth_body_hash is not the hash of its body; where the body was changed by pasting, that is why"];
}
