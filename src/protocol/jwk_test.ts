import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { rule } from "../../conformance/support/rule.ts";
import { ALGS, PAIRS } from "./_jwt_samples_test.ts";
import {
  generateKeyPair,
  JwkRefused,
  KEY_ALGS,
  type KeySet,
  KEY_RING_ALGS,
  parseJwks,
  publicJwkOf,
  rsaKeys,
  selectKey,
  signJwt,
  thumbprint,
  verifyJwt,
} from "./mod.ts";

const EC = publicJwkOf(PAIRS.ES256.publicKey);
const EC384 = publicJwkOf(PAIRS.ES384.publicKey);
const RSA = publicJwkOf(PAIRS.RS256.publicKey);
const ED = publicJwkOf(PAIRS.EdDSA.publicKey);
const X25519 = publicJwkOf(generateKeyPairSync("x25519").publicKey);

function parsed(...keys: readonly object[]): KeySet {
  return parseJwks({ keys });
}

function refusalOf(value: unknown): string {
  try {
    parseJwks(value);
  } catch (error) {
    assert.instanceOf(error, JwkRefused);
    return error.message;
  }
  assert.fail("nothing was refused");
}

describe("parseJwks()", () => {
  for (const [kind, jwk, crv] of [
    ["RSA", RSA, undefined],
    ["EC", EC, "P-256"],
    ["EC", EC384, "P-384"],
    ["EC", publicJwkOf(PAIRS.ES512.publicKey), "P-521"],
    ["OKP", ED, "Ed25519"],
    ["OKP", X25519, "X25519"],
  ] as const) {
    it(`imports a key of ${kind} ${crv ?? ""}`, () => {
      const { keys, ignored } = parsed({ ...jwk, kid: "a", use: "sig", x5c: ["…"], unknown: 1 });
      assert.isEmpty(ignored);
      assert.deepInclude(keys[0]!, { kid: "a", kty: kind, use: "sig", thumbprint: thumbprint(jwk) });
      assert.equal(keys[0]!.crv, crv);
      assert.deepEqual(publicJwkOf(keys[0]!.key), jwk);
    });
  }

  it("takes a set without keys, and members beside the keys", () => {
    assert.deepEqual(parseJwks({ keys: [], more: 1 }), { keys: [], ignored: [] });
  });

  for (const value of [
    undefined,
    null,
    [],
    "{}",
    {},
    { keys: {} },
    { keys: [1] },
    { keys: [null] },
    { keys: [{}] },
    [EC],
  ]) {
    it(`refuses ${JSON.stringify(value)?.slice(0, 30)} as no key set`, () => {
      assert.match(refusalOf(value), /^Cannot read a key/u);
    });
  }

  for (const alg of ["RS256", "ES256", "EdDSA"] as const) {
    it(`refuses the private key of ${alg}, and does not repeat it`, () => {
      const jwk = PAIRS[alg].privateKey.export({ format: "jwk" });
      const message = refusalOf({ keys: [EC, { ...jwk, kid: "mine" }] });
      assert.equal(message, "Cannot take a private or symmetric key: a key set holds public keys only");
    });
  }

  for (const member of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) {
    it(`refuses a key with the private member ${member}, even an empty one`, () => {
      assert.include(refusalOf({ keys: [{ ...EC, [member]: "" }] }), "private");
    });
  }

  it("refuses a symmetric key", () => {
    assert.include(refusalOf({ keys: [{ kty: "oct" }] }), "symmetric");
  });

  for (const [what, jwk] of [
    ["of an unknown type", { kty: "LATTICE" }],
    ["of a curve that is not used", { ...EC, crv: "secp256k1" }],
    ["that is not on its curve", { ...EC, y: EC["x"] }],
    [
      "whose coordinate is zero",
      { ...EC, x: Buffer.alloc(32).toString("base64url"), y: Buffer.alloc(32).toString("base64url") },
    ],
    ["of the other curve", { ...EC, crv: "P-384" }],
    ["of Ed25519 that is too short", { ...ED, x: "AAAA" }],
    ["without a coordinate", { kty: "EC", crv: "P-256", x: EC["x"] }],
    ["whose coordinate is a number", { ...EC, x: 1 }],
    ["whose modulus is huge", { ...RSA, n: "_".repeat(5_000) }],
    ["of RSA with 1024 bits", publicJwkOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey)],
    ["of RSA with the exponent 3", { ...RSA, e: "Aw" }],
    ["of RSA with the exponent 1", { ...RSA, e: "AQ" }],
    ["of RSA with an even exponent", { ...RSA, e: "AQAC" }],
    ["of RSA with an exponent of 40 bits", { ...RSA, e: "AQAAAAE" }],
    ["for another use", { ...EC, use: "wrap" }],
    ["whose operations are others", { ...EC, key_ops: ["fly"] }],
    ["whose use and operations differ", { ...EC, use: "sig", key_ops: ["deriveKey"] }],
  ] as const) {
    it(`leaves out a key ${what}, and says why`, () => {
      const { keys, ignored } = parsed({ kid: "odd", ...jwk }, { ...ED, kid: "good" });
      assert.deepEqual(
        keys.map(({ kid }) => kid),
        ["good"],
      );
      assert.equal(ignored[0]!.kid, "odd");
      assert.match(ignored[0]!.why, /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/u);
    });
  }

  for (const [what, jwk] of [
    ["a kid that is a number", { kid: 1 }],
    ["a kid that is long", { kid: "k".repeat(257) }],
    ["a use that is a list", { use: ["sig"] }],
    ["an alg that is a number", { alg: 256 }],
    ["key_ops that is a text", { key_ops: "verify" }],
    ["key_ops that holds a number", { key_ops: [1] }],
    ["key_ops that repeats itself", { key_ops: ["verify", "verify"] }],
  ] as const) {
    it(`refuses a key with ${what}`, () => {
      assert.match(refusalOf({ keys: [{ ...EC, ...jwk }] }), /^Cannot read a key as its member/u);
    });
  }

  it("refuses two keys of one name and use", () => {
    const other = publicJwkOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
    assert.include(
      refusalOf({
        keys: [
          { ...EC, kid: "a" },
          { ...other, kid: "a" },
        ],
      }),
      "alike",
    );
  });

  it("takes one name for keys of different kinds or uses, which nobody confuses", () => {
    const sig = { ...EC, kid: "a", use: "sig" };
    assert.lengthOf(parsed(sig, { ...EC, kid: "a", use: "enc" }, { ...RSA, kid: "a" }).keys, 3);
  });

  it("takes 64 keys and no more", () => {
    const many = (count: number): object[] => Array.from({ length: count }, () => EC);
    assert.lengthOf(parsed(...many(64)).keys, 64);
    assert.include(refusalOf({ keys: many(65) }), "64");
  });
});

