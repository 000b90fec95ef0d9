import {
  CLAIMS_ESSENTIAL,
  ID_TOKEN_SIGNATURE,
  NO_NONCE_FAILS,
  OTHER_SCOPE_ORDER,
  PARAMETERS,
  REGISTERED_REDIRECT_URI,
  REQUEST_OBJECTS,
  RESPONSE_TYPE_MISSING,
  SCOPE_ALL,
  SCOPES,
  SERVER,
  USERINFO_GET,
  USERINFO_POST_BODY,
  USERINFO_POST_HEADER,
} from "./core_modules.ts";
import type { Plan } from "./plan.ts";

/** Implicit OP. */
export const IMPLICIT: Plan = {
  name: "oidcc-implicit-certification-test-plan",
  profile: "Implicit OP",
  variants: ["id_token", "id_token token"],
  modules: [
    SERVER,
    ID_TOKEN_SIGNATURE,
    NO_NONCE_FAILS,
    ...SCOPES,
    SCOPE_ALL,
    OTHER_SCOPE_ORDER,
    ...PARAMETERS,
    REGISTERED_REDIRECT_URI,
    ...REQUEST_OBJECTS,
    CLAIMS_ESSENTIAL,
    USERINFO_GET,
    USERINFO_POST_HEADER,
    USERINFO_POST_BODY,
    RESPONSE_TYPE_MISSING,
  ],
};
