import { createSecretKey } from "node:crypto";
import { assert } from "chai";
import { eventually } from "../../test/contract/eventually.ts";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { deriveKey, settableClock } from "../platform/mod.ts";
import {
  encryptJwt,
  JweRefused,
  type JwtClaims,
  JwtRefused,
  parseJwks,
  peekJwt,
  selectKey,
  signJwt,
  verifyJwt,
} from "../protocol/mod.ts";
import { type KeyRecord, type KeyStore, StoreUnavailable } from "../stores/mod.ts";
import { DAY, HOUR, keyTools, ringOn, START, type TestTools } from "./_key_tools_test.ts";
import { type KeyRing, KeysUnreadable } from "./mod.ts";
import { privateKeyOf } from "./make_key.ts";

const CLAIMS = { iss: "https://issuer.test", exp: START + 1_000 * DAY };

function publishedKids(ring: KeyRing): readonly string[] {
  const { keys }: { readonly keys: readonly { readonly kid: string }[] } = JSON.parse(ring.jwks().text);
  return keys.map(({ kid }) => kid);
}

/** Verifies as a client does, by nothing but the published set. */
async function verifiedByClient(text: string, ring: KeyRing): Promise<JwtClaims> {
  const set = parseJwks(JSON.parse(ring.jwks().text));
  const keyFor = ({ alg, kid }: { readonly alg: string; readonly kid?: string }) =>
    selectKey(set, { alg, kid, use: "sig" })?.key;
  return (await verifyJwt(text, { algs: ["ES256"], keyFor, now: START })).claims;
}

async function refused(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.catch((thrown: unknown) => thrown);
  if (error instanceof JwtRefused || error instanceof JweRefused) return error.reason;
  assert.fail("nothing was refused");
}

/** A store that is away for as long as it is told to be, and counts how often it is asked for the list. */
function unreliable(store: KeyStore): KeyStore & { away: boolean; lists: number } {
  const wrapped = {
    away: false,
    lists: 0,
    async list() {
      wrapped.lists += 1;
      if (wrapped.away) throw new StoreUnavailable("postgres", new RangeError("away"));
      return store.list();
    },
    add: (key: KeyRecord) => store.add(key),
    remove: (kid: string) => store.remove(kid),
  };
  return wrapped;
}

/** A store that counts how often a private half is read of what it hands out, as it is by each import. */
function countingImports(store: KeyStore): KeyStore & { imports: number } {
  const counted = {
    imports: 0,
    async list() {
      return (await store.list()).map((record) => {
        const { sealedPrivate } = record;
        function get(): string {
          counted.imports += 1;
          return sealedPrivate;
        }
        return Object.defineProperty(structuredClone(record), "sealedPrivate", { get });
      });
    },
    add: (key: KeyRecord) => store.add(key),
    remove: (kid: string) => store.remove(kid),
  };
  return counted;
}

