import { assert } from "chai";
import { clientCredentialsGrant, getDPoPHandle } from "openid-client";
import type { Context } from "mocha";
import { type ProofParts, proofBy, type ProofKey, proofKey } from "../../test/support/dpop.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

/** Where tokens are shown, and what is right about a proof there. */
interface Place {
  readonly by: ProofKey;
  readonly url: string;
  readonly now: number;
  /** A new access token, bound to the key. */
  token(): Promise<string>;
}

/** A key, and tokens that are bound to it by openid-client; the proofs that follow are made by hand. */
async function placeFor(context: Context, open: () => Promise<Target>): Promise<Place> {
  const target = await open();
  const own = need(context, target.own, "DPoP");
  const config = await configure(target, target.confidential);
  const by = await proofKey("conformance");
  const { key: privateKey } = by;
  const webKey = async (jwk: JsonWebKey, usage: KeyUsage) =>
    crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, true, [usage]);
  const pair = {
    privateKey: await webKey(privateKey.export({ format: "jwk" }), "sign"),
    publicKey: await webKey(by.jwk, "verify"),
  };
  const DPoP = getDPoPHandle(config, pair);
  const url = config.serverMetadata().userinfo_endpoint ?? assert.fail("there is no UserInfo endpoint");
  return {
    by,
    url,
    now: own.issuer.clock.now(),
    token: async () => (await clientCredentialsGrant(config, {}, { DPoP })).access_token,
  };
}

/** Shows a token with a proof, and answers what the server says of the proof; undefined = nothing. */
async function shown(url: string, accessToken: string, proof: string): Promise<string | undefined> {
  const headers = { authorization: `DPoP ${accessToken}`, dpop: proof };
  const { headers: answered } = await fetch(url, { headers });
  return /error="(\w+)"/.exec(answered.get("www-authenticate") ?? "")?.[1];
}

suite("DPoP proofs", (open) => {
  async function proofFor({ by, url, now }: Place, parts: Partial<ProofParts>): Promise<string> {
    return proofBy(by, { htm: "GET", htu: url, iat: now, ...parts });
  }

  rule("RFC9449-4.3-12", "are refused that were made for another access token, or for none", async function () {
    const place = await placeFor(this, open);
    const [token, other] = [await place.token(), await place.token()];
    for (const parts of [{ accessToken: other }, {}])
      assert.equal(await shown(place.url, token, await proofFor(place, parts)), "invalid_dpop_proof");
    assert.notEqual(await shown(place.url, token, await proofFor(place, { accessToken: token })), "invalid_dpop_proof");
  });

  rule("RFC9449-4.3-9", "are refused that were made for another address", async function () {
    const place = await placeFor(this, open);
    const accessToken = await place.token();
    const proof = await proofFor(place, { accessToken, htu: "https://elsewhere.test/userinfo" });
    assert.equal(await shown(place.url, accessToken, proof), "invalid_dpop_proof");
  });

  rule("RFC9449-11.1-1", "are taken once", async function () {
    const place = await placeFor(this, open);
    const accessToken = await place.token();
    const proof = await proofFor(place, { accessToken, claims: { jti: crypto.randomUUID() } });
    assert.notEqual(await shown(place.url, accessToken, proof), "invalid_dpop_proof");
    assert.equal(await shown(place.url, accessToken, proof), "invalid_dpop_proof");
  });
});
