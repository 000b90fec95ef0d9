import { ID_TOKEN_UNSIGNED, REFRESH_TOKEN, REQUEST_OBJECTS, SERVER } from "./core_modules.ts";
import { DISCOVERY, ISSUER_AS_AUDIENCE, KEYS, REGISTERED_CLIENTS, REGISTRATION_MODULES } from "./dynamic_modules.ts";
import { provedBy } from "../support/proof.ts";
import type { Plan } from "./plan.ts";

const BEGINS = "test/http/initiate_login_test.ts";

/** Third-party initiated login. */
export const INITIATED_LOGIN: Plan = {
  name: "oidcc-3rdparty-init-login-certification-test-plan",
  profile: "3rd Party-Init OP",
  variants: [],
  modules: [
    {
      name: "oidcc-3rd_party-init-login",
      demands:
        "Register initiate_login_uri, and answer it when the client registers and when it reads what it registered",
      rules: ["OIDC-4-1", "OIDC-4-2"],
      proofs: provedBy(
        BEGINS,
        "is told what holds",
        "leads to where an application begins a login, and says with whom",
      ),
    },
    {
      name: "oidcc-3rd_party-init-login-nohttps",
      demands: "Refuse to register an initiate_login_uri that is not https",
      rules: ["OIDC-4-1"],
      proofs: provedBy(BEGINS, "is refused with ${JSON.stringify(uri)}"),
    },
  ],
};

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
