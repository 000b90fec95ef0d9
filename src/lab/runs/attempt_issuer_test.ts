import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { SETUPS, type SetupName } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { fakeThrowaways, scenario } from "../../../test/support/lab_runs.ts";
import { ALICE, type AttemptParts, CALLER, configFor, issuerFor } from "./attempt_issuer.ts";
import type { PlannedAttempt } from "./run_report.ts";

const NAMED = {
  redirect_uri: "http://127.0.0.1:4567/cb",
  post_logout_redirect_uri: "http://127.0.0.1:4567/out",
  backchannel_logout_uri: "http://127.0.0.1:4567/back",
  frontchannel_logout_uri: "http://127.0.0.1:4567/front",
  initiate_login_uri: "http://127.0.0.1:4567/begin",
  request_uri: "http://127.0.0.1:4567/request",
};

function planned(setup: SetupName): PlannedAttempt {
  const { flow, title } = SETUP_OF[setup];
  return { name: `control-${setup}`, setup, flow, control: true, title, patience: 0, acts: [] };
}

function partsOf(setup: SetupName, rest: Partial<AttemptParts> = {}): AttemptParts {
  return { planned: planned(setup), named: NAMED, ...rest };
}

async function configOf(setup: SetupName, rest: Partial<AttemptParts> & { readonly token?: string } = {}) {
  const parts = partsOf(setup, rest);
  const created = await fakeThrowaways().create(issuerFor(parts));
  const addresses = { config: "https://lab.test/lab/config/x", statement: "https://lab.test/lab/statement/x" };
  return configFor(created, { ...parts, addresses, token: rest.token });
}

describe("issuerFor()", () => {
  for (const setup of SETUPS) {
    it(`gives '${setup}' a person, its client and its settings, and nothing wrong`, () => {
      const wanted = issuerFor(partsOf(setup));
      const { client, settings, tokenUses } = SETUP_OF[setup];
      assert.deepEqual(wanted.users, [ALICE]);
      assert.isEmpty(wanted.faults);
      assert.deepInclude(wanted.settings, settings);
      assert.equal(wanted.tokenUses, tokenUses);
      const [first] = wanted.clients ?? [];
      if (client === undefined) assert.isUndefined(first);
      else assert.deepInclude(first, client);
    });
  }

  it("registers the addresses that the setup has, and no others", () => {
    const [code] = issuerFor(partsOf("code")).clients ?? [];
    assert.deepEqual(code?.["redirect_uris"], [NAMED.redirect_uri]);
    assert.notProperty(code, "backchannel_logout_uri");
    const [logout] = issuerFor(partsOf("logout-back-channel")).clients ?? [];
    assert.deepInclude(logout, { backchannel_logout_uri: NAMED.backchannel_logout_uri });
    assert.notProperty(logout, "frontchannel_logout_uri");
  });

  it("puts the faults of a scenario to work, and lets its settings and metadata win", () => {
    const wanted = issuerFor(
      partsOf("oauth2.1", {
        scenario: scenario("x", {
          faults: [{ fault: "a", nth: 2 }],
          settings: { PKCE_REQUIRED: "none", ID_TOKEN_EXPIRE_SECONDS: "5" },
          client: { scope: "read", client_name: "Other" },
        }),
      }),
    );
    assert.deepEqual(wanted.faults, [{ fault: "a", nth: 2 }]);
    assert.deepEqual(wanted.settings, { PKCE_REQUIRED: "none", ID_TOKEN_EXPIRE_SECONDS: "5" });
    assert.deepInclude(wanted.clients?.[0], { scope: "read", client_name: "Other" });
  });

  it("says by what a client that registers itself signs its requests, as the setup or the scenario has it", async () => {
    const usual = await configOf("oidc-request-uri");
    assert.deepInclude(usual, { request_object_signing_alg: "RS256", request_uri: NAMED.request_uri });
    const unsigned = scenario("x", { client: { request_object_signing_alg: "none" } });
    const config = await configOf("oidc-request-object", { scenario: unsigned });
    assert.equal(config.request_object_signing_alg, "none");
    assert.notProperty(config, "request_uri");
    assert.notProperty(await configOf("oidc-dynamic"), "request_object_signing_alg");
  });

  it("tells what a person types, and where it is asked about, where the issuer is to be found by that", async () => {
    const { issuer, webfinger_identifier: account, webfinger_url: place } = await configOf("oidc-webfinger-acct");
    const { origin, host } = new URL(issuer);
    assert.deepEqual([account, place], [`${issuer.split("/").at(-1)}@${host}`, `${origin}/.well-known/webfinger`]);
    const page = await configOf("oidc-webfinger-url");
    assert.equal(page.webfinger_identifier, `${page.issuer}/alice#me`);
    assert.notProperty(await configOf("oidc-code"), "webfinger_url");
  });

  it("has a second client only where a resource server is shown its token", () => {
    assert.deepEqual(issuerFor(partsOf("introspection")).clients?.slice(1), [CALLER]);
    assert.lengthOf(issuerFor(partsOf("client-credentials")).clients ?? [], 1);
  });

  it("allows the scheme of an application", () => {
    const named = { redirect_uri: "com.example.app:/cb" };
    assert.deepInclude(issuerFor(partsOf("native", { named })).settings, { PRIVATE_USE_URI_SCHEMES: "true" });
  });

  it("refuses where an address is missing", async () => {
    await assertRefused(() => issuerFor(partsOf("logout-rp", { named: { redirect_uri: NAMED.redirect_uri } })), {
      code: "invalid_request",
      says: "post_logout_redirect_uri",
    });
  });
});

