import { FOR_EXTENSIONS, FOR_PEOPLE, OF_CLIENTS, TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

const NO_KEYS = "Not done: nothing is signed before OpenID Connect comes with a later issue";
const NOT_SIGNED = "Not done: the metadata is not signed";

/** Authorization Server Metadata. */
export const RFC8414: RuleBook = ruleBook("RFC8414", "https://www.rfc-editor.org/rfc/rfc8414#section-", [
  {
    id: "2-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Publish issuer, an https address without query and fragment",
  },
  {
    id: "2-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Publish authorization_endpoint where a grant needs it",
  },
  { id: "2-3", keyword: "REQUIRED", who: "server", says: "Publish token_endpoint where a grant needs it" },
  { id: "2-4", keyword: "REQUIRED", who: "server", says: "Publish response_types_supported" },
  { id: "2-5", keyword: "MUST", who: "server", says: "Give jwks_uri the scheme https", reason: NO_KEYS },
  {
    id: "2-6",
    keyword: "REQUIRED",
    who: "server",
    says: "Say of each key whether it signs or encrypts where there are both kinds",
    reason: NO_KEYS,
  },
  { id: "2-7", keyword: "RECOMMENDED", who: "server", says: "Publish scopes_supported" },
  {
    id: "2-8",
    keyword: "MUST",
    who: "server",
    says: "Publish the signing algorithms wherever it publishes authentication by a signed assertion",
  },
  {
    id: "2-9",
    keyword: "SHOULD",
    who: "server",
    says: "Accept assertions that are signed by RS256",
  },
  {
    id: "2-10",
    keyword: "MUST NOT",
    who: "server",
    says: "Never publish none as a signing algorithm",
  },
  {
    id: "2-11",
    keyword: "SHOULD",
    who: "developer",
    says: "Show the policy and the terms of service of the server to whoever registers a client",
    reason: FOR_PEOPLE,
  },
  {
    id: "2-12",
    keyword: "MUST",
    who: "server",
    says: "Publish code_challenge_methods_supported, as leaving it out means that there is no PKCE",
  },
  {
    id: "2-13",
    keyword: "MUST",
    who: "client",
    says: "Find out by other means how to authenticate at introspection where the metadata does not say",
    reason: OF_CLIENTS,
  },
  {
    id: "2-14",
    keyword: "MUST",
    who: "client",
    says: "Authenticate by client_secret_basic where the metadata names no method",
    reason: OF_CLIENTS,
  },
  {
    id: "2-15",
    keyword: "MUST",
    who: "client",
    says: "Take metadata without code_challenge_methods_supported to say that there is no PKCE",
    reason: OF_CLIENTS,
  },

  { id: "2.1-1", keyword: "MUST", who: "server", says: "Sign signed_metadata as a JWS", reason: NOT_SIGNED },
  {
    id: "2.1-2",
    keyword: "MUST",
    who: "server",
    says: "Name the signer of signed_metadata in iss",
    reason: NOT_SIGNED,
  },
  {
    id: "2.1-3",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Put no signed_metadata inside of signed_metadata",
    reason: NOT_SIGNED,
  },
  {
    id: "2.1-4",
    keyword: "MUST",
    who: "client",
    says: "Prefer signed values to plain ones, if it reads signed metadata",
    reason: OF_CLIENTS,
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "server",
    says: "Publish its metadata as JSON at the well-known address of its issuer",
  },
  { id: "3-2", keyword: "MUST", who: "server", says: "Publish the metadata at an https address", reason: TLS_IN_FRONT },
  {
    id: "3-3",
    keyword: "MUST",
    who: "extension author",
    says: "Say which well-known suffix an application of this specification uses",
    reason: FOR_EXTENSIONS,
  },
  {
    id: "3-4",
    keyword: "MUST",
    who: "server",
    says: "Publish at a well-known suffix that is registered",
  },
  {
    id: "3.1-1",
    keyword: "MUST",
    who: "server",
    says: "Put the well-known part between host and path where the issuer has a path",
  },
  {
    id: "3.1-2",
    keyword: "MUST",
    who: "server",
    says: "Drop the slash at the end of the issuer before the well-known part is put in",
  },
  { id: "3.1-3", keyword: "MUST", who: "client", says: "Ask for the metadata by GET", reason: OF_CLIENTS },
  { id: "3.2-1", keyword: "MUST", who: "server", says: "Answer with status 200 and application/json" },
  { id: "3.2-2", keyword: "MUST", who: "server", says: "Leave out members that have no values" },
  {
    id: "3.3-1",
    keyword: "MUST",
    who: "server",
    says: "Publish just that issuer which the well-known address was made from",
  },
  {
    id: "3.3-2",
    keyword: "MUST NOT",
    who: "client",
    says: "Throw metadata away whose issuer is not the one it asked about",
  },
  {
    id: "3.3-3",
    keyword: "MUST",
    who: "client",
    says: "Use nothing of metadata that does not hold",
  },

  {
    id: "4-1",
    keyword: "MUST",
    who: "client",
    says: "Compare strings code point by code point, after undoing the escapes of JSON",
    reason: OF_CLIENTS,
  },
  {
    id: "4-2",
    keyword: "MUST NOT",
    who: "client",
    says: "Compare strings without normalizing them",
    reason: OF_CLIENTS,
  },
  { id: "6.1-1", keyword: "MUST", who: "server", says: "Support TLS", reason: TLS_IN_FRONT },
  {
    id: "6.1-2",
    keyword: "MUST",
    who: "client",
    says: "Check the TLS certificate of the server",
    reason: OF_CLIENTS,
  },
  {
    id: "6.1-3",
    keyword: "MUST",
    who: "server",
    says: "Keep metadata from being read or changed on its way, by TLS",
    reason: TLS_IN_FRONT,
  },
  {
    id: "6.2-1",
    keyword: "MUST",
    who: "client",
    says: "Check the certificate and the issuer when it fetches metadata, so that nobody poses as the server",
    reason: OF_CLIENTS,
  },
]);
