import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Authorization Server Issuer Identification. */
export const RFC9207: RuleBook = ruleBook("RFC9207", "https://www.rfc-editor.org/rfc/rfc9207#section-", [
  { id: "2-1", keyword: "MUST", who: "server", says: "Name itself as iss in every successful authorization response" },
  { id: "2-2", keyword: "MUST", who: "server", says: "Name itself as iss in every authorization error" },
  {
    id: "2-3",
    keyword: "MUST",
    who: "server",
    says: "Send its issuer identifier, an https address without query and fragment, as iss",
  },
  { id: "2.3-1", keyword: "MUST", who: "server", says: "Let clients know its issuer identifier" },
  { id: "2.3-2", keyword: "MUST", who: "server", says: "Send the same iss as it publishes as issuer" },
  { id: "2.3-3", keyword: "MUST", who: "server", says: "Say in its metadata that it sends iss" },
  {
    id: "2.4-1",
    keyword: "MUST",
    who: "client",
    says: "Take iss out of the response, decode it and compare it with the issuer it sent the request to",
    reason: OF_CLIENTS,
  },
  { id: "2.4-2", keyword: "MUST", who: "client", says: "Compare iss character by character" },
  {
    id: "2.4-3",
    keyword: "MUST",
    who: "client",
    says: "Refuse a response with another iss and go no further",
  },
  {
    id: "2.4-4",
    keyword: "MUST NOT",
    who: "client",
    says: "Believe no error with another iss to come from the server it asked",
    reason: OF_CLIENTS,
  },
  {
    id: "2.4-5",
    keyword: "MUST",
    who: "client",
    says: "Compare iss with the issuer of the metadata, where there is metadata",
    reason: OF_CLIENTS,
  },
  {
    id: "2.4-6",
    keyword: "MUST",
    who: "client",
    says: "Remember which servers send iss, and refuse a response without it from those",
  },
  {
    id: "2.4-7",
    keyword: "SHOULD",
    who: "client",
    says: "Refuse a response with iss from a server that does not say that it sends one",
  },
  {
    id: "2.4-8",
    keyword: "MUST",
    who: "client",
    says: "Know which iss to expect from its own settings where there is no metadata",
    reason: OF_CLIENTS,
  },
  {
    id: "2.4-9",
    keyword: "MUST",
    who: "server",
    says: "Send the iss that stands in the ID token that comes with it",
    reason: "Not done: no ID tokens are sent before OpenID Connect comes with a later issue",
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "server",
    says: "Publish authorization_response_iss_parameter_supported as true",
  },
  {
    id: "4-1",
    keyword: "MUST NOT",
    who: "client",
    says: "Let no two servers have the same issuer identifier",
    reason: OF_CLIENTS,
  },
  {
    id: "4-2",
    keyword: "MUST",
    who: "client",
    says: "Check iss in every detail of section 2.4, and in no other way",
    reason: OF_CLIENTS,
  },
  {
    id: "4-3",
    keyword: "MUST",
    who: "client",
    says: "See that no two of the servers a person set up by hand answer with one iss",
    reason: OF_CLIENTS,
  },
  {
    id: "4-4",
    keyword: "MUST",
    who: "client",
    says: "Refuse a response that names several issuers which are not the same",
  },
]);
