import { assert } from "chai";
import { namedKey } from "../../test/support/client_jwt.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import { FetchRefused, type SafeFetch, settableClock, silentLog } from "../platform/mod.ts";
import { publicJwkOf } from "../protocol/mod.ts";
import { fetchedKeys, fixedKeys, type WantedKey } from "./issuer_keys.ts";

const NOW = 1_767_225_600;
const URI = "https://id.example/jwks";

type Served = { readonly keys: readonly unknown[] } | string | Error | { readonly status: number };

async function setOf(...kids: readonly string[]) {
  const sets = await Promise.all(kids.map(async (kid) => (await namedKey("ES256", kid)).jwks.keys));
  return { keys: sets.flat() };
}

/** Keys at an address; what is served there may change, and each fetch is counted. */
function served(first: Served) {
  const clock = settableClock(NOW);
  const state = { serves: first, fetched: 0 };
  const fetch: SafeFetch = async (url, options) => {
    assert.equal(url, URI);
    assert.deepInclude(options, { maxBytes: 65_536, timeoutMs: 5_000 });
    state.fetched += 1;
    await new Promise(setImmediate);
    const { serves } = state;
    if (serves instanceof Error) throw serves;
    if (typeof serves === "string") return { status: 200, headers: new Headers(), text: serves };
    const status = "status" in serves ? serves.status : 200;
    return { status, headers: new Headers(), text: JSON.stringify(serves) };
  };
  const keys = fetchedKeys(URI, { fetch, clock, log: silentLog, timeout: 5 });

  /** Whether there is a key of a name, or in how many seconds to come again. */
  async function has(kid?: string, alg: WantedKey["alg"] = "ES256"): Promise<boolean | string> {
    try {
      return (await keys.find({ alg, kid })) !== undefined;
    } catch {
      return `again in ${(await refusalOf(() => keys.find({ alg, kid }))).headers?.["Retry-After"]}`;
    }
  }

  return { clock, state, keys, has };
}

describe("fixedKeys()", () => {
  it("finds the key of a name and an algorithm, and no other", async () => {
    const { pair, jwks } = await namedKey("ES256", "one");
    const keys = fixedKeys(jwks);
    assert.deepEqual(publicJwkOf((await keys.find({ alg: "ES256", kid: "one" }))!), publicJwkOf(pair.publicKey));
    for (const wanted of [
      { alg: "ES256", kid: "two" },
      { alg: "RS256", kid: "one" },
    ] as const)
      assert.isUndefined(await keys.find(wanted));
  });

  for (const jwks of [undefined, {}, { keys: [{ kty: "oct", k: "AA" }] }]) {
    it(`throws for ${JSON.stringify(jwks)}, which is no set of public keys`, () => {
      assert.throws(() => fixedKeys(jwks));
    });
  }
});

describe("fetchedKeys()", () => {
  it("reads them when the first is needed, and then every five minutes", async () => {
    const { has, state, clock } = served(await setOf("a"));
    assert.equal(state.fetched, 0);
    assert.isTrue(await has("a"));
    clock.advance(299);
    assert.isTrue(await has("a"));
    assert.equal(state.fetched, 1);
    clock.advance(1);
    assert.isTrue(await has("a"));
    assert.equal(state.fetched, 2);
  });

  it("reads them once for all who need them at once", async () => {
    const { has, state } = served(await setOf("a"));
    const answers = await Promise.all(Array.from({ length: 50 }, () => has("a")));
    assert.isTrue(answers.every((answer) => answer === true));
    assert.equal(state.fetched, 1);
  });

  it("reads them again for a name that it does not know, as that may be new", async () => {
    const { has, state, clock } = served(await setOf("a"));
    await has("a");
    state.serves = await setOf("a", "b");
    clock.advance(30);
    assert.isTrue(await has("b"));
    assert.equal(state.fetched, 2);
  });

  it("reads them so every half minute at most, whoever makes names up", async () => {
    const { has, state, clock } = served(await setOf("a"));
    for (let second = 0; second < 60; second += 1) {
      await Promise.all(Array.from({ length: 5 }, (_, index) => has(`made-up-${second}-${index}`)));
      clock.advance(1);
    }
    assert.equal(state.fetched, 2);
  });

  it("drops a key that its issuer withdrew", async () => {
    const { has, state, clock } = served(await setOf("a", "b"));
    await has("a");
    state.serves = await setOf("a");
    clock.advance(300);
    assert.isFalse(await has("b"));
  });

  it("does not take a key for another algorithm", async () => {
    const { has } = served(await setOf("a"));
    assert.isFalse(await has("a", "ES384"));
  });
});

describe("fetchedKeys(), when they cannot be read", () => {
  for (const [what, serves] of [
    ["nobody answers", new FetchRefused("timeout", "Cannot fetch")],
    ["the answer leads elsewhere", new FetchRefused("redirect", "Cannot fetch")],
    ["the answer is too large", new FetchRefused("too_large", "Cannot fetch")],
    ["the answer is an error", { status: 500 }],
    ["the answer is an error that brings keys along", { status: 500, keys: [] }],
    ["the answer is no JSON", "<html>"],
    ["the answer is no key set", "[]"],
    ["the answer holds a secret key", { keys: [{ kty: "oct", k: "AAAA" }] }],
  ] as const) {
    it(`says 503 where ${what}, tries every five seconds, and finds them once they are there`, async () => {
      const { has, state, clock } = served(serves);
      assert.equal(await has("a"), "again in 5");
      clock.advance(4);
      await has("a");
      assert.equal(state.fetched, 1);
      state.serves = await setOf("a");
      clock.advance(1);
      assert.isTrue(await has("a"));
    });
  }

  it("goes on with the keys that it knows, for an hour and no longer", async () => {
    const { has, state, clock } = served(await setOf("a"));
    await has("a");
    state.serves = { status: 500 };
    clock.advance(300);
    assert.isTrue(await has("a"));
    clock.set(NOW + 3_599);
    assert.isTrue(await has("a"));
    clock.set(NOW + 3_600);
    assert.equal(await has("a"), "again in 5");
    assert.isAtMost(state.fetched, 4);
  });

  it("tries no more often than every half minute for names that are made up, though it knows some", async () => {
    const { has, state, clock } = served(await setOf("a"));
    await has("a");
    state.serves = { status: 500 };
    clock.advance(31);
    for (let second = 0; second < 29; second += 1) {
      assert.isFalse(await has(`made-up-${second}`));
      clock.advance(1);
    }
    assert.equal(state.fetched, 2);
  });

  it("tries no more often for it than every five seconds", async () => {
    const { has, state, clock } = served({ status: 500 });
    for (let second = 0; second < 20; second += 1) {
      await Promise.all([has("a"), has("b"), has("c")]);
      clock.advance(1);
    }
    assert.equal(state.fetched, 4);
  });

  it("reads them anew when the clock was set back", async () => {
    const { has, state, clock } = served(await setOf("a"));
    await has("a");
    clock.set(NOW - 86_400);
    assert.isTrue(await has("a"));
    assert.equal(state.fetched, 2);
  });
});
