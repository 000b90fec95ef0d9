import type { Place } from "../journal/entry.ts";
import type { Act } from "./scenario.ts";
import type { Flow, SetupName } from "./setup.ts";

/** Addresses of a client, which whoever runs it names. */
export const ADDRESSES = [
  "redirect_uri",
  "post_logout_redirect_uri",
  "backchannel_logout_uri",
  "frontchannel_logout_uri",
  "initiate_login_uri",
  "request_uri",
] as const;

/** @see ADDRESSES */
export type AddressName = (typeof ADDRESSES)[number];

/** How a client is configured, and what it does in the unmodified flow: data, and nothing else. */
export interface Setup {
  /** A few words for a table. */
  readonly title: string;
  readonly flow: Flow;
  /** Members of its metadata by the names of RFC 7591, without its addresses; undefined = it registers by itself. */
  readonly client?: Readonly<Record<string, unknown>>;
  /** Addresses that it must have. */
  readonly addresses: readonly AddressName[];
  readonly scope: string;
  /** Empty where the client never asks the authorization endpoint. */
  readonly response_type: string;
  readonly response_mode?: string;
  /** In which form the client is given the address of a person, from which it finds the issuer. */
  readonly person?: "acct" | "url";
  /** By what a client that registers itself signs its request objects. */
  readonly request_object_signing_alg?: string;
  /** Settings of the provider that differ, by their names. */
  readonly settings: Readonly<Record<string, string>>;
  /** Places that a client asks for in the unmodified flow, in this order, each with success. */
  readonly needs: readonly Place[];
  /** What the person does in each attempt beyond signing in and allowing. */
  readonly acts?: readonly Act[];
  /** How often an access token opens the resource, so that a client must refresh; as often as it likes when not given. */
  readonly tokenUses?: number;
  /** Milliseconds that the unmodified flow needs beyond an ordinary one. */
  readonly patience?: number;
  /** What a person does with the application, one sentence each. */
  readonly instructions: readonly string[];
}

const CODE = ["authorization_code"];
const OPENID = "openid profile email read";

/** A client with a secret, which it sends by HTTP Basic. */
const CONFIDENTIAL = { token_endpoint_auth_method: "client_secret_basic", grant_types: CODE, response_types: ["code"] };
/** A client with a key of its own, which the lab makes for it. @see OpenID Connect Core 9 */
const KEYED = { token_endpoint_auth_method: "private_key_jwt", token_endpoint_auth_signing_alg: "ES256" };
/** An assertion that lives for long is a client's mistake to be told of, and no reason to stop. */
const LONG_ASSERTIONS = { CLIENT_ASSERTION_MAX_LIFETIME: "3600" };
/** A client that cannot keep a secret. */
const PUBLIC = { ...CONFIDENTIAL, token_endpoint_auth_method: "none" };

/** Whether it uses PKCE is its own choice, which lints judge: a provider that demands it would end every flow. */
const PKCE_FREE = { PKCE_REQUIRED: "none" };

const BEGIN = "Enter issuer, client id, client secret, redirect URI and scope into your application";
const BEGIN_PUBLIC = "Enter issuer, client id, redirect URI and scope into your application, and no client secret";
const SIGN_IN = "Begin its login, sign in as the person below and allow what is asked";
const OPEN = "Have it open the resource with the access token that it got";
const WHO = "Have it show who signed in, as UserInfo tells it";

const CODE_SETUP: Setup = {
  title: "Authorization code",
  flow: "code",
  client: CONFIDENTIAL,
  addresses: ["redirect_uri"],
  scope: "read",
  response_type: "code",
  settings: PKCE_FREE,
  needs: ["authorize", "token", "resource"],
  instructions: [BEGIN, SIGN_IN, OPEN],
};

const OIDC_SETUP: Setup = {
  ...CODE_SETUP,
  title: "OpenID Connect, code flow",
  flow: "oidc-code",
  scope: OPENID,
  needs: ["authorize", "token", "userinfo", "resource"],
  instructions: [BEGIN, SIGN_IN, WHO, OPEN],
};