describe("openKeyRing()", () => {
  let tools: TestTools;
  const rings: KeyRing[] = [];
  beforeEach(async () => {
    tools = await keyTools();
  });
  afterEach(() => {
    for (const ring of rings.splice(0)) ring.close();
  });

  async function open(...given: Parameters<typeof ringOn>): Promise<KeyRing> {
    const ring = await ringOn(...given);
    rings.push(ring);
    return ring;
  }

  it("imports each key once, however often it signs, verifies and looks at the store again", async () => {
    const store = countingImports(tools.store);
    const ring = await open(tools, { store });
    for (let time = 0; time < 20; time += 1) {
      await ring.verify(await ring.sign(CLAIMS, { alg: "ES256" }), {});
      await ring.refresh();
    }
    assert.equal(store.imports, 1);
  });

  it("makes the keys at the first start, and finds them at the next", async () => {
    const [first, second] = [await open(tools), await open(tools)];
    assert.deepEqual(publishedKids(first), publishedKids(second));
    assert.lengthOf(first.list(), 1);
    assert.include(first.list()[0]!, { alg: "ES256", state: "active", activeFrom: START });
  });

  it("makes one set of keys when twenty processes start at once", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => open(tools)));
    assert.lengthOf(await tools.store.list(), 1);
    assert.lengthOf([...new Set(all.map((ring) => ring.jwks().text))], 1);
  });

  it("does not start under another secret, says what to do, and writes nothing", async () => {
    await open(tools);
    const failure = await ringOn(tools, {
      sealKey: deriveKey("another", "keys"),
      policy: { ...tools.policy, signing: ["ES256", "EdDSA"] },
    }).catch((error: unknown) => error);
    assert.instanceOf(failure, KeysUnreadable);
    assert.include(failure.message, "SECRET_KEY is not the one");
    assert.lengthOf(await tools.store.list(), 1);
  });

  it("signs what a client verifies by the published set", async () => {
    const ring = await open(tools);
    const text = await ring.sign(CLAIMS, { alg: "ES256", typ: "at+jwt" });
    assert.deepEqual(peekJwt(text).header, { alg: "ES256", kid: publishedKids(ring)[0]!, typ: "at+jwt" });
    assert.deepEqual(await verifiedByClient(text, ring), CLAIMS);
    assert.deepEqual((await ring.verify(text, { typ: "at+jwt", issuer: CLAIMS.iss })).claims, CLAIMS);
  });

  it("writes what else it is given into the header, and signs it as well", async () => {
    const ring = await open(tools);
    const text = await ring.sign(CLAIMS, { alg: "ES256", header: { kid: undefined, jku: "https://keys.test" } });
    assert.deepEqual(JSON.parse(Buffer.from(text.split(".")[0] ?? "", "base64url").toString()), {
      alg: "ES256",
      jku: "https://keys.test",
    });
    const plain = await ring.sign(CLAIMS, { alg: "ES256", header: { typ: "odd" } });
    assert.deepEqual((await ring.verify(plain, { typ: "odd" })).claims, CLAIMS);
  });

  it("signs by a secret that it is given, of which no name is told", async () => {
    const ring = await open(tools);
    const secret = createSecretKey(Buffer.alloc(32, "s"));
    const text = await ring.sign(CLAIMS, { alg: "HS256", secret, typ: "JWT" });
    const verified = await verifyJwt(text, { algs: ["HS256"], keyFor: () => secret, now: CLAIMS.exp - 1 });
    assert.deepEqual(verified, { header: { alg: "HS256", typ: "JWT" }, claims: CLAIMS });
  });

  it("publishes names, uses and algorithms, and nothing private", async () => {
    const ring = await open(await keyTools({ encryption: ["ECDH-ES", "RSA-OAEP"] }));
    const { keys } = JSON.parse(ring.jwks().text);
    const told = keys.map(({ kid: _kid, x: _x, y: _y, n: _n, e: _e, ...rest }: Record<string, string>) => rest);
    assert.sameDeepMembers(told, [
      { kty: "EC", crv: "P-256", use: "sig", alg: "ES256" },
      { kty: "EC", crv: "P-256", use: "enc" },
      { kty: "RSA", use: "enc" },
    ]);
  });

  it("has the same text ready until something changes, and another tag then", async () => {
    const ring = await open(tools);
    const before = ring.jwks();
    assert.strictEqual(ring.jwks(), before);
    assert.match(before.etag, /^"[\w-]{22}"$/u);
    await ring.rotate();
    assert.notEqual(ring.jwks().etag, before.etag);
  });

  it("refuses to sign by an algorithm that it has no key for", async () => {
    const ring = await open(tools);
    const failure = await ring.sign(CLAIMS, { alg: "RS256" }).catch((error: unknown) => error);
    assert.instanceOf(failure, RangeError);
  });

  it("publishes the next key before it signs, and keeps the last one until its tokens are dead", async () => {
    const ring = await open(tools);
    const old = await ring.sign(CLAIMS, { alg: "ES256" });
    const [made] = await ring.rotate();
    assert.equal(made?.state, "next");
    assert.deepEqual(
      ring.list().map(({ state }) => state),
      ["active", "next"],
    );
    assert.lengthOf(publishedKids(ring), 2);
    assert.notEqual(peekJwt(await ring.sign(CLAIMS, { alg: "ES256" })).header.kid, made?.kid);
    tools.clock.advance(DAY);
    assert.equal(peekJwt(await ring.sign(CLAIMS, { alg: "ES256" })).header.kid, made?.kid);
    assert.deepEqual(
      ring.list().map(({ state }) => state),
      ["active", "retired"],
    );
    tools.clock.advance(HOUR - 1);
    assert.deepEqual((await ring.verify(old, {})).claims, CLAIMS);
    tools.clock.advance(1);
    assert.equal(await refused(ring.verify(old, {})), "key");
    assert.deepEqual(publishedKids(ring), [made!.kid]);
  });

  it("signs at once with the new key of an emergency", async () => {
    const ring = await open(tools);
    const [made] = await ring.rotate({ now: true });
    assert.equal(made?.state, "active");
    assert.equal(peekJwt(await ring.sign(CLAIMS, { alg: "ES256" })).header.kid, made?.kid);
  });

  it("hears of keys that another process made", async () => {
    const [one, two] = [await open(tools), await open(tools)];
    const [made] = await one.rotate({ now: true });
    await eventually(async () => publishedKids(two).includes(made!.kid));
    assert.deepEqual((await two.verify(await one.sign(CLAIMS, { alg: "ES256" }), {})).claims, CLAIMS);
  });

  it("hears nothing of another issuer's keys", async () => {
    const store = unreliable((await keyTools()).store);
    await open({ ...tools, store }, { issuer: "other" });
    const before = store.lists;
    await (await open(tools)).rotate();
    assert.equal(store.lists, before);
  });

  it("looks for a key whose word it missed when somebody brings its token", async () => {
    const two = await open(tools);
    const deaf = { send: async () => undefined, listen: async () => undefined };
    const one = await open(tools, { broadcast: deaf });
    await two.rotate({ now: true });
    const text = await two.sign(CLAIMS, { alg: "ES256" });
    assert.deepEqual((await one.verify(text, {})).claims, CLAIMS);
  });

  it("asks the store once in a while for keys that nobody knows, however many tokens name one", async () => {
    const store = unreliable(tools.store);
    const ring = await open({ ...tools, store });
    const { privateKey } = await tools.generate!("ES256");
    const before = store.lists;
    for (const kid of ["a", "b", "c"]) {
      const text = await signJwt(CLAIMS, { alg: "ES256", key: privateKey, kid });
      assert.equal(await refused(ring.verify(text, {})), "key");
    }
    assert.equal(store.lists, before + 1);
    tools.clock.advance(5);
    await refused(ring.verify(await signJwt(CLAIMS, { alg: "ES256", key: privateKey, kid: "d" }), {}));
    assert.equal(store.lists, before + 2);
  });

  it("looks after the keys by itself, again and again", async () => {
    const ring = await open(tools, { every: 5 });
    tools.clock.advance(29 * DAY);
    await eventually(async () => ring.list().length === 2);
    tools.clock.advance(DAY + HOUR);
    await eventually(async () => (await tools.store.list()).length === 1);
    assert.deepEqual(
      ring.list().map(({ state }) => state),
      ["active"],
    );
  });

  it("works on while the store is away, and says so in the log", async () => {
    const [store, log] = [unreliable(tools.store), recordingLog()];
    const ring = await open({ ...tools, store }, { every: 5, log });
    store.away = true;
    await eventually(async () => log.lines.length > 0);
    assert.equal(log.lines[0], "warn Cannot look after the keys; those that are known go on");
    assert.deepEqual(await verifiedByClient(await ring.sign(CLAIMS, { alg: "ES256" }), ring), CLAIMS);
    store.away = false;
    tools.clock.advance(29 * DAY);
    await eventually(async () => ring.list().length === 2);
  });

  it("keeps what it knows when a word comes while the store is away", async () => {
    const [store, log] = [unreliable(tools.store), recordingLog()];
    const ring = await open({ ...tools, store }, { log });
    store.away = true;
    await tools.broadcast.send("keys:test", "changed");
    await eventually(async () => log.lines.length > 0);
    assert.deepEqual(log.lines, ["warn Cannot read the keys again; those that are known go on"]);
    assert.lengthOf(publishedKids(ring), 1);
  });

  it("looks no more when it is closed", async () => {
    const store = unreliable(tools.store);
    const ring = await open({ ...tools, store }, { every: 1 });
    ring.close();
    const before = store.lists;
    await tools.broadcast.send("keys:test", "changed");
    const other = unreliable(tools.store);
    await open({ ...tools, store: other }, { every: 1 });
    await eventually(async () => other.lists > 5);
    assert.equal(store.lists, before);
  });

  it("goes with a clock that is set back", async () => {
    const clock = settableClock(START + DAY);
    const ring = await open({ ...tools, clock });
    await ring.rotate();
    clock.set(START + 2 * DAY);
    assert.deepEqual(
      ring.list().map(({ state }) => state),
      ["active", "retired"],
    );
    clock.set(START + DAY);
    assert.deepEqual(
      ring.list().map(({ state }) => state),
      ["active", "next"],
    );
  });
});

