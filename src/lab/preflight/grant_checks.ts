import { OPENID } from "./_kinds.ts";
import type { PreflightCheck } from "./preflight_check.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";

/** The grant types that a client of a setup must have; none where it registers by itself, or there are no grants. */
function neededGrants(setup: SetupName): readonly string[] {
  if (SETUP_OF[setup].flow === "oauth1") return [];
  const grants: unknown = SETUP_OF[setup].client?.["grant_types"];
  return Array.isArray(grants) ? grants.map(String) : [];
}

/** The same words in any order are one response type. @see OAuth 2.0 Multiple Response Types 3 */
function sameType(one: string, other: string): boolean {
  return one.split(" ").toSorted().join(" ") === other.split(" ").toSorted().join(" ");
}

function wordsOf(types: readonly string[] = []): ReadonlySet<string> {
  return new Set(types.flatMap((type) => type.split(" ")));
}

/** Members that registration and metadata documents know; what else there is, is ignored. @see RFC 7591 2 */
const KNOWN: ReadonlySet<string> = new Set(
  (
    "client_id client_secret client_secret_expires_at client_id_issued_at client_name client_uri logo_uri policy_uri tos_uri " +
    "contacts redirect_uris redirect_uri grant_types response_types response_type response_mode scope jwks jwks_uri " +
    "token_endpoint_auth_method token_endpoint_auth_signing_alg application_type subject_type sector_identifier_uri " +
    "id_token_signed_response_alg id_token_encrypted_response_alg id_token_encrypted_response_enc " +
    "authorization_signed_response_alg authorization_encrypted_response_alg authorization_encrypted_response_enc " +
    "userinfo_signed_response_alg userinfo_encrypted_response_alg userinfo_encrypted_response_enc " +
    "request_object_signing_alg request_object_encryption_alg request_object_encryption_enc request_uris " +
    "default_max_age require_auth_time default_acr_values initiate_login_uri post_logout_redirect_uris " +
    "post_logout_redirect_uri backchannel_logout_uri backchannel_logout_session_required frontchannel_logout_uri " +
    "frontchannel_logout_session_required software_id software_version software_statement registration_access_token " +
    "registration_client_uri dpop_bound_access_tokens oauth_signature_methods issuer resource scenario setup flow control config_url " +
    "statement_url username password token request_token_url authorize_url access_token_url signature_method"
  ).split(" "),
);

/** Members that are lists in registration data. @see RFC 7591 2 */
const LISTS = [
  "redirect_uris",
  "grant_types",
  "response_types",
  "contacts",
  "request_uris",
  "post_logout_redirect_uris",
];

