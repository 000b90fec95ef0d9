import type { KeyObject } from "node:crypto";

import { type Digest, digest, type Instant } from "../platform/mod.ts";
import type { KeyRecord } from "../stores/mod.ts";
import { keyStates, type KeyStatesOptions, nextChange, type StatedKey } from "./key_state.ts";
import { privateKeyOf } from "./make_key.ts";
import { publicKeyOf } from "./public_key.ts";

/** The published keys: one ready text. @see RFC 7517 5 */
export interface PublishedKeys {
  readonly text: string;
  /** Entity tag, in quotes. */
  readonly etag: string;
}

/** A key that was imported, once. */
export interface LoadedKey {
  readonly record: KeyRecord;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** All that the ring needs for a request, made anew only when a state changes. */
export interface KeyView {
  /** From when and until when it holds; the end is not part of it. */
  readonly from: Instant;
  readonly until: Instant;
  /** By state, within it youngest first. */
  readonly keys: readonly StatedKey[];
  readonly active: ReadonlyMap<string, LoadedKey>;
  readonly byKid: ReadonlyMap<string, LoadedKey>;
  readonly published: PublishedKeys;
}

const ORDER = { active: 0, next: 1, retired: 2 } as const;

/** Imports keys; those that were imported before are taken over. */
export function loadKeys(
  records: readonly KeyRecord[],
  { sealKey, known }: { readonly sealKey: Uint8Array; readonly known: ReadonlyMap<string, LoadedKey> },
): ReadonlyMap<string, LoadedKey> {
  return new Map(
    records.map((record) => {
      const before = known.get(record.kid);
      if (before !== undefined) return [record.kid, { ...before, record }];
      return [record.kid, { record, privateKey: privateKeyOf(record, sealKey), publicKey: publicKeyOf(record) }];
    }),
  );
}

/** What the ring needs at a moment. */
export function viewOf(loaded: ReadonlyMap<string, LoadedKey>, options: KeyStatesOptions): KeyView {
  const records = [...loaded.values()].map(({ record }) => record);
  const keys = keyStates(records, options).toSorted(
    (a, b) => ORDER[a.state] - ORDER[b.state] || b.record.generation - a.record.generation,
  );
  const active = new Map<string, LoadedKey>();
  const byKid = new Map<string, LoadedKey>();
  for (const { record, state } of keys) {
    const key = loaded.get(record.kid);
    if (key === undefined) continue;
    byKid.set(record.kid, key);
    if (state === "active") active.set(record.alg, key);
  }
  return {
    from: options.now,
    until: nextChange(records, options) ?? Infinity,
    keys,
    active,
    byKid,
    published: publish(keys),
  };
}

/**
 * The set as text. Keys for encryption name no algorithm, since all of their family work with them.
 *
 * Active keys come first, for clients that take the first that fits.
 */
function publish(keys: readonly StatedKey[]): PublishedKeys {
  const jwks = keys.map(({ record: { publicJwk, kid, use, alg } }) => ({
    ...publicJwk,
    kid,
    use,
    ...(use === "sig" ? { alg } : {}),
  }));
  const text = JSON.stringify({ keys: jwks });
  const tag: Digest = digest(text);
  return { text, etag: `"${tag}"` };
}
