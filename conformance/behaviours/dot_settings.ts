/** What stands here for a setting of Django OAuth Toolkit. */
export type Counterpart =
  /** A setting of ours, by its name. */
  | { readonly kind: "setting"; readonly name: string; readonly differs?: string }
  /** An option of a function of the library, by the names of both. */
  | {
      readonly kind: "option";
      readonly of: string;
      readonly name: string;
      /** File of the resource server that declares it, without its ending. */
      readonly file: string;
    }
  /** It is always so here, and no setting. */
  | { readonly kind: "always"; readonly says: string }
  /** It has no counterpart, for a reason. */
  | { readonly kind: "none"; readonly because: string };

/** A setting there, and what stands for it here. */
export interface SettingRow {
  readonly dot: string;
  readonly here: Counterpart;
}

function setting(
  dot: string,
  { name = dot, differs }: { readonly name?: string; readonly differs?: string } = {},
): SettingRow {
  return { dot, here: { kind: "setting", name, ...(differs === undefined ? {} : { differs }) } };
}

function option(
  dot: string,
  of: string,
  { name, file = "introspection_reader" }: { readonly name: string; readonly file?: string },
): SettingRow {
  return { dot, here: { kind: "option", of, name, file } };
}

function always(dot: string, says: string): SettingRow {
  return { dot, here: { kind: "always", says } };
}

function none(dot: string, because: string): SettingRow {
  return { dot, here: { kind: "none", because } };
}

const DJANGO = "it names a class or a table of Django; features are added and replaced as a list here (createProvider)";
const LATER = "the specification behind it is not built yet";

