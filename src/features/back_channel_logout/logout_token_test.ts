import { createSecretKey } from "node:crypto";
import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { client, person } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { decrypted, encryptionJwks, encryptionKey, LONG_SECRET } from "../../../test/support/openid_flow.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { peekJwt, verifyJwt } from "../../protocol/mod.ts";
import { makeLogoutToken } from "./logout_token.ts";

/** A client with this metadata, and what makes logout tokens for it. */
async function scene(metadata: Readonly<Record<string, unknown>> = {}, options: IssuerUnderTestOptions = {}) {
  const { issuer } = await issuerUnderTest(options);
  const app = await client(issuer, { clientSecret: LONG_SECRET, metadata });
  const { sub } = await person(issuer);
  const exchange = exchangeAt(issuer);
  return {
    issuer,
    app,
    make: (known: string | undefined = sub) => makeLogoutToken({ sid: "s", sub: known }, { client: app, exchange }),
    ofNobody: () => makeLogoutToken({ sid: "s", sub: undefined }, { client: app, exchange }),
  };
}

describe("makeLogoutToken()", () => {
  rule("BCLOGOUT-2.4-3", "names the session alone where nothing is known of the person any more", async () => {
    const { claims } = peekJwt(await (await scene()).ofNobody());
    assert.notProperty(claims, "sub");
    assert.equal(claims["sid"], "s");
  });

  it("gives each an id of its own", async () => {
    const { make } = await scene();
    const [one, other] = [await make(), await make()].map((token) => peekJwt(token).claims["jti"]);
    assert.notEqual(one, other);
  });

  rule("BCLOGOUT-2.4-6", "signs it under the secret of a client whose ID tokens are", async () => {
    const { issuer, app, make } = await scene({ id_token_signed_response_alg: "HS256" });
    const key = createSecretKey(Buffer.from(LONG_SECRET));
    const demands = { issuer: issuer.url, audience: app.clientId, now: issuer.clock.now() };
    const { header } = await verifyJwt(await make(), { ...demands, algs: ["HS256"], keyFor: () => key });
    assert.equal(header.typ, "logout+jwt");
  });

  rule("BCLOGOUT-2.4-6", "encrypts it for a client that gets its ID tokens encrypted", async () => {
    const jwks = await encryptionJwks();
    const { make } = await scene({ jwks, id_token_encrypted_response_alg: "RSA-OAEP" });
    const { text } = await decrypted(await make(), await encryptionKey("RSA-OAEP"));
    assert.equal(peekJwt(text).header.typ, "logout+jwt");
  });

  it("signs it by the first algorithm that there is a key for where RS256 has none", async () => {
    const { make } = await scene({}, { settings: { SIGNING_ALGS: "ES384 EdDSA" } });
    assert.equal(peekJwt(await make()).header.alg, "ES384");
  });

  rule("BCLOGOUT-2.4-5", "makes none that is not signed", async () => {
    const { make } = await scene({ id_token_signed_response_alg: "none" });
    await assertRefused(() => make(), { code: "invalid_request", rule: "OIDC-10.1-1" });
  });
});
