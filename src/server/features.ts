import type { Feature } from "../engine/mod.ts";
import { administration, applicationPages, personalPages } from "../console/mod.ts";
import { judgeRequest, spine } from "../endpoints/mod.ts";
import { oauth1, type Oauth1Options } from "../oauth1/mod.ts";
import { apiDocs } from "../features/api_docs/mod.ts";
import { audit } from "../features/audit/mod.ts";
import { authenticationRequest } from "../features/authentication_request/mod.ts";
import { authorizationCode } from "../features/authorization_code/mod.ts";
import { clientAssertion } from "../features/client_assertion/mod.ts";
import { backChannelLogout } from "../features/back_channel_logout/mod.ts";
import { clientCredentials } from "../features/client_credentials/mod.ts";
import { clientSecret } from "../features/client_secret/mod.ts";
import { dpop } from "../features/dpop/mod.ts";
import { device } from "../features/device/mod.ts";
import { formPost } from "../features/form_post/mod.ts";
import { initiateLogin } from "../features/initiate_login/mod.ts";
import { frontChannelLogout } from "../features/front_channel_logout/mod.ts";
import { implicit } from "../features/implicit/mod.ts";
import { introspection } from "../features/introspection/mod.ts";
import { issuerParameter } from "../features/issuer_parameter/mod.ts";
import { jarm } from "../features/jarm/mod.ts";
import { jwtBearer } from "../features/jwt_bearer/mod.ts";
import { openid, type OpenidOptions, STANDARD_SCOPE_CLAIMS } from "../features/openid/mod.ts";
import { openidDiscovery } from "../features/openid_discovery/mod.ts";
import { jwks } from "../features/jwks/mod.ts";
import { par } from "../features/par/mod.ts";
import { password } from "../features/password/mod.ts";
import { pkce } from "../features/pkce/mod.ts";
import { registration } from "../features/registration/mod.ts";
import { refreshToken } from "../features/refresh_token/mod.ts";
import { requestObject } from "../features/request_object/mod.ts";
import { resourceIndicators } from "../features/resource_indicators/mod.ts";
import { resourceMetadata, type ResourceMetadataOptions } from "../features/resource_metadata/mod.ts";
import { revocation } from "../features/revocation/mod.ts";
import { rpInitiatedLogout, type RpInitiatedLogoutOptions } from "../features/rp_initiated_logout/mod.ts";
import { serverMetadata } from "../features/server_metadata/mod.ts";
import { sessionManagement } from "../features/session_management/mod.ts";
import { signUp } from "../features/sign_up/mod.ts";
import { webfinger } from "../features/webfinger/mod.ts";
import { describeHealth } from "../http/mod.ts";
import { describeApi } from "../sample_api/mod.ts";
import type { Config } from "./config.ts";
import type { FunctionSettings } from "./function_settings.ts";

function openidOptions(config: Config, functions: FunctionSettings): OpenidOptions {
  return {
    userinfoCors: config.OIDC_USERINFO_CORS_ENABLED,
    idTokenLifetime: functions.ID_TOKEN_EXPIRE_SECONDS ?? config.ID_TOKEN_EXPIRE_SECONDS,
    longestIdToken: config.ID_TOKEN_EXPIRE_SECONDS,
    scopeClaims: { ...STANDARD_SCOPE_CLAIMS, ...config.SCOPE_CLAIMS },
    claimSources: config.CLAIM_SOURCES,
  };
}

function resourceMetadataOptions(config: Config): ResourceMetadataOptions {
  const { BEARER_IN_FORM: inForm, BEARER_IN_QUERY: inQuery } = config;
  return {
    path: "/api",
    identifier: config.OAUTH2_PROTECTED_RESOURCE_IDENTIFIER,
    name: config.OAUTH2_PROTECTED_RESOURCE_NAME,
    documentation: config.OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION,
    policy: config.OAUTH2_PROTECTED_RESOURCE_POLICY_URI,
    terms: config.OAUTH2_PROTECTED_RESOURCE_TOS_URI,
    scopes: [config.READ_SCOPE, config.WRITE_SCOPE],
    bearerMethods: ["header", ...(inForm ? (["body"] as const) : []), ...(inQuery ? (["query"] as const) : [])],
    others: [...config.RESOURCES.keys()],
  };
}

function logoutOptions(config: Config): RpInitiatedLogoutOptions {
  return {
    alwaysPrompt: config.OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT,
    acceptExpired: config.OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS,
    revokeTokens: config.OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS,
  };
}

/** What the settings say of signed requests. */
export function oauth1Options(config: Config): Oauth1Options {
  return {
    methods: config.OAUTH1_SIGNATURE_METHODS,
    plaintextOverHttp: config.OAUTH1_PLAINTEXT_OVER_HTTP,
    window: config.OAUTH1_TIMESTAMP_SECONDS,
    temporaryLifetime: config.OAUTH1_TEMPORARY_SECONDS,
    ...(config.OAUTH1_TOKEN_EXPIRE_SECONDS === undefined ? {} : { tokenLifetime: config.OAUTH1_TOKEN_EXPIRE_SECONDS }),
    explains: config.OAUTH1_EXPLAIN === "on",
  };
}

