import { type KnownFault, type KnownFaultGroup, leftOut, shown } from "./known_fault.ts";

const SUITE = "https://gitlab.com/openid/conformance-suite/-/tree/master/src/main/java/net/openid/conformance";

const BY_REGION = "It is of the banks of one country, whose messages the provider does not speak";
const CIBA = "The provider does not speak CIBA, in which it happens";

/** What is about a signed answer has a scenario of its own. */
function jarm(name: string, says: string, shownBy: string): KnownFault {
  return shown([`ensure-${name}`, says], `jarm_${shownBy}`);
}

const FAPI_2_ROWS: readonly KnownFault[] = [
  shown(
    ["happy-path", "Nothing is wrong: pushed request, sender-constrained token, resource"],
    "control-par",
    "control-dpop",
    "dpop_nonce_everywhere",
  ),
  shown(["happy-path-no-dpop-nonce", "The same without a nonce"], "control-dpop"),
  shown(
    ["discovery-issuer-mismatch", "The metadata are of another issuer: refused"],
    "metadata_wrong_issuer",
    "oauth_metadata_wrong_issuer",
  ),
  shown(["invalid-iss", "The ID token is of another issuer: refused"], "id_token_wrong_issuer"),
  shown(
    ["invalid-aud", "The ID token is for others: refused"],
    "id_token_wrong_audience",
    "id_token_audience_of_others",
  ),
  shown(["invalid-nonce", "The nonce is another: refused"], "id_token_wrong_nonce"),
  shown(["invalid-missing-iss", "The ID token has no iss: refused"], "id_token_missing_issuer"),
  shown(["invalid-missing-aud", "The ID token has no aud: refused"], "id_token_missing_audience"),
  shown(["invalid-missing-exp", "The ID token has no exp: refused"], "id_token_missing_exp"),
  shown(["invalid-missing-nonce", "The nonce is missing: refused"], "id_token_missing_nonce"),
  shown(["invalid-expired-exp", "The ID token has expired: refused"], "id_token_expired"),
  shown(
    ["invalid-secondary-aud", "A second audience and no azp: refused"],
    "id_token_several_audiences_no_azp",
    "id_token_several_audiences_wrong_azp",
  ),
  shown(["invalid-null-alg", "The ID token is not signed: refused"], "id_token_alg_none"),
  shown(
    ["invalid-alternate-alg", "Another key or algorithm than agreed: refused"],
    "id_token_other_key",
    "id_token_other_key_front",
    "id_token_unregistered_alg",
  ),
  shown(["valid-aud-as-array", "aud is a list of one: accepted"], "id_token_audience_as_list"),
  shown(
    ["invalid-authorization-response-iss", "iss of the answer is another: refused"],
    "authorization_response_iss_other",
  ),
  shown(
    ["remove-authorization-response-iss", "iss of the answer is missing though promised: refused"],
    "authorization_response_iss_missing",
  ),
  shown(
    ["ensure-authorization-response-with-invalid-state-fails", "state is another: refused"],
    "authorization_response_state_changed",
  ),
  shown(
    ["ensure-authorization-response-with-invalid-missing-state-fails", "state is missing: refused"],
    "authorization_response_state_missing",
  ),
  shown(["token-endpoint-response-without-expires_in", "No expires_in: accepted"], "token_reply_no_expires_in"),
  shown(
    ["token-type-case-insensitivity", "token_type in other letter case: accepted"],
    "token_reply_token_type_other_case",
  ),
  shown(
    ["rs-dpop-auth-scheme-case-insensitivity", "The challenge for a nonce in other letter case: obeyed"],
    "dpop_challenge_other_case",
  ),
  leftOut(["invalid-openbanking-intent-id", "The intent of the United Kingdom's banks is another"], BY_REGION),
  shown(
    ["client-refresh-token-test", "The resource refuses until the token was refreshed twice"],
    "control-refresh",
    "resource_expired",
  ),
  jarm("jarm-without-iss-fails", "The signed answer has no iss: refused", "iss_missing"),
  jarm("jarm-with-invalid-iss-fails", "The signed answer is of another issuer: refused", "iss_other"),
  jarm("jarm-without-aud-fails", "The signed answer has no aud: refused", "aud_missing"),
  jarm("jarm-with-invalid-aud-fails", "The signed answer is for another client: refused", "aud_other"),
  jarm("jarm-without-exp-fails", "The signed answer has no exp: refused", "exp_missing"),
  jarm("jarm-with-expired-exp-fails", "The signed answer has expired: refused", "expired"),
  jarm("jarm-with-invalid-sig-fails", "The signature of the answer is broken: refused", "bad_signature"),
  jarm("jarm-signature-is-not-none", "The answer is not signed: refused", "alg_none"),
  shown(
    ["par-error", "The pushed request is refused: nothing may follow"],
    "par_refused",
    "par_500",
    "par_error_with_request_uri",
  ),
];

