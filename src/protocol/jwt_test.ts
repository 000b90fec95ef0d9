import { assert } from "chai";
import {
  assert as property,
  asyncProperty,
  constantFrom,
  dictionary,
  jsonValue,
  nat,
  property as always,
  string,
} from "fast-check";
import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { compactVerify, importJWK } from "jose";
import { hostileText } from "./_arbitrary_test.ts";
import { ALGS, assertJwtRefused, jwtRefusal, PAIRS, part } from "./_jwt_samples_test.ts";
import {
  checkClaims,
  halfHash,
  type JwtHeader,
  JwtRefused,
  peekJwt,
  publicJwkOf,
  type SigningAlg,
  signJwt,
  verifyJwt,
  type VerifyJwtOptions,
} from "./mod.ts";

const NOW = 1_767_225_600;
const CLAIMS = { iss: "https://issuer.test", sub: "me", aud: "client", exp: NOW + 60 };
const EC = PAIRS.ES256;

function es256(claims: object, header: { readonly typ?: string; readonly kid?: string } = {}): Promise<string> {
  return signJwt({ ...claims }, { alg: "ES256", key: EC.privateKey, ...header });
}

function demands(given: Partial<VerifyJwtOptions> = {}): VerifyJwtOptions {
  return { algs: ["ES256"], keyFor: () => EC.publicKey, now: NOW, ...given };
}

/** A token with any header, rightly signed by HMAC. */
function rawHmac(header: unknown, claims: unknown = CLAIMS): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", PAIRS.HS256.privateKey).update(signed).digest("base64url")}`;
}

function hmacDemands(given: Partial<VerifyJwtOptions> = {}): VerifyJwtOptions {
  return demands({ algs: ["HS256"], keyFor: () => PAIRS.HS256.publicKey, ...given });
}

describe("signJwt() and verifyJwt()", () => {
  for (const alg of ALGS) {
    const { privateKey, publicKey } = PAIRS[alg];

    it(`sign and verify by ${alg}`, async () => {
      const text = await signJwt(CLAIMS, { alg, key: privateKey, kid: "k1", typ: "at+jwt" });
      const verified = await verifyJwt(text, demands({ algs: [alg], keyFor: () => publicKey, typ: "at+jwt" }));
      assert.deepEqual(verified, { header: { alg, kid: "k1", typ: "at+jwt" }, claims: CLAIMS });
    });

    it(`sign and verify by ${alg} under further members of the header, which win`, async () => {
      const header = { kid: undefined, typ: "odd", extra: 1 };
      const text = await signJwt(CLAIMS, { alg, key: privateKey, kid: "k1", typ: "at+jwt", header });
      const verified = await verifyJwt(text, demands({ algs: [alg], keyFor: () => publicKey }));
      assert.deepEqual(verified.header, { alg, typ: "odd", extra: 1 });
    });

    it(`write by ${alg} what another implementation reads`, async () => {
      const text = await signJwt(CLAIMS, { alg, key: privateKey });
      const key =
        publicKey.type === "secret" ? publicKey.export() : await importJWK({ ...publicJwkOf(publicKey) }, alg);
      const { payload, protectedHeader } = await compactVerify(text, key);
      assert.deepEqual([protectedHeader, JSON.parse(Buffer.from(payload).toString())], [{ alg }, CLAIMS]);
    });

    it(`refuse a signature by ${alg} in which any byte was changed`, async () => {
      const text = await signJwt(CLAIMS, { alg, key: privateKey });
      const [header, claims, signature = ""] = text.split(".");
      for (const at of [0, 1, 20, Buffer.from(signature, "base64url").length - 1]) {
        const bytes = Buffer.from(signature, "base64url");
        bytes[at]! ^= 1;
        const broken = [header, claims, bytes.toString("base64url")].join(".");
        await assertJwtRefused(() => verifyJwt(broken, demands({ algs: [alg], keyFor: () => publicKey })), "signature");
      }
    });

    it(`refuse a signature by ${alg} that is empty, cut, longer or all zero`, async () => {
      const [header, claims, signature = ""] = (await signJwt(CLAIMS, { alg, key: privateKey })).split(".");
      const bytes = Buffer.from(signature, "base64url");
      const wrong = [Buffer.alloc(0), bytes.subarray(1), Buffer.concat([bytes, bytes]), Buffer.alloc(bytes.length)];
      for (const each of wrong) {
        const broken = [header, claims, each.toString("base64url")].join(".");
        await assertJwtRefused(() => verifyJwt(broken, demands({ algs: [alg], keyFor: () => publicKey })), "signature");
      }
    });
  }

  it("keep any claims as they are", async () => {
    await property(
      asyncProperty(dictionary(string(), jsonValue(), { maxKeys: 5 }), async (own) => {
        const claims = { ...own, exp: NOW + 60, iss: "i", aud: "a", sub: "s", jti: "j", nbf: NOW, iat: NOW };
        const { claims: read } = await verifyJwt(await es256(claims), demands());
        assert.deepEqual(read, JSON.parse(JSON.stringify(claims)));
      }),
      { numRuns: 50 },
    );
  });

  it("refuse to sign with a key that is not made for the algorithm", async () => {
    for (const [alg, key] of [
      ["ES256", PAIRS.ES384.privateKey],
      ["ES256", PAIRS.RS256.privateKey],
      ["RS256", PAIRS.HS256.privateKey],
      ["EdDSA", PAIRS.ES256.privateKey],
      ["HS256", createSecretKey(Buffer.alloc(31))],
      ["HS512", createSecretKey(Buffer.alloc(63))],
    ] as const) {
      const failure = await signJwt(CLAIMS, { alg, key }).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.instanceOf(failure, RangeError, alg);
    }
  });
});

