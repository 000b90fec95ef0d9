import { type KnownFault, type KnownFaultGroup, shown } from "./known_fault.ts";

const LOGINS = ["control-oidc-code", "control-oidc-implicit", "control-oidc-hybrid"];

const ID_TOKEN: readonly KnownFault[] = [
  shown(["(bare)", "Nothing is wrong: the login is finished"], ...LOGINS),
  shown(["invalid-iss", "The ID token is of another issuer: refused"], "id_token_wrong_issuer"),
  shown(["missing-sub", "The ID token has no sub: refused"], "id_token_missing_sub"),
  shown(["invalid-aud", "The ID token is for another client: refused"], "id_token_wrong_audience"),
  shown(["missing-aud", "The ID token has no aud: refused"], "id_token_missing_audience"),
  shown(["missing-iat", "The ID token has no iat: refused"], "id_token_missing_iat"),
  shown(
    ["nonce-invalid", "The nonce is another, or nobody sent one: refused"],
    "id_token_wrong_nonce",
    "id_token_unsolicited_nonce",
  ),
  shown(["nonce-unless-code-flow", "A nonce is sent where tokens come through the browser"], "nonce_present"),
  shown(
    ["kid-absent-single-jwks", "No kid, and one key that fits: accepted"],
    "id_token_no_kid_one_key",
    "id_token_no_kid_one_that_fits",
  ),
  shown(["kid-absent-multiple-jwks", "No kid, and several keys: accepted or refused"], "id_token_no_kid_several_keys"),
  shown(["idtoken-sig-rs256", "Signed by RS256: accepted"], ...LOGINS),
  shown(["idtoken-sig-none", "The ID token is not signed: refused, unless none was registered"], "id_token_alg_none"),
  shown(
    ["invalid-sig-rs256", "The signature is broken: refused"],
    "id_token_bad_signature",
    "id_token_bad_signature_front",
  ),
  shown(
    ["invalid-sig-es256", "The same with ES256"],
    "id_token_bad_es256_signature",
    "id_token_bad_es256_signature_front",
  ),
  shown(
    ["invalid-sig-hs256", "The same with HS256"],
    "id_token_bad_hs256_signature",
    "id_token_bad_hs256_signature_front",
  ),
  shown(["invalid-athash", "at_hash is of another access token: refused"], "id_token_wrong_at_hash"),
  shown(["missing-athash", "No at_hash beside an access token: refused"], "id_token_missing_at_hash"),
  shown(["invalid-chash", "c_hash is of another code: refused"], "id_token_wrong_c_hash"),
  shown(["missing-chash", "No c_hash beside a code: refused"], "id_token_missing_c_hash"),
];

const REQUESTS: readonly KnownFault[] = [
  shown(["userinfo-invalid-sub", "UserInfo is of another person: refused"], "userinfo_other_sub"),
  shown(["scope-userinfo-claims", "Claims are asked for by their scopes"], "openid_scope", "userinfo_sub_alone"),
  shown(
    ["client-secret-basic", "The client shows itself by HTTP Basic, as it is registered"],
    "client_secret_encoded",
    "credentials_method",
  ),
  shown(["userinfo-bearer-header", "The access token is in the header alone"], "token_in_query", "token_twice"),
  shown(
    ["userinfo-bearer-body", "The access token is in no address, be it in a form"],
    "token_in_body",
    "token_in_query",
  ),
  shown(
    ["form-post-error", "A refusal comes by form_post: shown to the person"],
    "form_post_error",
    "form_post_login_required",
  ),
  shown(["aggregated-claims", "UserInfo carries claims of others: read or passed over"], "userinfo_aggregated_claims"),
  shown(["distributed-claims", "UserInfo says where claims of others are"], "userinfo_distributed_claims"),
  shown(["userinfo-signed", "UserInfo is signed: verified"], "userinfo_signed", "userinfo_signed_bad_signature"),
  shown(
    ["mtls-endpoint-aliases", "The token endpoint has another address for mutual TLS, for whoever uses that"],
    "metadata_mtls_aliases",
  ),
  shown(
    ["request-uri-signed-rs256", "The request object is signed as registered"],
    "request_uri_signed",
    "request_object_signed",
  ),
  shown(
    ["request-uri-signed-none", "The request object is unsigned as registered"],
    "request_uri_unsigned",
    "request_object_unsigned",
  ),
];