describe("KeyRing.verify()", () => {
  it("refuses a token of its own key under another algorithm, another key's name, and no name", async () => {
    const tools = await keyTools({ signing: ["RS256", "PS256", "ES256"] });
    const ring = await ringOn(tools);
    const rows = await tools.store.list();
    const [ps, rs] = ["PS256", "RS256"].map((alg) => rows.find((each) => each.alg === alg)!);
    const key = privateKeyOf(rs!, tools.sealKey);
    for (const [options, reason] of [
      [{ alg: "PS256", key, kid: rs!.kid }, "key"],
      [{ alg: "RS256", key, kid: ps!.kid }, "key"],
      [{ alg: "PS256", key, kid: ps!.kid }, "signature"],
      [{ alg: "RS256", key }, "key"],
    ] as const) {
      assert.equal(await refused(ring.verify(await signJwt(CLAIMS, options), {})), reason);
    }
    assert.deepEqual(
      (await ring.verify(await signJwt(CLAIMS, { alg: "RS256", key, kid: rs!.kid }), {})).claims,
      CLAIMS,
    );
    ring.close();
  });

  it("does not take a key for encryption for one that signs", async () => {
    const tools = await keyTools({ encryption: ["ECDH-ES"] });
    const ring = await ringOn(tools);
    const enc = (await tools.store.list()).find(({ use }) => use === "enc")!;
    const text = await signJwt(CLAIMS, { alg: "ES256", key: privateKeyOf(enc, tools.sealKey), kid: enc.kid });
    assert.equal(await refused(ring.verify(text, {})), "key");
    ring.close();
  });

  it("judges by the issuer's clock", async () => {
    const tools = await keyTools({ rotation: 0 });
    const ring = await ringOn(tools);
    const text = await ring.sign({ exp: START + 1 }, { alg: "ES256" });
    tools.clock.advance(12);
    assert.equal(await refused(ring.verify(text, {})), "expired");
    assert.deepEqual((await ring.verify(text, { now: START })).claims, { exp: START + 1 });
    ring.close();
  });
});

