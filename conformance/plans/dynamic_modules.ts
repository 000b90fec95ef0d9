import { provedBy } from "../support/proof.ts";
import type { PlanModule } from "./plan.ts";

const REGISTERED = "conformance/server/openid_registration_test.ts";
const SECTORS = "src/features/openid/client_metadata_test.ts";
const OBJECTS = "conformance/server/request_object_test.ts";
const REGISTRATION = "test/http/registration_test.ts";

/** What a configuration has to say. */
export const DISCOVERY: PlanModule = {
  name: "oidcc-discovery-endpoint-verification",
  demands: "Name issuer, endpoints, keys, scopes, response types, subject types and algorithms, and let them be true",
  rules: ["DISCOVERY-4-1", "DISCOVERY-4.3-1", "DISCOVERY-3-4", "DISCOVERY-3-5"],
  proofs: [
    ...provedBy(
      "conformance/server/openid_configuration_test.ts",
      "names its issuer to the letter, where its clients look for it",
      "names each endpoint, all of them below one scheme and host",
      "lists what every provider has to have",
      "publishes keys that have an id, and nothing private",
    ),
    ...provedBy(
      "test/http/discovery_test.ts",
      "is true: each asymmetric algorithm for ID tokens has a published key (${algs})",
      "is that each key either signs or encrypts, and has an id",
      "is public: no private half, and no symmetric key",
    ),
    ...provedBy("src/features/openid_discovery/mod_test.ts", "answers with all that the issuer says of itself"),
  ],
};

function named(member: string): PlanModule {
  return {
    name: `oidcc-registration-${member.replaceAll("_", "-")}`,
    demands: `Register ${member}, and show it to the person who consents`,
    rules: ["OIDCREG-2-7"],
    proofs: [
      ...provedBy(
        "src/endpoints/authorize/consent_step_test.ts",
        "shows what the client says of itself, and lets the browser load its picture",
      ),
      ...provedBy(
        "src/pages/consent_test.ts",
        "shows the picture of the application, and links to what it says of itself, beside the page",
      ),
      ...provedBy(REGISTRATION, "keeps every member of both specifications, in every language"),
    ],
  };
}

/** Modules for clients that register by themselves, before those of registration itself. */
export const REGISTERED_CLIENTS: readonly PlanModule[] = [
  {
    name: "oidcc-idtoken-rs256",
    demands: "Sign ID tokens by RS256 for a client that registers so",
    rules: ["OIDC-10.1-1"],
    proofs: provedBy(REGISTERED, "gets ID tokens by the algorithm that it registered"),
  },
  {
    name: "oidcc-userinfo-rs256",
    demands: "Sign UserInfo answers by RS256 for a client that registers so",
    rules: ["OIDC-5.3.2-4", "OIDC-5.3.2-5"],
    proofs: provedBy(REGISTERED, "gets UserInfo answers that are signed, where it registered so"),
  },
  {
    name: "oidcc-ensure-redirect-uri-in-authorization-request",
    demands: "Refuse, on a page, an OpenID Connect request without redirect_uri",
    rules: ["OIDC-3.1.2.1-3"],
    proofs: provedBy(REGISTERED, "is told on a page that redirect_uri is missing, where it registered two"),
  },
  {
    name: "oidcc-redirect-uri-query-OK",
    demands: "Take a redirect URI with the query with which it was registered",
    rules: ["RFC6749-3.1.2-3"],
    proofs: provedBy(REGISTERED, "gets its answer at a redirect URI with a query, and keeps the query"),
  },
  {
    name: "oidcc-redirect-uri-query-mismatch",
    demands: "Refuse, on a page, a redirect URI with another query than it was registered with",
    rules: ["OIDC-3.1.2.1-3"],
    proofs: provedBy(REGISTERED, "gets no answer at a redirect URI whose query differs, or was added"),
  },
  {
    name: "oidcc-redirect-uri-query-added",
    demands: "Refuse, on a page, a redirect URI with a query that was registered without",
    rules: ["OIDC-3.1.2.1-3"],
    proofs: provedBy(REGISTERED, "gets no answer at a redirect URI whose query differs, or was added"),
  },
  {
    name: "oidcc-redirect-uri-regfrag",
    demands: "Refuse to register a redirect URI with a fragment",
    rules: ["RFC7591-3.2.2-3"],
    proofs: [
      ...provedBy(REGISTERED, "cannot register a redirect URI with a fragment"),
      ...provedBy(REGISTRATION, "refuses ${what} for redirect_uris"),
    ],
  },
];