describe("selectKey()", () => {
  const named = { ...EC, kid: "a" };
  const other = { ...publicJwkOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey), kid: "b" };
  const sig = { alg: "ES256", use: "sig" } as const;

  for (const [what, keys, wish, expected] of [
    ["by its name", [named, other], { ...sig, kid: "b" }, "b"],
    ["that is the only one, without a name", [EC], sig, undefined],
    ["that is the only one and has a name, where none is asked for", [named], sig, "a"],
    ["that is the only one and has no name, for any name", [EC, RSA], { ...sig, kid: "z" }, undefined],
    ["by its kind among others", [RSA, named, ED, { ...EC384, kid: "c" }], sig, "a"],
    [
      "by its use",
      [
        { ...named, use: "enc" },
        { ...other, use: "sig" },
      ],
      sig,
      "b",
    ],
    [
      "by its operations",
      [
        { ...named, key_ops: ["deriveBits"] },
        { ...other, key_ops: ["verify"] },
      ],
      sig,
      "b",
    ],
    [
      "by its algorithm",
      [
        { ...named, alg: "ECDH-ES" },
        { ...other, alg: "ES256" },
      ],
      sig,
      "b",
    ],
    ["for Ed25519", [named, { ...ED, kid: "d" }], { ...sig, alg: "EdDSA" }, "d"],
    ["for RSA", [named, { ...RSA, kid: "r" }], { ...sig, alg: "PS256" }, "r"],
    ["for RSA-OAEP", [named, { ...RSA, kid: "r" }], { alg: "RSA-OAEP", use: "enc" }, "r"],
    ["for ECDH of a curve", [{ ...RSA, kid: "r" }, named], { alg: "ECDH-ES", use: "enc" }, "a"],
    [
      "for ECDH of X25519",
      [
        { ...ED, kid: "d" },
        { ...X25519, kid: "x" },
      ],
      { alg: "ECDH-ES+A256KW", use: "enc" },
      "x",
    ],
  ] as const) {
    it(`finds the key ${what}`, () => {
      const found = selectKey(parsed(...keys), wish);
      assert.isDefined(found);
      assert.equal(found?.kid, expected);
    });
  }

  for (const [what, keys, wish] of [
    ["of another name", [named], { ...sig, kid: "z" }],
    ["where two fit and none is named", [named, other], sig],
    ["where two without a name fit a name", [EC, { ...other, kid: undefined }], { ...sig, kid: "z" }],
    ["of the right name and another kind", [{ ...RSA, kid: "a" }], { ...sig, kid: "a" }],
    ["of the right name and another use", [{ ...named, use: "enc" }], { ...sig, kid: "a" }],
    [
      "of the right name and another algorithm",
      [{ ...RSA, kid: "r", alg: "RS256" }],
      { ...sig, alg: "PS256", kid: "r" },
    ],
    ["of another curve", [EC384], sig],
    ["of Ed25519 for ECDH", [ED], { alg: "ECDH-ES", use: "enc" }],
    ["of X25519 for EdDSA", [X25519], { ...sig, alg: "EdDSA" }],
    ["for no algorithm", [EC, RSA, ED], { ...sig, alg: "none" }],
    ["for HMAC", [EC, RSA, ED], { ...sig, alg: "HS256" }],
    ["for an algorithm of JWE that is not used", [RSA], { alg: "RSA1_5", use: "enc" }],
    ["in an empty set", [], sig],
  ] as const) {
    it(`finds no key ${what}`, () => {
      assert.isUndefined(selectKey(parsed(...keys), wish));
    });
  }
});

