import { assert } from "chai";
import { createHmac, createSecretKey, generateKeyPairSync } from "node:crypto";
import { rule } from "../../conformance/support/rule.ts";
import { ALGS, assertJwtRefused, PAIRS, part } from "./_jwt_samples_test.ts";
import {
  CONTENT_ALGS,
  decryptJwt,
  encryptJwt,
  isJwe,
  JweRefused,
  type JwtReason,
  KEY_ALGS,
  KEY_RING_ALGS,
  parseJwks,
  peekJwe,
  peekJwt,
  publicJwkOf,
  type SigningAlg,
  signJwt,
  verifyJwt,
  type VerifyJwtOptions,
} from "./mod.ts";

const NOW = 1_767_225_600;
const CLAIMS = { iss: "https://issuer.test", aud: "me", exp: NOW + 60 };
const { privateKey, publicKey } = PAIRS.HS256;

function demands(given: Partial<VerifyJwtOptions> = {}): VerifyJwtOptions {
  return { algs: ["HS256"], keyFor: () => publicKey, now: NOW, leeway: 0, ...given };
}

/** A token of any header and claims, rightly signed by HMAC. */
function token(header: unknown = { alg: "HS256" }, claims: unknown = CLAIMS): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", privateKey).update(signed).digest("base64url")}`;
}

describe("a signed token is refused", () => {
  const rows: readonly (readonly [readonly string[], string, string, JwtReason, Partial<VerifyJwtOptions>?])[] = [
    [["RFC7515-2-1"], "with padding", `${token()}=`, "malformed"],
    [["RFC7515-2-1"], "with a line break", `${token()}\n`, "malformed"],
    [["RFC7515-4-1"], "that names a header member twice", token('{"alg":"none","alg":"HS256"}'), "malformed"],
    [["RFC7515-4.1.1-1", "RFC7515-4.1.1-2"], "that names no algorithm", token({}), "malformed"],
    [["RFC7515-4.1.1-2", "RFC8725-3.1-1"], "of an unknown algorithm", token({ alg: "XS256" }), "alg"],
    [["RFC7515-4.1.4-1"], "whose kid is no text", token({ alg: "HS256", kid: 1 }), "malformed"],
    [["RFC7515-4.1.11-1"], "that demands an extension", token({ alg: "HS256", crit: ["a"], a: 1 }), "crit"],
    [["RFC7515-4.1.11-2"], "with an empty crit", token({ alg: "HS256", crit: [] }), "crit"],
    [["RFC7515-5.2-2", "RFC8725-3.7-1"], "whose header is no object", token(["HS256"]), "malformed"],
    [
      ["RFC7515-5.2-1", "RFC8725-3.3-1", "RFC7519-7.2-1"],
      "whose signature is of another",
      `${token().slice(0, -3)}abA`,
      "signature",
    ],
    [
      ["RFC7515-5.2-3", "RFC7519-7.2-2", "RFC8725-3.1-1"],
      "of an algorithm that is not asked for",
      token(),
      "alg",
      { algs: ["ES256"] },
    ],
    [["RFC7518-3.6-1", "RFC8725-3.2-2"], "that is unsigned", `${part({ alg: "none" })}.${part(CLAIMS)}.`, "alg"],
    [
      ["RFC7518-3.2-1", "RFC8725-3.5-2"],
      "under a short secret",
      token(),
      "key",
      { keyFor: () => createSecretKey(Buffer.from("password")) },
    ],
    [["RFC8725-3.1-3"], "under the key of another algorithm", token(), "key", { keyFor: () => PAIRS.RS256.publicKey }],
    [["RFC8725-3.8-1"], "of another issuer", token(), "issuer", { issuer: "https://other.test" }],
    [["RFC7519-4.1.3-1", "RFC8725-3.9-1"], "for another", token(), "audience", { audience: "you" }],
    [["RFC8725-3.10-1"], "that brings its key's address", token({ alg: "HS256", jku: "https://a.test" }), "key"],
    [
      ["RFC8725-3.11-1", "RFC8725-3.12-1"],
      "of another type",
      token({ alg: "HS256", typ: "dpop+jwt" }),
      "typ",
      { typ: "at+jwt" },
    ],
    [["RFC7519-4-1"], "that names a claim twice", token(undefined, '{"exp":9999999999,"exp":9999999999}'), "malformed"],
    [["RFC7519-4.1.4-1"], "on the second of its expiry", token(undefined, { exp: NOW }), "expired"],
    [["RFC7519-4.1.4-2"], "whose exp is a text", token(undefined, { exp: String(NOW + 60) }), "malformed"],
    [["RFC7519-4.1.5-1"], "before its time", token(undefined, { ...CLAIMS, nbf: NOW + 1 }), "not_yet"],
    [["RFC7519-4.1.5-2"], "whose nbf is a text", token(undefined, { ...CLAIMS, nbf: "1" }), "malformed"],
    [["RFC7519-4.1.6-1"], "whose iat is a text", token(undefined, { ...CLAIMS, iat: "1" }), "malformed"],
  ];
  for (const [ids, what, text, reason, given] of rows)
    rule(ids, what, () => assertJwtRefused(() => verifyJwt(text, demands(given)), reason));

  for (const [id, alg] of [
    ["RFC7518-3.3-1", "RS256"],
    ["RFC7518-3.5-1", "PS256"],
  ] as const) {
    rule(id, `under an RSA key of 1024 bits by ${alg}`, async () => {
      const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
      const text = await signJwt(CLAIMS, { alg, key: PAIRS[alg].privateKey });
      await assertJwtRefused(() => verifyJwt(text, demands({ algs: [alg], keyFor: () => weak })), "key");
    });
  }

  rule("RFC7518-3.4-2", "whose ECDSA signature is written in the form of ASN.1", async () => {
    const { sign } = await import("node:crypto");
    const signed = `${part({ alg: "ES256" })}.${part(CLAIMS)}`;
    const text = `${signed}.${sign("sha256", Buffer.from(signed), PAIRS.ES256.privateKey).toString("base64url")}`;
    const options = demands({ algs: ["ES256"], keyFor: () => PAIRS.ES256.publicKey });
    await assertJwtRefused(() => verifyJwt(text, options), "signature");
  });
});

