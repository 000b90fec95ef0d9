import { type Digest, digest, type Instant, type Seconds } from "../platform/mod.ts";
import { parseToken, type Scope } from "../protocol/mod.ts";
import { countKind, type EphemeralStore, jsonKind, markKind } from "../stores/mod.ts";

/** What a consumer asked for. @see RFC 5849 2.1 */
export interface TemporaryRecord {
  /** `ClientRecord.id`. */
  readonly client: number;
  readonly scope: Scope;
  /** As it came with the request; `oob` = a person carries the verifier over. */
  readonly callback: string;
  readonly expiresAt: Instant;
}

/** What a person decided. */
export type Decision =
  | {
      readonly allowed: true;
      /** Who allowed it. */
      readonly accountId: number;
      /** What was allowed of what was asked. */
      readonly scope: Scope;
      /** Of {@link verifierDigest}. */
      readonly verifier: string;
    }
  | { readonly allowed: false };

/** Temporary credentials that were found. */
export interface FoundTemporary {
  readonly text: string;
  /** Tag of the family that they may begin. */
  readonly tag: string;
  readonly digest: Digest;
  readonly record: TemporaryRecord;
  /** Undefined = nobody has decided yet. */
  readonly decision?: Decision;
}

interface StoreOptions {
  readonly ephemeral: EphemeralStore;
  readonly now: Instant;
}

const TEMPORARY = jsonKind<TemporaryRecord>("t");
const DECISION = jsonKind<Decision>("td");
/** Says that somebody decided, or is about to write it down. */
const DECIDED = markKind("tm");
const TRIES = countKind("tt");

/** Marks outlive what they protect, whatever the clocks say. */
const MARGIN: Seconds = 60;

/** All of it shares the tag of its family, so that it lies in one slot and one command reads two of it. */
function keyOf({ tag, digest: textDigest }: Pick<FoundTemporary, "tag" | "digest">): string {
  return `{${tag}}${textDigest}`;
}

function markLifetime({ record }: FoundTemporary, now: Instant): Seconds {
  return Math.max(1, record.expiresAt - now) + MARGIN;
}

/** How long temporary credentials are known that have expired, so that their consumer is told so. */
const AFTERLIFE: Seconds = 3_600;

/** Keeps temporary credentials; of their text the store learns the digest alone. */
export async function storeTemporary(
  { text, tag, record }: Pick<FoundTemporary, "text" | "tag" | "record">,
  { ephemeral, now }: StoreOptions,
): Promise<void> {
  const ttl = Math.max(1, record.expiresAt - now) + AFTERLIFE;
  await ephemeral.put(TEMPORARY, { key: keyOf({ tag, digest: digest(text) }), value: record, ttl });
}

/** Finds temporary credentials that live, decided or not; undefined when they are malformed, unknown or expired. */
export async function findTemporary(text: string, options: StoreOptions): Promise<FoundTemporary | undefined> {
  const found = await findIssuedTemporary(text, options);
  return found === undefined || found.record.expiresAt <= options.now ? undefined : found;
}

/** Finds temporary credentials, also those that have expired not long ago; undefined when they are malformed or unknown. */
export async function findIssuedTemporary(
  text: string,
  { ephemeral }: Pick<StoreOptions, "ephemeral">,
): Promise<FoundTemporary | undefined> {
  const token = parseToken(text, "tc");
  if (token === undefined) return undefined;
  const place = { tag: token.tag, digest: digest(text) };
  const key = keyOf(place);
  const [record, decision] = await ephemeral.getPair({
    first: { kind: TEMPORARY, key },
    second: { kind: DECISION, key },
  });
  return record === undefined ? undefined : { text, ...place, record, ...(decision === undefined ? {} : { decision }) };
}

/** Writes down what a person decided: true for the one who was first. */
export async function decide(
  found: FoundTemporary,
  decision: Decision,
  { ephemeral, now }: StoreOptions,
): Promise<boolean> {
  const key = keyOf(found);
  const ttl = markLifetime(found, now);
  if (!(await ephemeral.claim(DECIDED, { key, ttl }))) return false;
  try {
    await ephemeral.put(DECISION, { key, value: decision, ttl });
    return true;
  } catch (error) {
    // When this fails as well they are burnt: the consumer starts again, and nobody gains.
    await ephemeral.forget(DECIDED, [key]).catch(() => undefined);
    throw error;
  }
}

/** Counts a try of a verifier before it is judged, so that no more are judged than may be; answers the new count. */
export function countTry(found: FoundTemporary, { ephemeral, now }: StoreOptions): Promise<number> {
  return ephemeral.count(TRIES, { key: keyOf(found), ttl: markLifetime(found, now) });
}
