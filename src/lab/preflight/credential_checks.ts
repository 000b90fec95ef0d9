import { CONFIDENTIAL, PUBLIC } from "./_kinds.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
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
const SIGNED = [
  "id_token_signed_response_alg",
  "userinfo_signed_response_alg",
  "authorization_signed_response_alg",
  "request_object_signing_alg",
  "token_endpoint_auth_signing_alg",
];

/** The members by which a client says how a key is encrypted for it; that of the content is called the same but `_enc`. */
const ENCRYPTED = [
  "id_token_encrypted_response_alg",
  "userinfo_encrypted_response_alg",
  "authorization_encrypted_response_alg",
  "request_object_encryption_alg",
];

/** How a client of a setup authenticates; undefined where that is its own choice. */
function methodOf(setup: SetupName): string | undefined {
  const method = SETUP_OF[setup].client?.["token_endpoint_auth_method"];
  return typeof method === "string" ? method : undefined;
}

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
    name: "public_without_method",
    member: "token_endpoint_auth_method",
    rule: "RFC7591-2-4",
    keyword: "SHOULD",
    setups: PUBLIC,
    look: ({ isRegistration, authMethod }) =>
      isRegistration && authMethod === undefined
        ? "There is no token_endpoint_auth_method, which stands for client_secret_basic"
        : undefined,
    mend: "Register with token_endpoint_auth_method none.",
  },
  {
    name: "auth_method_differs",
    member: "token_endpoint_auth_method",
    rule: "OIDC-3.1.3.1-1",
    keyword: "SHOULD",
    setups: CONFIDENTIAL,
    look({ authMethod, isPublic }, setup) {
      const method = methodOf(setup);
      const isOther = authMethod !== undefined && KNOWN_METHODS.has(authMethod) && authMethod !== method;
      return isOther && !isPublic
        ? `The method is '${authMethod}', and the client that the lab makes for '${setup}' has '${method}'`
        : undefined;
    },
    mend: "Have the client take its method from its configuration: the lab tells it as TOUCHSTONE_TOKEN_ENDPOINT_AUTH_METHOD.",
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
    name: "hmac_secret_short",
    member: "client_secret",
    rule: "RFC7518-3.2-1",
    keyword: "MUST",
    look({ members, hasSecret, authMethod }) {
      const signs = authMethod === "client_secret_jwt" || SIGNED.some((name) => String(members[name]).startsWith("HS"));
      return signs && hasSecret && Buffer.byteLength(String(members["client_secret"])) < 32
        ? "The client_secret is the key of an HMAC, and shorter than the 32 bytes that the weakest one needs"
        : undefined;
    },
    mend: "Have one made at random, of 32 bytes for HS256, 48 for HS384 and 64 for HS512.",
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
    name: "jwks_unreadable",
    member: "jwks",
    rule: "RFC7517-5-1",
    keyword: "MUST",
    look: ({ members }) =>
      members["jwks"] !== undefined && keysOf(members["jwks"]).length === 0
        ? "The jwks is no object with a list of keys under 'keys'"
        : undefined,
    mend: 'Write {"keys": [...]}, each key a JWK; where keys are at an address, name that under jwks_uri.',
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
    rule: "RFC8725-3.2-4",
    keyword: "MUST NOT",
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
  {
    name: "encryption_weak",
    member: "id_token_encrypted_response_alg",
    rule: "RFC8725-3.2-3",
    keyword: "SHOULD",
    look({ members }) {
      const member = ENCRYPTED.find((name) => members[name] === "RSA1_5");
      return member === undefined
        ? undefined
        : `The ${member} is RSA1_5, which leaks what it encrypts to who may ask often`;
    },
    mend: "Choose RSA-OAEP-256 or ECDH-ES.",
  },
  {
    name: "encryption_halved",
    member: "id_token_encrypted_response_enc",
    rule: "OIDCREG-2-3",
    keyword: "MUST",
    look({ members }) {
      const member = ENCRYPTED.find(
        (name) => members[name] === undefined && members[name.replace(/alg$/, "enc")] !== undefined,
      );
      return member === undefined
        ? undefined
        : `The content is to be encrypted, and ${member} does not say for which key`;
    },
    mend: "Name the alg beside the enc, or neither.",
  },
];