describe("KeyRing.decrypt()", () => {
  async function opened(encryption: readonly ("RSA-OAEP" | "ECDH-ES" | "ECDH-ES+A128KW")[]) {
    const tools = await keyTools({ encryption, ahead: DAY });
    const ring = await ringOn(tools);
    const set = () => parseJwks(JSON.parse(ring.jwks().text));
    return { ring, set, tools };
  }

  for (const alg of ["RSA-OAEP", "ECDH-ES", "ECDH-ES+A128KW"] as const) {
    it(`reads what was encrypted by ${alg} for the published key`, async () => {
      const { ring, set } = await opened([alg]);
      const { key, kid } = selectKey(set(), { alg, use: "enc" })!;
      for (const name of [kid, undefined]) {
        const text = await encryptJwt("a.b.c", { alg, enc: "A256GCM", key, kid: name });
        assert.equal((await ring.decrypt(text)).text, "a.b.c");
      }
      ring.close();
    });
  }

  it("reads with the last key until it is gone, named or not", async () => {
    const { ring, set, tools } = await opened(["ECDH-ES"]);
    const { key, kid } = selectKey(set(), { alg: "ECDH-ES", use: "enc" })!;
    const texts = await Promise.all(
      [kid, undefined].map((name) => encryptJwt("a", { alg: "ECDH-ES", enc: "A128GCM", key, kid: name })),
    );
    await ring.rotate({ now: true });
    for (const text of texts) assert.equal((await ring.decrypt(text)).text, "a");
    tools.clock.advance(HOUR);
    assert.deepEqual(await Promise.all(texts.map((text) => refused(ring.decrypt(text)))), ["key", "decrypt"]);
    ring.close();
  });

  it("refuses what is for a key that signs, for an algorithm that is off, and for nobody", async () => {
    const { ring, set } = await opened(["ECDH-ES"]);
    const sig = set().keys.find(({ use }) => use === "sig")!;
    const enc = set().keys.find(({ use }) => use === "enc")!;
    for (const [options, reason] of [
      [{ alg: "ECDH-ES", key: sig.key, kid: sig.kid }, "key"],
      [{ alg: "ECDH-ES+A256KW", key: enc.key, kid: enc.kid }, "alg"],
      [{ alg: "ECDH-ES", key: enc.key, kid: "lost" }, "key"],
    ] as const) {
      assert.equal(await refused(ring.decrypt(await encryptJwt("a", { enc: "A128GCM", ...options }))), reason);
    }
    ring.close();
  });
});
