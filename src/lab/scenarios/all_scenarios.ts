import { DPOP_SCENARIOS } from "./dpop_scenarios.ts";
import { WEBFINGER_SCENARIOS } from "./webfinger_scenarios.ts";
import { WIRE_SCENARIOS } from "./wire_scenarios.ts";
import { TOKEN_REPLY_SCENARIOS } from "./token_reply_scenarios.ts";
import { STATUS_SCENARIOS } from "./status_scenarios.ts";
import { RESOURCE_FIRST_SCENARIOS } from "./resource_first_scenarios.ts";
import { RESOURCE_SCENARIOS } from "./resource_scenarios.ts";
import { PAR_SCENARIOS } from "./par_scenarios.ts";
import { REFRESH_SCENARIOS } from "./refresh_scenarios.ts";
import { DEVICE_SCENARIOS } from "./device_scenarios.ts";
import { CLIENT_CREDENTIALS_SCENARIOS } from "./client_credentials_scenarios.ts";
import { AUTHORIZATION_RESPONSE_SCENARIOS } from "./authorization_response_scenarios.ts";
import { DISCOVERY_SCENARIOS } from "./discovery_scenarios.ts";
import { HYBRID_SCENARIOS } from "./hybrid_scenarios.ts";
import { ID_TOKEN_SCENARIOS } from "./id_token_scenarios.ts";
import { JARM_SCENARIOS } from "./jarm_scenarios.ts";
import { JWKS_SCENARIOS } from "./jwks_scenarios.ts";
import { LOGOUT_SCENARIOS } from "./logout_scenarios.ts";
import { OAUTH1_SCENARIOS } from "./oauth1_scenarios.ts";
import { REGISTRATION_SCENARIOS } from "./registration_scenarios.ts";
import { REQUEST_OBJECT_SCENARIOS } from "./request_object_scenarios.ts";
import { RP_LOGOUT_SCENARIOS } from "./rp_logout_scenarios.ts";
import { INITIATION_SCENARIOS } from "./initiation_scenarios.ts";
import { SESSION_SCENARIOS } from "./session_scenarios.ts";
import { SIGNATURE_SCENARIOS } from "./signature_scenarios.ts";
import { USERINFO_SCENARIOS } from "./userinfo_scenarios.ts";
import { CLIENT_AUTHENTICATION_SCENARIOS } from "./client_authentication_scenarios.ts";
import { MIX_UP_SCENARIOS } from "./mix_up_scenarios.ts";
import { ENCRYPTION_SCENARIOS } from "./encryption_scenarios.ts";
import { ASSERTION_SCENARIOS } from "./assertion_scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** Every scenario, by subject: first what most clients meet, last what a network does to all of them. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  ...AUTHORIZATION_RESPONSE_SCENARIOS,
  ...MIX_UP_SCENARIOS,
  ...TOKEN_REPLY_SCENARIOS,
  ...CLIENT_AUTHENTICATION_SCENARIOS,
  ...ASSERTION_SCENARIOS,
  ...ID_TOKEN_SCENARIOS,
  ...ENCRYPTION_SCENARIOS,
  ...SIGNATURE_SCENARIOS,
  ...HYBRID_SCENARIOS,
  ...JARM_SCENARIOS,
  ...USERINFO_SCENARIOS,
  ...DISCOVERY_SCENARIOS,
  ...WEBFINGER_SCENARIOS,
  ...JWKS_SCENARIOS,
  ...REFRESH_SCENARIOS,
  ...RESOURCE_SCENARIOS,
  ...RESOURCE_FIRST_SCENARIOS,
  ...DPOP_SCENARIOS,
  ...CLIENT_CREDENTIALS_SCENARIOS,
  ...DEVICE_SCENARIOS,
  ...STATUS_SCENARIOS,
  ...LOGOUT_SCENARIOS,
  ...OAUTH1_SCENARIOS,
  ...PAR_SCENARIOS,
  ...REGISTRATION_SCENARIOS,
  ...REQUEST_OBJECT_SCENARIOS,
  ...RP_LOGOUT_SCENARIOS,
  ...INITIATION_SCENARIOS,
  ...SESSION_SCENARIOS,
  ...WIRE_SCENARIOS,
];
