import { type KnownFault, type KnownFaultGroup, shown } from "./known_fault.ts";

/** Where people told of it. */
function told(row: KnownFault, ...links: readonly string[]): KnownFault {
  return { ...row, links };
}

const ROWS: readonly KnownFault[] = [
  told(
    shown(
      ["1", "state is sent and never compared, or not where PKCE is used"],
      "authorization_response_state_missing",
      "authorization_response_state_changed",
      "authorization_response_state_of_another",
      "authorization_response_foreign",
      "front_wrong_state",
      "front_missing_state",
    ),
    "https://github.com/okta/okta-auth-js/issues/1628",
    "https://github.com/sipyourdrink-ltd/bernstein/issues/865",
    "https://github.com/modelcontextprotocol/inspector/issues/1189",
    "https://github.com/openid/AppAuth-JS/issues/136",
  ),
  told(
    shown(["2", "The verifier is used as state, and so told to everybody"], "verifier_apart"),
    "https://github.com/NousResearch/hermes-agent/issues/10693",
    "https://github.com/NousResearch/hermes-agent/issues/87887",
    "https://github.com/cemalturkcan/opencode-anthropic-login-via-cli/issues/24",
  ),
  told(
    shown(
      ["3", "A new verifier is made with each view of the page, and fits no more"],
      "challenge_reused",
      "verifier_sent",
      "control-code",
    ),
    "https://github.com/nspady/google-calendar-mcp/issues/168",
  ),
  told(
    shown(["4", "slow_down is taken for the end"], "device_slow_down"),
    "https://github.com/alpacax/alpacon-cli/issues/244",
  ),
  told(
    shown(
      ["5", "Without an interval it polls without a pause, or breaks"],
      "device_no_interval",
      "device_interval_word",
      "device_interval_negative",
      "device_interval_zero",
    ),
    "https://github.com/sigstore/sigstore/issues/2381",
    "https://github.com/netbirdio/netbird/issues/7013",
  ),
  told(
    shown(
      ["6", "It slows down by too little, and an interval that is none breaks it"],
      "device_slow_down",
      "device_slow_down_twice",
      "device_no_interval",
      "device_interval_word",
      "device_interval_negative",
      "device_interval_zero",
      "device_interval_text",
    ),
    "https://github.com/netbirdio/netbird/issues/7013",
    "https://github.com/NousResearch/hermes-agent/issues/87437",
  ),
  told(
    shown(
      ["7", "Several requests refresh with one token, and the one that loses signs the person out"],
      "refresh_at_once",
    ),
    "https://github.com/nightscout/nocturne/issues/326",
    "https://github.com/nightscout/nocturne/issues/391",
    "https://github.com/F3-Nation/f3-nation/issues/375",
    "https://github.com/sheaf-project/sheaf/issues/239",
    "https://github.com/get-engram/engram/issues/389",
  ),
  told(
    shown(
      ["8", "The answer of a refresh is lost, and asking again looks like theft"],
      "refresh_reply_lost",
      "refresh_reply_lost_in_grace",
    ),
    "https://github.com/get-engram/engram/issues/389",
    "https://github.com/PrefectHQ/fastmcp/issues/5037",
  ),
  told(
    shown(
      ["9", "Keys are never fetched again, or for each unknown kid"],
      "jwks_rotated_at_sign_in",
      "jwks_rotated_at_signing",
      "jwks_refetch_bounded",
      "refreshed_id_token_new_key",
    ),
    "https://github.com/giantswarm/mcp-oauth/issues/452",
    "https://github.com/mckinsey/agents-at-scale-ark/issues/2568",
    "https://github.com/zmartzone/lua-resty-openidc/issues/468",
  ),
  told(
    shown(
      ["10", "A demanded nonce is not sent, or is sent without end"],
      "dpop_nonce_token",
      "dpop_nonce_resource",
      "dpop_nonce_token_always",
      "dpop_nonce_resource_always",
    ),
    "https://github.com/auth0/nextjs-auth0/issues/2390",
    "https://github.com/TalaoDAO/AltMe/issues/3515",
    "https://github.com/guillp/requests_oauth2client/issues/97",
  ),
  told(
    shown(
      ["11", "The issuer of the metadata is not compared with the one that was asked, to the slash"],
      "metadata_wrong_issuer",
      "metadata_issuer_slash",
      "oauth_metadata_wrong_issuer",
      "oauth_metadata_issuer_slash",
      "id_token_issuer_slash",
      "authorization_response_iss_slash",
    ),
    "https://github.com/modelcontextprotocol/typescript-sdk/issues/2344",
    "https://github.com/github/copilot-cli/issues/4606",
  ),
  told(
    shown(
      ["12", "A malformed answer takes the place of good tokens"],
      "refresh_reply_malformed",
      "refresh_reply_no_access_token",
      "refresh_reply_page",
    ),
    "https://github.com/rmorlok/authproxy/issues/176",
  ),
  told(
    shown(["13", "Each call fetches a token of its own"], "client_credentials_token_cached"),
    "https://github.com/navikt/mock-oauth2-server/issues/376",
  ),
];

/** What real clients got wrong, as public threads tell. */
export const CLIENT_BUGS: KnownFaultGroup = {
  title: "Mistakes of real clients",
  label: "client bug",
  says: "Each was seen in a public thread: they are what the lab must be able to find.",
  rows: ROWS,
};
