import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { withSealedSecret } from "../../src/clients/mod.ts";
import type { Feature } from "../../src/engine/mod.ts";
import {
  CONTENT_ALGS,
  directKey,
  halfHash,
  ISSUED_KEY_ALGS,
  ISSUING_ALGS,
  peekJwe,
  peekJwt,
} from "../../src/protocol/mod.ts";
import { person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { openDeviceFlow } from "../support/device_flow.ts";
import { fastSecret } from "../support/records.ts";
import {
  claimsIn,
  decrypted,
  encryptionJwks,
  encryptionKey,
  LONG_SECRET,
  type OpenidFlow,
  openidFlow,
  verified,
} from "../support/openid_flow.ts";
import { assertError, assertErrorSent, assertProblemPage, bodyOf } from "../support/replies.ts";
import { START } from "../support/issuer_under_test.ts";

type Members = Readonly<Record<string, unknown>>;

function withClient(metadata: Members): Promise<OpenidFlow> {
  return openidFlow({ client: { metadata } });
}

describe("the ID token of a code", () => {
  for (const alg of ISSUING_ALGS) {
    rule(
      ["OIDC-2-6", "OIDC-10.1-1", "OIDC-3.1.3.6-1", "OIDC-3.1.3.3-1"],
      `is signed by ${alg} where the client registered it`,
      async () => {
        const flow = await withClient({ id_token_signed_response_alg: alg });
        const body = await flow.tokens();
        const { header, claims } = await verified(flow, body["id_token"]);
        assert.equal(header.alg, alg);
        assert.equal(claims["at_hash"], halfHash(alg, String(body["access_token"])));
      },
    );
  }

  rule(["OIDC-2-1", "OIDC-2-3", "OIDC-2-5", "OIDC-2-2"], "says who, by whom, for whom, when and how", async () => {
    const flow = await openidFlow();
    const { sid, at_hash: _hash, ...claims } = claimsIn((await flow.tokens())["id_token"]);
    const { sub } = flow.account;
    assert.deepEqual(claims, {
      iss: "https://issuer.test",
      sub,
      aud: flow.client.clientId,
      nonce: "n-1",
      iat: START,
      auth_time: START,
      exp: START + 3_600,
      amr: ["pwd"],
    });
    assert.match(String(sid), /^[\w-]{22}$/);
    assert.match(sub, /^[ -~]{1,255}$/);
  });

  rule(["OIDC-10.1-2", "OIDC-2-9"], "names its key and brings none along", async () => {
    const flow = await openidFlow();
    const { header } = peekJwt(String((await flow.tokens())["id_token"]));
    assert.hasAllKeys(header, ["alg", "kid"]);
    const published: Members = JSON.parse(flow.under.issuer.keys.jwks().text);
    assert.include(JSON.stringify(published), `"kid":"${header.kid}"`);
  });

  for (const [what, changes] of [
    ["max_age was sent", { max_age: "3600" }],
    ["the claim is essential", { claims: '{"id_token":{"auth_time":{"essential":true}}}' }],
    ["nobody asked for it", {}],
  ] as const) {
    rule("OIDC-2-4", `says when the person signed in where ${what}`, async () => {
      const flow = await openidFlow();
      flow.under.clock.advance(100);
      assert.deepInclude(claimsIn((await flow.tokens(changes))["id_token"]), { auth_time: START, iat: START + 100 });
    });
  }

  rule("OIDC-2-5", "brings no nonce where none was sent, and any that was sent", async () => {
    const flow = await openidFlow();
    assert.notProperty(claimsIn((await flow.tokens({ nonce: undefined }))["id_token"]), "nonce");
    const nonce = 'ä "quoted" \\ <b> 写真 %20+';
    assert.equal(claimsIn((await flow.tokens({ nonce }))["id_token"])["nonce"], nonce);
  });

  it("names the client as the authorized party where a feature adds an audience", async () => {
    const wider: Feature = {
      name: "wider",
      spec: "test",
      hooks: { idTokenClaims: (claims) => ({ ...claims, aud: [claims["aud"], "https://api.test"] }) },
    };
    const flow = await openidFlow({ features: (standard) => [...standard, wider] });
    const claims = claimsIn((await flow.tokens())["id_token"]);
    assert.deepInclude(claims, { aud: [flow.client.clientId, "https://api.test"], azp: flow.client.clientId });
  });

  rule("OIDC-3.1.3.3-2", "comes in an answer that nobody stores", async () => {
    const flow = await openidFlow();
    const { headers } = await flow.redeem(await flow.code());
    assert.equal(headers["Cache-Control"], "no-store");
  });

  it("does not come of the password of a person, whose client never asked for a sign-in", async () => {
    const flow = await openidFlow();
    const form = { grant_type: "password", username: flow.account.username, password: "correct horse battery" };
    const asked = { as: flow.client, secret: LONG_SECRET, form: { ...form, scope: "openid read" } };
    assert.notProperty(bodyOf(await flow.under.post("/token", asked)), "id_token");
  });
});

describe("an encrypted ID token", () => {
  async function opened(alg: string, enc: string) {
    const metadata = {
      id_token_encrypted_response_alg: alg,
      id_token_encrypted_response_enc: enc,
      jwks: await encryptionJwks(),
    };
    const flow = await withClient(metadata);
    const text = String((await flow.tokens())["id_token"]);
    const known = CONTENT_ALGS.find((one) => one === enc) ?? "A128GCM";
    const key = alg === "dir" ? directKey(LONG_SECRET, known) : await encryptionKey(alg);
    return { flow, text, inside: await decrypted(text, key) };
  }

  for (const alg of ISSUED_KEY_ALGS) {
    rule(["OIDC-10.2-1", "OIDC-2-7"], `is signed first and then encrypted by ${alg}`, async () => {
      const { flow, text, inside } = await opened(alg, "A256GCM");
      const { kid, ...header } = peekJwe(text);
      assert.deepEqual(header, {
        alg,
        enc: "A256GCM",
        cty: "JWT",
        ...(alg.startsWith("ECDH") ? { epk: header["epk"] } : {}),
      });
      assert.equal(kid, alg === "dir" ? undefined : alg.startsWith("RSA") ? "rsa" : "ec");
      const { claims } = await verified(flow, inside.text);
      assert.equal(claims["sub"], flow.account.sub);
    });
  }

  for (const enc of CONTENT_ALGS) {
    rule("OIDC-10.2-1", `is encrypted by ${enc}, with a shared secret or a key of its own`, async () => {
      for (const alg of ["ECDH-ES", "dir", "RSA-OAEP"]) {
        const { flow, inside, text } = await opened(alg, enc);
        assert.equal(peekJwe(text).enc, enc);
        assert.equal((await verified(flow, inside.text)).claims["nonce"], "n-1");
      }
    });
  }

  rule("OIDC-10.2-1", "is encrypted by A128CBC-HS256 where the client names no content encryption", async () => {
    const flow = await withClient({ id_token_encrypted_response_alg: "RSA-OAEP", jwks: await encryptionJwks() });
    assert.equal(peekJwe(String((await flow.tokens())["id_token"])).enc, "A128CBC-HS256");
  });

  it("is told nobody else: no other key opens it", async () => {
    const { text } = await opened("dir", "A128GCM");
    let refused: unknown;
    await decrypted(text, directKey(`${LONG_SECRET}!`, "A128GCM")).catch((error: unknown) => (refused = error));
    assert.match(String(refused), /Cannot decrypt/);
  });
});

describe("a client for which no ID token can be made", () => {
  const cases: readonly (readonly [string, string, Members])[] = [
    ["that offers no key", "OIDC-10.2-1", { id_token_encrypted_response_alg: "RSA-OAEP" }],
    [
      "whose key is for something else",
      "OIDC-10.2-1",
      {
        id_token_encrypted_response_alg: "RSA-OAEP",
        jwks: { keys: [] },
      },
    ],
    [
      "that wants an algorithm which is not offered any more",
      "OIDC-10.2-1",
      { id_token_encrypted_response_alg: "RSA1_5" },
    ],
    ["that wants a signature which is not offered", "OIDC-10.1-1", { id_token_signed_response_alg: "none" }],
    ["whose secret was not kept", "OIDC-10.1-1", { id_token_signed_response_alg: "HS256" }],
  ];
  for (const [what, id, metadata] of cases) {
    rule(id, `(${what}) hears of it before anybody has to agree`, async () => {
      const flow = await openidFlow();
      await flow.change(metadata);
      assertErrorSent(await flow.ask(), { error: "invalid_request", says: "Cannot answer the client" });
    });

    beyond(id, `(${what}) keeps its code and gets the tokens once that is mended`, async () => {
      const flow = await openidFlow();
      const code = await flow.code();
      await flow.change(metadata);
      assertError(await flow.redeem(code), { error: "invalid_request" });
      await flow.change({});
      assert.property(bodyOf(await flow.redeem(code)), "id_token");
    });

    beyond(id, `(${what}) keeps its refresh token`, async () => {
      const flow = await openidFlow();
      const { refresh_token: token } = await flow.tokens();
      await flow.change(metadata);
      assertError(await flow.refresh(token), { error: "invalid_request" });
      await flow.change({});
      assert.property(bodyOf(await flow.refresh(token)), "id_token");
    });
  }

  rule("OIDC-16.19-1", "because its secret is too short hears so, and nothing breaks", async () => {
    const flow = await withClient({ id_token_signed_response_alg: "HS256" });
    const [record] = flow.client.secrets;
    const { sealKey: key, random } = flow.under.issuer;
    const sealed = withSealedSecret(fastSecret("short"), "short", { key, random });
    await flow.under.issuer.durable.clients.change(flow.client.id, { secrets: [sealed, record!] });
    await flow.under.issuer.clients.changed(flow.client);
    assertErrorSent(await flow.ask(), { error: "invalid_request", says: "too short for HS256" });
  });

  it("because its secret was sealed under another key hears so", async () => {
    const flow = await withClient({ id_token_signed_response_alg: "HS256" });
    const secrets = [{ ...flow.client.secrets[0]!, sealed: "s1.AAAA" }];
    await flow.under.issuer.durable.clients.change(flow.client.id, { secrets });
    await flow.under.issuer.clients.changed(flow.client);
    assertErrorSent(await flow.ask(), { error: "invalid_request", says: "rotate the secret" });
  });

  it("because the server has no such key any more is not told that it was its own fault", async () => {
    const flow = await openidFlow({
      settings: { SIGNING_ALGS: "ES256" },
      client: { metadata: { id_token_signed_response_alg: "EdDSA" } },
    });
    const reply = await flow.ask().catch((error: unknown) => error);
    assert.include(JSON.stringify(reply), "server_error");
  });
});

describe("the ID token of a refresh", () => {
  rule(
    ["OIDC-12.2-1", "OIDC-12.2-2", "OIDC-12.2-3", "OIDC-12.2-4"],
    "is of the same person, sign-in and session, at another time, without a nonce",
    async () => {
      const flow = await openidFlow();
      const first = await flow.tokens();
      flow.under.clock.advance(500);
      const again = bodyOf(await flow.refresh(first["refresh_token"]));
      const { exp, iat, at_hash: _hash, nonce: _nonce, ...kept } = claimsIn(first["id_token"]);
      const { at_hash: hash, ...claims } = claimsIn(again["id_token"]);
      assert.deepEqual(claims, { ...kept, exp: Number(exp) + 500, iat: Number(iat) + 500 });
      assert.equal(hash, halfHash("RS256", String(again["access_token"])));
    },
  );

  it("does not come where the client asks for less than openid, and comes again where it asks for it again", async () => {
    const flow = await openidFlow();
    const first = await flow.tokens({ scope: "openid read" });
    const less = bodyOf(await flow.refresh(first["refresh_token"], { scope: "read" }));
    assert.notProperty(less, "id_token");
    assert.equal((await flow.userinfo(less["access_token"])).status, 403);
    assert.property(bodyOf(await flow.refresh(less["refresh_token"])), "id_token");
  });
});

describe("the ID token of a device", () => {
  it("comes with its tokens, of no session and without a nonce", async () => {
    const flow = await openDeviceFlow();
    const { deviceCode, userCode } = await flow.begin({ scope: "openid profile", nonce: "n-1" });
    flow.under.clock.advance(5);
    await flow.decide(userCode, "allow");
    flow.under.clock.advance(5);
    const body = bodyOf(await flow.poll(deviceCode));
    const claims = claimsIn(body["id_token"]);
    assert.deepInclude(claims, { sub: flow.account.sub, aud: flow.client.clientId, auth_time: START, iat: START + 10 });
    assert.notProperty(claims, "sid");
    assert.notProperty(claims, "nonce");
    assert.equal(claims["at_hash"], halfHash("RS256", String(body["access_token"])));
  });

  rule("OIDC-10.2-1", "is refused at the approval where none could be made, and the device waits on", async () => {
    const flow = await openDeviceFlow({ client: { metadata: { id_token_encrypted_response_alg: "RSA-OAEP" } } });
    const { deviceCode, userCode } = await flow.begin({ scope: "openid" });
    assertProblemPage(await flow.decide(userCode, "allow"), { error: "invalid_request", says: "it offers no key" });
    flow.under.clock.advance(5);
    assertError(await flow.poll(deviceCode), { error: "authorization_pending" });
  });

  it("does not come where the person did not allow openid", async () => {
    const flow = await openDeviceFlow();
    const { deviceCode, userCode } = await flow.begin({ scope: "openid read" });
    await flow.decide(userCode, "allow", { scope: ["read"] });
    flow.under.clock.advance(5);
    assert.notProperty(bodyOf(await flow.poll(deviceCode)), "id_token");
  });
});

describe("an ID token that the person did not allow", () => {
  for (const responseType of ["id_token", "id_token token", "code id_token", "code id_token token"]) {
    rule("OIDC-3.1.2.1-1", `is refused before anything is issued beside it (${responseType})`, async () => {
      const flow = await openidFlow({ client: { skipAuthorization: false } });
      const changes = { response_type: responseType, scope: "openid read", nonce: "n-1" };
      const query = codeRequest(flow.client, changes);
      const page = await flow.browser.follow(await flow.browser.get("/authorize", { query }));
      const reply = await flow.browser.submit(page, { action: "allow", scope: ["read"] });
      assertErrorSent(reply, { error: "access_denied", part: "hash" });
      assert.deepEqual(await flow.under.issuer.durable.families.listOf(flow.account.id), []);
      assert.notInclude(flow.under.events, "token.issued");
      assert.notInclude(flow.under.events, "code.issued");
    });
  }
});

describe("the claims of an ID token", () => {
  const ANN = { nickname: "Ann", email: "ann@claims.test", address: { country: "GB" } };

  for (const [responseType, brings] of [
    ["id_token", true],
    ["id_token token", false],
    ["code id_token", false],
    ["code id_token token", false],
  ] as const) {
    rule(
      ["OIDC-5.4-1", "OIDC-5.4-2"],
      `are those of the scopes ${brings ? "" : "not "}with ${responseType}`,
      async () => {
        const flow = await openidFlow({ account: { claims: ANN } });
        const fragment = await flow.front({ response_type: responseType, scope: "openid profile address" });
        const claims = claimsIn(fragment.get("id_token"));
        assert.equal(Object.hasOwn(claims, "nickname"), brings);
        assert.equal(Object.hasOwn(claims, "address"), brings);
        assert.notProperty(claims, "email", "a scope that was not asked for");
      },
    );
  }

  rule(
    ["OIDC-5.5.1-1", "OIDC-5.5.1-2"],
    "are those asked for by name, with such a value, essential or not",
    async () => {
      const flow = await openidFlow({ account: { claims: { ...ANN, gender: "female", locale: "en-GB" } } });
      const asked = {
        nickname: { value: "Ann" },
        gender: { value: "male", essential: true },
        locale: { values: ["fr", "en-GB"] },
        zoneinfo: { essential: true },
        website: null,
      };
      const body = await flow.tokens({ scope: "openid profile", claims: JSON.stringify({ id_token: asked }) });
      const claims = claimsIn(body["id_token"]);
      assert.deepInclude(claims, { nickname: "Ann", locale: "en-GB" });
      for (const name of ["gender", "zoneinfo", "website"]) assert.notProperty(claims, name);
    },
  );

  it("are compared as JSON, whatever their order", async () => {
    const address = { locality: "Oxford", country: "GB" };
    const flow = await openidFlow({ account: { claims: { address } } });
    for (const [value, given] of [
      [{ country: "GB", locality: "Oxford" }, true],
      [{ country: "GB" }, false],
    ] as const) {
      const claims = JSON.stringify({ id_token: { address: { value } } });
      const body = await flow.tokens({ scope: "openid address", claims });
      assert.equal(Object.hasOwn(claimsIn(body["id_token"]), "address"), given);
    }
  });

  it("never speak for the protocol, whatever a record says", async () => {
    const names = "iss sub aud exp iat nbf jti auth_time nonce acr amr azp sid at_hash c_hash s_hash cnf".split(" ");
    const others = "_claim_names _claim_sources __proto__ constructor".split(" ");
    const all = [...names, ...others];
    const lies = Object.fromEntries(all.map((name) => [name, "a lie"]));
    const flow = await openidFlow({
      account: { claims: lies },
      settings: { SCOPE_CLAIMS: JSON.stringify({ all }) },
    });
    const claims = JSON.stringify({ id_token: Object.fromEntries(all.map((name) => [name, null])) });
    const alone = await flow.front({ response_type: "id_token", scope: "openid all" });
    const named = await flow.tokens({ scope: "openid all", claims });
    for (const token of [alone.get("id_token"), named["id_token"]])
      assert.notInclude(JSON.stringify(claimsIn(token)), "a lie");
  });

  it("are those of the person who signed in, and nobody else", async () => {
    const flow = await openidFlow({ account: { claims: { nickname: "Ann" } } });
    await person(flow.under.issuer, { claims: { nickname: "Bob" } });
    const fragment = await flow.front({ response_type: "id_token", scope: "openid profile" });
    assert.equal(claimsIn(fragment.get("id_token"))["nickname"], "Ann");
  });
});