describe("a signed token is accepted", () => {
  rule(["RFC7515-4-2", "RFC7519-4-2"], "with members that nobody understands", async () => {
    const text = token({ alg: "HS256", "https://a.test/b": 1, x5t: "AA" }, { ...CLAIMS, unknown: [1] });
    assert.deepEqual((await verifyJwt(text, demands())).claims["unknown"], [1]);
  });

  rule("RFC7519-4.1.4-1", "in the last second before its expiry", async () => {
    assert.deepEqual((await verifyJwt(token(undefined, { exp: NOW + 1 }), demands())).claims, { exp: NOW + 1 });
  });
});

describe("a token that this program writes", () => {
  async function written(alg: SigningAlg): Promise<string> {
    return signJwt({ ...CLAIMS, name: "Zoë" }, { alg, key: PAIRS[alg].privateKey, kid: "k", typ: "JWT" });
  }

  rule(["RFC7515-2-1", "RFC7515-7.1-1"], "has three parts of base64url with dots between them", async () => {
    for (const alg of ALGS) assert.match(await written(alg), /^[\w-]+\.[\w-]+\.[\w-]+$/u);
  });

  rule(["RFC7515-4.1.1-1", "RFC7515-4.1.4-1", "RFC8725-3.1-2"], "names algorithm, key and type", async () => {
    for (const alg of ALGS) assert.deepEqual(peekJwt(await written(alg)).header, { alg, kid: "k", typ: "JWT" });
  });

  rule("RFC8725-3.7-1", "is UTF-8", async () => {
    const [, claims = ""] = (await written("ES256")).split(".");
    assert.include(Buffer.from(claims, "base64url").toString("utf8"), '"Zoë"');
  });

  rule("RFC7518-3.4-1", "has an ECDSA signature of two numbers of full length", async () => {
    const algs = ["ES256", "ES384", "ES512"] as const;
    for (let round = 0; round < 20; round += 1) {
      const sizes = await Promise.all(algs.map(async (alg) => peekJwt(await written(alg)).signature.length));
      assert.deepEqual(sizes, [64, 96, 132]);
    }
  });

  rule("RFC7518-3.5-2", "has a PSS salt as long as the hash", async () => {
    const { constants, verify } = await import("node:crypto");
    for (const [alg, saltLength] of [
      ["PS256", 32],
      ["PS384", 48],
      ["PS512", 64],
    ] as const) {
      const { signed, signature } = peekJwt(await written(alg));
      const key = { key: PAIRS[alg].publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
      assert.isTrue(verify(`sha${alg.slice(2)}`, Buffer.from(signed), key, signature));
    }
  });
});

describe("an encrypted token", () => {
  const RSA = PAIRS.RS256;
  const EC = PAIRS.ES256;

  async function reasonOf(text: string, given: object = {}): Promise<string> {
    const options = { algs: KEY_ALGS, encs: CONTENT_ALGS, keyFor: () => RSA.privateKey, ...given };
    const error = await decryptJwt(text, options).catch((thrown: unknown) => thrown);
    assert.instanceOf(error, JweRefused);
    return error.reason;
  }

  async function nested(header: object = {}): Promise<string> {
    const text = await encryptJwt(token(), { alg: "RSA-OAEP-256", enc: "A128GCM", key: RSA.publicKey });
    return [part({ alg: "RSA-OAEP-256", enc: "A128GCM", cty: "JWT", ...header }), ...text.split(".").slice(1)].join(
      ".",
    );
  }

  rule(["RFC7519-5.2-1", "RFC7519-11.2-1"], "holds a signed one and says so", async () => {
    const read = await decryptJwt(await nested(), { algs: KEY_ALGS, encs: CONTENT_ALGS, keyFor: () => RSA.privateKey });
    assert.deepEqual([read.header.cty, read.text], ["JWT", token()]);
  });

  for (const [ids, what, header, reason] of [
    [["RFC7516-4.1.1-1", "RFC7516-5.2-2", "RFC8725-3.2-3"], "of RSA1_5", { alg: "RSA1_5" }, "alg"],
    [["RFC7516-4.1.2-1", "RFC7516-5.2-2"], "of an unknown content encryption", { enc: "A64GCM" }, "enc"],
    [["RFC7516-4.1.13-1"], "that demands an extension", { crit: ["a"], a: 1 }, "crit"],
    [["RFC8725-3.6-1"], "that is compressed", { zip: "DEF" }, "crit"],
    [["RFC7516-5.2-1"], "whose header was changed", { kid: "x" }, "decrypt"],
  ] as const) {
    rule(ids, `is refused ${what}`, async () => assert.equal(await reasonOf(await nested(header)), reason));
  }

  rule("RFC7516-4-1", "is refused where it names a header member twice", () => {
    const text = `${part('{"alg":"dir","enc":"A128GCM","alg":"dir"}')}..AAAA.AAAA.AAAA`;
    assert.throws(() => peekJwe(text), JweRefused);
  });

  rule("RFC7516-9-1", "is told from a signed one by its parts", async () => {
    assert.deepEqual([isJwe(await nested()), isJwe(token())], [true, false]);
    await assertJwtRefused(async () => peekJwt(await nested()), "malformed");
  });

  rule("RFC7516-11.5-1", "is refused alike for a wrong key and a wrong content", async () => {
    const parts = (await nested()).split(".");
    const wrong = [1, 3].map((at) => parts.with(at, part("x".repeat((parts[at]!.length * 3) / 4))).join("."));
    assert.deepEqual(await Promise.all(wrong.map((text) => reasonOf(text))), ["decrypt", "decrypt"]);
  });

  rule("RFC7518-4.6.1.1-1", "has a fresh public key each time", async () => {
    const texts = [1, 2].map(() => encryptJwt({}, { alg: "ECDH-ES", enc: "A128GCM", key: EC.publicKey }));
    const keys = (await Promise.all(texts)).map((text) => JSON.stringify(peekJwe(text)["epk"]));
    assert.notEqual(keys[0], keys[1]);
  });

  rule("RFC8725-3.4-1", "is refused with a point that is not on the curve", async () => {
    const text = await encryptJwt({}, { alg: "ECDH-ES", enc: "A128GCM", key: EC.publicKey });
    const epk = { ...publicJwkOf(EC.publicKey), y: publicJwkOf(EC.publicKey)["x"] };
    const forged = [part({ ...peekJwe(text), epk }), ...text.split(".").slice(1)].join(".");
    assert.equal(await reasonOf(forged, { keyFor: () => EC.privateKey }), "decrypt");
  });
});

describe("a key set of somebody else", () => {
  const good = publicJwkOf(PAIRS.ES256.publicKey);
  const weak = publicJwkOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey);

  rule(["RFC7517-4-1", "RFC7517-5-3"], "may hold members that nobody understands", () => {
    assert.lengthOf(parseJwks({ keys: [{ ...good, color: "red" }], more: 1 }).keys, 1);
  });

  for (const [ids, what, value] of [
    [["RFC7517-5-1"], "without a list of keys", { key: [good] }],
    [["RFC7517-4.1-1"], "with a key without a type", { keys: [{ ...good, kty: undefined }] }],
    [
      ["RFC7517-4.3-1"],
      "with a key that names an operation twice",
      { keys: [{ ...good, key_ops: ["verify", "verify"] }] },
    ],
    [
      ["RFC7517-4.5-1"],
      "with two keys of one name",
      {
        keys: [
          { ...good, kid: "a" },
          { ...good, kid: "a" },
        ],
      },
    ],
    [["RFC7517-9.2-1"], "with a private key", { keys: [PAIRS.ES256.privateKey.export({ format: "jwk" })] }],
  ] as const) {
    rule(ids, `is refused ${what}`, () => assert.throws(() => parseJwks(value), /^Cannot/u));
  }

  rule(["RFC7517-5-2", "RFC7518-4.3-1", "RFC8725-3.4-1"], "is read without the keys that cannot be used", () => {
    const odd = [{ kty: "AKP" }, { ...good, y: good["x"] }, { kty: "EC", crv: "P-256" }, weak];
    const { keys, ignored } = parseJwks({ keys: [...odd, good] });
    assert.deepEqual([keys.length, ignored.length], [1, 4]);
  });
});

describe("the algorithms of this program", () => {
  rule("RFC7519-8-1", "hold RS256 and ES256", () => assert.includeMembers([...KEY_RING_ALGS], ["RS256", "ES256"]));

  rule(["RFC8725-3.2-1", "RFC8725-3.2-3"], "hold nothing that is broken", () => {
    assert.isFalse(
      [...KEY_RING_ALGS, ...KEY_ALGS, ...CONTENT_ALGS].some((alg) => /RSA1_5|PBES2|none|HS1|SHA1/u.test(alg)),
    );
  });
});