/** Modules of what can be registered. */
export const REGISTRATION_MODULES: readonly PlanModule[] = [
  named("logo_uri"),
  named("policy_uri"),
  named("tos_uri"),
  {
    name: "oidcc-registration-jwks-uri",
    demands: "Fetch the keys of a client from the jwks_uri that it registered",
    rules: ["RFC7523-3-10"],
    proofs: provedBy("test/http/client_assertion_test.ts", "are fetched, and fetched again when a new one is named"),
  },
  {
    name: "oidcc-registration-sector-uri",
    demands: "Register a client whose redirect URIs are all listed at its sector_identifier_uri",
    rules: ["OIDCREG-5-2"],
    proofs: provedBy(SECTORS, "are kept where the sector lists every redirect URI, and refused where one is missing"),
  },
  {
    name: "oidcc-registration-sector-bad",
    demands: "Refuse to register a client with a redirect URI that its sector_identifier_uri does not list",
    rules: ["OIDCREG-5-2", "OIDC-8.1-4"],
    proofs: provedBy(
      SECTORS,
      "are kept where the sector lists every redirect URI, and refused where one is missing",
      "are refused where several hosts have no sector",
    ),
  },
];

/** Modules about keys and what is signed by them. */
export const KEYS: readonly PlanModule[] = [
  {
    name: "oidcc-server-rotate-keys",
    demands: "Publish new keys beside the old ones when they are rotated",
    rules: ["RFC7517-4.5-1"],
    proofs: [
      ...provedBy("src/features/jwks/mod_test.ts", "sends nothing to who has it already, until it changes"),
      ...provedBy("src/features/jwks/mod_test.ts", "names each key differently"),
      ...provedBy(
        "test/concurrency/rotate_keys_test.ts",
        "sign in an emergency what every other process verifies at once",
        "never leave a token that a process signs without its key in the set of any, through a rotation on schedule",
      ),
    ],
  },
  {
    name: "oidcc-refresh-token-rp-key-rotation",
    demands: "Refresh for a client that authenticates by a key which it published a moment ago",
    rules: ["RFC7523-3-10"],
    proofs: provedBy("test/http/client_assertion_test.ts", "are fetched, and fetched again when a new one is named"),
  },
  {
    name: "oidcc-request-uri-unsigned",
    demands: "Take an unsigned request object by reference of a client that registered none",
    rules: ["OIDC-6.2.3-1", "OIDC-6.3.2-2"],
    proofs: [
      ...provedBy(OBJECTS, "may be unsigned where the client registered none (unsigned request_uri)"),
      ...provedBy("test/http/request_uri_test.ts", "leads to a request object, which is fetched by GET"),
    ],
  },
  {
    name: "oidcc-request-uri-signed-rs256",
    demands: "Take a request object by reference that was signed by RS256",
    rules: ["OIDC-6.2.3-1", "RFC9101-6.2-1"],
    proofs: [
      ...provedBy(OBJECTS, "are fetched, once for sign-in and consent and all (request_uri signed RS256)"),
      ...provedBy("test/http/request_uri_test.ts", "leads to an object that is verified as any is"),
    ],
  },
];

export const ISSUER_AS_AUDIENCE: PlanModule = {
  name: "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
  demands: "Take a client assertion whose audience is the issuer",
  rules: ["RFC7523-2.2-1"],
  proofs: provedBy("test/http/client_assertion_test.ts", "is taken when it ${name}"),
};
