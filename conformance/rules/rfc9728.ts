import { FOR_PEOPLE, OF_CLIENTS, TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

const NOT_SIGNED = "Not done: the metadata is not signed";

/** Protected Resource Metadata. */
export const RFC9728: RuleBook = ruleBook("RFC9728", "https://www.rfc-editor.org/rfc/rfc9728#section-", [
  {
    id: "1.2-1",
    keyword: "MUST",
    who: "resource server",
    says: "Have for its name an https URL without a fragment",
  },
  { id: "2-1", keyword: "REQUIRED", who: "resource server", says: "Publish its name as resource" },
  { id: "2-2", keyword: "MUST", who: "resource server", says: "Give jwks_uri the scheme https" },
  {
    id: "2-3",
    keyword: "REQUIRED",
    who: "resource server",
    says: "Say of each of its keys whether it signs or encrypts where there are both kinds",
    reason: "Left to the author of the API: the middleware names the address of the key set and does not serve it",
  },
  { id: "2-4", keyword: "RECOMMENDED", who: "resource server", says: "Publish scopes_supported" },
  {
    id: "2-5",
    keyword: "MUST NOT",
    who: "resource server",
    says: "Never publish none as an algorithm by which it signs",
  },
  { id: "2-6", keyword: "RECOMMENDED", who: "resource server", says: "Publish a name for people" },
  {
    id: "2.2-1",
    keyword: "MUST",
    who: "resource server",
    says: "Sign signed_metadata as a JWS and name the signer in iss",
    reason: NOT_SIGNED,
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "resource server",
    says: "Serve the document at the well-known part put between the host and the path of its name",
  },
  {
    id: "3-2",
    keyword: "MUST",
    who: "developer",
    says: "Say which well-known name an application uses",
    reason: FOR_PEOPLE,
  },
  {
    id: "3-3",
    keyword: "MAY",
    who: "client",
    says: "Find the document at the address that is made of the name of the resource",
  },
  { id: "3.1-1", keyword: "MUST", who: "resource server", says: "Answer the document to GET" },
  {
    id: "3.1-2",
    keyword: "MUST",
    who: "resource server",
    says: "Leave the slash behind the host out before the well-known part is put there",
  },
  {
    id: "3.2-1",
    keyword: "MUST",
    who: "resource server",
    says: "Answer with 200 and a JSON object as application/json",
  },
  {
    id: "3.2-2",
    keyword: "MUST",
    who: "resource server",
    says: "Leave out members that have no value",
  },
  {
    id: "3.3-1",
    keyword: "MUST",
    who: "resource server",
    says: "Publish as resource the very name from which the address of the document was made",
  },
  {
    id: "3.3-2",
    keyword: "MUST NOT",
    who: "client",
    says: "Use no document whose resource is not the name that was asked about",
  },
  {
    id: "3.3-3",
    keyword: "MUST",
    who: "client",
    says: "Check the signature of signed metadata",
    reason: OF_CLIENTS,
  },
  {
    id: "4-1",
    keyword: "MAY",
    who: "server",
    says: "Publish as protected_resources for which resources it issues tokens",
  },
  {
    id: "5.1-1",
    keyword: "MAY",
    who: "resource server",
    says: "Name the address of the document in its challenges as resource_metadata",
  },
  {
    id: "5.2-1",
    keyword: "SHOULD",
    who: "client",
    says: "Read the document again when a challenge names it, and go by what it says now",
  },
  { id: "7.1-1", keyword: "MUST", who: "resource server", says: "Support TLS", reason: TLS_IN_FRONT },
  {
    id: "7.2-1",
    keyword: "SHOULD",
    who: "client",
    says: "Ask for as little scope as will do, and not for all that the document lists",
  },
  {
    id: "7.3-1",
    keyword: "MUST",
    who: "client",
    says: "Check the certificate of the server that is asked for the document",
    reason: OF_CLIENTS,
  },
  {
    id: "7.4-1",
    keyword: "SHOULD",
    who: "server",
    says: "Support tokens that are restricted to an audience",
  },
  {
    id: "7.7-1",
    keyword: "SHOULD",
    who: "client",
    says: "Take care not to be led into its own network by what a document names",
  },
]);
