import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { type CodeFlow, codeFlow, VERIFIER } from "../support/code_flow.ts";
import { type IssuerUnderTestOptions, issuerUnderTest } from "../support/issuer_under_test.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import { codeIn, consentPage } from "./authorization.ts";
import { ask, assertActive, pairOf, refresh } from "./tokens.ts";

const NO_PKCE = { code_challenge: undefined, code_challenge_method: undefined };

async function flow(options: IssuerUnderTestOptions = {}): Promise<CodeFlow> {
  return codeFlow(await issuerUnderTest(options));
}

async function publicFlow(options: IssuerUnderTestOptions = {}): Promise<CodeFlow> {
  const under = await issuerUnderTest(options);
  return codeFlow(under, { client: await client(under.issuer, { type: "public" }) });
}

describe("POST /token with grant_type=authorization_code", () => {
  rule(
    ["RFC6749-4.1.4-1", "RFC6749-5.1-1", "RFC6749-5.1-2", "RFC6749-5.1-3"],
    "answers tokens for a code",
    async () => {
      const { code, redeem } = await flow();
      const reply = await redeem(await code());
      const { access_token, refresh_token, ...rest } = bodyOf(reply);
      assert.equal(reply.status, 200);
      assert.deepEqual(rest, { token_type: "Bearer", expires_in: 600, scope: "read write" });
      assert.match(String(access_token), /^ts_at_/);
      assert.match(String(refresh_token), /^ts_rt_/);
    },
  );

  it("gives no refresh token to a client that may not use one", async () => {
    const under = await issuerUnderTest();
    const { code, redeem } = await codeFlow(under, {
      client: await client(under.issuer, { grantTypes: ["authorization_code"] }),
    });
    assert.notProperty(bodyOf(await redeem(await code())), "refresh_token");
  });

  rule("RFC6749-3.2.1-2", "lets a public client redeem by its client_id alone", async () => {
    const { code, redeem } = await publicFlow();
    assert.equal((await redeem(await code())).status, 200);
  });

  rule("RFC6749-3.2.1-2", "refuses a public client that does not say who it is", async () => {
    const { code, redeem } = await publicFlow();
    assertError(await redeem(await code(), { client_id: undefined }), { error: "invalid_client", status: 401 });
  });

  rule(["RFC6749-4.1.3-2", "RFC6749-2.2-1"], "refuses a confidential client that only says who it is", async () => {
    const { under, client: app, code } = await flow();
    const form = { grant_type: "authorization_code", client_id: app.clientId, redirect_uri: CALLBACK };
    const reply = await under.post("/token", { form: { ...form, code: await code(), code_verifier: VERIFIER } });
    assertError(reply, { error: "invalid_client", status: 401 });
  });

  for (const [id, name, changes, error, says] of [
    ["RFC6749-4.1.3-1", "no code", { code: undefined }, "invalid_request", "'code' is missing"],
    ["RFC6749-4.1.3-1", "an empty code", { code: "" }, "invalid_request", "'code' is missing"],
    ["RFC6749-4.1.3-4", "a code that nobody made", { code: strangeToken("ac") }, "invalid_grant", "unknown"],
    ["RFC6749-4.1.3-4", "something that is no code", { code: "__proto__" }, "invalid_grant", "unknown"],
    ["RFC6749-4.1.3-5", "no redirect_uri", { redirect_uri: undefined }, "invalid_grant", "missing"],
    ["RFC6749-4.1.3-5", "another redirect_uri", { redirect_uri: `${CALLBACK}/` }, "invalid_grant", "differs"],
    ["RFC6749-10.6-1", "a redirect_uri of others", { redirect_uri: "https://evil.test" }, "invalid_grant", "differs"],
    ["RFC6749-3.2-4", "a repeated code", { code: ["a", "b"] }, "invalid_request", "repeated"],
    ["RFC7636-4.5-1", "no code_verifier", { code_verifier: undefined }, "invalid_grant", "code_verifier"],
    ["RFC7636-4.6-3", "another code_verifier", { code_verifier: `${VERIFIER}x` }, "invalid_grant", "does not belong"],
    ["RFC9700-4.8.2-2", "a short code_verifier", { code_verifier: "short" }, "invalid_grant", "verifier"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => {
      const { code, redeem } = await flow();
      assertError(await redeem(await code(), changes), { error, says });
    });
  }

  rule(["RFC6749-4.1.2-2", "RFC6749-10.5-4"], "refuses a code after a minute", async () => {
    const { under, code, redeem } = await flow();
    const made = await code();
    under.clock.advance(60);
    assertError(await redeem(made), { error: "invalid_grant", says: "expired" });
  });

  it("takes a code in the last second of its life", async () => {
    const { under, code, redeem } = await flow();
    const made = await code();
    under.clock.advance(59);
    assert.equal((await redeem(made)).status, 200);
  });

  rule("RFC6749-4.1.2-3", "lets no setting make a code live for more than ten minutes", async () => {
    await issuerUnderTest({ settings: { AUTHORIZATION_CODE_EXPIRE_SECONDS: "600" } });
    let refused: unknown;
    await issuerUnderTest({ settings: { AUTHORIZATION_CODE_EXPIRE_SECONDS: "601" } }).catch((error: unknown) => {
      refused = error;
    });
    assert.include(String(refused), "AUTHORIZATION_CODE_EXPIRE_SECONDS");
  });

  rule(
    ["RFC6749-4.1.2-5", "RFC9700-4.2.4-2", "RFC6749-4.1.2-6", "RFC9700-4.2.4-3", "RFC6749-10.5-5"],
    "refuses a code that was used before, and revokes what came of it",
    async () => {
      const { under, client: app, code, redeem } = await flow();
      const used = await code();
      const tokens = pairOf(await redeem(used));
      assertError(await redeem(used), { error: "invalid_grant", says: "used before" });
      await assertActive(under, tokens.access, false);
      assertError(await refresh(under, app, { refresh_token: tokens.refresh }), { error: "invalid_grant" });
      assert.include(under.events, "code.replayed");
    },
  );

  beyond("RFC6749-4.1.2-6", "revokes it also when another client comes with the code", async () => {
    const { under, code, redeem } = await flow();
    const used = await code();
    const { access } = pairOf(await redeem(used));
    const thief = await client(under.issuer);
    const stolen = { grant_type: "authorization_code", code: used, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    assertError(await ask(under, thief, stolen), { error: "invalid_grant" });
    await assertActive(under, access, false);
  });

  rule(
    ["RFC6749-4.1.3-3", "RFC6749-4.1.2-7", "RFC6749-10.5-6"],
    "refuses a code of another client, and leaves it to its owner",
    async () => {
      const { under, code, redeem } = await flow();
      const made = await code();
      const other = await client(under.issuer);
      const form = { grant_type: "authorization_code", code: made, redirect_uri: CALLBACK, code_verifier: VERIFIER };
      assertError(await ask(under, other, form), { error: "invalid_grant", says: "another client" });
      assert.equal((await redeem(made)).status, 200);
    },
  );

  it("leaves a code usable that was presented with a mistake", async () => {
    const { code, redeem } = await flow();
    const made = await code();
    await redeem(made, { redirect_uri: "https://client.test/other" });
    await redeem(made, { code_verifier: `${VERIFIER}x` });
    assert.equal((await redeem(made)).status, 200);
  });

  beyond("RFC7636-4.6-3", "uses a code up with the fifth wrong verifier", async () => {
    const { code, redeem } = await flow();
    const made = await code();
    for (let tries = 0; tries < 5; tries += 1) await redeem(made, { code_verifier: `${VERIFIER}${tries}` });
    assertError(await redeem(made), { error: "invalid_grant" });
  });

  rule(
    ["RFC9700-2.1.1-3", "RFC9700-4.8.2-3", "RFC9700-4.8.2-1"],
    "refuses a verifier where the request had no challenge",
    async () => {
      const { code, redeem } = await flow({ settings: { PKCE_REQUIRED: "none" } });
      assertError(await redeem(await code(NO_PKCE)), { error: "invalid_grant", says: "no code_challenge" });
    },
  );

  it("needs no verifier where a setting lets a client do without PKCE", async () => {
    const { code, redeem } = await flow({ settings: { PKCE_REQUIRED: "none" } });
    assert.equal((await redeem(await code(NO_PKCE), { code_verifier: undefined })).status, 200);
  });

  rule("RFC7636-4.6-2", "compares a plain challenge as it is, where a setting allows it", async () => {
    const { code, redeem } = await flow({ settings: { PKCE_PLAIN: "true" } });
    const plain = { code_challenge: VERIFIER, code_challenge_method: "plain" };
    assertError(await redeem(await code(plain), { code_verifier: `${VERIFIER}x` }), { error: "invalid_grant" });
    assert.equal((await redeem(await code(plain))).status, 200);
  });

  it("needs no redirect_uri where the authorization request had none", async () => {
    const { code, redeem } = await flow();
    const made = await code({ redirect_uri: undefined });
    assert.equal((await redeem(made, { redirect_uri: undefined })).status, 200);
  });

  rule(
    ["RFC6749-3.3-1", "RFC6749-5.1-4", "RFC9700-4.14.2-3"],
    "grants what the person left ticked, tells it, and never more when refreshed",
    async () => {
      const journey = await flow();
      const page = await consentPage(journey);
      const code = codeIn(await journey.browser.submit(page, { action: "allow", scope: ["read"] }));
      const tokens = await journey.redeem(code);
      assert.equal(bodyOf(tokens)["scope"], "read");
      const wider = { refresh_token: pairOf(tokens).refresh, scope: "read write" };
      assertError(await refresh(journey.under, journey.client, wider), { error: "invalid_scope" });
    },
  );
});
