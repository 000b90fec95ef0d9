import { ASSERTION_MUTANTS } from "./assertion_mutants.ts";
import { AUTHORIZE_MUTANTS } from "./authorize_mutants.ts";
import { CLIENT_MUTANTS } from "./client_mutants.ts";
import { CODE_MUTANTS } from "./code_mutants.ts";
import { DEVICE_MUTANTS } from "./device_mutants.ts";
import { DPOP_MUTANTS } from "./dpop_mutants.ts";
import { ERROR_MUTANTS } from "./error_mutants.ts";
import { FEATURE_MUTANTS } from "./feature_mutants.ts";
import { FRONT_CHANNEL_MUTANTS } from "./front_channel_mutants.ts";
import { HOOK_MUTANTS } from "./hook_mutants.ts";
import { JARM_MUTANTS } from "./jarm_mutants.ts";
import { LOGOUT_MUTANTS } from "./logout_mutants.ts";
import { MODE_MUTANTS } from "./mode_mutants.ts";
import type { Mutant } from "./mutant.ts";
import { OAUTH1_LEGS_MUTANTS } from "./oauth1_legs_mutants.ts";
import { OAUTH1_SIGNED_MUTANTS } from "./oauth1_signed_mutants.ts";
import { OPENID_MUTANTS } from "./openid_mutants.ts";
import { OPENID_PAGE_MUTANTS } from "./openid_page_mutants.ts";
import { OPENID_REGISTRATION_MUTANTS } from "./openid_registration_mutants.ts";
import { OPENID_REQUEST_MUTANTS } from "./openid_request_mutants.ts";
import { PAR_MUTANTS } from "./par_mutants.ts";
import { PROMPT_MUTANTS } from "./prompt_mutants.ts";
import { REDIRECT_MUTANTS } from "./redirect_mutants.ts";
import { REQUEST_OBJECT_MUTANTS } from "./request_object_mutants.ts";
import { RESOURCE_MUTANTS } from "./resource_mutants.ts";
import { SESSION_MUTANTS } from "./session_mutants.ts";
import { STATUS_MUTANTS } from "./status_mutants.ts";
import { SWAP_MUTANTS } from "./swap_mutants.ts";
import { TOKEN_MUTANTS } from "./token_mutants.ts";

/** Every server that is broken on purpose. */
export const ALL_MUTANTS: readonly Mutant[] = [
  ...ASSERTION_MUTANTS,
  ...AUTHORIZE_MUTANTS,
  ...CLIENT_MUTANTS,
  ...CODE_MUTANTS,
  ...DEVICE_MUTANTS,
  ...DPOP_MUTANTS,
  ...ERROR_MUTANTS,
  ...FEATURE_MUTANTS,
  ...FRONT_CHANNEL_MUTANTS,
  ...HOOK_MUTANTS,
  ...JARM_MUTANTS,
  ...LOGOUT_MUTANTS,
  ...MODE_MUTANTS,
  ...OAUTH1_LEGS_MUTANTS,
  ...OAUTH1_SIGNED_MUTANTS,
  ...OPENID_MUTANTS,
  ...OPENID_PAGE_MUTANTS,
  ...OPENID_REGISTRATION_MUTANTS,
  ...OPENID_REQUEST_MUTANTS,
  ...PAR_MUTANTS,
  ...PROMPT_MUTANTS,
  ...REDIRECT_MUTANTS,
  ...REQUEST_OBJECT_MUTANTS,
  ...RESOURCE_MUTANTS,
  ...SESSION_MUTANTS,
  ...STATUS_MUTANTS,
  ...SWAP_MUTANTS,
  ...TOKEN_MUTANTS,
];
