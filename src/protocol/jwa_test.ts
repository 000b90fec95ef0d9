import { assert } from "chai";
import { ALGS } from "./_jwt_samples_test.ts";
import {
  CLIENT_KEY_ALGS,
  CLIENT_SECRET_ALGS,
  findSigningAlg,
  isSymmetric,
  ISSUED_KEY_ALGS,
  ISSUING_ALGS,
  KEY_ALGS,
  KEY_RING_ALGS,
  leastSecretKeyBytes,
  type SigningAlg,
  signingShape,
} from "./mod.ts";

describe("findSigningAlg()", () => {
  for (const alg of ALGS) {
    it(`knows ${alg}`, () => {
      assert.equal(findSigningAlg(alg), alg);
    });
  }

  for (const name of [
    "none",
    "",
    "rs256",
    "RS1",
    "ES256K",
    "HS1",
    "toString",
    "__proto__",
    undefined,
    null,
    256,
    ["RS256"],
  ]) {
    it(`does not know ${JSON.stringify(name)}`, () => {
      assert.isUndefined(findSigningAlg(name));
    });
  }
});

describe("the lists of algorithms", () => {
  it("hold no HMAC where anybody's public key is accepted, and nothing else where a secret is", () => {
    assert.isFalse([...KEY_RING_ALGS].some(isSymmetric));
    assert.isFalse(CLIENT_KEY_ALGS.some(isSymmetric));
    assert.isTrue(CLIENT_SECRET_ALGS.every(isSymmetric));
    assert.deepEqual(ISSUING_ALGS.filter(isSymmetric), ["HS256"]);
  });

  it("offer no RSA of PKCS#1 1.5, no password and no direct use for encryption", () => {
    assert.isFalse(KEY_ALGS.some((alg) => /RSA1|PBES2|^dir$/u.test(alg)));
  });

  it("let a client have what is issued under its secret as well", () => {
    assert.deepEqual(ISSUED_KEY_ALGS, [...KEY_ALGS, "dir"]);
  });
});

describe("Ed25519", () => {
  it("is EdDSA by another name", () => {
    assert.deepEqual({ ...signingShape("Ed25519"), alg: "EdDSA" }, { ...signingShape("EdDSA"), alg: "EdDSA" });
  });
});

describe("leastSecretKeyBytes()", () => {
  for (const alg of ALGS) {
    it(`is the length of the hash for an HMAC, and nothing for a key pair (${alg})`, () => {
      assert.equal(leastSecretKeyBytes(alg), alg.startsWith("HS") ? Number(alg.slice(2)) / 8 : 0);
    });
  }
});

describe("signingShape()", () => {
  it("tells ECDSA by its curve and hash", () => {
    const shapes = (["ES256", "ES384", "ES512"] as const).map((alg) => [signingShape(alg).crv, signingShape(alg).hash]);
    assert.deepEqual(shapes, [
      ["P-256", "sha256"],
      ["P-384", "sha384"],
      ["P-521", "sha512"],
    ]);
  });

  it("knows nothing of an algorithm that does not exist", () => {
    assert.throws(() => signingShape("none" as SigningAlg), RangeError);
  });
});