const WEBFINGER_SETUP: Setup = {
  ...OIDC_SETUP,
  title: "OpenID Connect, issuer found by WebFinger: name at host",
  flow: "oidc-webfinger",
  person: "acct",
  needs: ["webfinger", "discovery", "authorize", "token", "userinfo", "resource"],
  instructions: [
    "Enter client id, client secret, redirect URI and scope into your application, and no issuer",
    "Type the address of the person below where it asks who signs in; it asks the WebFinger address below",
    SIGN_IN,
    WHO,
    OPEN,
  ],
};

const DYNAMIC_SETUP: Setup = {
  title: "OpenID Connect, dynamic registration",
  flow: "oidc-dynamic",
  addresses: ["redirect_uri"],
  scope: "openid profile email",
  response_type: "code",
  settings: { ...PKCE_FREE, CLIENT_REGISTRATION: "open" },
  needs: ["registration", "authorize", "token", "userinfo"],
  instructions: ["Enter the issuer and nothing else into your application, which registers itself", SIGN_IN, WHO],
};

const OBJECT_SETUP: Setup = {
  ...DYNAMIC_SETUP,
  title: "OpenID Connect, request object",
  flow: "oidc-request-object",
  request_object_signing_alg: "RS256",
  instructions: [
    "Enter the issuer into your application, which registers itself with its keys and with the algorithm below",
    "Have it send its authorization request as a signed JWT, in the parameter 'request'",
    SIGN_IN,
    WHO,
  ],
};

const JOB_SETUP: Setup = {
  title: "Client credentials",
  flow: "client-credentials",
  client: {
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: ["client_credentials"],
    response_types: [],
  },
  addresses: [],
  scope: "read",
  response_type: "",
  settings: {},
  needs: ["token", "resource"],
  instructions: [
    "Enter issuer, client id, client secret and scope into your program",
    "Have it open the resource twice",
  ],
};

const BEGIN_KEYED = "and have it show who it is by a JWT that it signs with the private key below (private_key_jwt)";

const REFRESH_SETUP: Setup = {
  ...CODE_SETUP,
  title: "Refresh token",
  flow: "refresh",
  client: { ...CONFIDENTIAL, grant_types: [...CODE, "refresh_token"] },
  // An access token that is refused after its first use makes every client refresh, however quick and patient it is.
  tokenUses: 1,
  instructions: [
    BEGIN,
    SIGN_IN,
    "Have it open the resource three times: it is refused after each, and has to refresh before the next",
  ],
};

