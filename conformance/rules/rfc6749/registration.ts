import { FOR_PEOPLE, OF_CLIENTS, NO_SIZE_PROMISED, TLS_IN_FRONT } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 2 demands: client registration and client authentication. */
export const REGISTRATION: readonly RuleEntry[] = [
  {
    id: "1.5-1",
    keyword: "MUST NOT",
    who: "client",
    says: "Show refresh tokens to the authorization server alone, never to a resource server",
  },
  { id: "2-1", keyword: "SHALL", who: "developer", says: "State the client type when registering", reason: FOR_PEOPLE },
  {
    id: "2-2",
    keyword: "SHALL",
    who: "developer",
    says: "Give the redirect URIs when registering",
    reason: FOR_PEOPLE,
  },
  {
    id: "2-3",
    keyword: "SHALL",
    who: "developer",
    says: "Give whatever else the server asks for when registering",
    reason: FOR_PEOPLE,
  },
  {
    id: "2.1-1",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Take the client type from the registration and never guess it",
  },
  {
    id: "2.1-2",
    keyword: "SHOULD",
    who: "developer",
    says: "Register the parts of a distributed client as clients of their own unless the server offers guidance",
    reason: FOR_PEOPLE,
  },
  {
    id: "2.2-1",
    keyword: "MUST NOT",
    who: "server",
    says: "Never take a bare client_id as proof of who the client is",
  },
  {
    id: "2.2-2",
    keyword: "SHOULD",
    who: "server",
    says: "Tell developers how long the client identifiers it issues are",
    reason: NO_SIZE_PROMISED,
  },
  {
    id: "2.3-1",
    keyword: "MUST NOT",
    who: "client",
    says: "Authenticate in one way only in any one request",
  },
  {
    id: "2.3-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Never identify a public client by credentials that it was given",
    reason: "Not done: a public client is given no credentials, so there is nothing to rely on",
  },
  {
    id: "2.3.1-1",
    keyword: "MUST",
    who: "server",
    says: "Accept HTTP Basic, form-encoded on both sides of the colon, from clients that have a password",
  },
  {
    id: "2.3.1-2",
    keyword: "REQUIRED",
    who: "client",
    says: "Send both client_id and client_secret when the credentials travel in the body",
    reason: OF_CLIENTS,
  },
  {
    id: "2.3.1-3",
    keyword: "SHOULD",
    who: "client",
    says: "Put credentials into the body only when HTTP Basic cannot be used",
  },
  {
    id: "2.3.1-4",
    keyword: "MUST NOT",
    who: "client",
    says: "Keep the client credentials out of the address of the request",
  },
  {
    id: "2.3.1-5",
    keyword: "MUST",
    who: "server",
    says: "Slow down whoever tries out client passwords at any endpoint that takes them",
  },
  {
    id: "2.3.1-6",
    keyword: "MUST",
    who: "server",
    says: "Take passwords of clients over TLS only",
    reason: TLS_IN_FRONT,
  },
  {
    id: "2.3.1-7",
    keyword: "MUST",
    who: "client",
    says: "Encode client_id and client_secret as values of forms before they are joined for HTTP Basic",
    reason: OF_CLIENTS,
  },

  {
    id: "2.3.2-1",
    keyword: "MUST",
    who: "server",
    says: "Say how a client identifier belongs to the credentials of any other authentication scheme",
    reason: "Not done: other schemes than client passwords come with a later issue",
  },
];