/** What is known of grants, response types and scopes. */
export const GRANT_CHECKS: readonly PreflightCheck[] = [
  {
    name: "grant_missing",
    member: "grant_types",
    rule: "RFC7591-2.1-1",
    keyword: "SHOULD",
    look(client, setup) {
      const { grantTypes } = client;
      const missing = grantTypes && neededGrants(setup).find((grant) => !grantTypes.includes(grant));
      return missing === undefined
        ? undefined
        : `The grant type '${missing}' is not registered, which '${setup}' needs`;
    },
    mend: "Name every grant that the client uses under grant_types.",
    stops: true,
  },
  {
    name: "response_type_missing",
    member: "response_types",
    rule: "RFC7591-2-6",
    keyword: "MUST",
    look({ responseTypes }, setup) {
      const { response_type: needed } = SETUP_OF[setup];
      if (needed === "" || responseTypes === undefined || responseTypes.some((type) => sameType(type, needed)))
        return undefined;
      return `The response type '${needed}' is not registered, which '${setup}' needs`;
    },
    mend: "Name it under response_types; the order of its words means nothing.",
    stops: true,
  },
  {
    name: "code_without_grant",
    member: "grant_types",
    rule: "RFC7591-2.1-1",
    keyword: "SHOULD",
    look: ({ responseTypes, grantTypes }) =>
      wordsOf(responseTypes).has("code") && grantTypes !== undefined && !grantTypes.includes("authorization_code")
        ? "A response type brings a code, and no grant type redeems it"
        : undefined,
    mend: "Register the grant type authorization_code as well.",
  },
  {
    name: "implicit_without_grant",
    member: "grant_types",
    rule: "RFC7591-2.1-1",
    keyword: "SHOULD",
    look: ({ responseTypes, grantTypes }) =>
      (wordsOf(responseTypes).has("token") || wordsOf(responseTypes).has("id_token")) &&
      grantTypes?.includes("implicit") === false
        ? "A response type brings tokens from the authorization endpoint, and the grant type implicit is not there"
        : undefined,
    mend: "Register the grant type implicit as well, or ask for a code alone.",
  },
  {
    name: "implicit_used",
    member: "response_types",
    rule: "RFC9700-2.1.2-2",
    keyword: "SHOULD NOT",
    look: ({ responseTypes }, setup) =>
      setup !== "oidc-implicit" && wordsOf(responseTypes).has("token")
        ? "Access tokens are asked for from the authorization endpoint, where they can leak"
        : undefined,
    mend: "Ask for a code and redeem it, with PKCE.",
  },
  {
    name: "implicit_unused",
    member: "grant_types",
    rule: "RFC7591-2.1-1",
    keyword: "SHOULD",
    look({ responseTypes, grantTypes }) {
      const words = wordsOf(responseTypes);
      return grantTypes?.includes("implicit") === true && !words.has("token") && !words.has("id_token")
        ? "The grant type implicit is registered, and no response type brings a token that way"
        : undefined;
    },
    mend: "Take the grant type implicit out: it only opens a way that nobody should walk.",
  },
  {
    name: "implicit_native",
    member: "grant_types",
    rule: "RFC8252-8.2-1",
    keyword: "SHOULD NOT",
    setups: ["native"],
    look: ({ grantTypes }) =>
      grantTypes?.includes("implicit") === true
        ? "A native application registers the grant type implicit, which PKCE cannot protect"
        : undefined,
    mend: "Use the authorization code grant with PKCE.",
  },
  {
    name: "offline_access_without_refresh",
    member: "scope",
    rule: "RFC7591-2.1-1",
    keyword: "SHOULD",
    look: ({ scope, grantTypes }) =>
      scope?.includes("offline_access") === true && grantTypes?.includes("refresh_token") === false
        ? "The scope asks for offline_access, and the grant type refresh_token is not registered"
        : undefined,
    mend: "Register the grant type refresh_token as well, or leave offline_access out.",
  },
  {
    name: "password_grant",
    member: "grant_types",
    rule: "RFC9700-2.4-2",
    keyword: "MUST NOT",
    look: ({ grantTypes }) =>
      grantTypes?.includes("password") === true ? "The client asks people for their passwords itself" : undefined,
    mend: "Use the authorization code grant, in the browser of the person.",
  },
  {
    name: "machine_public",
    member: "grant_types",
    rule: "OIDC-3.1.3.1-1",
    keyword: "MUST",
    look: ({ grantTypes, isPublic }) =>
      isPublic && grantTypes?.includes("client_credentials") === true
        ? "The grant type client_credentials is registered by a client without credentials"
        : undefined,
    mend: "Register a way to authenticate, or take the grant type out.",
    stops: true,
  },
  {
    name: "openid_scope_missing",
    member: "scope",
    rule: "OIDC-3.1.2.1-15",
    keyword: "MUST",
    setups: OPENID,
    look: ({ scope }) =>
      scope !== undefined && !scope.includes("openid")
        ? "The scope lacks 'openid', without which there is no ID token"
        : undefined,
    mend: "Put 'openid' into the scope.",
    stops: true,
  },
  {
    name: "scope_as_list",
    member: "scope",
    rule: "RFC6749-3.3-4",
    keyword: "MUST",
    look: ({ members, isRegistration }) =>
      isRegistration && Array.isArray(members["scope"]) ? "The scope is a list, where it is one text" : undefined,
    mend: "Write the scopes into one text, with a space between them.",
  },
  {
    name: "list_as_text",
    member: "redirect_uris",
    rule: "RFC7591-2-1",
    keyword: "MUST",
    look({ members }) {
      const wrong = LISTS.find((name) => members[name] !== undefined && !Array.isArray(members[name]));
      return wrong === undefined ? undefined : `The member ${wrong} is no list, which no provider reads`;
    },
    mend: 'Write it as a list, even of one: ["https://app.example/callback"].',
  },
  {
    name: "unknown_members",
    member: "(the document)",
    rule: "RFC7591-2-3",
    keyword: "MAY",
    look({ members }) {
      const unknown = Object.keys(members).filter((name) => !KNOWN.has(name.replace(/#.*$/, "")));
      return unknown.length === 0
        ? undefined
        : `Nobody knows these members, and they are ignored: ${unknown.join(", ")}`;
    },
    mend: "Look for a misspelling; what is your own may stay.",
  },
];
