import { createPublicKey } from "node:crypto";
import { assert } from "chai";
import { KEY_RING_ALGS, publicJwkOf, signJwt, verifyJwt } from "../../protocol/mod.ts";
import { otherJwk, otherKey } from "./other_keys.ts";

describe("otherKey()", () => {
  for (const alg of KEY_RING_ALGS) {
    it(`signs by ${alg} what its own JWK verifies`, async () => {
      const text = await signJwt({ exp: 2_000 }, { alg, key: await otherKey(alg) });
      const key = createPublicKey({ key: { ...(await otherJwk(alg)) }, format: "jwk" });
      const { claims } = await verifyJwt(text, { algs: [alg], keyFor: () => key, now: 1_000 });
      assert.deepEqual(claims, { exp: 2_000 });
    });
  }

  it("is the same every time, so that a JWKS may publish it later, and one for algorithms of one kind", async () => {
    assert.equal(await otherKey("ES256"), await otherKey("ES256"));
    assert.equal(await otherKey("RS256"), await otherKey("PS256"));
    assert.notEqual(await otherKey("ES256"), await otherKey("ES384"));
  });

  it("is a secret for an HMAC, which has no public half", async () => {
    assert.equal((await otherKey("HS256")).type, "secret");
    assert.isUndefined(await otherJwk("HS256"));
  });
});

describe("otherJwk()", () => {
  it("has public members alone, and no name", async () => {
    const jwk = await otherJwk("ES256");
    assert.deepEqual(jwk, publicJwkOf(createPublicKey(await otherKey("ES256"))));
    assert.hasAllKeys(jwk, ["kty", "crv", "x", "y"]);
  });
});
