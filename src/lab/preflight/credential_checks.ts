import { CONFIDENTIAL, PUBLIC } from "./_kinds.ts";
import type { PreflightCheck } from "./preflight_check.ts";

const KNOWN_METHODS: ReadonlySet<string> = new Set([
  "none",
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
]);

/** Members of a JWK that are its private half. @see RFC 7518 6.2.2, 6.3.2, 6.4.1 */
const PRIVATE: readonly string[] = ["d", "p", "q", "dp", "dq", "qi", "k"];

function keysOf(jwks: unknown): readonly unknown[] {
  const keys: unknown = typeof jwks === "object" && jwks !== null ? Reflect.get(jwks, "keys") : undefined;
  return Array.isArray(keys) ? keys : [];
}

function isPrivate(key: unknown): boolean {
  return typeof key === "object" && key !== null && PRIVATE.some((name) => Object.hasOwn(key, name));
}

/** The members by which a client says how something is signed for it. */
const SIGNED = ["id_token_signed_response_alg", "userinfo_signed_response_alg", "request_object_signing_alg"];

/** What is known of secrets and keys. */
export const CREDENTIAL_CHECKS: readonly PreflightCheck[] = [
  {
    name: "auth_method_unknown",
    member: "token_endpoint_auth_method",
    rule: "OIDC-3.1.3.1-1",
    keyword: "MUST",
    look: ({ authMethod }) =>
      authMethod === undefined || KNOWN_METHODS.has(authMethod)
        ? undefined
        : `The method '${authMethod}' is none by which a client authenticates here`,
    mend: `Choose one of ${[...KNOWN_METHODS].join(", ")}.`,
    stops: true,
  },
  {
    name: "public_with_secret",
    member: "client_secret",
    rule: "RFC6749-10.1-1",
    keyword: "MUST",
    setups: PUBLIC,
    look: ({ hasSecret }) =>
      hasSecret ? "There is a client_secret in an application that everybody can read" : undefined,
    mend: "Take the secret out, register with token_endpoint_auth_method none, and use PKCE.",
  },
  {
    name: "public_authenticates",
    member: "token_endpoint_auth_method",
    rule: "RFC6749-10.1-1",
    keyword: "MUST",
    setups: PUBLIC,
    look: ({ authMethod }) =>
      authMethod !== undefined && authMethod.startsWith("client_secret")
        ? `The method '${authMethod}' needs a secret, which an application in people's hands cannot keep`
        : undefined,
    mend: "Register with token_endpoint_auth_method none.",
  },
  {
    name: "confidential_without_method",
    member: "token_endpoint_auth_method",
    rule: "OIDC-3.1.3.1-1",
    keyword: "MUST",
    setups: CONFIDENTIAL,
    look: ({ isPublic }) =>
      isPublic ? "The method is none, where this kind of client has to prove who it is" : undefined,
    mend: "Register with client_secret_basic or private_key_jwt, or choose the plan for native or single-page applications.",
    stops: true,
  },
  {
    name: "none_with_secret",
    member: "token_endpoint_auth_method",
    rule: "OIDC-3.1.3.1-1",
    keyword: "MUST",
    look: ({ isPublic, hasSecret }) =>
      isPublic && hasSecret ? "There is a client_secret, and the method says that none is sent" : undefined,
    mend: "Take the secret away, or name the method by which it is sent.",
  },
  {
    name: "secret_short",
    member: "client_secret",
    rule: "RFC6749-10.10-1",
    keyword: "MUST",
    look: ({ members, hasSecret }) =>
      hasSecret && String(members["client_secret"]).length < 16
        ? "The client_secret has fewer than 16 characters, and can be guessed"
        : undefined,
    mend: "Have one made at random, of 32 bytes.",
  },
  {
    name: "private_keys_shown",
    member: "jwks",
    rule: "RFC7517-9.2-1",
    keyword: "MUST",
    look: ({ members }) =>
      keysOf(members["jwks"]).some(isPrivate) ? "The jwks holds a private or symmetric key" : undefined,
    mend: "Leave the public members alone in it (kty, crv, x, y, n, e, kid, use, alg), and make a new key: this one is known.",
  },
  {
    name: "assertion_without_keys",
    member: "jwks",
    rule: "OIDC-3.1.3.1-1",
    keyword: "MUST",
    look: ({ authMethod, members }) =>
      authMethod === "private_key_jwt" && members["jwks"] === undefined && members["jwks_uri"] === undefined
        ? "It signs its assertions, and tells no key by which they could be checked"
        : undefined,
    mend: "Register jwks or jwks_uri.",
    stops: true,
  },
  {
    name: "jwks_twice",
    member: "jwks",
    rule: "RFC7591-2-2",
    keyword: "MUST NOT",
    look: ({ members }) =>
      members["jwks"] !== undefined && members["jwks_uri"] !== undefined
        ? "There are both jwks and jwks_uri, of which only one may be"
        : undefined,
    mend: "Keep jwks_uri where the keys change, jwks where they do not.",
  },
  {
    name: "alg_none",
    member: "id_token_signed_response_alg",
    rule: "OIDCREG-2-2",
    keyword: "MUST",
    look: ({ members }) => {
      const member = SIGNED.find((name) => members[name] === "none");
      return member === undefined ? undefined : `The ${member} is none: anybody may make such a token`;
    },
    mend: "Choose RS256 or ES256.",
  },
  {
    name: "public_hmac",
    member: "id_token_signed_response_alg",
    rule: "OIDC-10.1-3",
    keyword: "MUST NOT",
    look: ({ members, isPublic }) =>
      isPublic && SIGNED.some((name) => String(members[name]).startsWith("HS"))
        ? "An HMAC is agreed on by a client that has no secret for it"
        : undefined,
    mend: "Choose RS256 or ES256.",
    stops: true,
  },
];
