import { timingSafeEqual } from "node:crypto";
import {
  type Digest,
  digest,
  type Instant,
  type Log,
  type Random,
  sameBytes,
  type Seconds,
  sha256,
  silentLog,
  type SlowHash,
} from "../platform/mod.ts";
import { mintToken, parseToken } from "../protocol/mod.ts";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";

/** A new secret, to be shown once, and its record. */
export interface NewSecret {
  readonly text: string;
  readonly record: SecretRecord;
}

/**
 * Makes a secret of 256 bits, longer where it has to serve as a longer key; one SHA-256 is enough for it at rest.
 *
 * @param leastBytes How long it is at least, where it is the key of an HMAC.
 */
export function newSecret(
  random: Random,
  now: Instant,
  { leastBytes = 0 }: { readonly leastBytes?: number } = {},
): NewSecret {
  const token = mintToken("cs", { random });
  // HS512 wants a byte more than a token has.
  const text = token + random.base62(Math.max(0, leastBytes - token.length));
  return { text, record: { kind: "sha256", hash: sha256(text).toString("base64url"), createdAt: now } };
}

/** Keeps a secret that a person chose: slowly hashed, since nobody knows how it was chosen. */
export async function chosenSecret(
  text: string,
  options: { readonly slowHash: SlowHash; readonly now: Instant },
): Promise<SecretRecord> {
  if (parseToken(text, "cs") !== undefined) {
    return { kind: "sha256", hash: sha256(text).toString("base64url"), createdAt: options.now };
  }
  return { kind: "argon2id", hash: await options.slowHash.hash(text), createdAt: options.now };
}

/** Puts a new secret first and lets the newest old one live on until it expires: never more than two live. */
export function rotateSecrets(
  secrets: readonly SecretRecord[],
  next: SecretRecord,
  options: { readonly oldExpiresAt: Instant },
): readonly SecretRecord[] {
  const newest = secrets[0];
  if (newest === undefined) return [next];
  const expiresAt = Math.min(newest.expiresAt ?? options.oldExpiresAt, options.oldExpiresAt);
  return expiresAt <= next.createdAt ? [next] : [next, { ...newest, expiresAt }];
}

/** When and from where a secret is presented. */
export interface Presented {
  readonly now: Instant;
  /** Address of who presents it, as far as it can be trusted. */
  readonly from: string;
}

/** Compares presented secrets with records. */
export interface SecretCheck {
  /**
   * Whether a secret is one of the client's that live.
   *
   * @throws {TooManyGuesses} When a secret that a person chose was guessed at too often.
   */
  matches(client: ClientRecord, secret: string, presented: Presented): Promise<boolean> | boolean;
}

/** Slows guessing down. */
export interface GuessLimit {
  /** Counts a guess before it is judged; answers how long to wait when it may not be made, else undefined. */
  begin(key: string): Promise<Seconds | undefined>;
  /** The guess was right: the count begins anew. */
  succeeded(key: string): Promise<void>;
}

/** Somebody guesses at a secret. */
export class TooManyGuesses extends Error {
  override readonly name = "TooManyGuesses";
  readonly retryAfter: Seconds;

  constructor(retryAfter: Seconds) {
    super("Cannot check the secret as there were too many wrong ones");
    this.retryAfter = retryAfter;
  }
}

/** What {@link secretCheck} needs besides. */
export interface SecretCheckOptions {
  /** Told of records that are damaged. */
  readonly log?: Log;
}

/** How many slow secrets that were right are remembered, by their digest, so that each is hashed slowly only once. */
const REMEMBERED = 1_000;

function isLive({ expiresAt }: SecretRecord, now: Instant): boolean {
  return expiresAt === undefined || expiresAt > now;
}

/**
 * Checks secrets; a slowly hashed one that was right is recognised by its digest from then on, so that a client with
 * a chosen secret does not cost 16 ms a request.
 *
 * Secrets that the server made have 256 bits, which nobody guesses: they are compared at once. Guesses at chosen ones
 * are counted by client and address before they are judged, so that the right secret, which is recognised, is never
 * kept out by the wrong ones of others. @see RFC 6749 2.3.1
 */
export function secretCheck(
  slowHash: SlowHash,
  limit?: GuessLimit,
  { log = silentLog }: SecretCheckOptions = {},
): SecretCheck {
  const known = new Map<string, Digest>();
  const reported = new Set<string>();

  const judged = new Map<string, Promise<boolean>>();

  async function matchesSlowly(record: SecretRecord, secret: string): Promise<boolean> {
    // Once the right one is known, no other need be hashed to be found wrong.
    const right = known.get(record.hash);
    if (right !== undefined) return sameBytes(right, digest(secret));
    if (!(await slowHash.verify(record.hash, secret))) return false;
    if (known.size >= REMEMBERED) known.clear();
    known.set(record.hash, digest(secret));
    return true;
  }

  async function judge(client: ClientRecord, secret: string, { now, from }: Presented): Promise<boolean> {
    const key = `client ${client.id} ${from}`;
    const retryAfter = await limit?.begin(key);
    if (retryAfter !== undefined) throw new TooManyGuesses(retryAfter);
    for (const record of client.secrets) {
      if (record.kind !== "argon2id" || !isLive(record, now) || !(await matchesSlowly(record, secret))) continue;
      await limit?.succeeded(key);
      return true;
    }
    return false;
  }

  /** The same secret that comes many times at once, as after a start, is one guess and is judged once. */
  function guess(client: ClientRecord, secret: string, presented: Presented): Promise<boolean> {
    const key = `${client.id} ${client.secrets.map(({ hash }) => hash).join(" ")} ${presented.from} ${digest(secret)}`;
    const before = judged.get(key);
    if (before !== undefined) return before;
    const now = judge(client, secret, presented).finally(() => judged.delete(key));
    judged.set(key, now);
    return now;
  }

  function isKnown({ hash }: SecretRecord, secret: string): boolean {
    const right = known.get(hash);
    return right !== undefined && sameBytes(right, digest(secret));
  }

  /** Whether a digest that is kept is that of a presented secret; no secret belongs to one that is damaged. */
  function isDigestOf(client: ClientRecord, { hash }: SecretRecord, hashed: Buffer): boolean {
    const kept = Buffer.from(hash, "base64url");
    if (kept.length === hashed.length) return timingSafeEqual(kept, hashed);
    // Once, as anybody may name the client in a request.
    if (!reported.has(hash)) log.error("Cannot use a secret as its record is damaged", { client: client.clientId });
    reported.add(hash);
    return false;
  }

  return {
    matches(client, secret, presented) {
      const hashed = sha256(secret);
      let chosen = false;
      for (const record of client.secrets) {
        if (!isLive(record, presented.now)) continue;
        if (record.kind === "sha256") {
          if (isDigestOf(client, record, hashed)) return true;
        } else {
          if (isKnown(record, secret)) return true;
          chosen = true;
        }
      }
      return chosen && guess(client, secret, presented);
    },
  };
}