describe("rsaKeys()", () => {
  for (const [what, changes, alg, isFound] of [
    ["that says nothing", {}, "RS1", true],
    ["for signatures", { use: "sig" }, "RS256", true],
    ["that verifies", { key_ops: ["verify"] }, "RS1", true],
    ["of the algorithm", { alg: "RS1" }, "RS1", true],
    ["of another algorithm", { alg: "RS256" }, "RS1", false],
    ["for encryption", { use: "enc" }, "RS1", false],
    ["that wraps keys", { key_ops: ["wrapKey"] }, "RS1", false],
  ] as const) {
    it(`${isFound ? "takes" : "leaves out"} a key ${what} for ${alg}`, () => {
      const set = parseJwks({ keys: [{ ...RSA, ...changes }, EC, ED] });
      assert.deepEqual(
        rsaKeys(set, alg).map(({ kty }) => kty),
        isFound ? ["RSA"] : [],
      );
    });
  }

  it("takes all that fit, whatever they are called", () => {
    const other = publicJwkOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
    assert.lengthOf(rsaKeys(parseJwks({ keys: [{ ...RSA, kid: "a" }, { ...other, kid: "b" }, RSA] }), "RS256"), 3);
  });
});

describe("selectKey(), of several for encryption", () => {
  const one = publicJwkOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
  const wish = { alg: "RSA-OAEP", use: "enc" } as const;

  for (const [what, keys, at] of [
    ["the first among equals", [RSA, one], 0],
    ["the one that says it is for encryption", [RSA, { ...one, use: "enc" }], 1],
    ["the one that says for which algorithm", [RSA, { ...one, alg: "RSA-OAEP" }], 1],
    [
      "the one that says both",
      [
        { ...RSA, use: "enc" },
        { ...one, use: "enc", alg: "RSA-OAEP" },
      ],
      1,
    ],
    [
      "its use before its algorithm",
      [
        { ...RSA, alg: "RSA-OAEP" },
        { ...one, use: "enc" },
      ],
      1,
    ],
    ["none that is for another algorithm", [{ ...RSA, use: "enc", alg: "RSA-OAEP-256" }, one], 1],
    ["none that is for signatures", [{ ...RSA, use: "sig" }, one], 1],
  ] as const) {
    it(`takes ${what}`, () => {
      const set = parsed(...keys);
      assert.strictEqual(selectKey(set, wish), set.keys[at]);
    });
  }
});

