import { ISSUED_KEY_ALGS, ISSUING_ALGS, isLoopbackUri } from "../protocol/mod.ts";
import { type MetadataContext, type MetadataField, refuseMetadata } from "./client_metadata.ts";

/** Characters of a text of client metadata, and items of a list. */
const LONGEST_TEXT = 200;
const LONGEST_URI = 2000;
const MOST_ITEMS = 20;

/** What a maker of fields is told beyond the name and the sentence. */
export interface FieldOptions {
  readonly standard?: (context: MetadataContext) => unknown;
  readonly localized?: true;
}

/** A text without control characters that is not empty. */
export function parseMetadataText(value: unknown, name: string): string {
  if (typeof value !== "string") return refuseMetadata(`${name} is not a text`);
  if (value.trim() === "" || value.length > LONGEST_TEXT || /[\p{Cc}\p{Cs}]/u.test(value))
    return refuseMetadata(`${name} is not a text of 1 to ${LONGEST_TEXT} printable characters`);
  return value.trim();
}

/** A list of at most 20 items, each once. */
export function parseMetadataList(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value)) return refuseMetadata(`${name} is not a list`);
  if (value.length > MOST_ITEMS) return refuseMetadata(`${name} has more than ${MOST_ITEMS} items`);
  const texts = value.filter((item): item is string => typeof item === "string");
  if (texts.length < value.length) return refuseMetadata(`${name} holds something that is not a text`);
  return [...new Set(texts)];
}

/**
 * The address of something on the web: https, or http on this machine itself.
 *
 * Beyond: printable ASCII, no user information, no backslash, at most 2,000 bytes.
 */
export function parseWebUri(value: unknown, name: string): string {
  if (typeof value !== "string") return refuseMetadata(`${name} is not a text`);
  const isPlain = value.length <= LONGEST_URI && /^https?:\/\/[\x21\x23-\x5B\x5D-\x7E]+$/i.test(value);
  if (!isPlain || !URL.canParse(value)) return refuseMetadata(`${name} is not the URL of a page on the web`);
  const url = new URL(value);
  if (/^[^/]+\/\/[^/?#]*@/.test(value)) return refuseMetadata(`${name} holds user information`);
  if (url.protocol !== "https:" && !isLoopbackUri(value)) return refuseMetadata(`${name} is not an https URL`);
  return value;
}

/** A member that is one of some words. */
export function oneOfField(
  name: string,
  words: readonly string[] | ((context: MetadataContext) => readonly string[]),
  { says, ...options }: FieldOptions & { readonly says: string },
): MetadataField {
  const wordsIn = typeof words === "function" ? words : () => words;
  return {
    name,
    says,
    shape: "text",
    words: wordsIn,
    ...options,
    parse(value, context) {
      const known = wordsIn(context);
      if (typeof value === "string" && known.includes(value)) return value;
      return refuseMetadata(`${name} is not one of ${known.join(", ") || "none"}`);
    },
  };
}

/** Algorithms in which something can be signed for a client: those of the issuer's keys, and HS256 under its secret. */
export function signingAlgsFor({ signingAlgs: own, clientType }: MetadataContext): readonly string[] {
  return ISSUING_ALGS.filter((alg) => (alg === "HS256" ? clientType === "confidential" : own.includes(alg)));
}

/** Algorithms by which something can be encrypted for a client: to a key of its own, and under its secret. */
function keyAlgsFor({ clientType }: MetadataContext): readonly string[] {
  return ISSUED_KEY_ALGS.filter((alg) => alg !== "dir" || clientType === "confidential");
}

/** How the key of a JWE is wrapped: to a public key, which the client must offer. */
export function keyAlgField(name: string, says: string): MetadataField {
  const plain = oneOfField(name, keyAlgsFor, { says });
  return {
    ...plain,
    parse(value, context) {
      const alg = plain.parse(value, context);
      const { jwks, jwks_uri: uri } = context.document;
      if (alg !== "dir" && (jwks ?? undefined) === undefined && (uri ?? undefined) === undefined)
        return refuseMetadata(`${name} needs a key of its own: jwks or jwks_uri`);
      return alg;
    },
  };
}

/**
 * How the content of a JWE is encrypted: only beside the algorithm of its key, where it has a standard value.
 *
 * @see OpenID Connect Dynamic Client Registration 2
 */
export function contentAlgField(
  name: string,
  words: readonly string[],
  { says, beside, rule = "OIDCREG-2-3" }: { readonly says: string; readonly beside: string; readonly rule?: string },
): MetadataField {
  const plain = oneOfField(name, words, { says });
  function hasKeyAlg({ document }: MetadataContext): boolean {
    return Object.hasOwn(document, beside) && document[beside] !== null;
  }
  return {
    ...plain,
    parse(value, context) {
      if (!hasKeyAlg(context)) refuseMetadata(`${name} was sent without ${beside}`, rule);
      return plain.parse(value, context);
    },
    standard: (context) => (hasKeyAlg(context) ? "A128CBC-HS256" : undefined),
  };
}

/** A member that is true or false. */
export function flagField(name: string, says: string, options: FieldOptions = {}): MetadataField {
  return {
    name,
    says,
    shape: "flag",
    ...options,
    parse: (value) => (typeof value === "boolean" ? value : refuseMetadata(`${name} is neither true nor false`)),
  };
}

/** A member that is a short text. */
export function textField(name: string, says: string, options: FieldOptions = {}): MetadataField {
  return { name, says, shape: "text", ...options, parse: (value) => parseMetadataText(value, name) };
}

/** A member that is the address of something on the web. */
export function webUriField(name: string, says: string, options: FieldOptions = {}): MetadataField {
  return { name, says, shape: "text", ...options, parse: (value) => parseWebUri(value, name) };
}