/** Every setup: what a client of a kind is configured as. */
export const SETUP_OF: Readonly<Record<SetupName, Setup>> = {
  code: CODE_SETUP,
  "oauth2.1": { ...CODE_SETUP, title: "Authorization code by OAuth 2.1", settings: { PKCE_REQUIRED: "all" } },
  native: {
    ...CODE_SETUP,
    title: "Native application",
    client: PUBLIC,
    instructions: [BEGIN_PUBLIC, SIGN_IN, OPEN],
  },
  spa: {
    ...CODE_SETUP,
    title: "Single-page application",
    client: PUBLIC,
    instructions: [BEGIN_PUBLIC, SIGN_IN, OPEN],
  },
  "oidc-code": OIDC_SETUP,
  "oidc-implicit": {
    ...OIDC_SETUP,
    title: "OpenID Connect, implicit flow",
    flow: "oidc-implicit",
    client: { ...CONFIDENTIAL, grant_types: ["implicit"], response_types: ["id_token token"] },
    response_type: "id_token token",
    response_mode: "form_post",
    needs: ["authorize", "userinfo", "resource"],
    instructions: [BEGIN, "Set its response type to 'id_token token', sent by form_post", SIGN_IN, WHO, OPEN],
  },
  "oidc-hybrid": {
    ...OIDC_SETUP,
    title: "OpenID Connect, hybrid flow",
    flow: "oidc-hybrid",
    client: { ...CONFIDENTIAL, grant_types: [...CODE, "implicit"], response_types: ["code id_token"] },
    response_type: "code id_token",
    response_mode: "form_post",
    instructions: [BEGIN, "Set its response type to 'code id_token', sent by form_post", SIGN_IN, WHO, OPEN],
  },
  "oidc-dynamic": DYNAMIC_SETUP,
  "oidc-webfinger-acct": WEBFINGER_SETUP,
  "oidc-webfinger-url": {
    ...WEBFINGER_SETUP,
    title: "OpenID Connect, issuer found by WebFinger: address of a page",
    person: "url",
  },
  "oidc-request-object": OBJECT_SETUP,
  "oidc-request-uri": {
    ...OBJECT_SETUP,
    title: "OpenID Connect, request object by reference",
    flow: "oidc-request-uri",
    addresses: ["redirect_uri", "request_uri"],
    instructions: [
      "Enter the issuer into your application, which registers itself with its keys, the algorithm and the address below",
      "Have it put its authorization request there as a signed JWT, and send no more than 'request_uri' along",
      SIGN_IN,
      WHO,
    ],
  },
  "client-credentials": JOB_SETUP,
  "private-key-jwt": {
    ...JOB_SETUP,
    title: "Client credentials, by a key of its own",
    client: { ...JOB_SETUP.client, ...KEYED },
    settings: LONG_ASSERTIONS,
    instructions: [
      `Enter issuer, client id and scope into your program, ${BEGIN_KEYED}`,
      "Have it open the resource twice",
    ],
  },
  "oidc-private-key-jwt": {
    ...OIDC_SETUP,
    title: "OpenID Connect, by a key of its own",
    client: { ...CONFIDENTIAL, ...KEYED },
    settings: { ...OIDC_SETUP.settings, ...LONG_ASSERTIONS },
    instructions: [
      `Enter issuer, client id, redirect URI and scope into your application, ${BEGIN_KEYED}`,
      SIGN_IN,
      WHO,
      OPEN,
    ],
  },
  "oidc-encrypted": {
    ...OIDC_SETUP,
    title: "OpenID Connect, encrypted ID token",
    client: { ...CONFIDENTIAL, id_token_encrypted_response_alg: "ECDH-ES" },
    instructions: [`${BEGIN}, with the private key below`, SIGN_IN, WHO, OPEN],
  },
  device: {
    title: "Device",
    flow: "device",
    client: {
      token_endpoint_auth_method: "none",
      grant_types: ["urn:ietf:params:oauth:grant-type:device_code"],
      response_types: [],
    },
    addresses: [],
    scope: "read",
    response_type: "",
    settings: { DEVICE_FLOW_INTERVAL: "1" },
    needs: ["device_authorization", "token", "resource"],
    patience: 2_000,
    instructions: [
      "Enter issuer, client id and scope into your device",
      "Begin its login, open the address that it shows, type its code and allow what is asked",
      OPEN,
    ],
  },
  refresh: REFRESH_SETUP,
  "oidc-refresh": {
    ...REFRESH_SETUP,
    title: "Refresh token with ID token",
    scope: "openid read",
  },
  jarm: {
    ...CODE_SETUP,
    title: "Signed authorization response",
    client: { ...CONFIDENTIAL, authorization_signed_response_alg: "RS256" },
    response_mode: "jwt",
    instructions: [BEGIN, "Have it ask with response_mode=jwt, for an answer that is signed by RS256", SIGN_IN, OPEN],
  },
  resource: {
    ...CODE_SETUP,
    title: "Calls of an API",
    flow: "resource",
    instructions: [
      BEGIN,
      SIGN_IN,
      OPEN,
      "Have it change the resource by POST, which needs the scope 'write', and allow that as well",
    ],
  },
  "resource-first": {
    ...CODE_SETUP,
    title: "Begun at a resource",
    flow: "resource-first",
    scope: "read write",
    needs: ["resource_metadata", "discovery", "authorize", "token", "resource"],
    instructions: [
      "Enter the resource, client id, client secret and redirect URI into your application",
      "Have it find out by itself whose tokens the resource takes; the issuer below is where it is registered",
      SIGN_IN,
      OPEN,
    ],
  },
  dpop: {
    ...CODE_SETUP,
    title: "Access tokens bound to a key (DPoP)",
    flow: "dpop",
    client: { ...CONFIDENTIAL, dpop_bound_access_tokens: true },
    instructions: [
      BEGIN,
      "Have it prove by DPoP to hold a key, with each token request and with each call of the resource",
      SIGN_IN,
      "Have it open the resource twice",
    ],
  },
  introspection: {
    title: "Introspection",
    flow: "introspection",
    client: {
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["client_credentials"],
      response_types: [],
      scope: "introspection",
    },
    addresses: [],
    scope: "read",
    response_type: "",
    settings: {},
    needs: ["introspection"],
    instructions: [
      "Enter issuer, client id and client secret into your API",
      "Call it twice with the access token below, and look whether it lets you in",
    ],
  },
  revocation: {
    ...CODE_SETUP,
    title: "Revocation",
    flow: "revocation",
    client: { ...CONFIDENTIAL, grant_types: [...CODE, "refresh_token"] },
    needs: ["authorize", "token", "revocation"],
    instructions: [BEGIN, SIGN_IN, "Sign out of it, so that it revokes its tokens"],
  },
  "logout-rp": {
    ...OIDC_SETUP,
    title: "Logout by the application",
    flow: "logout-rp",
    addresses: ["redirect_uri", "post_logout_redirect_uri"],
    needs: ["authorize", "token", "end_session"],
    instructions: [BEGIN, SIGN_IN, "Sign out of it, so that it signs you out at the provider as well"],
  },
  "logout-back-channel": {
    ...OIDC_SETUP,
    title: "Logout by the provider, server to server",
    flow: "logout-back-channel",
    client: { ...CONFIDENTIAL, backchannel_logout_session_required: true },
    addresses: ["redirect_uri", "backchannel_logout_uri"],
    needs: ["authorize", "token", "logout_token"],
    acts: ["end_session"],
    instructions: [BEGIN, SIGN_IN, "Press 'End the session' here, and look whether you are signed out of it"],
  },
  "logout-front-channel": {
    ...OIDC_SETUP,
    title: "Logout by the provider, in the browser",
    flow: "logout-front-channel",
    // without it the provider tells neither issuer nor session, and there would be nothing to look at
    client: { ...CONFIDENTIAL, frontchannel_logout_session_required: true },
    addresses: ["redirect_uri", "frontchannel_logout_uri"],
    needs: ["authorize", "token", "logout_frame"],
    acts: ["end_session"],
    instructions: [BEGIN, SIGN_IN, "Press 'End the session' here, and look whether you are signed out of it"],
  },
  "login-initiation": {
    ...OIDC_SETUP,
    title: "Login that others begin",
    flow: "login-initiation",
    addresses: ["redirect_uri", "initiate_login_uri"],
    instructions: [BEGIN, "Open the address below, at which your application begins a login", SIGN_IN, WHO, OPEN],
  },
  "session-management": {
    ...OIDC_SETUP,
    title: "Session that is watched by a frame",
    flow: "session-management",
    needs: ["authorize", "token", "check_session", "userinfo", "resource"],
    instructions: [
      BEGIN,
      SIGN_IN,
      "Have it load the frame of the provider, and take the word below for what the frame says",
      WHO,
      OPEN,
    ],
  },
  oauth1: {
    title: "OAuth 1.0a",
    flow: "oauth1",
    client: { token_endpoint_auth_method: "client_secret_basic", grant_types: ["oauth1"], response_types: [] },
    addresses: ["redirect_uri"],
    scope: "read",
    response_type: "",
    settings: { OAUTH1_ENABLED: "true" },
    needs: ["temporary_credentials", "authorize", "token_credentials", "resource"],
    instructions: [
      "Enter client id and client secret as consumer key and secret, and the three addresses, into your application",
      SIGN_IN,
      "Have it open the resource by a signed request",
    ],
  },
  par: {
    ...CODE_SETUP,
    title: "Pushed authorization requests",
    settings: { ...PKCE_FREE, REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: "true" },
    needs: ["par", "authorize", "token", "resource"],
    instructions: [BEGIN, "Have it push its authorization requests, as the metadata demands", SIGN_IN, OPEN],
  },
};
