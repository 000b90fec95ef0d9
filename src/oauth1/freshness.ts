import type { Issuer } from "../engine/mod.ts";
import { digest, type Instant, type Seconds } from "../platform/mod.ts";
import { fail } from "../protocol/mod.ts";
import { countKind, type EphemeralStore, markKind } from "../stores/mod.ts";

/** Nonces that were used. */
const USED = markKind("on");
/** When a life of the ephemeral store began, by its name: before it, nonces may have been used that nobody remembers. */
const LIFE = countKind("ol");
/** A nonce is remembered for longer than its timestamp can be sent, though processes differ in their clocks. */
const MARGIN: Seconds = 10;
/** A life of the store outlasts this only when nobody started a server in the meantime. */
const LONGEST_LIFE: Seconds = 400 * 86_400;

/** A nonce, and what it must be unlike in. @see RFC 5849 3.3 */
export interface UsedNonce {
  /** `ClientRecord.id`. */
  readonly client: number;
  /** Undefined = none. */
  readonly token: string | undefined;
  readonly timestamp: Instant;
  readonly nonce: string;
}

/** What telling fresh requests from stale ones needs. */
export interface FreshnessOptions {
  readonly issuer: Pick<Issuer, "clock" | "ephemeral">;
  /** How far a timestamp may lie before or behind the present. */
  readonly window: Seconds;
}

/** Under which name a store notes when its present life began. */
const lives = new WeakMap<EphemeralStore, string>();

/**
 * Has timestamps refused that are older than the present life of the ephemeral store, which may have forgotten the
 * nonces of an earlier one: so nothing is accepted twice, at the cost of refusing once what was under way.
 *
 * Choice: a life is known by its name in the store itself, so that a server that is started anew refuses nothing.
 *
 * @throws {StoreUnavailable} When the store is away at the start.
 */
export async function keepNonces({ ephemeral, clock }: Pick<Issuer, "ephemeral" | "clock">): Promise<void> {
  ephemeral.onNewLife(async (store) => {
    const key = digest(await store.epoch());
    // In the second in which another life ended, nonces may have been used in it.
    const begins = lives.has(ephemeral) ? clock.now() + 1 : clock.now();
    const start = (await store.get(LIFE, key)) ?? begins;
    await store.put(LIFE, { key, value: start, ttl: LONGEST_LIFE });
    lives.set(ephemeral, key);
  });
  // The first time now: a start that cannot do it must fail.
  await ephemeral.get(LIFE, "");
}

/**
 * Refuses timestamps that are too far from the present.
 *
 * @see RFC 5849 3.2, 3.3
 * @throws {OAuthError} `timestamp_refused`, with the timestamps that would do.
 */
export function checkTimestamp(timestamp: Instant, { issuer, window }: FreshnessOptions): void {
  const now = issuer.clock.now();
  if (Math.abs(now - timestamp) <= window) return;
  const where = timestamp < now ? "behind" : "ahead of";
  // What is a thousand times too great counts milliseconds.
  const advice = Math.abs(now - timestamp / 1_000) <= window ? ": it counts milliseconds, not seconds" : "";
  fail(
    "timestamp_refused",
    `Cannot accept the signed request as its oauth_timestamp is more than ${window} seconds ${where} the server${advice}`,
    { rule: "RFC5849-3.2-3", extra: acceptable(now - window, now + window) },
  );
}

/**
 * Uses a nonce up: one request gets it. It is the last check of all, so that nobody can use up the nonces of others or
 * fill the store without a signature that is right.
 *
 * @see RFC 5849 3.2, 3.3, 4.10
 * @throws {OAuthError} `nonce_used`; `timestamp_refused` when it may have been used in an earlier life of the store.
 */
export async function claimNonce(used: UsedNonce, { issuer, window }: FreshnessOptions): Promise<void> {
  const { client, token = "", timestamp, nonce } = used;
  const key = digest(JSON.stringify([client, token, timestamp, nonce]));
  const [isFirst, start] = await Promise.all([
    issuer.ephemeral.claim(USED, { key, ttl: 2 * window + MARGIN }),
    startOf(issuer),
  ]);
  if (!isFirst) {
    fail(
      "nonce_used",
      "Cannot accept the signed request as its oauth_nonce was used before with this oauth_timestamp",
      {
        rule: "RFC5849-3.2-2",
      },
    );
  }
  if (start === undefined || timestamp >= start) return;
  fail(
    "timestamp_refused",
    "Cannot accept the signed request as the server may have forgotten nonces of its oauth_timestamp: sign it anew",
    { rule: "RFC5849-3.3-5", extra: acceptable(start, issuer.clock.now() + window) },
  );
}

/** Since when the store remembers nonces; undefined where nobody keeps count. It is asked along with the nonce, in one go. */
async function startOf({ ephemeral, clock }: FreshnessOptions["issuer"]): Promise<Instant | undefined> {
  const key = lives.get(ephemeral);
  if (key === undefined) return undefined;
  const known = await ephemeral.get(LIFE, key);
  if (known !== undefined) return known;
  // The store was emptied within its life, perhaps in this second: what it remembers for sure begins with the next one.
  const start = clock.now() + 1;
  await ephemeral.put(LIFE, { key, value: start, ttl: LONGEST_LIFE });
  return start;
}

/** @see OAuth Problem Reporting (2008) */
function acceptable(from: Instant, to: Instant): Readonly<Record<string, string>> {
  return { oauth_acceptable_timestamps: `${from}-${to}` };
}
