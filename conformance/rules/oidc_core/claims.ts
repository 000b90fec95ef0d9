import { OF_CLIENTS } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 5 demands of claims. */
export const CLAIMS: readonly RuleEntry[] = [
  {
    id: "5.1-1",
    keyword: "MUST",
    who: "server",
    says: "Give each standard claim in the type that the specification gives it",
  },
  {
    id: "5.4-1",
    keyword: "MUST",
    who: "server",
    says: "Answer the claims of the scopes at the UserInfo endpoint where an access token is issued",
  },
  {
    id: "5.4-2",
    keyword: "MUST",
    who: "server",
    says: "Put the claims of the scopes into the ID token where no access token is issued",
  },
  {
    id: "5.5-1",
    keyword: "MUST",
    who: "server",
    says: "Take a claims parameter only if it is a JSON object of the form that the specification gives it",
  },
  {
    id: "5.5-2",
    keyword: "MUST",
    who: "client",
    says: "Ask for claims of the UserInfo endpoint only where an access token is issued",
  },
  {
    id: "5.5.1-1",
    keyword: "MUST NOT",
    who: "server",
    says: "Refuse a request because a claim cannot be given, be it essential or not",
  },
  {
    id: "5.5.1-2",
    keyword: "SHOULD",
    who: "server",
    says: "Give a claim that is asked for with a value, or one of several values, with such a value",
  },
  { id: "5.6-1", keyword: "MUST", who: "server", says: "Give normal claims" },
  {
    id: "5.6.2-1",
    keyword: "MUST",
    who: "server",
    says: "Name the source of each claim of others in _claim_names, and each source in _claim_sources",
  },
  {
    id: "5.6.2-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Give aggregated claims as the JWT of their source",
  },
  {
    id: "5.6.2-3",
    keyword: "REQUIRED",
    who: "server",
    says: "Name the endpoint of distributed claims, with an access token where one is needed",
  },
  {
    id: "5.6.2-4",
    keyword: "MUST",
    who: "client",
    says: "Take aggregated claims out of the JWT of their source",
    reason: OF_CLIENTS,
  },
  {
    id: "5.6.2-5",
    keyword: "MUST",
    who: "client",
    says: "Fetch distributed claims at their endpoint with the access token that came along as a bearer token",
    reason: OF_CLIENTS,
  },
];
