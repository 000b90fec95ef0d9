import { type KnownFault, type KnownFaultGroup, shown } from "./known_fault.ts";

const ROWS: readonly KnownFault[] = [
  shown(["expired ID token", "exp is past: refused"], "id_token_expired", "id_token_exp_as_text"),
  shown(["future times", "iat or nbf is to come: refused"], "id_token_iat_in_future", "id_token_nbf_in_future"),
  shown(
    ["several audiences", "Strangers in aud, azp missing or another: refused"],
    "id_token_several_audiences_no_azp",
    "id_token_several_audiences_wrong_azp",
    "id_token_wrong_azp",
    "id_token_several_audiences",
  ),
  shown(
    ["algorithm confusion", "HS256 by the public key, or an algorithm that was not registered: refused"],
    "id_token_hs256_public_pem",
    "id_token_hs256_public_jwk",
    "id_token_hs256_public_pem_front",
    "id_token_hs256_public_jwk_front",
    "id_token_unregistered_alg",
  ),
  shown(["crit", "An extension that nobody knows must be understood: refused"], "id_token_unknown_crit"),
  shown(
    ["state", "Missing, empty, changed, in other letters, twice, of another request: refused"],
    "authorization_response_state_missing",
    "authorization_response_state_empty",
    "authorization_response_state_changed",
    "authorization_response_state_other_case",
    "authorization_response_state_twice",
    "authorization_response_state_of_another",
    "authorization_response_foreign",
    "authorization_response_replayed",
  ),
  shown(
    ["iss of the answer", "Missing, of another, and where nothing was promised"],
    "authorization_response_iss_missing",
    "authorization_response_iss_other",
    "authorization_response_iss_other_unpromised",
    "authorization_response_iss_unexpected",
    "authorization_response_iss_twice",
  ),
  shown(
    ["mix-up", "The answer is of another issuer, with that issuer's code"],
    "mix_up_second_issuer",
    "authorization_response_mixed_up",
  ),
  shown(
    ["error beside a code", "An answer with an error and a code is an error"],
    "authorization_response_code_and_error",
  ),
  shown(
    ["PKCE", "Sent, by S256, and whatever the metadata say"],
    "pkce_public",
    "pkce_oauth21",
    "pkce_confidential",
    "pkce_s256",
    "metadata_without_pkce",
    "metadata_plain_pkce",
  ),
  shown(["code injection", "The code of another session: not redeemed"], "authorization_response_injected_code"),
  shown(
    ["signed UserInfo", "aud or iss of it is wrong: refused"],
    "userinfo_signed_wrong_audience",
    "userinfo_signed_wrong_issuer",
    "userinfo_signed_other_key",
    "userinfo_signed_alg_none",
  ),
  shown(["endpoints without TLS", "http endpoints of an https issuer: refused"], "metadata_http_endpoints"),
  shown(
    ["wrong content type", "JSON that says it is text: taken or refused, in order"],
    "metadata_wrong_content_type",
    "token_reply_text_html",
  ),
  shown(
    ["redirects of the token endpoint", "A request with a secret is not sent on"],
    "token_reply_redirect",
    "token_reply_redirect_with_body",
  ),
  shown(["huge answers", "Five million characters are survived"], "token_reply_huge", "metadata_huge", "jwks_huge"),
  shown(["members twice", "A member of JSON stands twice"], "token_reply_duplicate_members"),
  shown(
    ["DPoP nonce without end", "A nonce is demanded again and again: given up"],
    "dpop_nonce_token_always",
    "dpop_nonce_resource_always",
  ),
  shown(
    ["redirects of WebFinger", "The answer is elsewhere: followed over TLS alone, and not without end"],
    "webfinger_redirect",
    "webfinger_redirect_http",
    "webfinger_redirect_loop",
  ),
  shown(
    ["second issuer with the honest one's name", "An attacker's tokens bear the honest issuer's name: refused"],
    "id_token_other_key",
    "id_token_foreign_jku",
    "id_token_embedded_jwk",
  ),
  shown(
    ["confusion by metadata", "The metadata of an attacker name honest endpoints"],
    "metadata_wrong_issuer",
    "metadata_issuer_other_host",
  ),
  shown(["replayed ID token", "The ID token of another login: refused"], "id_token_foreign_nonce"),
  shown(
    ["key confusion", "A key of another use, or another under the same name"],
    "jwks_for_encryption_only",
    "jwks_same_kid_other_key",
    "jwks_wrong_key",
  ),
  shown(["token for another client", "An ID token that is meant for others: refused"], "id_token_audience_of_others"),
];

/** What was published as a hole in the protocol itself. */
export const ADVISORIES: KnownFaultGroup = {
  title: "Advisories",
  label: "OAuth Security Advisory",
  link: "https://oauth.net/advisories/2009-1/",
  says: "The session fixation of OAuth 1.0, for which 1.0a was made.",
  rows: [
    shown(
      ["2009.1", "The callback is not confirmed, or its answer brings no verifier: refused"],
      "oauth1_temporary_unconfirmed",
      "oauth1_temporary_confirmed_false",
      "oauth1_callback_no_verifier",
      "oauth1_callback_foreign",
    ),
  ],
};

/** What the plans for relying parties of OpenID Connect leave out. */
export const GAPS: KnownFaultGroup = {
  title: "What those plans leave out",
  label: "gap",
  link: "https://gitlab.com/openid/conformance-suite",
  says: "Attacks and mistakes of which the specifications speak and for which the plans for OpenID Connect have no module; some are of PrOfESSOS, a research tool.",
  rows: ROWS,
};
