import type { Param, ReceivedRequest } from "../../protocol/mod.ts";
import { encodePercent } from "../percent_encoding.ts";
import { baseStringUri } from "../signature_base.ts";
import type { SharedSecrets, SignatureMethod, VerifyingKey } from "../signature_methods.ts";
import type { SignedRequest } from "../signed_request.ts";

/** A signed request whose signature is wrong, with all that could show how it came about. */
export interface Trial {
  readonly received: ReceivedRequest;
  readonly signed: SignedRequest;
  readonly method: SignatureMethod;
  /** What the signature should have been made with: the live secrets of the consumer, or its public keys. */
  readonly keys: readonly VerifyingKey[];
  /** Scheme and authority by which the client may know the server, beside the right one: of the Host header, say. */
  readonly origins?: readonly string[];
  /** What followed a `#` where the request was pasted as an address. */
  readonly fragment?: string;
  /** Secrets of tokens that the client had before this one: of the temporary credentials. */
  readonly earlierSecrets?: readonly string[];
}

/** A base string that a client may have signed, and what was wrong with it where the mistake alone does not tell. */
export interface WrongBase {
  readonly base: string;
  /** The end of a sentence: a name of a parameter, a method. */
  readonly detail?: string;
}

/** The key of an HMAC, or a PLAINTEXT signature, that a client may have made of its secrets. */
export type WrongKey = (secrets: SharedSecrets, trial: Trial) => readonly string[];

/** How a base string is written; what is not given is done as the specification says. */
export interface Ways {
  readonly method?: string;
  readonly uri?: string;
  /** Decoded. */
  readonly params?: readonly Param[];
  /** Puts the parameters in order before they are encoded; they keep it. */
  readonly order?: (params: readonly Param[]) => readonly Param[];
  /** Encodes names and values. */
  readonly encode?: (text: string) => string;
  /** Makes a pair of what is encoded. */
  readonly pair?: (name: string, value: string) => string;
  /** Encodes the URI and the joined parameters once more. */
  readonly encodeAgain?: (text: string) => string;
}

/**
 * The base string of a request, written in another way than the right one.
 *
 * @see RFC 5849 3.4.1
 */
export function wrongBase({ signed }: Pick<Trial, "signed">, ways: Ways): string {
  const { encode = encodePercent, encodeAgain = encodePercent, order, pair = pairOf } = ways;
  const params = ways.params ?? signed.params;
  const encoded = (order?.(params) ?? params).map(([name, value]): Param => [encode(name), encode(value)]);
  const sorted = order === undefined ? encoded.toSorted(compareParams) : encoded;
  const normalized = sorted.map(([name, value]) => pair(name, value)).join("&");
  const uri = ways.uri ?? baseStringUri(signed);
  return [ways.method ?? signed.method.toUpperCase(), encodeAgain(uri), encodeAgain(normalized)].join("&");
}

function pairOf(name: string, value: string): string {
  return `${name}=${value}`;
}

/** By name, then by value, each by its UTF-16. */
export function compareParams(one: Param, other: Param): number {
  return compareTexts(one[0], other[0]) || compareTexts(one[1], other[1]);
}

/** By UTF-16, which is what languages compare by that know no better. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
