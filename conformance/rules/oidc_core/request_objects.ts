import type { RuleEntry } from "../rule_book.ts";

/** What section 6 demands: requests as JWTs. */
export const REQUEST_OBJECTS: readonly RuleEntry[] = [
  {
    id: "6.1-1",
    keyword: "MUST",
    who: "server",
    says: "Answer request_not_supported where it does not take request objects by value",
  },
  {
    id: "6.1-2",
    keyword: "MUST",
    who: "server",
    says: "Demand response_type and client_id beside a request object, the same as inside of it",
  },
  {
    id: "6.1-3",
    keyword: "MUST",
    who: "client",
    says: "Name the scope openid beside the request object too",
  },
  {
    id: "6.1-4",
    keyword: "MUST",
    who: "server",
    says: "Let parameters inside of the request object win over those beside it, and use those beside it that are not inside",
  },
  {
    id: "6.1-5",
    keyword: "MUST NOT",
    who: "server",
    says: "Refuse request and request_uri inside of a request object",
  },
  {
    id: "6.1-6",
    keyword: "MUST",
    who: "server",
    says: "Refuse request and request_uri in one request",
  },
  {
    id: "6.1-7",
    keyword: "MUST",
    who: "server",
    says: "Take an object that was signed and encrypted only if it was signed first",
  },
  {
    id: "6.2-1",
    keyword: "MUST",
    who: "server",
    says: "Answer request_uri_not_supported where it does not take request objects by reference",
  },
  {
    id: "6.2-2",
    keyword: "SHOULD",
    who: "server",
    says: "Use the hash in the fragment of a request_uri to tell whether its content is what was registered",
  },
  {
    id: "6.2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Fetch a request object by reference by GET, unless it is kept and current",
  },
  {
    id: "6.3.1-1",
    keyword: "MUST",
    who: "server",
    says: "Decrypt an encrypted request object, and answer an error where that fails",
  },
  {
    id: "6.3.2-1",
    keyword: "MUST",
    who: "server",
    says: "Verify the signature of a request object, by the algorithm that the client registered, and answer an error where it is wrong",
  },
  {
    id: "6.3.2-2",
    keyword: "MUST",
    who: "server",
    says: "Take an object without a signature only of a client that registered the algorithm none",
  },
  {
    id: "6.3.2-3",
    keyword: "MUST",
    who: "client",
    says: "Sign request objects by the algorithm that it registered for them",
  },
  {
    id: "6.3.3-1",
    keyword: "MUST",
    who: "server",
    says: "Judge what the object and the parameters beside it make together as any authentication request",
  },
];
