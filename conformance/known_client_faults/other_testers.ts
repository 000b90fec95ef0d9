import { type KnownFault, type KnownFaultGroup, leftOut, shown } from "./known_fault.ts";

const OLD_MCP = "It is how one revision of MCP had it, and stands in no specification of OAuth";
const NO_EXCHANGE = "The provider does not speak token exchange (RFC 8693), with which it begins";

const MCP_ROWS: readonly KnownFault[] = [
  shown(
    ["metadata-default", "The resource tells where it is described, and that tells the issuer"],
    "control-resource-first",
  ),
  shown(["metadata-var1", "The metadata of OpenID are taken where there are no others"], "control-oidc-code"),
  shown(["metadata-var2", "The metadata of OAuth, of an issuer with a path"], "control-code"),
  shown(["metadata-var3", "The metadata of OpenID, of an issuer with a path"], "control-oidc-code"),
  leftOut(["2025-03-26-oauth-metadata-backcompat", "No description of the resource"], OLD_MCP),
  leftOut(["2025-03-26-oauth-endpoint-fallback", "No metadata: endpoints are guessed"], OLD_MCP),
  leftOut(
    ["basic-cimd", "The client's name is the address of its metadata"],
    "The provider does not fetch such documents",
  ),
  shown(["scope-from-www-authenticate", "The scope that the challenge names is asked for"], "resource_first_scope"),
  shown(["scope-from-scopes-supported", "The scopes that the resource lists are asked for"], "resource_first_no_scope"),
  shown(["scope-omitted-when-undefined", "It lists none, and none is asked for"], "resource_first_no_scope_anywhere"),
  shown(["scope-step-up", "403 demands more scope"], "resource_step_up_scope"),
  shown(["scope-retry-limit", "More is demanded for ever: given up"], "resource_insufficient_scope"),
  shown(["token-endpoint-auth-basic", "The client shows itself by HTTP Basic"], "credentials_method"),
  shown(["token-endpoint-auth-post", "The client shows itself in the form"], "client_secret_post"),
  shown(["token-endpoint-auth-none", "A public client shows no secret"], "control-native", "control-spa"),
  shown(
    ["resource-mismatch", "The description is of another resource: refused"],
    "resource_first_other_resource",
    "resource_first_other_document",
  ),
  shown(["pre-registration", "The client is known already"], "control-code"),
  shown(["offline-access-scope", "offline_access is asked for where it is offered"], "offline_access_consent"),
  shown(["offline-access-not-supported", "It is not asked for where it is not"], "scope_beyond"),
  shown(["authorization-server-migration", "Another issuer than before: registered anew"], "resource_first_moved"),
  shown(["iss-supported", "iss is promised, and there: accepted"], "control-code"),
  shown(
    ["iss-not-advertised", "iss is neither promised nor there: accepted"],
    "authorization_response_iss_unpromised_missing",
  ),
  shown(["iss-supported-missing", "iss is promised and missing: refused"], "authorization_response_iss_missing"),
  shown(["iss-wrong-issuer", "iss is another: refused"], "authorization_response_iss_other"),
  shown(
    ["iss-unexpected", "iss is another, and was not promised: refused"],
    "authorization_response_iss_other_unpromised",
  ),
  shown(
    ["iss-normalized", "iss is the same address and another text: refused"],
    "authorization_response_iss_slash",
    "authorization_response_iss_other_case",
  ),
  shown(["metadata-issuer-mismatch", "The metadata are of another issuer: refused"], "oauth_metadata_wrong_issuer"),
  shown(
    ["client-credentials-jwt", "The client shows itself by a JWT that it signs"],
    "control-private-key-jwt",
    "assertion_fresh",
  ),
  shown(["client-credentials-basic", "A token without a person"], "control-client-credentials"),
  leftOut(["cross-app-access-complete-flow", "An ID token is exchanged for an assertion"], NO_EXCHANGE),
  leftOut(["enterprise-managed-authorization", "The same by the rules of an enterprise"], NO_EXCHANGE),
  leftOut(
    ["wif-jwt-bearer", "A workload's own JWT is a grant (RFC 7523 2.1)"],
    "The client passes on a JWT that it cannot judge; what it does with the answer is what the setup `client-credentials` shows",
  ),
  shown(["dpop", "The token is bound to a key"], "control-dpop", "dpop_token_type_bearer"),
  shown(["dpop-nonce", "The same with a nonce"], "dpop_nonce_everywhere", "dpop_nonce_token", "dpop_nonce_resource"),
  shown(["pkce-no-s256-support", "The metadata offer no S256"], "metadata_without_pkce", "metadata_plain_pkce"),
];

/** Scenarios for clients of the Model Context Protocol. */
export const MCP: KnownFaultGroup = {
  title: "Clients of MCP",
  label: "MCP",
  link: "https://github.com/modelcontextprotocol/conformance/tree/main/src/scenarios/client/auth",
  says: "Scenarios of its conformance tests, without `auth/` before their names.",
  rows: MCP_ROWS,
};

