import { type Digest, digest, type Instant, type Random, sameBytes, sha256, type SlowHash } from "../platform/mod.ts";
import { mintToken, parseToken } from "../protocol/mod.ts";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";

/** A new secret, to be shown once, and its record. */
export interface NewSecret {
  readonly text: string;
  readonly record: SecretRecord;
}

/** Makes a secret of 256 bits; one SHA-256 is enough for it at rest. */
export function newSecret(random: Random, now: Instant): NewSecret {
  const text = mintToken("cs", { random });
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

/** Compares presented secrets with records. */
export interface SecretCheck {
  /** Whether a secret is one of the client's that live. */
  matches(client: ClientRecord, presented: string, now: Instant): Promise<boolean> | boolean;
}

/** How many slow secrets that were right are remembered, by their digest, so that each is hashed slowly only once. */
const REMEMBERED = 1_000;

/**
 * Checks secrets; a slowly hashed one that was right is recognised by its digest from then on, so that a client with
 * a chosen secret does not cost 16 ms a request.
 */
export function secretCheck(slowHash: SlowHash): SecretCheck {
  const known = new Map<string, Digest>();

  async function matchesSlowly(record: SecretRecord, presented: string): Promise<boolean> {
    const seen = digest(presented);
    const right = known.get(record.hash);
    if (right !== undefined) return sameBytes(right, seen);
    if (!(await slowHash.verify(record.hash, presented))) return false;
    if (known.size >= REMEMBERED) known.clear();
    known.set(record.hash, seen);
    return true;
  }

  async function matchesAnySlowly(records: readonly SecretRecord[], presented: string): Promise<boolean> {
    for (const record of records) if (await matchesSlowly(record, presented)) return true;
    return false;
  }

  return {
    matches(client, presented, now) {
      const live = client.secrets.filter((record) => record.expiresAt === undefined || record.expiresAt > now);
      const fast = live.filter((record) => record.kind === "sha256");
      if (fast.length > 0) {
        const hashed = sha256(presented).toString("base64url");
        if (fast.some((record) => sameBytes(record.hash, hashed))) return true;
      }
      const slow = live.filter((record) => record.kind === "argon2id");
      return slow.length === 0 ? false : matchesAnySlowly(slow, presented);
    },
  };
}
