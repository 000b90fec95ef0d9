import { AUTHORIZATION_RESPONSE_FAULTS } from "./authorization_response_faults.ts";
import { DPOP_FAULTS } from "./dpop_faults.ts";
import { DEVICE_FAULTS } from "./device_faults.ts";
import { JARM_FAULTS } from "./jarm_faults.ts";
import { LOGOUT_FAULTS } from "./logout_faults.ts";
import { OAUTH1_FAULTS } from "./oauth1_faults.ts";
import { PAR_FAULTS } from "./par_faults.ts";
import { REFRESH_FAULTS } from "./refresh_faults.ts";
import { RESOURCE_FAULTS } from "./resource_faults.ts";
import { RESOURCE_METADATA_FAULTS } from "./resource_metadata_faults.ts";
import { STATUS_FAULTS } from "./status_faults.ts";
import { TOKEN_REPLY_FAULTS } from "./token_reply_faults.ts";
import { WEBFINGER_FAULTS } from "./webfinger_faults.ts";
import { WIRE_FAULTS } from "./wire_faults.ts";
import { DISCOVERY_FAULTS } from "./discovery_faults.ts";
import { HYBRID_FAULTS } from "./hybrid_faults.ts";
import { ID_TOKEN_FAULTS } from "./id_token_faults.ts";
import { JWKS_FAULTS } from "./jwks_faults.ts";
import { REGISTRATION_FAULTS } from "./registration_faults.ts";
import { RP_LOGOUT_FAULTS } from "./rp_logout_faults.ts";
import { SESSION_FAULTS } from "./session_faults.ts";
import { SIGNATURE_FAULTS } from "./signature_faults.ts";
import { USERINFO_FAULTS } from "./userinfo_faults.ts";
import { MIX_UP_FAULTS } from "./mix_up_faults.ts";
import { ENCRYPTION_FAULTS } from "./encryption_faults.ts";
import type { Fault } from "./fault.ts";

/** The faults of all subjects; each subject has a file and a line here. */
const LISTS: readonly (readonly Fault[])[] = [
  AUTHORIZATION_RESPONSE_FAULTS,
  MIX_UP_FAULTS,
  DEVICE_FAULTS,
  JARM_FAULTS,
  DPOP_FAULTS,
  LOGOUT_FAULTS,
  OAUTH1_FAULTS,
  PAR_FAULTS,
  REFRESH_FAULTS,
  RESOURCE_FAULTS,
  RESOURCE_METADATA_FAULTS,
  STATUS_FAULTS,
  TOKEN_REPLY_FAULTS,
  WEBFINGER_FAULTS,
  WIRE_FAULTS,
  DISCOVERY_FAULTS,
  HYBRID_FAULTS,
  ID_TOKEN_FAULTS,
  ENCRYPTION_FAULTS,
  JWKS_FAULTS,
  REGISTRATION_FAULTS,
  RP_LOGOUT_FAULTS,
  SESSION_FAULTS,
  SIGNATURE_FAULTS,
  USERINFO_FAULTS,
];

/** Every fault that a provider can have, by its name. */
export const ALL_FAULTS: ReadonlyMap<string, Fault> = new Map(LISTS.flat().map((fault) => [fault.name, fault]));