const AUTHPROXY_ROWS: readonly KnownFault[] = [
  shown(
    ["malformed token responses", "Broken, incomplete or odd: refused, and nothing good is lost"],
    "token_reply_broken_json",
    "token_reply_text_html",
    "token_reply_no_access_token",
    "token_reply_no_token_type",
    "token_reply_unknown_token_type",
    "token_reply_no_expires_in",
    "token_reply_expires_in_text",
    "token_reply_expires_in_junk",
    "token_reply_expires_in_negative",
    "token_reply_expires_in_zero",
    "token_reply_expires_in_huge",
    "token_reply_duplicate_members",
    "token_reply_no_scope",
    "refresh_reply_malformed",
  ),
  shown(
    ["API call answered 401", "Refreshed once and called again, not without end"],
    "resource_expired",
    "resource_no_challenge",
    "resource_expired_always",
  ),
  shown(["API call answered 403", "More scope is needed: no refresh"], "resource_insufficient_scope"),
  shown(["API call answered 429", "Waits as told, and logs in no more"], "resource_429_retry_after"),
  shown(["API call answered 5xx", "No refresh, and the tokens are kept"], "resource_500", "resource_503_retry_after"),
  shown(["incremental authorization", "More scope is asked for later"], "resource_step_up_scope"),
  shown(
    ["disconnect", "Tokens are revoked when nobody needs them"],
    "revocation_right_token",
    "revocation_503_retry_after",
  ),
  shown(
    ["clock skew", "Tokens that live a moment, and times that are not now"],
    "refresh_expires_in_tiny",
    "id_token_iat_in_future",
    "id_token_nbf_in_future",
  ),
];

/** What the authors of a proxy wrote a control plane for, as no mock could do it. */
export const AUTHPROXY: KnownFaultGroup = {
  title: "authproxy",
  label: "authproxy",
  link: "https://github.com/rmorlok/authproxy/issues/159",
  says: "The wanted tests of a proxy that holds tokens of others (also issues 176 and 185).",
  rows: AUTHPROXY_ROWS,
};

const JUNIOR_ROWS: readonly KnownFault[] = [
  shown(
    ["challenges", "No token, a bad one, several challenges, insufficient_scope"],
    "resource_no_challenge",
    "resource_several_challenges",
    "resource_insufficient_scope",
    "resource_other_case",
  ),
  shown(
    ["metadata variants", "Little, much, elsewhere, of another issuer"],
    "metadata_minimal",
    "metadata_unknown_members",
    "metadata_redirect",
    "metadata_issuer_other_host",
  ),
  shown(
    ["refused registrations", "A redirect URI or the metadata are refused"],
    "registration_refused",
    "registration_other_redirect_uri",
  ),
  shown(["PKCE verification", "The verifier belongs to the challenge"], "verifier_sent", "pkce_s256"),
  shown(
    ["expiry and rotation", "Access tokens expire, refresh tokens are replaced"],
    "control-refresh",
    "refresh_rotation",
    "refresh_reply_no_refresh_token",
  ),
  shown(
    ["failures and delays", "Token and revocation endpoint fail, are slow, redirect, or answer junk"],
    "token_reply_slow",
    "token_reply_too_slow",
    "token_reply_dropped",
    "token_reply_redirect",
    "token_reply_page_with_500",
    "revocation_unavailable",
  ),
  shown(
    ["callback denied, twice, replayed", "The answer is no, comes twice, or is somebody else's"],
    "authorization_response_access_denied",
    "authorization_response_replayed",
    "authorization_response_foreign",
  ),
];

/** What the authors of an agent want of a mock. */
export const JUNIOR: KnownFaultGroup = {
  title: "getsentry/junior",
  label: "junior",
  link: "https://github.com/getsentry/junior/issues/838",
  says: "Capabilities that its issue asks of a mock server.",
  rows: JUNIOR_ROWS,
};

const MOCK_ROWS: readonly KnownFault[] = [
  shown(["deny", "The person says no (oidc-provider-mock)"], "authorization_response_access_denied"),
  shown(
    ["revoke-tokens", "Tokens end before their time (oidc-provider-mock, mock-llm)"],
    "client_credentials_token_refused",
    "refresh_refused",
  ),
  shown(["require nonce", "A login without a nonce is refused (oidc-provider-mock)"], "nonce_present"),
  shown(["require registration", "Clients register first (oidc-provider-mock)"], "control-oidc-dynamic"),
  shown(["expire", "The access token expires now (mock-llm)"], "resource_expired", "client_credentials_token_expires"),
  shown(["queue of errors", "The next answer is an error, and the one behind it is none"], "token_reply_dropped_once"),
];

/** Mocks with switches. */
export const MOCKS: KnownFaultGroup = {
  title: "oidc-provider-mock and mock-llm",
  label: "mock",
  link: "https://github.com/geigerzaehler/oidc-provider-mock",
  says: "What their switches do to a client.",
  rows: MOCK_ROWS,
};
