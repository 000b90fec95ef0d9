import { createPrivateKey, createPublicKey } from "node:crypto";
import { assert } from "chai";
import { signJwt, type SigningAlg, verifyJwt } from "../../protocol/mod.ts";
import { keyFor, privateTexts, withKey } from "./client_key.ts";

const BY_KEY = { token_endpoint_auth_method: "private_key_jwt" };

async function made(alg: SigningAlg) {
  const key = await keyFor({ ...BY_KEY, token_endpoint_auth_signing_alg: alg });
  assert(key !== undefined);
  const jwk: Readonly<Record<string, string>> = JSON.parse(key.privateJwk);
  return { key, jwk };
}

describe("keyFor()", () => {
  for (const alg of ["ES256", "PS256", "RS256", "EdDSA"] as const) {
    it(`makes a key of ${alg}, whose halves belong together and have one name`, async () => {
      const { key, jwk } = await made(alg);
      assert.deepInclude(key.publicJwk, { kid: jwk["kid"], alg, use: "sig" });
      const signer = createPrivateKey({ key: { ...jwk }, format: "jwk" });
      const verifier = createPublicKey({ key: { ...key.publicJwk }, format: "jwk" });
      const text = await signJwt({ sub: "c", exp: 60 }, { alg, key: signer });
      const { claims } = await verifyJwt(text, { now: 0, algs: [alg], keyFor: () => verifier });
      assert.equal(claims["sub"], "c");
    });

    it(`tells nobody the private members of ${alg}`, async () => {
      const { key } = await made(alg);
      for (const name of ["d", "p", "q", "dp", "dq", "qi"]) assert.notProperty(key.publicJwk, name);
      const others = privateTexts(key.privateJwk).slice(1);
      assert.lengthOf(others, alg === "ES256" || alg === "EdDSA" ? 1 : 6);
      for (const text of others) assert.notInclude(JSON.stringify(key.publicJwk), text);
    });
  }

  for (const alg of ["ECDH-ES", "RSA-OAEP-256"] as const) {
    it(`makes a key of ${alg} for who wants ID tokens encrypted by that`, async () => {
      const key = await keyFor({ id_token_encrypted_response_alg: alg });
      assert.deepInclude(key?.publicJwk, { alg, use: "enc", kty: alg === "ECDH-ES" ? "EC" : "RSA" });
      assert.deepInclude(JSON.parse(key?.privateJwk ?? ""), { ...key?.publicJwk });
    });
  }

  it("makes another one each time", async () => {
    const [one, other] = [await made("ES256"), await made("ES256")];
    assert.notEqual(one.jwk["kid"], other.jwk["kid"]);
  });

  it("makes none for a client that authenticates in another way", async () => {
    for (const method of ["client_secret_basic", "client_secret_jwt", "none", undefined])
      assert.isUndefined(
        await keyFor({ token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: "ES256" }),
      );
  });

  for (const alg of ["HS256", "none", undefined]) {
    it(`makes none for the algorithm ${alg}`, async () => {
      const refusal = await keyFor({ ...BY_KEY, token_endpoint_auth_signing_alg: alg }).catch(
        (error: unknown) => error,
      );
      assert.instanceOf(refusal, TypeError);
    });
  }
});

describe("withKey()", () => {
  const key = { use: "sig", alg: "ES256", publicJwk: { kid: "own" }, privateJwk: "{}" } as const;

  for (const [what, jwks, keys] of [
    ["no others", undefined, [{ kid: "own" }]],
    ["others", { keys: [{ kid: "a" }] }, [{ kid: "a" }, { kid: "own" }]],
    ["what is no key set", "x", [{ kid: "own" }]],
  ] as const) {
    it(`registers it behind ${what}`, () => {
      const client = jwks === undefined ? { scope: "read" } : { scope: "read", jwks };
      assert.deepEqual(withKey(client, key), { scope: "read", jwks: { keys } });
    });
  }

  it("leaves a client without a key as it is", () => {
    const client = { scope: "read" };
    assert.strictEqual(withKey(client, undefined), client);
  });
});

describe("privateTexts()", () => {
  for (const [text, others] of [
    [undefined, []],
    ["{}", ["{}"]],
    ["no JSON", ["no JSON"]],
    ['{"d":"x_-1","kid":"k","qi":"y"}', ['{"d":"x_-1","kid":"k","qi":"y"}', "x_-1", "y"]],
  ] as const) {
    it(`finds what is secret in ${text}`, () => assert.deepEqual(privateTexts(text), others));
  }
});