describe("configFor()", () => {
  for (const setup of SETUPS) {
    it(`tells a client of '${setup}' all that it has to know`, async () => {
      const config = await configOf(setup);
      const { flow, scope, response_mode } = SETUP_OF[setup];
      assert.deepInclude(config, { setup, flow, scope, control: true, scenario: `control-${setup}` });
      assert.equal(config.response_mode, response_mode);
      assert.equal(config.resource, `${config.issuer}/resource`);
      assert.deepInclude(config, { username: "alice", password: "password-i1" });
    });
  }

  it("has a secret for a client that has one", async () => {
    assert.equal((await configOf("code")).client_secret, "secret-i1");
    assert.notProperty(await configOf("spa"), "client_secret");
    assert.equal((await configOf("spa")).token_endpoint_auth_method, "none");
  });

  it("has no client for one that registers by itself", async () => {
    assert.deepInclude(await configOf("oidc-dynamic"), { client_id: "", redirect_uri: NAMED.redirect_uri });
    assert.notProperty(await configOf("oidc-dynamic"), "client_secret");
  });

  it("tells what the client is registered for, where a scenario changes that", async () => {
    const change = scenario("x", {
      client: { token_endpoint_auth_method: "client_secret_post", response_types: ["code token"] },
    });
    assert.deepInclude(await configOf("oidc-hybrid", { scenario: change }), {
      token_endpoint_auth_method: "client_secret_post",
      response_type: "code token",
    });
  });

  it("tells how answers are signed, where a scenario registers the client for that", async () => {
    const client = { id_token_signed_response_alg: "ES256", userinfo_signed_response_alg: "RS256" };
    assert.deepInclude(await configOf("oidc-code", { scenario: scenario("x", { client }) }), client);
    assert.notProperty(await configOf("oidc-code"), "id_token_signed_response_alg");
    assert.notProperty(await configOf("oidc-code"), "userinfo_signed_response_alg");
  });

  it("tells what else to ask for, where a scenario wants that", async () => {
    const asks = { prompt: "none", max_age: "0" };
    assert.deepInclude(await configOf("oidc-code", { scenario: scenario("x", { asks }) }), asks);
    assert.doesNotHaveAnyKeys(await configOf("oidc-code"), ["prompt", "max_age"]);
  });

  it("tells a client with a key that key, and the provider the public half beside the others", async () => {
    const key = { use: "sig", alg: "ES256", publicJwk: { kid: "own" }, privateJwk: "{}" } as const;
    const change = scenario("x", { client: { jwks: { keys: [{ kid: "earlier" }] } } });
    const parts = partsOf("private-key-jwt", { key, scenario: change });
    assert.deepEqual(issuerFor(parts).clients?.[0]?.["jwks"], { keys: [{ kid: "earlier" }, { kid: "own" }] });
    const told = { private_jwk: "{}", token_endpoint_auth_signing_alg: "ES256" };
    assert.deepInclude(await configOf("private-key-jwt", { key }), told);
    assert.doesNotHaveAnyKeys(await configOf("code"), Object.keys(told));
    const other = await configOf("oidc-encrypted", { key: { ...key, use: "enc", alg: "ECDH-ES" } });
    assert.deepInclude(other, { private_jwk: "{}", id_token_encrypted_response_alg: "ECDH-ES" });
    assert.notProperty(other, "token_endpoint_auth_signing_alg");
  });

  it("tells what the frame says where a session is watched: changed, or as a scenario has it", async () => {
    assert.equal((await configOf("session-management")).frame_message, "changed");
    const said = await configOf("session-management", { scenario: scenario("x", { frame: "error" }) });
    assert.equal(said.frame_message, "error");
    assert.notProperty(await configOf("oidc-code"), "frame_message");
  });

  it("has addresses only where the setup has them", async () => {
    const config = await configOf("logout-back-channel");
    assert.equal(config.backchannel_logout_uri, NAMED.backchannel_logout_uri);
    assert.notProperty(config, "initiate_login_uri");
    assert.equal((await configOf("device")).redirect_uri, "");
  });

  for (const [signature_method, expected] of [
    [undefined, "HMAC-SHA1"],
    ["RSA-SHA256", "RSA-SHA256"],
  ] as const) {
    it(`has the three addresses of OAuth 1.0a, and signs by ${expected}`, async () => {
      const named = signature_method === undefined ? NAMED : { ...NAMED, signature_method };
      const config = await configOf("oauth1", { named });
      assert.equal(config.signature_method, expected);
      assert.equal(config.request_token_url, `${config.issuer}/oauth1/request_token`);
      assert.equal(config.authorize_url, `${config.issuer}/oauth1/authorize`);
      assert.equal(config.access_token_url, `${config.issuer}/oauth1/access_token`);
    });
  }

  it("speaks of OAuth 1.0a to nobody else", async () => {
    assert.doesNotHaveAnyKeys(await configOf("code"), ["signature_method", "authorize_url", "token"]);
  });

  it("tells a resource server the token that it has to judge", async () => {
    assert.equal((await configOf("introspection", { token: "ts_at_x" })).token, "ts_at_x");
  });
});
