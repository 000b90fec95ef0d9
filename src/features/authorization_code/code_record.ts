import { type Digest, digest, type Instant, type Seconds } from "../../platform/mod.ts";
import { parseToken, type Scope } from "../../protocol/mod.ts";
import { type EphemeralStore, jsonKind, markKind } from "../../stores/mod.ts";
import type { Bindings, Subject } from "../../tokens/mod.ts";

/** An authorization code, as it is kept. It stays readable until it expires, so that a second use is noticed. */
export interface CodeRecord {
  /** `ClientRecord.id`. */
  readonly client: number;
  readonly subject: Subject;
  readonly scope: Scope;
  /** As the authorization request had it; undefined = left out. */
  readonly redirectUri?: string;
  readonly bindings: Bindings;
  readonly expiresAt: Instant;
}

const CODE = jsonKind<CodeRecord>("c");
const USED = markKind("u");

/** A code that was found. */
export interface FoundCode {
  readonly tag: string;
  readonly digest: Digest;
  readonly record: CodeRecord;
  readonly used: boolean;
}

/** The code and the mark of its use share the tag of their family, so that one command reads both. */
function keyOf(tag: string, codeDigest: Digest): string {
  return `{${tag}}${codeDigest}`;
}

/** Keeps a code. */
export async function storeCode(
  code: { readonly text: string; readonly tag: string; readonly record: CodeRecord },
  options: { readonly ephemeral: EphemeralStore; readonly ttl: Seconds },
): Promise<void> {
  await options.ephemeral.put(CODE, { key: keyOf(code.tag, digest(code.text)), value: code.record, ttl: options.ttl });
}

/** Finds a code, used or not; undefined when it is malformed, unknown or expired. */
export async function findCode(
  text: string,
  options: { readonly ephemeral: EphemeralStore; readonly now: Instant },
): Promise<FoundCode | undefined> {
  const token = parseToken(text, "ac");
  if (token === undefined) return undefined;
  const codeDigest = digest(text);
  const key = keyOf(token.tag, codeDigest);
  const [record, used] = await options.ephemeral.getPair({ first: { kind: CODE, key }, second: { kind: USED, key } });
  if (record === undefined || record.expiresAt <= options.now) return undefined;
  return { tag: token.tag, digest: codeDigest, record, used: used === true };
}

/** The mark must outlive the code, whatever the clocks say. */
const MARGIN: Seconds = 60;

/** Uses a code up: true for the one caller that was first. */
export async function claimCode(
  code: FoundCode,
  options: { readonly ephemeral: EphemeralStore; readonly now: Instant },
): Promise<boolean> {
  const ttl = Math.max(1, code.record.expiresAt - options.now) + MARGIN;
  return options.ephemeral.claim(USED, { key: keyOf(code.tag, code.digest), ttl });
}

/** Makes a code usable again, since what followed its use failed. */
export async function releaseCode(code: FoundCode, ephemeral: EphemeralStore): Promise<void> {
  await ephemeral.forget(USED, [keyOf(code.tag, code.digest)]);
}
