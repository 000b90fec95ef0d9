import { assert } from "chai";
import { describe, it } from "mocha";
import { speaksAsRule } from "../../../test/support/rule_strength.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import type { Plan } from "../plans/plan.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { PREFLIGHT_CHECKS, preflight, type PreflightFinding } from "./preflight.ts";

type Document = Readonly<Record<string, unknown>>;

function planNamed(name: string): Plan {
  return ALL_PLANS.find((plan) => plan.name === name) ?? assert.fail(`there is no plan '${name}'`);
}

function findingsOf(plan: string | readonly SetupName[], document: unknown): readonly PreflightFinding[] {
  const words = { name: "p", title: "p", says: "p" };
  const wanted = typeof plan === "string" ? planNamed(plan) : { ...words, setups: plan };
  return preflight(document, { plan: wanted, scenarios: ALL_SCENARIOS });
}

function namesOf(plan: string | readonly SetupName[], document: unknown): readonly string[] {
  return findingsOf(plan, document).map(({ name }) => name);
}

const WEB = "https://app.example/cb";
const SECRET = "a secret of some thirty-two bytes";
const CODE: Document = {
  redirect_uris: [WEB],
  grant_types: ["authorization_code"],
  response_types: ["code"],
  token_endpoint_auth_method: "client_secret_basic",
  client_secret: SECRET,
};
const OIDC: Document = { ...CODE, scope: "openid profile", application_type: "web" };
const OPEN: Document = {
  redirect_uris: ["http://127.0.0.1/cb"],
  application_type: "native",
  token_endpoint_auth_method: "none",
};
const IMPLICIT: Document = { ...OIDC, grant_types: ["implicit"], response_types: ["id_token token"] };
const JOB: Document = {
  grant_types: ["client_credentials"],
  response_types: [],
  token_endpoint_auth_method: "client_secret_basic",
};
const LOGOUT: Document = {
  ...OIDC,
  post_logout_redirect_uris: ["https://app.example/bye"],
  backchannel_logout_uri: "https://app.example/backchannel",
  frontchannel_logout_uri: "https://app.example/frontchannel",
  initiate_login_uri: "https://app.example/login",
};
const KEY = { kty: "EC", crv: "P-256", x: "x", y: "y" };

