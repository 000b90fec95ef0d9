import type { z } from "zod";
import type { ThrottleClassName } from "../sample_api/mod.ts";
import { KEY_ALGS, KEY_RING_ALGS } from "../protocol/mod.ts";
import {
  claimSources,
  acrValues,
  issuerUrl,
  knownResources,
  networks,
  noneOrSomeOf,
  oneOf,
  rateOrNone,
  scopeClaims,
  scopeName,
  scopeSentences,
  postgresUrl,
  redisUrl,
  resourceAddress,
  seconds,
  secondsOrNone,
  secretKey,
  someOf,
  text,
  throttleRates,
  trustedIssuers,
  uriSchemes,
  webAddress,
  wholeNumber,
  wordList,
  yesOrNo,
} from "./setting_schemas.ts";

/** One setting: how it is read, what it is when nobody says, and what a person reads of it. */
export interface SettingDefinition<T> {
  readonly schema: z.ZodType<T>;
  readonly standard: NoInfer<T>;
  /** What `--help` and the README say. */
  readonly says: string;
  /** `seconds`, `words`, `true or false`, … */
  readonly unit: string;
  /** Sentence of a specification, or the setting of Django OAuth Toolkit, that it stands for. */
  readonly source?: string;
}

function setting<T>(definition: SettingDefinition<T>): SettingDefinition<T> {
  return definition;
}

/** A setting that nobody need give and that has no standard. */
function optional<T>(
  definition: Omit<SettingDefinition<T | undefined>, "standard" | "schema"> & { readonly schema: z.ZodType<T> },
): SettingDefinition<T | undefined> {
  return { ...definition, schema: definition.schema.optional(), standard: undefined };
}

const FLAG = "true or false";

const THROTTLE_CLASS_NAMES = [
  "AnonRateThrottle",
  "UserRateThrottle",
  "OAuth2UserOrClientRateThrottle",
  "OAuth2ClientRateThrottle",
] as const satisfies readonly ThrottleClassName[];

