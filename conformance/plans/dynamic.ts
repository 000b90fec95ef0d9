import { ID_TOKEN_UNSIGNED, REFRESH_TOKEN, REQUEST_OBJECTS, SERVER } from "./core_modules.ts";
import { DISCOVERY, ISSUER_AS_AUDIENCE, KEYS, REGISTERED_CLIENTS, REGISTRATION_MODULES } from "./dynamic_modules.ts";
import { type Plan, provedBy } from "./plan.ts";

/** Dynamic OP: clients that register by themselves and authenticate by keys. */
export const DYNAMIC: Plan = {
  name: "oidcc-dynamic-certification-test-plan",
  profile: "Dynamic OP",
  variants: ["private_key_jwt"],
  modules: [
    ...REGISTERED_CLIENTS,
    ID_TOKEN_UNSIGNED,
    DISCOVERY,
    {
      ...SERVER,
      demands: "Register a client that authenticates by private_key_jwt, and answer it as any other",
      rules: ["RFC7591-3.2.1-1", "RFC7523-2.2-1"],
      proofs: provedBy(
        "conformance/server/openid_registration_test.ts",
        "registers by itself, and comes back with a key of its own, for tokens and to refresh them",
      ),
    },
    ...REGISTRATION_MODULES,
    ...KEYS,
    ...REQUEST_OBJECTS.filter(({ name }) => name === "oidcc-ensure-request-object-with-redirect-uri"),
    REFRESH_TOKEN,
    ISSUER_AS_AUDIENCE,
  ],
};
