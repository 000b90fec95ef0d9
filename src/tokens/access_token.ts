import type { Instant } from "../platform/mod.ts";
import { parseScope, printScope, type Scope } from "../protocol/mod.ts";
import type { Kind } from "../stores/mod.ts";

/** A live access token, as it is kept. */
export interface AccessTokenRecord {
  /** `ClientRecord.id`. */
  readonly client: number;
  /** The person it stands for; undefined = the client itself. */
  readonly subject?: { readonly sub: string; readonly username: string };
  readonly scope: Scope;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** Members of features (a key's thumbprint, an audience); undefined = none. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The member of {@link AccessTokenRecord.extra} that holds {@link audienceOf}. */
export const AUDIENCE = "aud";

/** The resources at which alone a token may be used; undefined = it is bound to none. @see RFC 8707 2 */
export function audienceOf({ extra }: AccessTokenRecord): readonly string[] | undefined {
  if (extra === undefined) return undefined;
  const { [AUDIENCE]: audience } = extra;
  return Array.isArray(audience) ? audience : undefined;
}

/** The member of {@link AccessTokenRecord.extra} that holds {@link confirmationOf}. */
export const CONFIRMATION = "cnf";

/** By what whoever shows a token has to prove that it is theirs; undefined = whoever bears it may use it. @see RFC 7800 3.1 */
export function confirmationOf({ extra }: AccessTokenRecord): Readonly<Record<string, unknown>> | undefined {
  if (extra === undefined) return undefined;
  const { [CONFIRMATION]: confirmation } = extra;
  return typeof confirmation === "object" && confirmation !== null ? { ...confirmation } : undefined;
}

/*
 * The layout is fixed and binary, because millions of these live in memory at once: with a subject and the scope
 * "read write" it is 48 bytes where JSON would take 200.
 *
 *   0      flags: 1 = has a subject, 2 = has extra members
 *   1–4    client · 5–8 issued at · 9–12 expires at, unsigned, big-endian
 *   13–    with a subject: 16 bytes of its UUID, 2 bytes length and the user name
 *          2 bytes length and the scope; the rest is the JSON of the extra members
 */
const HAS_SUBJECT = 1;
const HAS_EXTRA = 2;
const FIXED = 13;
const UUID_BYTES = 16;

function printUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString("hex", at, at + UUID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function encode(record: AccessTokenRecord): Buffer {
  const scope = printScope(record.scope);
  const { subject } = record;
  const extra = record.extra === undefined ? "" : JSON.stringify(record.extra);
  const nameLength = subject === undefined ? 0 : Buffer.byteLength(subject.username);
  const subjectLength = subject === undefined ? 0 : UUID_BYTES + 2 + nameLength;
  const bytes = Buffer.allocUnsafe(FIXED + subjectLength + 2 + scope.length + Buffer.byteLength(extra));
  bytes[0] = (subject === undefined ? 0 : HAS_SUBJECT) | (extra === "" ? 0 : HAS_EXTRA);
  bytes.writeUInt32BE(record.client, 1);
  bytes.writeUInt32BE(record.issuedAt, 5);
  bytes.writeUInt32BE(record.expiresAt, 9);
  let at = FIXED;
  if (subject !== undefined) {
    // What is not written would be whatever lay in memory before.
    if (bytes.write(subject.sub.replaceAll("-", ""), at, UUID_BYTES, "hex") !== UUID_BYTES)
      throw new RangeError("Cannot keep an access token as the subject identifier is not a UUID");
    at = bytes.writeUInt16BE(nameLength, at + UUID_BYTES);
    at += bytes.write(subject.username, at);
  }
  at = bytes.writeUInt16BE(scope.length, at);
  at += bytes.write(scope, at, "latin1");
  bytes.write(extra, at);
  return bytes;
}

function decode(value: Uint8Array): AccessTokenRecord {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
  const flags = bytes.readUInt8(0);
  let at = FIXED;
  let subject: AccessTokenRecord["subject"];
  if ((flags & HAS_SUBJECT) !== 0) {
    const sub = printUuid(bytes, at);
    const start = at + UUID_BYTES + 2;
    at = start + bytes.readUInt16BE(start - 2);
    subject = { sub, username: bytes.toString("utf8", start, at) };
  }
  const start = at + 2;
  const end = start + bytes.readUInt16BE(at);
  const extra: Readonly<Record<string, unknown>> | undefined =
    (flags & HAS_EXTRA) === 0 ? undefined : JSON.parse(bytes.toString("utf8", end));
  return {
    client: bytes.readUInt32BE(1),
    ...(subject === undefined ? {} : { subject }),
    scope: parseScope(bytes.toString("latin1", start, end)),
    issuedAt: bytes.readUInt32BE(5),
    expiresAt: bytes.readUInt32BE(9),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Access tokens in the ephemeral store. */
export const ACCESS_TOKEN: Kind<AccessTokenRecord> = { code: "a", encode, decode };

/** Where an access token is kept: its family's tag is the hash tag that the family's tombstone shares. */
export function accessTokenKey(tag: string, digest: string): string {
  return `{${tag}}${digest}`;
}