describe("verifyJwt(), of the examples of RFC 7515", () => {
  const claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const hmacKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
  const curve = { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" };
  const ecKey = { ...curve, y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" };
  const examples: readonly (readonly [SigningAlg, string, KeyObject])[] = [
    [
      "HS256",
      `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
      createSecretKey(Buffer.from(hmacKey, "base64url")),
    ],
    [
      "ES256",
      `eyJhbGciOiJFUzI1NiJ9.${claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
      createPublicKey({ key: ecKey, format: "jwk" }),
    ],
  ];
  for (const [alg, text, key] of examples) {
    it(`takes the one of ${alg} until it expires`, async () => {
      const options = demands({ algs: [alg], keyFor: () => key, issuer: "joe", now: 1_300_819_379, leeway: 0 });
      assert.isTrue((await verifyJwt(text, options)).claims["http://example.com/is_root"]);
      await assertJwtRefused(() => verifyJwt(text, { ...options, now: 1_300_819_380 }), "expired");
    });
  }
});

describe("verifyJwt(), of what attackers send", () => {
  it("refuses an RSA signature without the zero byte that it begins with, which is the same number", async () => {
    const options = demands({ algs: ["PS256"], keyFor: () => PAIRS.PS256.publicKey });
    for (;;) {
      const text = await signJwt(CLAIMS, { alg: "PS256", key: PAIRS.PS256.privateKey });
      const { signed, signature } = peekJwt(text);
      if (signature[0] !== 0) continue;
      assert.deepEqual((await verifyJwt(text, options)).claims, CLAIMS);
      const cut = `${signed}.${signature.subarray(1).toString("base64url")}`;
      return assertJwtRefused(() => verifyJwt(cut, options), "signature");
    }
  }).timeout(60_000);

  for (const alg of ["none", "None", "NONE", "nOnE", "", "HS256", "RS256", "es256", "ES384"]) {
    it(`refuses the algorithm '${alg}' where ES256 is allowed, whatever the signature`, async () => {
      const [, claims = "", signature = ""] = (await es256(CLAIMS)).split(".");
      for (const end of ["", signature])
        await assertJwtRefused(() => verifyJwt([part({ alg }), claims, end].join("."), demands()), "alg");
    });
  }

  it("refuses an HMAC under the public key of the issuer, in any of its forms", async () => {
    const { publicKey } = PAIRS.RS256;
    const signed = `${part({ alg: "HS256" })}.${part(CLAIMS)}`;
    for (const type of ["pkcs1", "spki"] as const) {
      const secret = publicKey.export({ type, format: "pem" });
      const text = `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
      const options = demands({ algs: ["RS256", "HS256"], keyFor: () => publicKey });
      await assertJwtRefused(() => verifyJwt(text, options), "key");
    }
  });

  it("refuses a key of another kind than the algorithm's for every pair of kinds", async () => {
    for (const alg of ALGS) {
      const text = await signJwt(CLAIMS, { alg, key: PAIRS[alg].privateKey });
      for (const other of ALGS.filter((each) => PAIRS[each] !== PAIRS[alg] && each.slice(0, 2) !== alg.slice(0, 2))) {
        const options = demands({ algs: [alg], keyFor: () => PAIRS[other].publicKey });
        if (PAIRS[other].publicKey !== PAIRS[alg].publicKey)
          await assertJwtRefused(() => verifyJwt(text, options), "key");
      }
    }
  });

  for (const bits of [1024, 2040]) {
    it(`refuses an RSA key of ${bits} bits`, async () => {
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
      const text = await signJwt(CLAIMS, { alg: "RS256", key: PAIRS.RS256.privateKey });
      await assertJwtRefused(() => verifyJwt(text, demands({ algs: ["RS256"], keyFor: () => publicKey })), "key");
    });
  }

  for (const length of [0, 1, 31]) {
    it(`refuses an HMAC key of ${length} bytes`, async () => {
      const key = createSecretKey(Buffer.alloc(length));
      await assertJwtRefused(() => verifyJwt(rawHmac({ alg: "HS256" }), hmacDemands({ keyFor: () => key })), "key");
    });
  }

  it("refuses parts of two good tokens put together", async () => {
    const [one, two] = [await es256(CLAIMS), await es256({ ...CLAIMS, sub: "you" })].map((text) => text.split("."));
    await assertJwtRefused(() => verifyJwt([one![0], two![1], one![2]].join("."), demands()), "signature");
    await assertJwtRefused(() => verifyJwt([one![0], one![1], two![2]].join("."), demands()), "signature");
  });

  for (const member of ["jku", "x5u", "jwk"]) {
    it(`never takes a key from the header's ${member}`, async () => {
      const value = member === "jwk" ? publicJwkOf(EC.publicKey) : "https://attacker.test/keys";
      await assertJwtRefused(() => verifyJwt(rawHmac({ alg: "HS256", [member]: value }), hmacDemands()), "key");
    });
  }

  it("lets a caller read the header's jwk who says so, and no other member", async () => {
    const options = hmacDemands({ headerKey: true });
    assert.equal((await verifyJwt(rawHmac({ alg: "HS256", jwk: {} }), options)).claims["sub"], "me");
    await assertJwtRefused(() => verifyJwt(rawHmac({ alg: "HS256", jwk: {}, jku: "https://a.test" }), options), "key");
  });

  for (const header of [
    { crit: ["exp"], exp: 1 },
    { crit: [] },
    { crit: ["b64"], b64: false },
    { b64: true },
    { zip: "DEF" },
    { crit: null },
  ]) {
    it(`refuses the extension ${JSON.stringify(header)}`, async () => {
      await assertJwtRefused(() => verifyJwt(rawHmac({ alg: "HS256", ...header }), hmacDemands()), "crit");
    });
  }

  for (const [typ, wanted] of [
    ["JWT", "at+jwt"],
    [undefined, "at+jwt"],
    ["at+jwt", "dpop+jwt"],
    ["logout+jwt", ["JWT", undefined]],
    ["at+jwt ", "at+jwt"],
    ["application/application/at+jwt", "at+jwt"],
  ] as const) {
    it(`refuses the type ${typ} where ${JSON.stringify(wanted)} is wanted`, async () => {
      const text = await es256(CLAIMS, typ === undefined ? {} : { typ });
      await assertJwtRefused(() => verifyJwt(text, demands({ typ: wanted })), "typ");
    });
  }

  for (const [typ, wanted] of [
    ["at+jwt", "at+jwt"],
    ["application/at+jwt", "at+jwt"],
    ["AT+JWT", "at+jwt"],
    ["JWT", ["JWT", undefined]],
    [undefined, ["JWT", undefined]],
    ["anything", undefined],
  ] as const) {
    it(`takes the type ${typ} where ${JSON.stringify(wanted)} is wanted`, async () => {
      const text = await es256(CLAIMS, typ === undefined ? {} : { typ });
      const options = wanted === undefined ? demands() : demands({ typ: wanted });
      assert.deepEqual((await verifyJwt(text, options)).claims, CLAIMS);
    });
  }

  it("refuses a token of a key that nobody knows, after asking for it by the header", async () => {
    const asked: JwtHeader[] = [];
    const keyFor = async (header: JwtHeader): Promise<undefined> => void asked.push(header);
    await assertJwtRefused(async () => verifyJwt(await es256(CLAIMS, { kid: "lost" }), demands({ keyFor })), "key");
    assert.deepEqual(asked, [{ alg: "ES256", kid: "lost" }]);
  });

  it("asks for no key where the algorithm is not allowed", async () => {
    const keyFor = (): never => assert.fail("asked");
    await assertJwtRefused(() => verifyJwt(rawHmac({ alg: "HS256" }), demands({ keyFor })), "alg");
  });

  it("says nothing of the token in any refusal", async () => {
    const secretive = { iss: "s3cr3t", aud: "s3cr3t", sub: "s3cr3t", exp: 1 };
    const text = await es256(secretive, { kid: "s3cr3t", typ: "s3cr3t" });
    for (const given of [
      { typ: "a" },
      { algs: [] },
      { keyFor: () => undefined },
      {},
      { mayBeExpired: true, issuer: "a" },
    ]) {
      const { message } = await jwtRefusal(() => verifyJwt(text, demands(given)));
      assert.notInclude(message, "s3cr3t");
      assert.match(message, /^Cannot [\x20\x21\x23-\x5B\x5D-\x7E]+[^.]$/u);
    }
  });
});

describe("peekJwt()", () => {
  const header = part({ alg: "ES256" });
  const claims = part({ sub: "me" });

  for (const [what, text] of [
    ["nothing", ""],
    ["one part", header],
    ["two parts", `${header}.${claims}`],
    ["four parts", `${header}.${claims}.a.b`],
    ["five parts, a JWE", `${header}.a.b.c.d`],
    ["an empty header", `.${claims}.`],
    ["empty claims", `${header}..`],
    ["padding", `${header}=.${claims}.`],
    ["base64 of the other alphabet", `${part({ alg: "??>>" }).replaceAll("_", "/")}.${claims}.`],
    ["a blank", ` ${header}.${claims}.`],
    ["a line break", `${header}.${claims}.\n`],
    ["a last character with bits that belong to no byte", `${header}.${claims}.AB`],
    ["a header that is a list", `${part(["ES256"])}.${claims}.`],
    ["a header that is null", `${part("null")}.${claims}.`],
    ["a header without algorithm", `${part({ kid: "a" })}.${claims}.`],
    ["an algorithm that is a number", `${part({ alg: 1 })}.${claims}.`],
    ["a key name that is a list", `${part({ alg: "ES256", kid: ["a"] })}.${claims}.`],
    ["a type that is a number", `${part({ alg: "ES256", typ: 1 })}.${claims}.`],
    ["claims that are a text", `${header}.${part('"me"')}.`],
    ["claims that are a number", `${header}.${part("1")}.`],
    ["claims with a byte order mark", `${header}.${part("\uFEFF{}")}.`],
    [
      "claims that are not UTF-8",
      `${header}.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString("base64url")}.`,
    ],
    ["claims with text behind them", `${header}.${part("{}{}")}.`],
    ["a claim named twice", `${header}.${part('{"sub":"a","sub":"b"}')}.`],
    ["a claim named twice, once escaped", `${header}.${part('{"sub":"a","s\\u0075b":"b"}')}.`],
    ["a header member named twice", `${part('{"alg":"ES256","alg":"none"}')}.${claims}.`],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assertJwtRefused(() => peekJwt(text), "malformed");
    });
  }

  it("takes names that are repeated deeper down, or in texts", () => {
    const odd = '{"a":{"b":1,"c":":"},"b":[{"b":1},{"b":2}],"c":"\\",\\"a\\":"}';
    assert.deepEqual(peekJwt(`${header}.${part(odd)}.`).claims, JSON.parse(odd));
  });

  it("keeps a member named __proto__ as a member", () => {
    const { claims: read } = peekJwt(`${header}.${part('{"__proto__":{"admin":true}}')}.`);
    assert.isUndefined(read["admin"]);
    assert.isTrue(Object.hasOwn(read, "__proto__"));
  });

  it("reads 16 KiB and no more, unless said otherwise", async () => {
    const filler = (size: number): string => `${header}.${part({ a: "x".repeat(size) })}.`;
    assert.isAtMost(filler(12_000).length, 16_384);
    assert.isString(peekJwt(filler(12_000)).claims["a"]);
    await assertJwtRefused(() => peekJwt(filler(12_300)), "malformed");
    assert.isString(peekJwt(filler(20_000), { longest: 30_000 }).claims["a"]);
    await assertJwtRefused(() => verifyJwt(filler(20), demands({ longest: 50 })), "malformed");
  });

  it("reads deep nesting without falling over", async () => {
    const deep = `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
    assert.property(peekJwt(`${header}.${part(deep)}.`).claims, "a");
  });

  it("answers or refuses whatever strangers send, and throws nothing else", () => {
    property(
      always(hostileText, hostileText, nat(4), (one, two, dots) => {
        for (const text of [one, `${one}.${two}.`, `${part(one)}.${part(two)}.${".".repeat(dots)}`]) {
          try {
            peekJwt(text);
          } catch (error) {
            assert.instanceOf(error, JwtRefused);
          }
        }
      }),
    );
  });
});

describe("checkClaims()", () => {
  const good = { iss: "i", aud: ["a", "b"], sub: "s", exp: NOW + 1, iat: NOW, nbf: NOW, jti: "j" };

  for (const [claims, options, reason] of [
    [{ ...good, exp: NOW - 10 }, {}, "expired"],
    [{ ...good, exp: NOW }, { leeway: 0 }, "expired"],
    [{ ...good, exp: NOW - 1 }, { leeway: 1 }, "expired"],
    [{ ...good, nbf: NOW + 11 }, {}, "not_yet"],
    [{ ...good, iat: NOW + 11 }, {}, "not_yet"],
    [{ ...good, iat: NOW + 1 }, { leeway: 0 }, "not_yet"],
    [{ ...good, exp: undefined }, {}, "missing"],
    [{ ...good, exp: null }, {}, "missing"],
    [{ ...good, jti: undefined }, { required: ["jti"] }, "missing"],
    [{ ...good, iss: undefined }, { issuer: "i" }, "issuer"],
    [good, { issuer: "I" }, "issuer"],
    [good, { issuer: "i/" }, "issuer"],
    [good, { audience: "c" }, "audience"],
    [good, { audience: [] }, "audience"],
    [{ ...good, aud: undefined }, { audience: "a" }, "audience"],
    [{ ...good, aud: [] }, { audience: "a" }, "audience"],
    [{ ...good, aud: "a b" }, { audience: "a" }, "audience"],
    [{ ...good, exp: String(NOW + 60) }, {}, "malformed"],
    [{ ...good, nbf: "0" }, {}, "malformed"],
    [{ ...good, iat: true }, {}, "malformed"],
    [{ ...good, iss: ["i"] }, { issuer: "i" }, "malformed"],
    [{ ...good, sub: 1 }, {}, "malformed"],
    [{ ...good, aud: [1] }, {}, "malformed"],
    [{ ...good, aud: { a: 1 } }, {}, "malformed"],
    [{ ...good, exp: 1, nbf: "x" }, { mayBeExpired: true }, "malformed"],
  ] as const) {
    it(`refuses ${JSON.stringify(claims)} with ${JSON.stringify(options)} as ${reason}`, async () => {
      await assertJwtRefused(() => checkClaims(claims, { now: NOW, ...options }), reason);
    });
  }

  for (const [claims, options] of [
    [good, { issuer: "i", audience: "b", required: ["sub", "jti"] }],
    [good, { audience: ["x", "a"] }],
    [{ ...good, aud: "a" }, { audience: ["a"] }],
    [{ exp: NOW - 9 }, {}],
    [{ exp: NOW + 0.5 }, { leeway: 0 }],
    [{ exp: NOW + 1, nbf: NOW + 10, iat: NOW + 10 }, {}],
    [{}, { mayLast: true }],
    [{ exp: 1 }, { mayBeExpired: true }],
  ] as const) {
    it(`takes ${JSON.stringify(claims)} with ${JSON.stringify(options)}`, () => {
      assert.doesNotThrow(() => checkClaims(claims, { now: NOW, ...options }));
    });
  }

  it("holds a token that may last to the end that it names", async () => {
    await assertJwtRefused(() => checkClaims({ exp: 1 }, { now: NOW, mayLast: true }), "expired");
  });
});

describe("halfHash()", () => {
  // OpenID Connect Core, Appendix A.4 and A.6
  for (const [text, expected] of [
    ["jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"],
    ["Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "LDktKdoQak3Pk0cnXxCltA"],
  ] as const) {
    it(`is ${expected} for ${text}`, () => {
      assert.equal(halfHash("RS256", text), expected);
    });
  }

  it("takes the hash of the algorithm, and SHA-512 for Ed25519", () => {
    const lengths = ALGS.map((alg) => [alg, Buffer.from(halfHash(alg, "a"), "base64url").length * 16]);
    const expected = ALGS.map((alg) => [alg, alg.startsWith("Ed") ? 512 : Number(alg.slice(2))]);
    assert.deepEqual(lengths, expected);
  });

  it("is the left half", () => {
    property(
      always(string(), constantFrom(...ALGS), (text, alg) => {
        assert.equal(halfHash(alg, text), halfHash(alg, text));
        assert.match(halfHash(alg, text), /^[\w-]{22,43}$/u);
      }),
      { numRuns: 20 },
    );
  });
});
