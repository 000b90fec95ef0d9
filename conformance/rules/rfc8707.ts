import { FOR_PEOPLE, OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Resource Indicators. */
export const RFC8707: RuleBook = ruleBook("RFC8707", "https://www.rfc-editor.org/rfc/rfc8707#section-", [
  { id: "2-1", keyword: "MUST", who: "server", says: "Take as a resource nothing but an absolute URI" },
  { id: "2-2", keyword: "MUST NOT", who: "server", says: "Refuse a resource that has a fragment" },
  {
    id: "2-3",
    keyword: "SHOULD NOT",
    who: "client",
    says: "Name a resource without a query where it can",
    reason: OF_CLIENTS,
  },
  {
    id: "2-4",
    keyword: "MAY",
    who: "server",
    says: "Take the parameter several times, for a token for several places",
  },
  {
    id: "2-5",
    keyword: "SHOULD",
    who: "client",
    says: "Name the most specific URI for the whole of what it wants to use, and the base URI of an API",
  },
  {
    id: "2-6",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_target where a resource is malformed, unknown or not to be had",
  },
  {
    id: "2-7",
    keyword: "SHOULD",
    who: "server",
    says: "Restrict an access token to the resources that were named, and say so as aud when it is introspected",
  },
  {
    id: "2.1-1",
    keyword: "MUST",
    who: "server",
    says: "Apply the resources of an authorization request to the whole grant, or to the token that it brings at once",
  },
  {
    id: "2.1-2",
    keyword: "MUST",
    who: "server",
    says: "Read several resources of a request object as a list of texts, and one as a text",
  },
  {
    id: "2.1-3",
    keyword: "MAY",
    who: "server",
    says: "Go on without a resource where a request names none",
  },
  {
    id: "2.1-4",
    keyword: "MAY",
    who: "server",
    says: "Tell the person which resources the client is going to use",
  },
  {
    id: "2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Take the parameter at the token endpoint for every grant type",
  },
  {
    id: "2.2-2",
    keyword: "MUST",
    who: "server",
    says: "Issue a token for those resources of a grant that the token request names",
  },
  {
    id: "2.2-3",
    keyword: "MUST",
    who: "server",
    says: "Keep a refresh token bound to the full grant where the token request named a part of it",
  },
  {
    id: "2.2-4",
    keyword: "MAY",
    who: "server",
    says: "Refuse resources beyond those that were granted",
  },
  {
    id: "2.2-5",
    keyword: "SHOULD",
    who: "server",
    says: "Narrow the scope of a token to what its resources can use",
  },
  {
    id: "2.2-6",
    keyword: "MUST",
    who: "server",
    says: "Tell the scope of the token where it is not the one that was asked for",
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "resource server",
    says: "Refuse a token that is bound to other resources, be they of the same host",
  },
  {
    id: "3-2",
    keyword: "SHOULD",
    who: "client",
    says: "Name the resource together with the part of its URI that tells tenants apart",
    reason: OF_CLIENTS,
  },
  {
    id: "3-3",
    keyword: "SHOULD",
    who: "client",
    says: "Ask for a token for one resource only",
    reason: OF_CLIENTS,
  },
  {
    id: "3-4",
    keyword: "SHOULD",
    who: "developer",
    says: "Name a resource by the address at which it is reached",
    reason: FOR_PEOPLE,
  },
]);
