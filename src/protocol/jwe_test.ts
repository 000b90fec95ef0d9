import { assert } from "chai";
import { assert as property, property as always } from "fast-check";
import { createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { compactDecrypt, CompactEncrypt } from "jose";
import { hostileText } from "./_arbitrary_test.ts";
import { part } from "./_jwt_samples_test.ts";
import {
  CONTENT_ALGS,
  decryptJwt,
  type DecryptJwtOptions,
  directKey,
  encryptJwt,
  isJwe,
  type JweReason,
  JweRefused,
  KEY_ALGS,
  peekJwe,
} from "./mod.ts";

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });
const X25519 = generateKeyPairSync("x25519");
const NESTED = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

function pairOf(alg: string): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return alg.startsWith("RSA") ? RSA : EC;
}

function demands(given: Partial<DecryptJwtOptions> = {}): DecryptJwtOptions {
  return { algs: KEY_ALGS, encs: CONTENT_ALGS, keyFor: ({ alg }) => pairOf(alg).privateKey, ...given };
}

async function refusalOf(attempt: () => unknown): Promise<JweRefused> {
  try {
    await attempt();
  } catch (error) {
    assert.instanceOf(error, JweRefused);
    return error;
  }
  assert.fail("nothing was refused");
}

async function assertRefused(
  text: string,
  { reason, ...given }: Partial<DecryptJwtOptions> & { readonly reason: JweReason },
): Promise<void> {
  assert.equal((await refusalOf(() => decryptJwt(text, demands(given)))).reason, reason);
}

/** A JWE whose header is written over, so that nothing in it can be trusted. */
function withHeader(text: string, header: unknown): string {
  return [part(header), ...text.split(".").slice(1)].join(".");
}

describe("encryptJwt() and decryptJwt()", () => {
  for (const alg of KEY_ALGS) {
    for (const enc of CONTENT_ALGS) {
      it(`carry a signed token by ${alg} and ${enc}, and say that it is one`, async () => {
        const text = await encryptJwt(NESTED, { alg, enc, key: pairOf(alg).publicKey, kid: "k1" });
        const { header, text: read } = await decryptJwt(text, demands({ algs: [alg], encs: [enc] }));
        assert.equal(read, NESTED);
        assert.deepInclude(header, { alg, enc, kid: "k1", cty: "JWT" });
      });
    }

    it(`write by ${alg} what another implementation reads, and read what it writes`, async () => {
      const { publicKey, privateKey } = pairOf(alg);
      const written = await encryptJwt({ a: "ü" }, { alg, enc: "A256GCM", key: publicKey });
      assert.equal(Buffer.from((await compactDecrypt(written, privateKey)).plaintext).toString(), '{"a":"ü"}');
      const encrypt = new CompactEncrypt(Buffer.from("ü")).setProtectedHeader({ alg, enc: "A128CBC-HS256" });
      assert.equal((await decryptJwt(await encrypt.encrypt(publicKey), demands())).text, "ü");
    });
  }

  it("carry bare claims without saying that they are a token", async () => {
    const text = await encryptJwt({ sub: "me" }, { alg: "ECDH-ES", enc: "A128GCM", key: EC.publicKey, typ: "JWT" });
    const { header, text: read } = await decryptJwt(text, demands());
    assert.deepEqual([read, header.cty, header["typ"]], ['{"sub":"me"}', undefined, "JWT"]);
  });

  it("work with X25519", async () => {
    const text = await encryptJwt(NESTED, { alg: "ECDH-ES", enc: "A256GCM", key: X25519.publicKey });
    assert.equal((await decryptJwt(text, demands({ keyFor: () => X25519.privateKey }))).text, NESTED);
  });

  for (const enc of CONTENT_ALGS) {
    it(`work under a client's secret by ${enc} where that is asked for, and only there`, async () => {
      const key = directKey("a secret of the client", enc);
      const text = await encryptJwt(NESTED, { alg: "dir", enc, key });
      assert.equal((await decryptJwt(text, demands({ algs: ["dir"], keyFor: () => key }))).text, NESTED);
      await assertRefused(text, { reason: "alg", keyFor: () => key });
    });
  }
});