const FAPI_1_ROWS: readonly KnownFault[] = [
  shown(["happy", "Nothing is wrong: the hybrid flow"], "control-oidc-hybrid"),
  shown(
    ["encrypted-idtoken", "The ID token is encrypted to the client"],
    "control-oidc-encrypted",
    "id_token_not_encrypted",
  ),
  leftOut(
    ["encrypted-idtoken-usingrsa15", "Encrypted by RSA1_5: refused"],
    "Neither Node nor its libraries decrypt RSA1_5 any more, so that no client could be made that takes it",
  ),
  leftOut(
    ["invalid-shash", "s_hash is of another state: refused"],
    "s_hash is of FAPI 1 alone, and no client outside reads it",
  ),
  leftOut(["invalid-missing-shash", "No s_hash: refused"], "s_hash is of FAPI 1 alone, and no client outside reads it"),
  shown(["invalid-chash", "c_hash is of another code: refused"], "id_token_wrong_c_hash"),
  shown(["invalid-signature", "The signature is broken: refused"], "id_token_bad_signature_front"),
  shown(["iat-is-week-in-past", "The ID token is a week old: refused"], "id_token_iat_week_old"),
  shown(["no-scope-in-token-endpoint-response", "No scope in the token response: accepted"], "token_reply_no_scope"),
  shown(["missing-athash", "No at_hash from the token endpoint: accepted"], "id_token_no_at_hash_from_token_endpoint"),
  leftOut(["brazil", "Registration, payment and refresh of the banks of Brazil"], BY_REGION),
];

const CIBA_ROWS: readonly KnownFault[] = [
  shown(
    ["respects-interval", "No poll before the interval of 31 seconds"],
    "device_interval_large",
    "device_first_poll",
  ),
  shown(["slow-down", "slow_down adds five seconds"], "device_slow_down", "device_slow_down_twice"),
  shown(["missing-authreqid", "The answer that begins lacks what is polled with"], "device_no_device_code"),
  shown(["missing-expiresin", "It does not say how long it lives"], "device_no_expires_in"),
  shown(["access-denied", "The person says no: the end"], "device_access_denied"),
  shown(["expired-token", "The request has expired: the end"], "device_expired_token"),
  shown(["invalid-request", "The poll is refused for good: the end"], "device_unknown_error"),
  shown(["no-scope", "No scope in the token response: accepted"], "token_reply_no_scope"),
  leftOut(["unknown-user-id", "The person is not known"], CIBA),
  leftOut(["id-token-hint", "The hint is of another client, or has expired"], CIBA),
  leftOut(["ping-with-invalid-bearer-token", "The notification has a wrong token: answered 401"], CIBA),
  leftOut(["ping", "The notification is answered 204"], CIBA),
];

const FEDERATION = "The provider does not speak OpenID Federation";

const FEDERATION_ROWS: readonly KnownFault[] = [
  leftOut(["entity-configuration", "iss or sub is wrong, exp or iat is missing: refused"], FEDERATION),
  leftOut(
    ["client-registration-types", "The supported kinds of registration are missing or empty: refused"],
    FEDERATION,
  ),
  shown(
    ["id-token", "aud or iss of the ID token is wrong: refused"],
    "id_token_wrong_audience",
    "id_token_wrong_issuer",
  ),
];

/** Plans for clients of FAPI 2, of the Security Profile and of Message Signing. */
export const FAPI_2: KnownFaultGroup = {
  title: "Clients of FAPI 2",
  label: "FAPI",
  link: `${SUITE}/fapi2spfinal`,
  says: "Modules without `fapi2-security-profile-final-client-test-` before their names. They are run without FAPI here: what they provoke concerns every client.",
  rows: FAPI_2_ROWS,
};

/** Plans for clients of FAPI 1 Advanced; what FAPI 2 has as well is there. */
export const FAPI_1: KnownFaultGroup = {
  title: "Clients of FAPI 1 Advanced",
  label: "FAPI 1",
  link: `${SUITE}/fapi1advancedfinal`,
  says: "What the plan for FAPI 2 has as well (`invalid-iss`, `invalid-aud`, `invalid-missing-exp` and others) is not said again.",
  rows: FAPI_1_ROWS,
};

/** Plans for clients of FAPI-CIBA: what is left of them in the device flow, which polls as well. */
export const FAPI_CIBA: KnownFaultGroup = {
  title: "Clients of FAPI-CIBA",
  label: "CIBA",
  link: `${SUITE}/fapiciba`,
  says: "What polls, or is told of an ID token, is shown by the flows that do so; faults of ID tokens are those of FAPI.",
  rows: CIBA_ROWS,
};

/** Plans for relying parties of OpenID Federation. */
export const OPENID_FEDERATION: KnownFaultGroup = {
  title: "Relying parties of OpenID Federation",
  label: "federation",
  link: `${SUITE}/openid/federation`,
  says: "Their ten modules in three rows.",
  rows: FEDERATION_ROWS,
};
