import { OF_CLIENTS } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 9 demands of clients that authenticate by a JWT, and 16.19 of their secrets. */
export const CLIENT_AUTHENTICATION: readonly RuleEntry[] = [
  {
    id: "9-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand iss, sub, aud, jti and exp of a client assertion",
  },
  {
    id: "9-2",
    keyword: "MUST",
    who: "server",
    says: "Check that this server is an intended audience of a client assertion",
  },
  { id: "9-3", keyword: "MUST", who: "server", says: "Accept the jti of a client assertion once" },
  {
    id: "9-4",
    keyword: "MUST",
    who: "client",
    says: "Send the assertion as client_assertion, beside the type of JWTs as client_assertion_type",
    reason: OF_CLIENTS,
  },
  {
    id: "9-5",
    keyword: "MUST",
    who: "client",
    says: "Authenticate by client_secret_basic where it registered no other method",
    reason: OF_CLIENTS,
  },
  {
    id: "9-6",
    keyword: "REQUIRED",
    who: "client",
    says: "Give each assertion a jti that no other one had",
  },
  {
    id: "9-7",
    keyword: "MUST",
    who: "client",
    says: "Name its client_id as the iss and the sub of an assertion",
  },
  {
    id: "9-8",
    keyword: "REQUIRED",
    who: "client",
    says: "Name the authorization server as the aud of an assertion",
  },
  { id: "9-9", keyword: "MUST", who: "client", says: "Use an assertion once" },
];