describe("decryptJwt(), of what attackers send", () => {
  let good: string;
  before(async () => {
    good = await encryptJwt(NESTED, { alg: "RSA-OAEP-256", enc: "A128GCM", key: RSA.publicKey });
  });

  it("refuses algorithms that the caller does not allow, without asking for a key", async () => {
    const keyFor = (): never => assert.fail("asked");
    await assertRefused(good, { reason: "alg", algs: ["ECDH-ES"], keyFor });
    await assertRefused(good, { reason: "enc", encs: ["A256GCM"], keyFor });
  });

  for (const alg of ["RSA1_5", "PBES2-HS256+A128KW", "A128KW", "dir", "none", "", "rsa-oaep"]) {
    it(`refuses the algorithm '${alg}'`, async () => {
      await assertRefused(withHeader(good, { alg, enc: "A128GCM" }), { reason: "alg" });
    });
  }

  for (const extension of [
    { zip: "DEF" },
    { p2c: 2 ** 31 },
    { p2s: "AAAA" },
    { crit: ["exp"], exp: 1 },
    { crit: [] },
  ]) {
    it(`refuses the header member ${Object.keys(extension)[0]}, before anything is computed`, async () => {
      const text = withHeader(good, { alg: "RSA-OAEP-256", enc: "A128GCM", ...extension });
      await assertRefused(text, { reason: "crit" });
    });
  }

  it("refuses a key that nobody has", async () => {
    await assertRefused(good, { reason: "key", keyFor: async () => undefined });
  });

  it("refuses whatever was changed, and another key, with one and the same sentence", async () => {
    const parts = good.split(".");
    const broken = [1, 2, 3, 4].map((at) => parts.with(at, part("x".repeat(parts[at]!.length * 0.75))).join("."));
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const refusals = [
      ...(await Promise.all(broken.map((text) => refusalOf(() => decryptJwt(text, demands()))))),
      await refusalOf(() => decryptJwt(good, demands({ keyFor: () => other }))),
      await refusalOf(() => decryptJwt(good, demands({ keyFor: () => EC.privateKey }))),
    ];
    assert.deepEqual(
      [...new Set(refusals.map(({ reason, message }) => `${reason} ${message}`))],
      ["decrypt Cannot decrypt the JWE with the key that it names"],
    );
  });

  it("refuses a header that was exchanged", async () => {
    await assertRefused(withHeader(good, { alg: "RSA-OAEP-256", enc: "A128GCM", kid: "x" }), { reason: "decrypt" });
  });

  it("refuses a point that is not on the curve", async () => {
    const text = await encryptJwt(NESTED, { alg: "ECDH-ES", enc: "A128GCM", key: EC.publicKey });
    const header: { readonly epk: { readonly x: string } } = JSON.parse(
      Buffer.from(text.split(".")[0]!, "base64url").toString(),
    );
    const invalid = { ...header, epk: { ...header.epk, y: header.epk.x } };
    await assertRefused(withHeader(text, invalid), { reason: "decrypt" });
  });

  it("refuses content that is not text", async () => {
    const encrypt = new CompactEncrypt(Uint8Array.of(0xff, 0xfe)).setProtectedHeader({
      alg: "RSA-OAEP",
      enc: "A128GCM",
    });
    await assertRefused(await encrypt.encrypt(RSA.publicKey), { reason: "decrypt" });
  });

  it("reads 64 KiB and no more, unless said otherwise", async () => {
    const long = await encryptJwt({ a: "x".repeat(50_000) }, { alg: "ECDH-ES", enc: "A128GCM", key: EC.publicKey });
    await assertRefused(long, { reason: "malformed" });
    assert.isAbove((await decryptJwt(long, demands({ longest: 100_000 }))).text.length, 50_000);
    await assertRefused(good, { reason: "malformed", longest: good.length - 1 });
  });
});

describe("peekJwe()", () => {
  const tail = "..AAAA.AAAA.AAAA";
  for (const text of [
    "",
    "a",
    NESTED,
    `${part({ alg: "dir", enc: "A128GCM" })}.....`,
    `${part([])}${tail}`,
    `${part({ enc: "A128GCM" })}${tail}`,
    `${part({ alg: "dir" })}${tail}`,
    `${part({ alg: "dir", enc: 1 })}${tail}`,
    `${part({ alg: "dir", enc: "A128GCM", kid: 1 })}${tail}`,
    `${part({ alg: "dir", enc: "A128GCM", cty: {} })}${tail}`,
    `${part('{"alg":"dir","enc":"A128GCM","enc":"A256GCM"}')}${tail}`,
    `${part({ alg: "dir", enc: "A128GCM" })}${tail}=`,
    `${part({ alg: "dir", enc: "A128GCM" })}${tail}\n`,
  ]) {
    it(`refuses '${text.slice(0, 60)}' as malformed`, async () => {
      assert.equal((await refusalOf(() => peekJwe(text))).reason, "malformed");
    });
  }

  it("reads the header of a JWE", () => {
    assert.deepEqual(peekJwe(`${part({ alg: "dir", enc: "A128GCM", kid: "a" })}${tail}`), {
      alg: "dir",
      enc: "A128GCM",
      kid: "a",
    });
  });

  it("answers or refuses whatever strangers send, and throws nothing else", () => {
    property(
      always(hostileText, (text) => {
        for (const each of [text, `${part(text)}....`, `${text}....`]) {
          try {
            peekJwe(each);
          } catch (error) {
            assert.instanceOf(error, JweRefused);
          }
        }
      }),
    );
  });
});

describe("isJwe()", () => {
  for (const [text, expected] of [
    ["a.b.c.d.e", true],
    ["....", true],
    ["a.b.c", false],
    ["a.b.c.d", false],
    ["a.b.c.d.e.f", false],
    ["", false],
  ] as const) {
    it(`is ${expected} for '${text}'`, () => {
      assert.equal(isJwe(text), expected);
    });
  }
});

describe("directKey()", () => {
  it("has the length that the content encryption asks for, and is the left of a hash", () => {
    const lengths = CONTENT_ALGS.map((enc) => directKey("secret", enc).symmetricKeySize);
    assert.deepEqual(lengths, [16, 32, 32, 64]);
    // SHA-256 of "secret"
    const hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    assert.isTrue(directKey("secret", "A128GCM").equals(createSecretKey(Buffer.from(hash.slice(0, 32), "hex"))));
    assert.isTrue(directKey("secret", "A256GCM").equals(createSecretKey(Buffer.from(hash, "hex"))));
  });
});