/** Every setting, by the name that it has in the environment and in the configuration file. */
export const SETTINGS = {
  PORT: setting({
    schema: wholeNumber(0, 65_535),
    standard: 8_000,
    unit: "port",
    says: "Port to listen on; 0 takes a free one",
  }),
  HOST: optional({
    schema: text(),
    unit: "address",
    says: "Address to listen on; npm start listens on the loopback address, serve on all",
  }),
  ISSUER: optional({
    schema: issuerUrl(),
    unit: "URL",
    says: "The issuer identifier; npm start takes http://localhost:PORT when not given, serve must be given it",
    source: "RFC 8414 2",
  }),
  DATA_DIR: setting({
    schema: text(),
    standard: ".data",
    unit: "folder",
    says: "Where npm start keeps its private Postgres and Redis",
  }),
  DATABASE_URL: optional({
    schema: postgresUrl(),
    unit: "URL",
    says: "Postgres to use instead of a private one",
  }),
  REDIS_URL: optional({
    schema: redisUrl(),
    unit: "URL",
    says: "Redis to use: redis://, rediss://, redis+sentinel://host,host/master, redis+cluster://host,host",
  }),
  SECRET_KEY: optional({
    schema: secretKey(),
    unit: "text",
    says: "At least 32 characters that every process shares; forms and refresh successors are made under it",
  }),
  TRUSTED_PROXIES: setting({
    schema: wholeNumber(0, 10),
    standard: 0,
    unit: "count",
    says: "How many proxies in front are believed when they say who called (X-Forwarded-For)",
  }),
  LOG_LEVEL: setting({
    schema: oneOf("debug", "info", "warn", "error", "silent"),
    standard: "info",
    unit: "word",
    says: "debug, info, warn, error or silent",
  }),
  LOG_FORMAT: optional({
    schema: oneOf("json", "text"),
    unit: "word",
    says: "json or text; text at a terminal when not given",
  }),
  ALIAS_PREFIXES: setting({
    schema: wordList(),
    standard: ["/o", "/oauth", "/oauth2"],
    unit: "words",
    says: "Prefixes of older servers under which token, authorize, revoke_token and introspect answer as well; empty turns them off",
  }),
  WORKERS: setting({ schema: wholeNumber(1, 256), standard: 1, unit: "count", says: "Processes that serve" }),

  SCOPES: setting({
    schema: scopeSentences(),
    standard: {
      read: "See your data",
      write: "Change your data",
      introspection: "Ask whether other access tokens are valid",
    },
    unit: "JSON object",
    says: "Scope names and the sentences that people read when they consent",
    source: "SCOPES",
  }),
  DEFAULT_SCOPES: setting({
    schema: wordList(),
    standard: ["read", "write"],
    unit: "words",
    says: "Scopes granted when none is asked for",
    source: "DEFAULT_SCOPES, RFC 6749 3.3",
  }),
  ACCESS_TOKEN_EXPIRE_SECONDS: setting({
    schema: seconds(),
    standard: 600,
    unit: "seconds",
    says: "How long access tokens live",
    source: "ACCESS_TOKEN_EXPIRE_SECONDS",
  }),
  ACCESS_TOKEN_MAX_SECONDS: setting({
    schema: seconds(),
    standard: 86_400,
    unit: "seconds",
    says: "The longest that a client's own access tokens may be set to live",
  }),
  REFRESH_TOKEN_EXPIRE_SECONDS: setting({
    schema: secondsOrNone(),
    standard: 2_592_000,
    unit: "seconds or none",
    says: "How long an unused refresh token lives",
    source: "REFRESH_TOKEN_EXPIRE_SECONDS",
  }),
  ROTATE_REFRESH_TOKEN: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Each use of a refresh token gives a new one",
    source: "ROTATE_REFRESH_TOKEN, RFC 9700 4.14.2",
  }),
  REFRESH_TOKEN_GRACE_PERIOD_SECONDS: setting({
    schema: seconds(0, 3_600),
    standard: 0,
    unit: "seconds",
    says: "How long the immediately preceding refresh token gets the same successor again",
    source: "REFRESH_TOKEN_GRACE_PERIOD_SECONDS",
  }),
  REFRESH_TOKEN_REUSE_PROTECTION: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "A refresh token that was used before ends all tokens of its authorization",
    source: "REFRESH_TOKEN_REUSE_PROTECTION, RFC 9700 4.14.2",
  }),
  CLEAR_EXPIRED_TOKENS_BATCH_SIZE: setting({
    schema: wholeNumber(1, 1_000_000),
    standard: 10_000,
    unit: "count",
    says: "How many records touchstone cleartokens removes in one statement",
    source: "CLEAR_EXPIRED_TOKENS_BATCH_SIZE",
  }),
  CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL: setting({
    schema: seconds(0, 3_600),
    standard: 0,
    unit: "seconds",
    says: "How long touchstone cleartokens pauses between two batches",
    source: "CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL",
  }),
  AUTHORIZATION_CODE_EXPIRE_SECONDS: setting({
    schema: seconds(1, 600),
    standard: 60,
    unit: "seconds",
    says: "How long an authorization code can be redeemed",
    source: "AUTHORIZATION_CODE_EXPIRE_SECONDS, RFC 6749 4.1.2",
  }),
  DEVICE_CODE_EXPIRE_SECONDS: setting({
    schema: seconds(30, 1_800),
    standard: 600,
    unit: "seconds",
    says: "How long the code that a device shows can be typed in and redeemed",
    source: "RFC 8628 3.2",
  }),
  DEVICE_FLOW_INTERVAL: setting({
    schema: seconds(1, 60),
    standard: 5,
    unit: "seconds",
    says: "How long a device waits between two polls",
    source: "DEVICE_FLOW_INTERVAL, RFC 8628 3.5",
  }),
  DEVICE_VERIFICATION_URI: optional({
    schema: issuerUrl(),
    unit: "URL",
    says: "A short address that leads to ISSUER/device, for devices to show in its place",
    source: "OAUTH_DEVICE_VERIFICATION_URI, RFC 8628 3.2",
  }),
  PKCE_REQUIRED: setting({
    schema: oneOf("all", "public", "none"),
    standard: "all",
    unit: "word",
    says: "Which clients must use PKCE: all, public or none",
    source: "PKCE_REQUIRED, RFC 9700 2.1.1",
  }),
  PKCE_PLAIN: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether code_challenge_method=plain is accepted",
    source: "RFC 7636 7.2",
  }),
  ALLOWED_REDIRECT_URI_SCHEMES: setting({
    schema: uriSchemes(),
    standard: ["https", "http"],
    unit: "words",
    says: "Schemes that redirect URIs may have",
    source: "ALLOWED_REDIRECT_URI_SCHEMES, RFC 8252 7.1",
  }),
  HTTP_REDIRECT_URIS: setting({
    schema: oneOf("loopback", "any"),
    standard: "loopback",
    unit: "word",
    says: "Where http redirect URIs may point: loopback is this machine alone, any is for closed test networks",
    source: "RFC 9700 2.6",
  }),
  PRIVATE_USE_URI_SCHEMES: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether native apps may register any private-use scheme with a dot in it (com.example.app:/cb)",
    source: "RFC 8252 7.1",
  }),
  REQUEST_APPROVAL_PROMPT: setting({
    schema: oneOf("auto", "force"),
    standard: "auto",
    unit: "word",
    says: "auto skips consent that was given and remembered, force asks each time",
    source: "REQUEST_APPROVAL_PROMPT",
  }),
  SESSION_SECONDS: setting({
    schema: seconds(60),
    standard: 28_800,
    unit: "seconds",
    says: "How long a person stays signed in",
  }),
  INTERACTION_SECONDS: setting({
    schema: seconds(30, 86_400),
    standard: 1_800,
    unit: "seconds",
    says: "How long a person may take to sign in and consent",
  }),
  REALM: setting({
    schema: text(),
    standard: "api",
    unit: "text",
    says: "The realm in WWW-Authenticate challenges",
    source: "RFC 9110 11.5",
  }),
  BEARER_IN_FORM: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the sample API takes an access token from a form body",
    source: "RFC 6750 2.2",
  }),
  BEARER_IN_QUERY: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the sample API takes an access token from the query",
    source: "RFC 6750 2.3",
  }),
  READ_SCOPE: setting({
    schema: scopeName(),
    standard: "read",
    unit: "text",
    says: "The scope that the sample API needs for GET and HEAD",
    source: "READ_SCOPE",
  }),
  WRITE_SCOPE: setting({
    schema: scopeName(),
    standard: "write",
    unit: "text",
    says: "The scope that the sample API needs for all other methods",
    source: "WRITE_SCOPE",
  }),
  ERROR_RESPONSE_WITH_SCOPES: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the body of a 403 names the scopes that are needed",
    source: "ERROR_RESPONSE_WITH_SCOPES",
  }),
  DEFAULT_THROTTLE_RATES: setting({
    schema: throttleRates(),
    standard: { user: "100/hour", anon: "10/hour" },
    unit: "JSON object",
    says: "How often the sample API may be called where it is throttled: /api/throttled/ always is, by user and anon; null is as often as one likes",
    source: "DEFAULT_THROTTLE_RATES of Django REST framework",
  }),
  DEFAULT_THROTTLE_CLASSES: setting({
    schema: noneOrSomeOf(...THROTTLE_CLASS_NAMES),
    standard: [],
    unit: "words or none",
    says: "By what all the rest of the sample API is throttled: AnonRateThrottle (rate anon), UserRateThrottle (user), OAuth2UserOrClientRateThrottle (oauth2), OAuth2ClientRateThrottle (oauth2_client)",
    source: "DEFAULT_THROTTLE_CLASSES of Django REST framework",
  }),
  THROTTLE_LOGIN: setting({
    schema: rateOrNone(),
    standard: "600/minute",
    unit: "rate or none",
    says: "How often one network may send the forms by which people sign in, consent and sign up",
    source: "RFC 6585 4",
  }),
  THROTTLE_TOKEN: setting({
    schema: rateOrNone(),
    standard: "6000/minute",
    unit: "rate or none",
    says: "How often one network may ask the token endpoint",
    source: "RFC 6585 4",
  }),
  THROTTLE_DEVICE: setting({
    schema: rateOrNone(),
    standard: "600/minute",
    unit: "rate or none",
    says: "How often one network may ask for codes for devices, and type them in",
    source: "RFC 6585 4",
  }),
  THROTTLE_REGISTRATION: setting({
    schema: rateOrNone(),
    standard: "300/minute",
    unit: "rate or none",
    says: "How often one network may ask the registration endpoint",
    source: "RFC 6585 4, RFC 7591 5",
  }),
  THROTTLE_EXEMPT: setting({
    schema: networks(),
    standard: ["loopback"],
    unit: "networks or none",
    says: "Who may ask the endpoints as often as they like: loopback (this machine, and a proxy on it that TRUSTED_PROXIES does not name), addresses, blocks such as 10.0.0.0/8",
  }),

  OIDC_ENABLED: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether the server is an OpenID provider: ID tokens, UserInfo and the scopes openid, profile, email, address, phone and offline_access",
    source: "OIDC_ENABLED, OpenID Connect Core 1.0",
  }),
  OIDC_RP_INITIATED_LOGOUT_ENABLED: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether clients may send a person's browser to log out",
    source: "OIDC_RP_INITIATED_LOGOUT_ENABLED, OpenID Connect RP-Initiated Logout 1.0",
  }),
  OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the person is asked even when an ID token shows that the client speaks of this very session",
    source: "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT, OpenID Connect RP-Initiated Logout 2",
  }),
  OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether an ID token that has expired is a hint to log out",
    source: "OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS, OpenID Connect RP-Initiated Logout 2",
  }),
  OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether the tokens of the session that the client has end when it logs the person out",
    source: "OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS",
  }),
  BACKCHANNEL_LOGOUT: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether clients are told, server to server, that a session has ended",
    source: "OpenID Connect Back-Channel Logout 1.0",
  }),
  BACKCHANNEL_LOGOUT_TRIES: setting({
    schema: wholeNumber(1, 8),
    standard: 4,
    unit: "count",
    says: "How often a logout token is tried, later and later: after 2, 8, 32 seconds and so on",
    source: "OpenID Connect Back-Channel Logout 3",
  }),
  BACKCHANNEL_LOGOUT_TIMEOUT_SECONDS: setting({
    schema: seconds(1, 30),
    standard: 5,
    unit: "seconds",
    says: "How long a client may take to answer a logout token",
    source: "OpenID Connect Back-Channel Logout 2.8",
  }),
  ID_TOKEN_EXPIRE_SECONDS: setting({
    schema: seconds(1, 604_800),
    standard: 3_600,
    unit: "seconds",
    says: "How long ID tokens hold; keys stay published for as long after their last use",
    source: "ID_TOKEN_EXPIRE_SECONDS, OpenID Connect Core 2",
  }),
  SESSION_MANAGEMENT: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether clients may ask in the browser, by a frame, if a person is still signed in",
    source: "OpenID Connect Session Management 1.0",
  }),
  ACR_VALUES: setting({
    schema: acrValues(),
    standard: ["urn:oasis:names:tc:SAML:2.0:ac:classes:Password"],
    unit: "words or none",
    says: "What a sign-in by password counts as (acr), the best first, for clients that ask; none leaves the claim out",
    source: "OpenID Connect Core 2, 5.5.1.1",
  }),
  SIGN_UP: setting({
    schema: oneOf("off", "open"),
    standard: "off",
    unit: "word",
    says: "Whether people may make an account by themselves, from the sign-in page or where an application asks for it (prompt=create): off or open",
    source: "Initiating User Registration via OpenID Connect 1.0",
  }),
  SCOPE_CLAIMS: setting({
    schema: scopeClaims(),
    standard: {},
    unit: "JSON object",
    says: "Claims that further scopes stand for, from the claims of a person's record: scope names and lists of claim names",
    source: "OpenID Connect Core 5.4",
  }),
  CLAIM_SOURCES: setting({
    schema: claimSources(),
    standard: {},
    unit: "JSON object",
    says: "Who else vouches for claims: names of sources and their claims, which lie as a JWT in a person's record (source:NAME), or are fetched by clients at the endpoint that is named",
    source: "OpenID Connect Core 5.6.2",
  }),
  SIGNING_ALGS: setting({
    schema: someOf(...KEY_RING_ALGS),
    standard: ["RS256", "ES256"],
    unit: "words",
    says: "Algorithms that the issuer has signing keys for (RS256, PS256, ES256, ES384, EdDSA); the first is its default",
    source: "OIDC_RSA_PRIVATE_KEY, OpenID Connect Discovery 3",
  }),
  ENCRYPTION_ALGS: setting({
    schema: noneOrSomeOf(...KEY_ALGS),
    standard: ["RSA-OAEP-256", "ECDH-ES"],
    unit: "words or none",
    says: "How clients may encrypt for the issuer: RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A256KW",
    source: "RFC 7518 4.1",
  }),
  KEY_ROTATION_SECONDS: setting({
    schema: seconds(0),
    standard: 7_776_000,
    unit: "seconds",
    says: "How long a key signs before the next one does; 0 leaves it to touchstone key rotate",
    source: "OpenID Connect Core 10.1.1",
  }),
  KEY_PUBLISH_AHEAD_SECONDS: setting({
    schema: seconds(0, 2_592_000),
    standard: 86_400,
    unit: "seconds",
    says: "How long a key is published before it signs, so that whoever keeps the key set knows it in time",
    source: "OpenID Connect Core 10.1.1",
  }),
  REQUEST_OBJECTS: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether clients may send authorization requests as signed JWTs",
    source: "OpenID Connect Core 6.1, RFC 9101 5.1",
  }),
  REQUEST_URI: setting({
    schema: oneOf("registered", "off"),
    standard: "registered",
    unit: "word",
    says: "Which request objects are fetched: registered takes addresses that the client registered, off none",
    source: "OpenID Connect Core 6.2, RFC 9101 5.2",
  }),
  REQUIRE_SIGNED_REQUEST_OBJECT: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether every authorization request has to be a signed request object",
    source: "RFC 9101 10.5",
  }),
  TRUSTED_ISSUERS: setting({
    schema: trustedIssuers(),
    standard: new Map(),
    unit: "JSON object",
    says: 'Issuers whose JWTs are taken for grants: {"ISS": {"jwks_uri" or "jwks", "algs", "claim": "sub", "account": "sub" or "username", "scope", "clients"}}; without one there is no such grant',
    source: "RFC 7523 2.1",
  }),
  RESOURCES: setting({
    schema: knownResources(),
    standard: new Map(),
    unit: "JSON object",
    says: 'The resources for which tokens are issued: {"URI": {"name", "scope", "servers": client ids that may introspect them}}, all three optional; empty = any that a client names',
    source: "RFC 8707 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: optional({
    schema: resourceAddress(),
    unit: "web address",
    says: "The name of the sample API as a protected resource; ISSUER/api when not given",
    source: "OAUTH2_PROTECTED_RESOURCE_IDENTIFIER, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_NAME: setting({
    schema: text(),
    standard: "Sample API",
    unit: "text",
    says: "What people call the sample API",
    source: "OAUTH2_PROTECTED_RESOURCE_NAME, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION: optional({
    schema: webAddress(),
    unit: "web address",
    says: "A page for developers, named in the metadata of the sample API",
    source: "OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_POLICY_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "A page that says how clients may use the data of the sample API, named in its metadata",
    source: "OAUTH2_PROTECTED_RESOURCE_POLICY_URI, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_TOS_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "The terms of service of the sample API, named in its metadata",
    source: "OAUTH2_PROTECTED_RESOURCE_TOS_URI, RFC 9728 2",
  }),
  RESOURCE_METADATA_IN_CHALLENGES: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether challenges of the sample API name the address of its metadata (resource_metadata)",
    source: "OAuth2ProtectedResourceAuthentication, RFC 9728 5.1",
  }),
  CLIENT_REGISTRATION: setting({
    schema: oneOf("off", "token", "open"),
    standard: "off",
    unit: "word",
    says: "Whether applications may register by themselves: off, token (with one of touchstone initialtoken), open (anybody)",
    source: "DCR_ENABLED, RFC 7591 3",
  }),
  APPLICATION_REGISTRATION: setting({
    schema: oneOf("anyone", "staff"),
    standard: "anyone",
    unit: "word",
    says: "Who may register and change applications in the browser: anyone who is signed in, or staff",
    source: "the registration pages of Django OAuth Toolkit",
  }),
  SOFTWARE_STATEMENT_ISSUERS: setting({
    schema: trustedIssuers(),
    standard: new Map(),
    unit: "JSON object",
    says: 'Whose software statements are taken in registrations: {"ISS": {"jwks_uri" or "jwks", "algs"}}; nobody\'s when not given',
    source: "RFC 7591 2.3",
  }),
  API_DOCS: optional({
    schema: oneOf("off", "document", "page"),
    unit: "word",
    says: "What there is to read about the API: document is /openapi.json, page also /docs, in which one logs in and tries it, off nothing; npm start has the page, serve the document",
    source: "OpenAPI 3.1",
  }),
  SERVICE_DOCUMENTATION_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "A page for developers of clients, named in the metadata",
    source: "RFC 8414 2",
  }),
  OP_POLICY_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "A page that says how clients may use the data of people, named in the metadata",
    source: "RFC 8414 2",
  }),
  OP_TOS_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "The terms of service, named in the metadata",
    source: "RFC 8414 2",
  }),
};

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;