function docs(config: Config): readonly Feature[] {
  const { API_DOCS: shown = "document", ALIAS_PREFIXES: aliasPrefixes, READ_SCOPE: read, WRITE_SCOPE: write } = config;
  const others = [...describeApi({ read, write }), ...describeHealth()];
  return shown === "off" ? [] : [apiDocs({ shown, aliasPrefixes, others })];
}

/** THE list: everything that an issuer can do. Adding an extension is one folder and one line here. */
export function standardFeatures(config: Config, functions: FunctionSettings = {}): readonly Feature[] {
  return [
    spine(),
    // First of those that read a request: what it says may have been pushed, and may lie inside of an object.
    ...(config.PUSHED_AUTHORIZATION_REQUESTS
      ? [
          par({
            lifetime: config.PUSHED_AUTHORIZATION_REQUEST_SECONDS,
            required: config.REQUIRE_PUSHED_AUTHORIZATION_REQUESTS,
            judge: judgeRequest,
          }),
        ]
      : []),
    requestObject({
      taken: config.REQUEST_OBJECTS,
      byReference: config.REQUEST_URI,
      signedOnly: config.REQUIRE_SIGNED_REQUEST_OBJECT,
    }),
    clientSecret({ realm: "token endpoint" }),
    clientAssertion({ longest: config.CLIENT_ASSERTION_MAX_LIFETIME }),
    authorizationCode({
      lifetime: functions.AUTHORIZATION_CODE_EXPIRE_SECONDS ?? config.AUTHORIZATION_CODE_EXPIRE_SECONDS,
    }),
    refreshToken({
      rotate: config.ROTATE_REFRESH_TOKEN,
      grace: config.REFRESH_TOKEN_GRACE_PERIOD_SECONDS,
      reuseProtection: config.REFRESH_TOKEN_REUSE_PROTECTION,
    }),
    clientCredentials(),
    password(),
    jwtBearer({ issuers: config.TRUSTED_ISSUERS }),
    implicit(),
    device({
      lifetime: config.DEVICE_CODE_EXPIRE_SECONDS,
      interval: config.DEVICE_FLOW_INTERVAL,
      ...(config.DEVICE_VERIFICATION_URI === undefined ? {} : { verificationUri: config.DEVICE_VERIFICATION_URI }),
    }),
    ...(config.OIDC_ENABLED ? [openid(openidOptions(config, functions))] : []),
    ...(config.OIDC_ENABLED && config.OIDC_RP_INITIATED_LOGOUT_ENABLED
      ? [rpInitiatedLogout(logoutOptions(config))]
      : []),
    ...(config.OIDC_ENABLED && config.BACKCHANNEL_LOGOUT
      ? [
          backChannelLogout({
            tries: config.BACKCHANNEL_LOGOUT_TRIES,
            timeout: config.BACKCHANNEL_LOGOUT_TIMEOUT_SECONDS,
          }),
        ]
      : []),
    ...(config.OIDC_ENABLED ? [authenticationRequest({ acrValues: config.ACR_VALUES })] : []),
    ...(config.SIGN_UP === "open" ? [signUp({ readScope: config.READ_SCOPE })] : []),
    pkce({ required: functions.PKCE_REQUIRED ?? config.PKCE_REQUIRED, allowPlain: config.PKCE_PLAIN }),
    dpop({ nonces: config.DPOP_NONCE === "on" }),
    resourceIndicators({
      resources: config.RESOURCES,
      ...(config.OAUTH2_PROTECTED_RESOURCE_IDENTIFIER === undefined
        ? {}
        : { api: config.OAUTH2_PROTECTED_RESOURCE_IDENTIFIER }),
    }),
    resourceMetadata(resourceMetadataOptions(config)),
    formPost(),
    jarm(),
    issuerParameter(),
    revocation(),
    introspection(),
    ...(config.CLIENT_REGISTRATION === "off"
      ? []
      : [registration({ mode: config.CLIENT_REGISTRATION, statementIssuers: config.SOFTWARE_STATEMENT_ISSUERS })]),
    jwks({ maxAge: Math.min(config.KEY_PUBLISH_AHEAD_SECONDS, config.OIDC_JWKS_MAX_AGE_SECONDS) }),
    serverMetadata({
      documentation: config.SERVICE_DOCUMENTATION_URI,
      policy: config.OP_POLICY_URI,
      terms: config.OP_TOS_URI,
    }),
    ...(config.OIDC_ENABLED ? [openidDiscovery(), webfinger()] : []),
    ...(config.OIDC_ENABLED ? [frontChannelLogout(), initiateLogin()] : []),
    ...(config.OIDC_ENABLED && config.SESSION_MANAGEMENT ? [sessionManagement()] : []),
    ...(config.OAUTH1_ENABLED ? [oauth1(oauth1Options(config))] : []),
    ...docs(config),
    audit(),
    personalPages(),
    applicationPages({ registration: config.APPLICATION_REGISTRATION }),
    administration(),
  ];
}
