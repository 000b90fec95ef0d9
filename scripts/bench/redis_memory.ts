/**
 * What a live access token costs in Redis, all told: `node --import tsx scripts/bench/redis_memory.ts [--tokens N] [--issuer PREFIX]`.
 *
 * Starts a private Redis, writes tokens through the store as the server does, and divides what `used_memory` grew by
 * their number: key, value, expiry and Redis' own tables. Beside it the same number of one-byte values under the same
 * keys, which is the floor of the key's shape, and of one-byte values under short keys, which is the floor of Redis.
 *
 * How to read it: sizes go in steps of 16 bytes, Redis' tables double at powers of two, so compare like numbers of
 * tokens. The goal is 220 bytes or less a token.
 */
import { parseArgs } from "node:util";

import { digest, systemRandom } from "../../src/platform/mod.ts";
import { openTemporaryServices } from "../../src/provision/mod.ts";
import { type EphemeralStore, type Kind, markKind } from "../../src/stores/mod.ts";
import { openRedis } from "../../src/stores/redis/mod.ts";
import { ACCESS_TOKEN, accessTokenKey } from "../../src/tokens/mod.ts";
import { Redis } from "ioredis";

/** One shape of a record. */
interface Shape<T> {
  readonly name: string;
  readonly kind: Kind<T>;
  readonly key: () => string;
  readonly value: () => T;
  /** Within which the records lie: an issuer's. */
  readonly within: string;
}

const GOAL = 220;
const BATCH = 1_000;
const TTL = 3_600;

/** Bytes that one record of a shape costs, measured over many. */
async function measure<T>(
  shape: Shape<T>,
  options: { readonly store: EphemeralStore; readonly redis: Redis; readonly count: number },
): Promise<number> {
  const { store, redis, count } = options;
  await redis.flushall("SYNC");
  const before = await usedMemory(redis);
  const narrowed = store.within(shape.within);
  for (let written = 0; written < count; written += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - written) }, async () =>
      narrowed.put(shape.kind, { key: shape.key(), value: shape.value(), ttl: TTL }),
    );
    await Promise.all(batch);
  }
  const after = await usedMemory(redis);
  return (after - before) / (await redis.dbsize());
}

/** Asked until the buffers of the writing are given back. */
async function usedMemory(redis: Redis): Promise<number> {
  let least = Infinity;
  for (let asked = 0; asked < 20; asked += 1) {
    const used = Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]);
    least = Math.min(least, used);
  }
  return least;
}

function tokenKey(): string {
  return accessTokenKey(systemRandom.base62(8), digest(systemRandom.token(256)));
}

const { values } = parseArgs({
  options: { tokens: { type: "string", default: "200000" }, issuer: { type: "string", default: "" } },
});
const count = Number(values.tokens);
const within = values.issuer;
const now = Math.floor(Date.now() / 1_000);
const subject = { sub: "6e7e0984-367f-427b-88f5-e631e32b7e87", username: "alice" };
const person = { client: 1, subject, scope: ["read", "write"], issuedAt: now, expiresAt: now + TTL };
const machine = { client: 1, scope: ["read", "write"], issuedAt: now, expiresAt: now + TTL };

let last = 0;
const shapes = [
  { name: "token of a person", kind: ACCESS_TOKEN, key: tokenKey, value: () => person, within },
  { name: "token of a client itself", kind: ACCESS_TOKEN, key: tokenKey, value: () => machine, within },
] as const;
const floors = [
  {
    name: "floor of this key: one byte under it",
    kind: markKind("a"),
    key: tokenKey,
    value: () => true as const,
    within,
  },
  {
    name: "floor of Redis: one byte under a short key",
    kind: markKind(""),
    key: () => String((last += 1)),
    value: () => true as const,
    within: "",
  },
] as const;

const services = await openTemporaryServices({ wantPostgres: false, wantRedis: true, log: console.error });
const url = services.redisUrl ?? "";
const redis = new Redis(url);
const opened = openRedis(url, { commandTimeout: 10_000 });
try {
  const [key, bytes] = [`ts:${within}a${tokenKey()}`, ACCESS_TOKEN.encode(person).length];
  console.log(
    `${count} records each, key of ${key.length} bytes such as '${key}', value of ${bytes} bytes for a person`,
  );
  for (const shape of shapes) report(shape.name, await measure(shape, { store: opened.store, redis, count }), GOAL);
  for (const shape of floors) report(shape.name, await measure(shape, { store: opened.store, redis, count }));
} finally {
  redis.disconnect();
  await opened.close();
  await services.stop();
}

function report(name: string, bytes: number, goal?: number): void {
  const verdict = goal === undefined ? "" : ` (goal ${goal}: ${bytes <= goal ? "ok" : "missed"})`;
  console.log(`${name.padEnd(44)} ${bytes.toFixed(1)} bytes${verdict}`);
}