describe("thumbprint()", () => {
  const n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

  it("is that of RFC 7638 3.1", () => {
    const jwk = { kty: "RSA", n, e: "AQAB", alg: "RS256", kid: "2011-04-29" };
    assert.equal(thumbprint(jwk), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  });

  it("is that of RFC 8037 A.3", () => {
    const jwk = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
    assert.equal(thumbprint(jwk), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  });

  for (const jwk of [RSA, EC, EC384, ED, X25519]) {
    it(`agrees with another implementation for ${jwk["kty"]} ${jwk["crv"] ?? ""}`, async () => {
      assert.equal(thumbprint({ ...jwk, use: "sig" }), await calculateJwkThumbprint({ ...jwk }));
    });
  }

  it("is for public keys alone", () => {
    assert.throws(() => thumbprint({ kty: "oct", k: "a" }), RangeError);
  });
});

describe("generateKeyPair() and publicJwkOf()", () => {
  for (const alg of KEY_RING_ALGS) {
    it(`make a pair for ${alg} that signs and verifies by its published half`, async () => {
      const { privateKey, publicKey } = await generateKeyPair(alg);
      const text = await signJwt({ exp: 2 }, { alg, key: privateKey });
      const key = selectKey(parsed(publicJwkOf(publicKey)), { alg, use: "sig" })?.key;
      assert.deepEqual((await verifyJwt(text, { algs: [alg], keyFor: () => key, now: 1 })).claims, { exp: 2 });
    });
  }

  for (const alg of KEY_ALGS) {
    it(`make a pair for ${alg} that can be chosen for it`, async () => {
      const { publicKey } = await generateKeyPair(alg);
      assert.isDefined(selectKey(parsed(publicJwkOf(publicKey)), { alg, use: "enc" }));
    });
  }

  rule(["RFC7515-10.1-1", "RFC8725-3.5-1"], "make another pair each time", async () => {
    const pairs = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
    assert.notDeepEqual(publicJwkOf(pairs[0].publicKey), publicJwkOf(pairs[1].publicKey));
  });

  for (const alg of ["HS256", "dir"] as const) {
    it(`make no pair for ${alg}`, async () => {
      const failure = await generateKeyPair(alg).catch((error: unknown) => error);
      assert.instanceOf(failure, RangeError);
    });
  }

  it("publish nothing private of a private key, and nothing of a secret", () => {
    for (const alg of ALGS.filter((each) => !each.startsWith("HS"))) {
      const names = Object.keys(publicJwkOf(PAIRS[alg].privateKey));
      assert.deepEqual(names, Object.keys(publicJwkOf(PAIRS[alg].publicKey)));
      assert.notIncludeMembers(names, ["d"]);
    }
    assert.throws(() => publicJwkOf(PAIRS.HS256.privateKey), RangeError);
  });
});