/** Every setting of Django OAuth Toolkit, in the order of its documentation. */
export const DOT_SETTINGS: readonly SettingRow[] = [
  none("OAUTH2_SERVER_CLASS", DJANGO),
  none("OAUTH2_VALIDATOR_CLASS", DJANGO),
  none("OAUTH2_BACKEND_CLASS", DJANGO),
  none("EXTRA_SERVER_KWARGS", DJANGO),
  none("ALWAYS_RELOAD_OAUTHLIB_CORE", DJANGO),
  setting("SCOPES", { differs: "the sentences are ours, and introspection is among them" }),
  setting("DEFAULT_SCOPES", { differs: "read and write: a scope that is added later is not given to everybody" }),
  none("SCOPES_BACKEND_CLASS", DJANGO),
  setting("READ_SCOPE"),
  setting("WRITE_SCOPE"),
  none("APPLICATION_MODEL", DJANGO),
  none("ACCESS_TOKEN_MODEL", DJANGO),
  none("ID_TOKEN_MODEL", DJANGO),
  none("DEVICE_GRANT_MODEL", DJANGO),
  none("GRANT_MODEL", DJANGO),
  none("REFRESH_TOKEN_MODEL", DJANGO),
  none("PAR_REQUEST_MODEL", DJANGO),
  none("*_ADMIN_CLASS", DJANGO),
  setting("CLEAR_EXPIRED_TOKENS_BATCH_SIZE"),
  setting("CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL"),
  always(
    "CLIENT_ID_GENERATOR_CLASS",
    "a client id has 32 letters and digits; createapplication --client-id chooses another",
  ),
  always("CLIENT_SECRET_GENERATOR_CLASS", "a secret has 256 bits and says to scanners what it is"),
  always("CLIENT_SECRET_GENERATOR_LENGTH", "a secret has 256 bits, or more where it is the key of a longer HMAC"),
  always("CLIENT_SECRET_HASHER", "SHA-256 for secrets of 256 bits, argon2id for those that people chose"),
  always("ACCESS_TOKEN_GENERATOR", "a token has 256 bits, a prefix and a checksum"),
  always("REFRESH_TOKEN_GENERATOR", "a token has 256 bits, a prefix and a checksum"),
  setting("AUTHORIZATION_CODE_EXPIRE_SECONDS"),
  setting("ACCESS_TOKEN_EXPIRE_SECONDS", {
    differs: "ten minutes, not ten hours: what leaks is of use for a short time",
  }),
  setting("REFRESH_TOKEN_EXPIRE_SECONDS", { differs: "thirty days without use, not for ever" }),
  setting("REFRESH_TOKEN_GRACE_PERIOD_SECONDS"),
  setting("REFRESH_TOKEN_REUSE_PROTECTION", { differs: "on (RFC 9700 4.14.2)" }),
  setting("ROTATE_REFRESH_TOKEN"),
  setting("ERROR_RESPONSE_WITH_SCOPES"),
  setting("REQUEST_APPROVAL_PROMPT", {
    differs: "auto: consent is a record here, which outlives tokens and can be forgotten",
  }),
  setting("ALLOWED_REDIRECT_URI_SCHEMES"),
  always("ALLOWED_SCHEMES", "scripts of any origin may use the token endpoint, and never with cookies"),
  setting("ALLOW_URI_WILDCARDS"),
  setting("ALLOW_LOCALHOST_LOOPBACK"),
  none("REDIRECT_URI_VALIDATOR", DJANGO),
  none("ALLOWED_ORIGIN_VALIDATOR", DJANGO),
  setting("OAUTH_DEVICE_VERIFICATION_URI", { name: "DEVICE_VERIFICATION_URI" }),
  always("OAUTH_DEVICE_VERIFICATION_URI_COMPLETE", "the verification address with the code as its query"),
  always("OAUTH_DEVICE_USER_CODE_GENERATOR", "eight of twenty letters that nobody confuses (RFC 8628 6.1)"),
  none("OAUTH_PRE_TOKEN_VALIDATION", DJANGO),
  setting("DEVICE_FLOW_INTERVAL"),
  setting("PKCE_REQUIRED", { differs: "a word: all, public or none" }),
  always("REQUIRE_FORM_ENCODED_REQUEST_BODY", "the token endpoint takes no other body"),
  always("COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT", "it is for clients that were registered for it; doctor warns of them"),
  always("COMPLIANT_BCP_RFC9700_PASSWORD_GRANT", "it is for clients that were registered for it; doctor warns of them"),
  setting("COMPLIANT_BCP_RFC9700_PKCE_METHOD", { name: "PKCE_PLAIN", differs: "plain is refused by standard" }),
  setting("COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT", {
    name: "BEARER_IN_QUERY",
    differs: "a token in a query is refused by standard",
  }),
  always("COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS", "each answer names its issuer (RFC 9207)"),
  always("COMPLIANT_BCP_RFC9700_TOKEN_STORAGE", "no token is kept in the clear, the grace period notwithstanding"),
  setting("COMPLIANT_BCP_RFC9700_REFRESH_TOKEN", { name: "REFRESH_TOKEN_REUSE_PROTECTION", differs: "on by standard" }),
  setting("COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME", {
    name: "HTTP_REDIRECT_URIS",
    differs: "http is for this machine alone by standard",
  }),
  setting("COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING", { name: "ALLOW_URI_WILDCARDS", differs: "off by standard" }),
  setting("COMPLIANT_BCP_RFC9700_PKCE_REQUIRED", { name: "PKCE_REQUIRED", differs: "all by standard" }),
  setting("DCR_ENABLED", { name: "CLIENT_REGISTRATION", differs: "a word: off, token or open" }),
  setting("DCR_REGISTRATION_PERMISSION_CLASSES", {
    name: "CLIENT_REGISTRATION",
    differs: "who has an initial access token, or anybody",
  }),
  always("DCR_REGISTRATION_SCOPE", "the registration access token is a kind of its own, and good for nothing else"),
  always("DCR_REGISTRATION_TOKEN_EXPIRE_SECONDS", "it holds until it is used for an update or a removal"),
  always("DCR_ROTATE_REGISTRATION_TOKEN_ON_UPDATE", "each update answers another one"),
  none("CIMD_*", LATER),
  always("CLIENT_ASSERTION_LEEWAY", "clocks may be ten seconds apart"),
  setting("CLIENT_ASSERTION_MAX_LIFETIME"),
  always("CLIENT_ASSERTION_ACCEPTED_AUDIENCES", "the issuer, or the token endpoint, and nobody else beside it"),
  always("CLIENT_ASSERTION_PRIVATE_KEY_JWT_ALGS", "RS, PS and ES of each length, and EdDSA; a client registers one"),
  always("CLIENT_ASSERTION_CLIENT_SECRET_JWT_ALGS", "HS256, HS384 and HS512; a client registers one"),
  always(
    "CLIENT_ASSERTION_JWKS_CACHE_TIMEOUT",
    "a key set is kept for an hour at most, and read again when a key is not in it",
  ),
  always("CLIENT_ASSERTION_JWKS_FETCH_TIMEOUT_SECONDS", "five seconds"),
  always("CLIENT_ASSERTION_JWKS_MAX_SIZE", "64 KiB"),
  always(
    "CLIENT_ASSERTION_JWKS_FAILURE_BACKOFF_SECONDS",
    "a key set that could not be read is not asked for again at once",
  ),
  none("PAR_ENABLED", LATER),
  none("PAR_REQUEST_URI_LIFETIME_SECONDS", LATER),
  none("REQUIRE_PUSHED_AUTHORIZATION_REQUESTS", LATER),
  always("OAUTH2_RESPONSE_TYPES_SUPPORTED", "the metadata is made of what is served"),
  always("OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "the metadata is made of what is served"),
  always("OAUTH2_GRANT_TYPES_SUPPORTED", "the metadata is made of what is served"),
  setting("OIDC_ENABLED", { differs: "on" }),
  none("OIDC_SERVER_CLASS", DJANGO),
  setting("ID_TOKEN_EXPIRE_SECONDS", { differs: "an hour, not ten" }),
  setting("OIDC_ISS_ENDPOINT", { name: "ISSUER" }),
  always("OIDC_USERINFO_ENDPOINT", "it lies below the issuer"),
  setting("OIDC_USERINFO_CORS_ENABLED"),
  always("OIDC_RSA_PRIVATE_KEY", "the server makes its keys, seals them and rotates them (touchstone key)"),
  always("OIDC_RSA_PRIVATE_KEYS_INACTIVE", "retired keys stay published as long as anything that they signed holds"),
  setting("OIDC_JWKS_MAX_AGE_SECONDS"),
  always("OIDC_RESPONSE_TYPES_SUPPORTED", "the metadata is made of what is served"),
  always("OIDC_SUBJECT_TYPES_SUPPORTED", "public and pairwise, as a client registers"),
  always("OIDC_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED", "the metadata is made of what is served"),
  setting("OIDC_RP_INITIATED_REGISTRATION_ENABLED", { name: "SIGN_UP", differs: "a word: off or open" }),
  always("OIDC_RP_INITIATED_REGISTRATION_URL", "the sign-up page is one of our own"),
  setting("OIDC_RP_INITIATED_LOGOUT_ENABLED", { differs: "on" }),
  setting("OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT", { differs: "off: an ID token of this very session is proof" }),
  always(
    "OIDC_RP_INITIATED_LOGOUT_STRICT_REDIRECT_URIS",
    "http is for this machine alone unless HTTP_REDIRECT_URIS says otherwise",
  ),
  setting("OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS"),
  setting("OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS", { differs: "those of that client and session alone" }),
  option("RESOURCE_SERVER_INTROSPECTION_URL", "introspectionReader", { name: "url" }),
  option("RESOURCE_SERVER_AUTH_TOKEN", "introspectionReader", { name: "credentials" }),
  option("RESOURCE_SERVER_INTROSPECTION_CREDENTIALS", "introspectionReader", { name: "credentials" }),
  option("RESOURCE_SERVER_INTROSPECTION_TIMEOUT_SECONDS", "introspectionReader", { name: "timeout" }),
  option("RESOURCE_SERVER_TOKEN_CACHING_SECONDS", "introspectionReader", { name: "cacheSeconds" }),
  option("RESOURCE_SERVER_INTROSPECTION_JWT_*", "introspectionReader", { name: "credentials" }),
  option("RESOURCE_SERVER_TOKEN_RESOURCE_VALIDATOR", "authenticate", { name: "resource", file: "audience" }),
  none(
    "AUTHENTICATION_SERVER_EXP_TIME_ZONE",
    "times are seconds since 1970, which have no zone; it is deprecated there",
  ),
  setting("OAUTH2_PROTECTED_RESOURCE_IDENTIFIER"),
  always(
    "OAUTH2_PROTECTED_RESOURCE_AUTHORIZATION_SERVERS",
    "the sample API names its issuer; resourceMetadata() names whichever one says",
  ),
  always("OAUTH2_PROTECTED_RESOURCE_BEARER_METHODS_SUPPORTED", "what BEARER_IN_FORM and BEARER_IN_QUERY say"),
  setting("OAUTH2_PROTECTED_RESOURCE_NAME"),
  setting("OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION"),
  setting("OAUTH2_PROTECTED_RESOURCE_POLICY_URI"),
  setting("OAUTH2_PROTECTED_RESOURCE_TOS_URI"),
];
