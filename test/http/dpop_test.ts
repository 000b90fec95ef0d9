import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { type Challenge, parseChallenge, type Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { codeFlow, codeRequest, credentialsOf, VERIFIER } from "../support/code_flow.ts";
import type { GivenSettings } from "../support/config.ts";
import { proofKey } from "../support/dpop.ts";
import { type ProvedOptions, sendProved } from "../support/dpop_client.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertError, assertErrorSent, bodyOf, locationOf, textIn } from "../support/replies.ts";
import { introspected, passwordForm, scene, type Scene } from "./tokens.ts";

const NONCES: GivenSettings = { DPOP_NONCE: "on" };

/** Asks the token endpoint as a client, with a proof. */
function ask(on: Scene, form: Given, { app = on.app, ...options }: ProvedOptions & { app?: ClientRecord } = {}) {
  const { form: named, ...credentials } = credentialsOf(app);
  return sendProved(on, ["POST", "/token"], { ...credentials, ...options, form: { ...named, ...form } });
}

/** The access token that a client gets for itself, bound to a key. */
async function boundToken(on: Scene, options: ProvedOptions = {}): Promise<string> {
  return textIn(await ask(on, { grant_type: "client_credentials" }, options), "access_token");
}

async function personsToken(on: Scene): Promise<string> {
  return textIn(await ask(on, passwordForm(on.ann, { scope: "openid read" })), "access_token");
}

function userinfo(on: Scene, options: ProvedOptions = {}): Promise<Reply> {
  return sendProved(on, ["GET", "/userinfo"], options);
}

function challengeIn({ headers }: Reply): Challenge {
  return parseChallenge(String(headers["WWW-Authenticate"]));
}

describe("a token request with a DPoP proof", () => {
  rule(
    ["RFC9449-5-2", "RFC9449-6-1", "RFC9449-6.2-1", "RFC9700-2.2.1-1"],
    "gets a token that is bound to the key",
    async () => {
      const on = await scene();
      const reply = await ask(on, { grant_type: "client_credentials" });
      assert.equal(bodyOf(reply)["token_type"], "DPoP");
      const { jkt } = await proofKey();
      const said = await introspected(on, textIn(reply, "access_token"));
      assert.deepInclude(said, { active: true, token_type: "DPoP", cnf: { jkt } });
    },
  );

  rule("RFC9700-4.10-1", "gets one that is bound to the resource that it names as well", async () => {
    const on = await scene();
    const form = { grant_type: "client_credentials", resource: "https://api.test/books" };
    const said = await introspected(on, textIn(await ask(on, form), "access_token"));
    assert.deepInclude(said, { aud: "https://api.test/books", cnf: { jkt: (await proofKey()).jkt } });
  });

  it("without one gets a bearer token, and no nonce", async () => {
    const on = await scene({ settings: NONCES });
    const reply = await on.post("/token", { as: on.app, form: { grant_type: "client_credentials" } });
    assert.equal(bodyOf(reply)["token_type"], "Bearer");
    assert.notProperty(reply.headers, "DPoP-Nonce");
    assert.notProperty(await introspected(on, textIn(reply, "access_token")), "cnf");
  });

  for (const [id, name, proof] of [
    ["RFC9449-5-3", "that is none", "a proof"],
    ["RFC9449-4.3-8", "for another method", { htm: "GET" }],
    ["RFC9449-4.3-9", "for another endpoint", { htu: "https://issuer.test/userinfo" }],
    ["RFC9449-11.1-2", "of two minutes ago", { claims: { iat: 1_767_225_480 } }],
  ] as const) {
    rule(id, `is refused with a proof ${name}`, async () => {
      const on = await scene();
      const reply = await ask(on, { grant_type: "client_credentials" }, { proof });
      assertError(reply, { error: "invalid_dpop_proof", says: "DPoP proof" });
      assert.notProperty(reply.headers, "DPoP-Nonce");
    });
  }

  rule("RFC9449-11.1-1", "is refused when its proof was shown before", async () => {
    const on = await scene();
    const options = { proof: { claims: { jti: "the same" } } };
    await boundToken(on, options);
    for (const by of [undefined, await proofKey()]) {
      const again = await ask(
        on,
        { grant_type: "client_credentials" },
        by === undefined ? options : { ...options, by },
      );
      assertError(again, { error: "invalid_dpop_proof", says: "shown before" });
    }
  });

  it("takes the same name of another key", async () => {
    const on = await scene();
    for (const by of [await proofKey(), await proofKey("second")])
      await boundToken(on, { by, proof: { claims: { jti: "the same" } } });
  });

  it("uses nothing up when its proof is refused", async () => {
    const on = await scene();
    const flow = await codeFlow(on, { client: on.app, account: on.ann });
    const form = {
      grant_type: "authorization_code",
      code: await flow.code(),
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
    };
    assertError(await ask(on, form, { proof: "none" }), { error: "invalid_dpop_proof" });
    assert.equal(bodyOf(await ask(on, form))["token_type"], "DPoP");
  });
});

describe("a client that registered dpop_bound_access_tokens", () => {
  async function boundScene(): Promise<Scene> {
    return scene({ client: { metadata: { dpop_bound_access_tokens: true }, skipAuthorization: true } });
  }

  rule("RFC9449-5.2-1", "gets no token without a proof", async () => {
    const on = await boundScene();
    const form = { grant_type: "client_credentials" };
    const reply = await on.post("/token", { as: on.app, form });
    assertError(reply, { error: "invalid_dpop_proof", says: "without a DPoP proof" });
    assert.equal((await ask(on, form)).status, 200);
  });

  beyond("RFC9449-5.2-1", "gets none of the authorization endpoint, and a code all the same", async () => {
    const on = await boundScene();
    const { browser } = await codeFlow(on, { client: on.app, account: on.ann });
    const implicit = codeRequest(on.app, {
      response_type: "token",
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const refused = await browser.get("/authorize", { query: implicit });
    assertErrorSent(refused, { error: "invalid_request", says: "bound to a key", part: "hash" });
    const answered = locationOf(await browser.get("/authorize", { query: codeRequest(on.app) }));
    assert.isTrue(answered.searchParams.has("code"));
  });
});

describe("dpop_jkt", () => {
  async function codeFor(changes: Given) {
    const on = await scene({ client: { skipAuthorization: true } });
    const { browser } = await codeFlow(on, { client: on.app, account: on.ann });
    const reply = await browser.get("/authorize", { query: codeRequest(on.app, changes) });
    return { on, reply, code: locationOf(reply).searchParams.get("code") ?? "" };
  }

  function formOf(code: string): Given {
    return { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
  }

  rule("RFC9449-10-1", "has the code redeemed by that key alone, and leaves it usable", async () => {
    const { on, code } = await codeFor({ dpop_jkt: (await proofKey()).jkt });
    const says = "dpop_jkt";
    assertError(await ask(on, formOf(code), { by: await proofKey("second") }), { error: "invalid_grant", says });
    assertError(await on.post("/token", { as: on.app, form: formOf(code) }), { error: "invalid_grant", says });
    assert.equal(bodyOf(await ask(on, formOf(code)))["token_type"], "DPoP");
  });

  it("says nothing of the key of a confidential client's refresh token", async () => {
    const { on, code } = await codeFor({ dpop_jkt: (await proofKey()).jkt });
    const refresh_token = textIn(await ask(on, formOf(code)), "refresh_token");
    const reply = await ask(on, { grant_type: "refresh_token", refresh_token }, { by: await proofKey("second") });
    assert.equal(reply.status, 200);
  });

  for (const dpop_jkt of ["short", "x".repeat(44), `${"x".repeat(42)}=`]) {
    rule("RFC9449-10-2", `is refused as '${dpop_jkt}'`, async () => {
      const { reply } = await codeFor({ dpop_jkt });
      assertErrorSent(reply, { error: "invalid_request", says: "thumbprint" });
    });
  }
});

describe("the refresh token of a public client that sent a proof", () => {
  async function pair(options: ProvedOptions = {}) {
    const on = await scene();
    const app = await client(on.issuer, { type: "public", skipAuthorization: true });
    const flow = await codeFlow(on, { client: app, account: on.ann });
    const form = {
      grant_type: "authorization_code",
      code: await flow.code(),
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
    };
    const reply = await ask(on, form, { app, ...options });
    return { on, app, refresh_token: textIn(reply, "refresh_token") };
  }

  rule(["RFC9449-5-4", "RFC9449-5-6"], "is refreshed by the same key alone, again and again", async () => {
    const { on, app, refresh_token } = await pair();
    const form = { grant_type: "refresh_token", refresh_token };
    const says = "to which the refresh token is bound";
    assertError(await ask(on, form, { app, by: await proofKey("second") }), { error: "invalid_grant", says });
    assertError(await on.post("/token", { form: { ...form, client_id: app.clientId } }), {
      error: "invalid_grant",
      says,
    });
    const next = await ask(on, form, { app });
    assert.equal(bodyOf(next)["token_type"], "DPoP");
    const successor = { grant_type: "refresh_token", refresh_token: textIn(next, "refresh_token") };
    assertError(await ask(on, successor, { app, by: await proofKey("second") }), { error: "invalid_grant", says });
    assert.equal((await ask(on, successor, { app })).status, 200);
  });

  it("given by the password grant is bound as well", async () => {
    const on = await scene();
    const app = await client(on.issuer, { type: "public" });
    const refresh_token = textIn(await ask(on, passwordForm(on.ann), { app }), "refresh_token");
    const reply = await ask(on, { grant_type: "refresh_token", refresh_token }, { app, by: await proofKey("second") });
    assertError(reply, { error: "invalid_grant" });
  });
});

describe("UserInfo with a bound token", () => {
  rule(["RFC9449-7-2", "RFC9449-4.3-12"], "answers to its key, however the scheme is written", async () => {
    const on = await scene();
    const token = await personsToken(on);
    for (const scheme of ["DPoP", "dpop", "DPOP"]) {
      const reply = await userinfo(on, { token, headers: { authorization: `${scheme} ${token}` } });
      assert.equal(bodyOf(reply)["sub"], on.ann.sub);
    }
  });

  rule(["RFC9449-7.2-1", "RFC9449-7.1-3", "RFC9700-4.9.3-1"], "refuses it as a bearer token", async () => {
    const on = await scene();
    const token = await personsToken(on);
    for (const reply of [
      await on.get("/userinfo", { bearer: token }),
      await userinfo(on, { proof: { accessToken: token }, headers: { authorization: `Bearer ${token}` } }),
      await on.post("/userinfo", { form: { access_token: token } }),
    ]) {
      assertError(reply, { error: "invalid_token", status: 401, says: "by the scheme DPoP" });
      assert.match(challengeIn(reply).params["algs"] ?? "", /\bES256\b/);
      assert.equal(challengeIn(reply).scheme, "DPoP");
    }
  });

  const wrong: readonly (readonly [string, string, Parameters<typeof userinfo>[1], string])[] = [
    ["RFC9449-4.3-12", "for another token", { proof: { accessToken: "another" } }, "invalid_dpop_proof"],
    ["RFC9449-4.3-12", "without the token's digest", { proof: { claims: { ath: undefined } } }, "invalid_dpop_proof"],
    ["RFC9449-4.3-9", "for the token endpoint", { proof: { htu: "https://issuer.test/token" } }, "invalid_dpop_proof"],
    ["RFC9449-4.3-8", "for POST", { proof: { htm: "POST" } }, "invalid_dpop_proof"],
    ["RFC9449-4.3-2", "that is none", { proof: "none" }, "invalid_dpop_proof"],
  ];
  for (const [id, name, options, error] of wrong) {
    rule([id, "RFC9449-7.1-3"], `refuses a proof ${name}`, async () => {
      const on = await scene();
      const reply = await userinfo(on, { token: await personsToken(on), ...options });
      assert.equal(reply.status, 401);
      const { scheme, params } = challengeIn(reply);
      assert.deepEqual([scheme, params["error"]], ["DPoP", error]);
    });
  }

  rule(
    ["RFC9449-4.3-12", "RFC9449-7-2"],
    "refuses a proof by another key, no proof, and one that was shown",
    async () => {
      const on = await scene();
      const token = await personsToken(on);
      const other = await userinfo(on, { token, by: await proofKey("second") });
      assertError(other, { error: "invalid_token", status: 401, says: "another key" });
      const none = await on.get("/userinfo", { headers: { authorization: `DPoP ${token}` } });
      assertError(none, { error: "invalid_token", status: 401, says: "no proof" });
      const same = { token, proof: { claims: { jti: "once" } } };
      assert.equal((await userinfo(on, same)).status, 200);
      assertError(await userinfo(on, same), { error: "invalid_dpop_proof", status: 401, says: "shown before" });
    },
  );

  rule("RFC9449-7.1-2", "refuses by the scheme DPoP a token that is bound to nothing", async () => {
    const on = await scene();
    const form = passwordForm(on.ann, { scope: "openid" });
    const token = textIn(await on.post("/token", { as: on.app, form }), "access_token");
    assertError(await userinfo(on, { token }), { error: "invalid_token", status: 401, says: "bound to no key" });
    assert.equal((await on.get("/userinfo", { bearer: token })).status, 200);
  });

  rule("RFC9449-7.1-3", "tells who shows a proof with an unknown or poor token so in the words of DPoP", async () => {
    const on = await scene();
    const poor = await boundToken(on);
    for (const [token, error] of [
      ["ts_at_unknown", "invalid_token"],
      [poor, "insufficient_scope"],
    ] as const) {
      const { scheme, params } = challengeIn(await userinfo(on, { token }));
      assert.deepEqual([scheme, params["error"]], ["DPoP", error]);
      assert.include(params["algs"], "ES256");
    }
  });
});

describe("nonces, where the setting asks for them", () => {
  async function nonceOf(on: Scene): Promise<string> {
    const reply = await ask(on, { grant_type: "client_credentials" });
    assertError(reply, { error: "use_dpop_nonce", says: "DPoP-Nonce" });
    return String(reply.headers["DPoP-Nonce"]);
  }

  rule(["RFC9449-8-1", "RFC9449-4.3-10", "RFC9449-8.2-2"], "are told to who has none, and taken then", async () => {
    const on = await scene({ settings: NONCES });
    const nonce = await nonceOf(on);
    const reply = await ask(on, { grant_type: "client_credentials" }, { proof: { nonce } });
    assert.equal(bodyOf(reply)["token_type"], "DPoP");
    assert.equal(reply.headers["DPoP-Nonce"], nonce);
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });

  for (const nonce of ["", "made-up", "x".repeat(24)]) {
    rule("RFC9449-4.3-10", `are refused as '${nonce}'`, async () => {
      const on = await scene({ settings: NONCES });
      const reply = await ask(on, { grant_type: "client_credentials" }, { proof: { nonce } });
      assertError(reply, { error: "use_dpop_nonce", says: "too old, or none of this server" });
    });
  }

  it("are told anew with each answer, and refused when they are old", async () => {
    const on = await scene({ settings: NONCES });
    const nonce = await nonceOf(on);
    on.clock.advance(45);
    const later = await ask(on, { grant_type: "client_credentials" }, { proof: { nonce } });
    assert.equal(later.status, 200);
    assert.notEqual(later.headers["DPoP-Nonce"], nonce);
    on.clock.advance(90);
    const old = await ask(on, { grant_type: "client_credentials" }, { proof: { nonce } });
    assertError(old, { error: "use_dpop_nonce" });
  });

  rule("RFC9449-9-1", "are demanded at UserInfo with 401, a challenge and a nonce", async () => {
    const on = await scene({ settings: NONCES });
    const nonce = await nonceOf(on);
    const form = passwordForm(on.ann, { scope: "openid" });
    const token = textIn(await ask(on, form, { proof: { nonce } }), "access_token");
    const reply = await userinfo(on, { token });
    assert.equal(reply.status, 401);
    assert.equal(challengeIn(reply).params["error"], "use_dpop_nonce");
    const told = String(reply.headers["DPoP-Nonce"]);
    assert.equal((await userinfo(on, { token, proof: { nonce: told } })).status, 200);
  });

  it("do not use a proof up when they are missing", async () => {
    const on = await scene({ settings: NONCES });
    const nonce = await nonceOf(on);
    const claims = { jti: "the same" };
    assertError(await ask(on, { grant_type: "client_credentials" }, { proof: { claims } }), {
      error: "use_dpop_nonce",
    });
    const reply = await ask(on, { grant_type: "client_credentials" }, { proof: { claims, nonce } });
    assert.equal(reply.status, 200);
  });
});

describe("the metadata", () => {
  rule("RFC9449-5.1-1", "says by which algorithms proofs may be signed", async () => {
    const on = await scene();
    const said = bodyOf(await on.get("/.well-known/oauth-authorization-server"))["dpop_signing_alg_values_supported"];
    assert.includeMembers(said as string[], ["ES256", "EdDSA", "PS256"]);
    assert.notIncludeMembers(said as string[], ["none", "HS256"]);
  });
});
