import { assert } from "chai";

import { type EphemeralStore, jsonKind, countKind, markKind, StoreUnavailable } from "../../src/stores/mod.ts";
import { thrownBy } from "./eventually.ts";

const NOTE = jsonKind<string>("n");
const MARK = markKind("m");
const COUNT = countKind("c");
const LIST = jsonKind<string>("l");
const ttl = 600;

/** One call of each verb that may fail for want of a server. */
export const EPHEMERAL_VERBS: readonly (readonly [string, (store: EphemeralStore, key: string) => Promise<unknown>])[] =
  [
    ["put", async (store, key) => store.put(NOTE, { key, value: "x", ttl })],
    ["get", async (store, key) => store.get(NOTE, key)],
    ["getPair", async (store, key) => store.getPair({ first: { kind: NOTE, key }, second: { kind: MARK, key } })],
    ["take", async (store, key) => store.take(NOTE, key)],
    ["claim", async (store, key) => store.claim(MARK, { key, ttl })],
    ["count", async (store, key) => store.count(COUNT, { key, ttl })],
    ["draw", async (store, key) => store.draw(COUNT, { key, ttl, limit: 10, wanted: 1 })],
    ["append", async (store, key) => store.append(LIST, { key, value: "x", ttl, limit: 3 })],
    ["list", async (store, key) => store.list(LIST, key)],
    ["forget", async (store, key) => store.forget(NOTE, [key, `${key}2`])],
    ["epoch", async (store) => store.epoch()],
  ];

/** Asserts that a call fails with `StoreUnavailable`, soon. */
export async function assertUnavailable(
  call: () => Promise<unknown>,
  { within = 1_500 }: { readonly within?: number } = {},
): Promise<StoreUnavailable> {
  const start = performance.now();
  const error = await thrownBy(call);
  if (!(error instanceof StoreUnavailable)) return assert.fail(`It threw something else: ${String(error)}`);
  assert.isBelow(performance.now() - start, within);
  return error;
}