const DISCOVERY: readonly KnownFault[] = [
  shown(["discovery-openid-config", "The metadata are fetched"], ...LOGINS),
  shown(["discovery-jwks-uri-keys", "Keys are fetched where the metadata say"], "jwks_other_uri"),
  shown(["discovery-issuer-mismatch", "The metadata are of another issuer: refused"], "metadata_wrong_issuer"),
  shown(["discovery-webfinger-acct", "The issuer is found by the person's address"], "webfinger_acct"),
  shown(["discovery-webfinger-url", "The issuer is found by the person's URL"], "webfinger_url"),
  shown(["dynamic-registration", "The client registers itself"], "control-oidc-dynamic"),
  shown(["signing-key-rotation", "The keys change between logins: fetched again"], "jwks_rotated_at_sign_in"),
  shown(
    ["signing-key-rotation-just-before-signing", "The keys change just before signing: fetched again"],
    "jwks_rotated_at_signing",
  ),
];

const REFRESH: readonly KnownFault[] = [
  shown(
    ["refresh-token", "The token is refreshed, and the new one is used"],
    "control-oidc-refresh",
    "refresh_rotation",
  ),
  shown(
    ["refresh-token-invalid-issuer", "The ID token of a refresh is of another issuer: refused"],
    "refreshed_id_token_wrong_issuer",
  ),
  shown(
    ["refresh-token-invalid-sub", "The ID token of a refresh is of another person: refused"],
    "refreshed_id_token_other_sub",
  ),
  shown(["3rd-party-init-login", "A login that others begin"], "control-login-initiation", "initiation_unknown_issuer"),
];

const LOGOUT: readonly KnownFault[] = [
  shown(["rp-init-logout", "The client ends the session at the provider"], "control-logout-rp", "logout_hint"),
  shown(["rp-init-logout-other-state", "The way back has another state"], "rp_logout_state_changed"),
  shown(["rp-init-logout-no-state", "The way back has no state"], "rp_logout_state_missing"),
  shown(["rp-frontchannel-rpinitlogout", "A frame tells of the logout"], "control-logout-front-channel"),
  shown(
    ["rp-frontchannel-opinitlogout", "A frame tells of a logout that the provider began"],
    "control-logout-front-channel",
    "logout_frame_wrong_session",
  ),
  shown(
    ["rp-backchannel-rpinitlogout", "A right logout token with what nobody knows: taken"],
    "control-logout-back-channel",
    "logout_token_unknown_claim",
  ),
  shown(["rp-backchannel-rpinitlogout-alg-none", "It is not signed: refused"], "logout_token_alg_none"),
  shown(["rp-backchannel-rpinitlogout-wrong-alg", "Another algorithm: refused"], "logout_token_wrong_alg"),
  shown(["rp-backchannel-rpinitlogout-no-event", "It has no event: refused"], "logout_token_no_event"),
  shown(["rp-backchannel-rpinitlogout-wrong-event", "Another event: refused"], "logout_token_wrong_event"),
  shown(["rp-backchannel-rpinitlogout-with-nonce", "It has a nonce: refused"], "logout_token_with_nonce"),
  shown(["rp-backchannel-rpinitlogout-wrong-aud", "It is for another client: refused"], "logout_token_wrong_audience"),
  shown(["rp-backchannel-rpinitlogout-wrong-iss", "It is of another issuer: refused"], "logout_token_wrong_issuer"),
  shown(
    ["session-management", "A frame of the provider tells that the session changed"],
    "control-session-management",
    "session_changed",
    "session_login_required",
    "session_other_person",
    "session_error",
  ),
];

/** The relying-party modules of OpenID Connect. */
export const OPENID_RELYING_PARTY: KnownFaultGroup = {
  title: "Relying parties of OpenID Connect",
  label: "OIDF",
  link: "https://gitlab.com/openid/conformance-suite/-/tree/master/src/main/java/net/openid/conformance/openid/client",
  says: "Modules of the OpenID Foundation's suite, without `oidcc-client-test-` before their names; the bare name is the unmodified flow.",
  rows: [...ID_TOKEN, ...REQUESTS, ...DISCOVERY, ...REFRESH, ...LOGOUT],
};
