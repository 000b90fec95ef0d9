import { BASE62, type Random } from "../platform/mod.ts";
import { crc32 } from "./_crc32.ts";
import { characterTable } from "./_form_text.ts";

/**
 * What a string of ours is: `at` an access token, `rt` a refresh token, `ac` an authorization code, `dc` a device code,
 * `cs` a client secret, `it` an initial access token, `ra` a registration access token, `tc` temporary credentials and
 * `ot` token credentials of OAuth 1.0a.
 */
export type TokenKind = "at" | "rt" | "ac" | "dc" | "cs" | "it" | "ra" | "tc" | "ot";

/** A string of ours whose form and checksum are right; whether anybody issued it is another question. */
export interface TokenString {
  readonly kind: TokenKind;
  /** The tag of the family (in a client secret: just more of the secret). */
  readonly tag: string;
  /** All of it. */
  readonly text: string;
}

/** How {@link mintToken} draws a token. */
export interface MintTokenOptions {
  readonly random: Random;
  /** The tag of the family; a fresh one when not given. */
  readonly tag?: string;
}

/** From what {@link deriveToken} makes a token. */
export interface DeriveTokenOptions {
  readonly tag: string;
  /** At least 32 bytes that nobody can guess; those behind the 32nd do not count. */
  readonly seed: Uint8Array;
}

const TAG_LENGTH = 8;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SEED_BYTES = 32;

const PREFIX_LENGTH = "ts_at_".length;
const BODY_END = PREFIX_LENGTH + TAG_LENGTH + SECRET_LENGTH;
const TOKEN_LENGTH = BODY_END + CHECKSUM_LENGTH;

const DIGITS = characterTable(BASE62);
const SIX_DIGITS = 62 ** 6;

/**
 * A fresh token: `ts_`, its kind, `_`, a tag of 8 base62 digits, a secret of 43 (256 bits), and a checksum of 6 (the
 * CRC-32 of all before it), 63 characters in all, which a double click selects as one word.
 *
 * Secret scanners find them by `\bts_(at|rt|ac|dc|cs|it|ra|tc|ot)_[0-9A-Za-z]{57}\b` and drop what has a wrong checksum.
 *
 * @throws {RangeError} When the tag is not 8 base62 digits.
 *
 * @example A token of a family
 * ```ts
 * const text = mintToken("rt", { random: seededRandom("example"), tag: "family00" });
 * assert.deepEqual(parseToken(text), { kind: "rt", tag: "family00", text });
 * ```
 */
export function mintToken(kind: TokenKind, options: MintTokenOptions): string {
  const { random, tag } = options;
  if (tag === undefined) return seal(`ts_${kind}_${random.base62(TAG_LENGTH + SECRET_LENGTH)}`);
  return seal(`ts_${kind}_${checkTag(tag)}${random.base62(SECRET_LENGTH)}`);
}

/**
 * The same token each time for the same kind, tag and seed.
 *
 * @throws {RangeError} When the tag is not 8 base62 digits, or the seed is shorter than 32 bytes.
 *
 * @example The successor of a refresh token, made again for a client that lost the answer
 * ```ts
 * const seed = new Uint8Array(32).fill(7);
 * assert.equal(deriveToken("rt", { tag: "family00", seed }), deriveToken("rt", { tag: "family00", seed }));
 * ```
 */
export function deriveToken(kind: TokenKind, options: DeriveTokenOptions): string {
  return seal(`ts_${kind}_${checkTag(options.tag)}${printSeed(options.seed)}`);
}

/**
 * A fresh tag for a family: 8 base62 digits, which name it and protect nothing.
 *
 * @example The tag of a new family
 * ```ts
 * assert.lengthOf(newTag(seededRandom("example")), 8);
 * ```
 */
export function newTag(random: Random): string {
  return random.base62(TAG_LENGTH);
}

/**
 * Takes a token apart.
 *
 * @param kind The only kind that will do, where there is one.
 * @returns Undefined for whatever {@link mintToken} could not have made; no store need be asked for it.
 *
 * @example A typing error
 * ```ts
 * const text = mintToken("at", { random: seededRandom("example") });
 * assert.isUndefined(parseToken(text.replace("at", "rt")));
 * ```
 */
export function parseToken(text: string, kind?: TokenKind): TokenString | undefined {
  if (text.length !== TOKEN_LENGTH || !text.startsWith("ts_") || text[PREFIX_LENGTH - 1] !== "_") return undefined;
  const found = text.slice(3, PREFIX_LENGTH - 1);
  if (!isTokenKind(found) || (kind !== undefined && found !== kind)) return undefined;
  for (let index = PREFIX_LENGTH; index < TOKEN_LENGTH; index += 1) {
    if (DIGITS[text.charCodeAt(index)] !== 1) return undefined;
  }
  if (!hasChecksum(text)) return undefined;
  return { kind: found, tag: text.slice(PREFIX_LENGTH, PREFIX_LENGTH + TAG_LENGTH), text };
}

const KINDS: ReadonlySet<string> = new Set<TokenKind>(["at", "rt", "ac", "dc", "cs", "it", "ra", "tc", "ot"]);

function isTokenKind(text: string): text is TokenKind {
  return KINDS.has(text);
}

function seal(body: string): string {
  return body + checksum(body);
}

function checksum(text: string): string {
  return printDigits(crc32(text, BODY_END), CHECKSUM_LENGTH);
}

// the same as comparing with checksum(text), which would make six strings for each token that is looked at
function hasChecksum(text: string): boolean {
  let rest = crc32(text, BODY_END);
  for (let index = TOKEN_LENGTH - 1; index >= BODY_END; index -= 1) {
    if (text.charCodeAt(index) !== BASE62.charCodeAt(rest % 62)) return false;
    rest = Math.floor(rest / 62);
  }
  return true;
}

function checkTag(tag: string): string {
  let length = 0;
  while (DIGITS[tag.charCodeAt(length)] === 1) length += 1;
  if (length !== TAG_LENGTH || tag.length !== TAG_LENGTH)
    throw new RangeError("Cannot make a token as its tag is not 8 base62 digits");
  return tag;
}

// the least digits of a number, padded with zeros
function printDigits(value: number, length: number): string {
  let rest = value;
  let text = "";
  for (let count = 0; count < length; count += 1) {
    text = BASE62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

// 256 bits as a number to the base of 62, six digits at a time: 16 bits and a remainder below 62^6 fit a double exactly
function printSeed(seed: Uint8Array): string {
  if (seed.length < SEED_BYTES) throw new RangeError("Cannot derive a token as the seed is shorter than 32 bytes");
  const limbs = Array.from(
    { length: SEED_BYTES / 2 },
    (_, index) => (seed[2 * index] ?? 0) * 256 + (seed[2 * index + 1] ?? 0),
  );
  let text = "";
  while (text.length < SECRET_LENGTH) {
    let remainder = 0;
    for (let index = 0; index < limbs.length; index += 1) {
      const dividend = remainder * 65_536 + (limbs[index] ?? 0);
      const quotient = Math.floor(dividend / SIX_DIGITS);
      limbs[index] = quotient;
      remainder = dividend - quotient * SIX_DIGITS;
    }
    text = printDigits(remainder, Math.min(6, SECRET_LENGTH - text.length)) + text;
  }
  return text;
}
