import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";
import { TLS_IN_FRONT } from "./_reason.ts";

/** Dynamic Client Registration. */
export const RFC7591: RuleBook = ruleBook("RFC7591", "https://www.rfc-editor.org/rfc/rfc7591#section-", [
  {
    id: "2-1",
    keyword: "MUST",
    who: "server",
    says: "Understand redirect_uris where clients of flows with redirection register by themselves",
  },
  {
    id: "2-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Accept no document that holds both jwks and jwks_uri",
  },
  {
    id: "2-3",
    keyword: "MUST",
    who: "server",
    says: "Ignore members of client metadata that are not understood",
  },
  {
    id: "2-4",
    keyword: "MUST",
    who: "server",
    says: "Take a client for one that authenticates by client_secret_basic where token_endpoint_auth_method is not sent",
  },
  {
    id: "2-5",
    keyword: "MUST",
    who: "server",
    says: "Take a client for one that uses authorization_code and code alone where grant_types and response_types are not sent",
  },
  {
    id: "2-6",
    keyword: "MUST",
    who: "server",
    says: "Answer a client that registered response types with no other",
  },
  {
    id: "2.1-1",
    keyword: "SHOULD",
    who: "server",
    says: "Keep a client from registering grant types and response types that do not go together",
  },
  {
    id: "2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Take what stands behind '#' in the name of a member for a language tag of BCP 47",
  },
  {
    id: "2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Take a software statement only where its signature was made by a party that is trusted to make them",
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "server",
    says: "Protect the registration endpoint by TLS",
    reason: TLS_IN_FRONT,
  },
  {
    id: "3-2",
    keyword: "MUST",
    who: "server",
    says: "Accept registrations by POST whose body is JSON",
  },
  {
    id: "3-3",
    keyword: "SHOULD",
    who: "server",
    says: "Limit the rate of registrations where anybody may register",
  },
  {
    id: "3.1-1",
    keyword: "MUST",
    who: "server",
    says: "Take an initial access token as a bearer token, and nobody without one where it is demanded",
  },
  {
    id: "3.2.1-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Answer a registration with status 201 and a client_id that no other client has",
  },
  {
    id: "3.2.1-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Say when a client secret expires (client_secret_expires_at) wherever one is given, 0 for never",
  },
  {
    id: "3.2.1-3",
    keyword: "MUST",
    who: "server",
    says: "Answer all metadata that is registered of the client, with the values that the server put in the place of others",
  },
  {
    id: "3.2.1-4",
    keyword: "MUST",
    who: "server",
    says: "Keep what is answered out of caches",
  },
  {
    id: "3.2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Answer a registration that fails with status 400 and a JSON object",
  },
  {
    id: "3.2.2-2",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_client_metadata where the value of a member is refused",
  },
  {
    id: "3.2.2-3",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_redirect_uri where the value of a redirect URI is refused",
  },
  {
    id: "3.2.2-4",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_software_statement where a software statement cannot be read",
  },
  {
    id: "3.2.2-5",
    keyword: "MUST",
    who: "server",
    says: "Answer unapproved_software_statement where a software statement is not of a party that is trusted",
  },
  {
    id: "5-1",
    keyword: "SHOULD",
    who: "server",
    says: "Give clients that nobody vouched for less than others",
  },
]);
