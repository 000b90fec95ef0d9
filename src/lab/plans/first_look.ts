import type { Scenario } from "../scenarios/scenario.ts";
import { type Plan, plannedIn } from "./plan.ts";

/** More than that is no first look. */
const MOST = 10;
/** Where fewer are named below, others of the plan stand in. */
const LEAST = 4;

/** Names of the cases by which most clients that fail at all are found, the gravest first. */
export const TELLING: readonly string[] = [
  "authorization_response_state_changed",
  "id_token_alg_none",
  "id_token_wrong_issuer",
  "id_token_wrong_audience",
  "id_token_expired",
  "id_token_wrong_nonce",
  "id_token_bad_signature_front",
  "front_wrong_state",
  "userinfo_other_sub",
  "authorization_response_iss_other",
  "authorization_response_access_denied",
  "metadata_wrong_issuer",
  "oauth_metadata_wrong_issuer",
  "registration_no_client_id",
  "registration_other_redirect_uri",
  "authorization_response_replayed",
  "token_reply_error_with_200",
  "token_reply_unknown_token_type",
  "token_reply_no_expires_in",
  "token_reply_broken_json",
  "token_reply_extra_members",
  "jwks_rotated_at_sign_in",
  "client_credentials_token_cached",
  "client_credentials_token_refused",
  "refresh_rotation",
  "refresh_reply_no_refresh_token",
  "refresh_refused",
  "refreshed_id_token_other_sub",
  "refreshed_id_token_wrong_issuer",
  "resource_expired",
  "introspection_inactive",
  "introspection_expired",
  "introspection_500",
  "resource_insufficient_scope",
  "resource_429_retry_after",
  "revocation_right_token",
  "logout_token_alg_none",
  "logout_token_wrong_issuer",
  "logout_token_wrong_audience",
  "logout_token_no_event",
  "logout_frame_wrong_issuer",
  "rp_logout_state_changed",
  "initiation_unknown_issuer",
  "device_authorization_pending",
  "device_slow_down",
  "device_access_denied",
  "device_expired_token",
  "oauth1_temporary_unconfirmed",
  "oauth1_callback_other_token",
  "oauth1_callback_foreign",
  "oauth1_nonce_used",
  "oauth1_token_rejected",
];

/**
 * What a person tries who wants to know in a quarter of an hour how a client does: names of some scenarios of a plan.
 *
 * @param telling Names of scenarios, those first that are wanted most.
 */
export function firstLook(
  plan: Pick<Plan, "setups">,
  { scenarios, telling = TELLING }: { readonly scenarios: readonly Scenario[]; readonly telling?: readonly string[] },
): readonly string[] {
  const names = plannedIn(plan, scenarios).map(({ scenario }) => scenario.name);
  const told = telling.filter((name) => names.includes(name)).slice(0, MOST);
  return told.length >= LEAST ? told : [...new Set([...told, ...names])].slice(0, LEAST);
}
