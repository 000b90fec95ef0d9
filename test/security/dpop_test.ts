import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { codeFlow, VERIFIER } from "../support/code_flow.ts";
import { proofBy, proofKey } from "../support/dpop.ts";
import { provedHeaders, sendProved } from "../support/dpop_client.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { bodyOf, textIn } from "../support/replies.ts";
import { passwordForm, scene, type Scene } from "../http/tokens.ts";

/** What a thief of a token and of one proof has. */
async function robbed(on: Scene) {
  const url = `${on.issuer.url}/userinfo`;
  const form = passwordForm(on.ann, { scope: "openid" });
  const token = textIn(await sendProved(on, ["POST", "/token"], { as: on.app, form }), "access_token");
  const headers = await provedHeaders(on, { method: "GET", url, token });
  return { token, proof: headers["dpop"] ?? "" };
}

function show(on: IssuerUnderTest, token: string, dpop: string): Promise<Reply> {
  return on.get("/userinfo", { headers: { authorization: `DPoP ${token}`, dpop } });
}

describe("a stolen token and a proof that was seen with it", () => {
  rule("RFC9449-11.1-1", "are worth nothing once the owner used them", async () => {
    const on = await scene();
    const { token, proof } = await robbed(on);
    assert.equal((await show(on, token, proof)).status, 200);
    assert.equal((await show(on, token, proof)).status, 401);
  });

  rule("RFC9449-11.1-2", "are worth nothing a minute later, though the store forgot the proof", async () => {
    const on = await scene();
    const { token, proof } = await robbed(on);
    on.clock.advance(60);
    assert.equal((await show(on, token, proof)).status, 401);
  });

  rule("RFC9449-4.3-12", "open nothing for another token of the same key", async () => {
    const on = await scene();
    const [one, other] = [await robbed(on), await robbed(on)];
    assert.equal((await show(on, other.token, one.proof)).status, 401);
  });

  beyond("RFC9449-4.3-9", "are worth nothing at another issuer with the same paths", async () => {
    const on = await scene();
    const { proof } = await robbed(on);
    const elsewhere = await scene({ url: "https://other.test" });
    const { token } = await robbed(elsewhere);
    assert.equal((await show(elsewhere, token, proof)).status, 401);
  });
});

describe("a stolen refresh token of a public client", () => {
  rule("RFC9449-5-4", "gives the thief nothing, and stays good for its owner", async () => {
    const under = await issuerUnderTest();
    const app = await client(under.issuer, { type: "public", skipAuthorization: true });
    const flow = await codeFlow(under, { client: app });
    const named = { client_id: app.clientId };
    const redemption = { grant_type: "authorization_code", redirect_uri: CALLBACK, code_verifier: VERIFIER, ...named };
    const form = { ...redemption, code: await flow.code() };
    const refresh_token = textIn(await sendProved(under, ["POST", "/token"], { form }), "refresh_token");
    const stolen = { form: { grant_type: "refresh_token", refresh_token, ...named } };
    const thief = await proofKey("of a thief");
    assert.equal((await sendProved(under, ["POST", "/token"], { ...stolen, by: thief })).status, 400);
    assert.equal((await under.post("/token", stolen)).status, 400);
    assert.equal((await sendProved(under, ["POST", "/token"], stolen)).status, 200);
  });
});

describe("a proof by a key that somebody else is to be taken for", () => {
  rule("RFC9449-4.3-6", "is refused when it names the owner's key and is signed by the thief's", async () => {
    const on = await scene();
    const { token } = await robbed(on);
    const [owner, thief] = [await proofKey(), await proofKey("of a thief")];
    const parts = { htm: "GET", htu: `${on.issuer.url}/userinfo`, iat: on.clock.now(), accessToken: token };
    for (const text of [
      await proofBy(owner, { ...parts, signedBy: thief.key }),
      await proofBy(thief, { ...parts, header: { kid: owner.jkt } }),
    ])
      assert.equal((await show(on, token, text)).status, 401);
  });

  rule("RFC9449-4.3-7", "is told nothing of a private key that came along", async () => {
    const on = await scene();
    const { key } = await proofKey();
    const jwk = key.export({ format: "jwk" });
    const form = { grant_type: "client_credentials" };
    const reply = await sendProved(on, ["POST", "/token"], { as: on.app, form, proof: { header: { jwk } } });
    assert.equal(bodyOf(reply)["error"], "invalid_dpop_proof");
    assert.notInclude(JSON.stringify(reply), String(jwk.d));
  });
});
