import { createHmac } from "node:crypto";
import { assert } from "chai";
import { ask, scene } from "../http/tokens.ts";
import { client } from "../support/cast.ts";
import {
  assertionClaims,
  assertionForm,
  type Claims,
  freshJti,
  keyClient,
  LONG_SECRET,
  namedKey,
  signed,
} from "../support/client_jwt.ts";
import { codeFlow, VERIFIER } from "../support/code_flow.ts";
import { EVERYTHING, trusting } from "../support/everything.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertError, textIn } from "../support/replies.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../support/trusted_issuer.ts";
import { elsewhere } from "./elsewhere.ts";
import { ATTACKS, kitOf } from "./jwt_attacks.ts";
import { PLACES } from "./jwt_places.ts";

/** Fails unless a JWT is refused wherever one comes in that such an attack is made for. */
async function assertRefusedEverywhere(attackName: string): Promise<void> {
  const attack = ATTACKS.find(({ name }) => name === attackName) ?? assert.fail(`there is no attack ${attackName}`);
  for (const place of PLACES) {
    if (attack.asymmetric === true && place.symmetric === true) continue;
    const target = await place.open();
    const { error } = await target.present(attack.make(kitOf(target)));
    assert.equal(error, place.refusal.error, place.name);
  }
}

describe("JWTs of others, wherever they come in", () => {
  for (const [id, name] of [
    ["Authlib CVE-2024-37568", "an HMAC under the public key as PEM"],
    ["Authlib CVE-2024-37568", "an HMAC under the public key as DER"],
    ["Authlib CVE-2024-37568", "an HMAC under the public key as a JWK"],
    ["Authlib CVE-2025-59420", 'crit ["exp"]'],
    ["Authlib CVE-2025-59420", "b64 false"],
    ["Authlib CVE-2025-61920", "claims of 20 kB"],
    ["Authlib CVE-2025-61920", "a header of 20 kB"],
    ["Authlib CVE-2025-61920", "compression"],
    ["Authlib CVE-2026-27962", "its key along (jwk)"],
    ["Authlib CVE-2026-27962", "where its key lies (jku)"],
    ["ruby-jwt CVE-2026-45363", "an HMAC under nothing"],
    ["ruby-jwt CVE-2026-45363", "zeros as an HMAC"],
    ["Psychic signatures CVE-2022-21449", "a signature of zeros"],
    ["Psychic signatures CVE-2022-21449", "a signature of r = n and s = n"],
  ] as const) {
    elsewhere(id, `are refused with ${name}`, () => assertRefusedEverywhere(name));
  }
});

describe("client assertions", () => {
  async function presented(changes: readonly Claims[]): Promise<readonly number[]> {
    const under = await issuerUnderTest();
    const [app, key] = [await keyClient(under.issuer), await namedKey()];
    const statuses: number[] = [];
    for (const change of changes) {
      const text = await signed(assertionClaims(under.issuer, app, change), key);
      const form = { grant_type: "client_credentials", ...assertionForm(text) };
      statuses.push((await under.post("/token", { form })).status);
    }
    return statuses;
  }

  elsewhere(["Ory Hydra CVE-2020-5300", "fosite CVE-2020-15222"], "have a jti that serves once", async () => {
    const jti = freshJti();
    assert.deepEqual(await presented([{ jti }, { jti }, { jti, iat: undefined }, {}]), [200, 401, 401, 200]);
  });

  elsewhere("rfc7523bis CVE-2025-27370", "are for nobody but this server", async () => {
    const auds = [
      ["https://issuer.test", "https://evil.test"],
      ["https://issuer.test/token", "https://evil.test/token"],
      "https://issuer.test/token?for=https://evil.test",
      "https://issuer.test@evil.test",
      "https://issuer.test.evil.test",
    ];
    assert.deepEqual(new Set(await presented(auds.map((aud) => ({ aud })))), new Set([401]));
  });
});

describe("JWTs of trusted issuers", () => {
  elsewhere("Keycloak CVE-2026-1486", "are refused once their issuer is trusted no more", async () => {
    for (const settings of [{}, { TRUSTED_ISSUERS: trusting().replace("https://idp.test", "https://other.test") }]) {
      const on = await scene({ settings });
      const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann));
      assert.equal((await ask(on, on.app, { grant_type: JWT_BEARER_GRANT, assertion })).status, 400);
    }
  });

  elsewhere("ZITADEL CVE-2026-55669", "have an audience and an end", async () => {
    const on = await scene({ settings: EVERYTHING });
    for (const change of [{ aud: undefined }, { exp: undefined }, { aud: null }, { exp: null }]) {
      const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann, change));
      assertError(await ask(on, on.app, { grant_type: JWT_BEARER_GRANT, assertion }), { error: "invalid_grant" });
    }
  });
});

describe("ID tokens under a client's secret", () => {
  elsewhere("django-oauth-toolkit #1737", "are signed with the secret, not with what is stored of it", async () => {
    const under = await issuerUnderTest();
    const own = await client(under.issuer, {
      clientSecret: LONG_SECRET,
      authMethod: "client_secret_post",
      metadata: { id_token_signed_response_alg: "HS256" },
    });
    const flow = await codeFlow(under, { client: own });
    const code = await flow.code({ scope: "openid" });
    const reply = await under.post("/token", {
      form: {
        grant_type: "authorization_code",
        code,
        redirect_uri: own.redirectUris[0],
        code_verifier: VERIFIER,
        client_id: own.clientId,
        client_secret: LONG_SECRET,
      },
    });
    const [header, claims, signature] = textIn(reply, "id_token").split(".");
    const mac = createHmac("sha256", LONG_SECRET).update(`${header}.${claims}`).digest("base64url");
    assert.equal(signature, mac);
  });
});