/** A client of each plan in which nothing is wrong. */
const RIGHT: Readonly<Record<string, Document>> = {
  "oauth2-basic": CODE,
  "oauth2.1": CODE,
  native: OPEN,
  spa: { ...OPEN, redirect_uris: [WEB], application_type: "web" },
  m2m: JOB,
  "private-key-jwt": {
    ...OIDC,
    client_secret: undefined,
    grant_types: ["authorization_code", "client_credentials"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    jwks: { keys: [KEY] },
  },
  device: {
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code"],
    response_types: [],
    token_endpoint_auth_method: "none",
  },
  "oidc-basic": OIDC,
  "oidc-implicit": IMPLICIT,
  "oidc-hybrid": {
    ...OIDC,
    grant_types: ["authorization_code", "implicit"],
    response_types: ["id_token code"],
  },
  "oidc-dynamic": OIDC,
  "oidc-webfinger": OIDC,
  "oidc-encrypted": { ...OIDC, id_token_encrypted_response_alg: "ECDH-ES", jwks: { keys: [KEY] } },
  "oidc-session": OIDC,
  "oidc-request-object": {
    ...OIDC,
    request_object_signing_alg: "RS256",
    request_uris: ["https://app.example/request"],
    jwks: { keys: [KEY] },
  },
  "oidc-logout": LOGOUT,
  refresh: { ...CODE, grant_types: ["authorization_code", "refresh_token"] },
  "oidc-refresh": { ...OIDC, grant_types: ["authorization_code", "refresh_token"] },
  jarm: { ...CODE, authorization_signed_response_alg: "RS256" },
  "resource-server": { ...CODE, grant_types: ["authorization_code", "refresh_token", "client_credentials"] },
  "resource-first": CODE,
  par: CODE,
  dpop: { ...CODE, dpop_bound_access_tokens: true },
  oauth1: { consumerKey: "key", consumerSecret: SECRET, callback: WEB },
};

/** A document in which one thing is wrong, by the check that finds it; with the client that it is made of, and the plan. */
const WRONG: Readonly<Record<string, readonly [plan: string, right: Document, change: Document]>> = {
  redirect_uri_missing: ["oauth2-basic", CODE, { redirect_uris: [] }],
  redirect_uri_unreadable: ["oauth2-basic", CODE, { redirect_uris: ["/cb"] }],
  redirect_uri_fragment: ["spa", RIGHT["spa"] ?? {}, { redirect_uris: [`${WEB}#/done`] }],
  redirect_uri_wildcard: ["oauth2-basic", CODE, { redirect_uris: [WEB, "https://app.example/*"] }],
  redirect_uri_http: ["oauth2-basic", CODE, { redirect_uris: ["http://app.example/cb"] }],
  redirect_uri_localhost: ["native", OPEN, { redirect_uris: ["http://localhost:3000/cb"] }],
  redirect_uri_scheme: ["native", OPEN, { redirect_uris: ["myapp:/cb"] }],
  redirect_uri_native_web: ["native", OPEN, { redirect_uris: ["http://app.example/cb"] }],
  redirect_uri_implicit_http: ["oidc-implicit", IMPLICIT, { redirect_uris: ["http://127.0.0.1/cb"] }],
  redirect_uri_implicit_localhost: ["oidc-implicit", IMPLICIT, { redirect_uris: ["https://localhost/cb"] }],
  redirect_uri_not_native: ["native", OPEN, { application_type: undefined }],
  sector_identifier_missing: [
    "oidc-basic",
    OIDC,
    { subject_type: "pairwise", redirect_uris: [WEB, "https://b.example/"] },
  ],
  request_uri_http: ["oidc-basic", OIDC, { request_uris: ["http://app.example/r"] }],
  post_logout_redirect_uri_missing: ["oidc-logout", LOGOUT, { post_logout_redirect_uris: undefined }],
  backchannel_logout_uri_missing: ["oidc-logout", LOGOUT, { backchannel_logout_uri: undefined }],
  frontchannel_logout_uri_missing: ["oidc-logout", LOGOUT, { frontchannel_logout_uri: undefined }],
  backchannel_logout_uri_fragment: ["oidc-logout", LOGOUT, { backchannel_logout_uri: `${WEB}#a` }],
  frontchannel_logout_uri_elsewhere: ["oidc-logout", LOGOUT, { frontchannel_logout_uri: "https://b.example/f" }],
  frontchannel_logout_uri_fragment: ["oidc-logout", LOGOUT, { frontchannel_logout_uri: `${WEB}#a` }],
  backchannel_logout_uri_http: ["oidc-logout", LOGOUT, { backchannel_logout_uri: "http://app.example/b" }],
  jwks_uri_http: ["oidc-basic", OIDC, { jwks_uri: "http://app.example/keys" }],
  initiate_login_uri_http: ["oidc-logout", LOGOUT, { initiate_login_uri: "http://app.example/login" }],
  initiate_login_uri_missing: ["oidc-logout", LOGOUT, { initiate_login_uri: undefined }],
  auth_method_unknown: ["oauth2-basic", CODE, { token_endpoint_auth_method: "basic" }],
  public_with_secret: ["native", OPEN, { client_secret: SECRET }],
  public_authenticates: ["native", OPEN, { token_endpoint_auth_method: "client_secret_post" }],
  public_without_method: ["native", OPEN, { token_endpoint_auth_method: undefined }],
  auth_method_differs: ["oauth2-basic", CODE, { token_endpoint_auth_method: "client_secret_post" }],
  confidential_without_method: ["m2m", JOB, { token_endpoint_auth_method: "none" }],
  none_with_secret: ["oauth2-basic", CODE, { token_endpoint_auth_method: "none" }],
  secret_short: ["oauth2-basic", CODE, { client_secret: "s3cret" }],
  hmac_secret_short: [
    "oidc-basic",
    OIDC,
    { client_secret: "twenty characters...", id_token_signed_response_alg: "HS256" },
  ],
  private_keys_shown: ["oidc-basic", OIDC, { jwks: { keys: [{ ...KEY, d: "d" }] } }],
  assertion_without_keys: ["m2m", JOB, { token_endpoint_auth_method: "private_key_jwt" }],
  jwks_unreadable: ["oidc-basic", OIDC, { jwks: [KEY] }],
  jwks_twice: ["oidc-basic", OIDC, { jwks: { keys: [KEY] }, jwks_uri: "https://app.example/keys" }],
  alg_none: ["oidc-basic", OIDC, { id_token_signed_response_alg: "none" }],
  public_hmac: ["spa", RIGHT["spa"] ?? {}, { id_token_signed_response_alg: "HS256" }],
  encryption_weak: ["oidc-basic", OIDC, { id_token_encrypted_response_alg: "RSA1_5" }],
  encryption_halved: ["oidc-basic", OIDC, { userinfo_encrypted_response_enc: "A128GCM" }],
  grant_missing: ["refresh", RIGHT["refresh"] ?? {}, { grant_types: undefined }],
  response_type_missing: ["oidc-hybrid", RIGHT["oidc-hybrid"] ?? {}, { response_types: ["code"] }],
  code_without_grant: ["m2m", JOB, { response_types: ["code"] }],
  implicit_without_grant: ["oidc-hybrid", RIGHT["oidc-hybrid"] ?? {}, { grant_types: ["authorization_code"] }],
  implicit_used: ["oauth2.1", CODE, { response_types: ["code", "token"] }],
  implicit_unused: ["oauth2.1", CODE, { grant_types: ["authorization_code", "implicit"] }],
  implicit_native: ["native", OPEN, { grant_types: ["authorization_code", "implicit"] }],
  offline_access_without_refresh: ["oidc-basic", OIDC, { scope: "openid offline_access" }],
  password_grant: ["oauth2-basic", CODE, { grant_types: ["authorization_code", "password"] }],
  machine_public: ["m2m", JOB, { token_endpoint_auth_method: "none" }],
  openid_scope_missing: ["oidc-basic", OIDC, { scope: "profile" }],
  scope_as_list: ["oidc-basic", OIDC, { scope: ["openid"] }],
  list_as_text: ["oauth2-basic", CODE, { redirect_uris: WEB }],
  unknown_members: ["oauth2-basic", CODE, { redirect_url: WEB }],
};

function changed(right: Document, change: Document): Document {
  return Object.fromEntries(Object.entries({ ...right, ...change }).filter(([, value]) => value !== undefined));
}

describe("preflight()", () => {
  it("has a right client for each plan but that of everything", () => {
    const plans = ALL_PLANS.map(({ name }) => name).filter((name) => name !== "all");
    assert.sameMembers(Object.keys(RIGHT), plans);
  });

  for (const [plan, document] of Object.entries(RIGHT)) {
    it(`finds nothing of a right client of '${plan}'`, () => assert.deepEqual(namesOf(plan, document), []));
  }

  it("has a wrong client for each check", () => {
    assert.sameMembers(
      Object.keys(WRONG),
      PREFLIGHT_CHECKS.map(({ name }) => name),
    );
  });

  for (const [name, [plan, right, change]] of Object.entries(WRONG)) {
    it(`finds '${name}', and not before it is there`, () => {
      assert.notInclude(namesOf(plan, right), name);
      assert.include(namesOf(plan, changed(right, change)), name);
    });
  }

  it("names the value that is wrong, and the setups for which it is", () => {
    const [finding] = findingsOf("oidc-logout", { ...LOGOUT, scope: "profile" });
    assert.deepInclude(finding, { name: "openid_scope_missing", setups: [...planNamed("oidc-logout").setups] });
    const [other] = findingsOf("oauth2-basic", { ...CODE, redirect_uris: [WEB, "https://b.example/#x"] });
    assert.include(other?.says, "'https://b.example/#x'");
  });

  it("names the scenarios that cannot be run, and none where all can", () => {
    const ofSetup = ALL_SCENARIOS.filter(({ setups }) => setups.includes("refresh")).map(({ name }) => name);
    const [missing] = findingsOf(["refresh"], CODE);
    assert.deepEqual([missing?.name, missing?.stops], ["grant_missing", ofSetup]);
    const [weak] = findingsOf("oauth2-basic", { ...CODE, client_secret: "s3cret" });
    assert.deepEqual(weak?.stops, []);
  });

  it("tells errors before warnings, and takes whatever stops a plan for an error", () => {
    const document = { ...CODE, scope: ["read"], redirect_url: WEB, redirect_uris: ["http://localhost/cb"] };
    const findings = findingsOf(["code", "refresh"], document);
    assert.deepEqual(
      findings.map(({ name, severity }) => `${severity} ${name}`),
      ["error grant_missing", "error scope_as_list", "warning redirect_uri_localhost", "warning unknown_members"],
    );
  });

  it("tells a thing once, however many setups it holds for", () => {
    const names = namesOf("all", { ...CODE, scope: "profile" });
    assert.deepEqual([...new Set(names)], [...names]);
  });
});

describe("PREFLIGHT_CHECKS", () => {
  for (const { name, rule, keyword, mend, setups } of PREFLIGHT_CHECKS) {
    it(`'${name}' cites a rule that is, no more strongly than it speaks`, () => {
      assert.isTrue(speaksAsRule({ rule, keyword }), rule);
    });

    it(`'${name}' says what to change, and is for some setup`, () => {
      assert.match(mend, /^[A-Z].*\.$/s);
      assert.isNotEmpty(setups ?? ["any"]);
      assert.match(name, /^[a-z][a-z_]+$/);
    });
  }

  it("says what is wrong in sentences without a full stop", () => {
    for (const [plan, right, change] of Object.values(WRONG))
      for (const { says } of findingsOf(plan, changed(right, change))) assert.match(says, /^[A-Z].*[^.]$/);
  });
});
