import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";
import { TLS_IN_FRONT } from "./_reason.ts";

/** Dynamic Client Registration Management. */
export const RFC7592: RuleBook = ruleBook("RFC7592", "https://www.rfc-editor.org/rfc/rfc7592#section-", [
  {
    id: "2-1",
    keyword: "MUST",
    who: "server",
    says: "Protect the client configuration endpoint by TLS",
    reason: TLS_IN_FRONT,
  },
  {
    id: "2-2",
    keyword: "MUST",
    who: "server",
    says: "Demand the registration access token of the very client, as a bearer token",
  },
  {
    id: "2.1-1",
    keyword: "MUST",
    who: "server",
    says: "Answer a read with status 200 and what is registered of the client",
  },
  {
    id: "2.1-2",
    keyword: "MUST",
    who: "server",
    says: "Answer 401 where the client does not exist",
  },
  {
    id: "2.2-1",
    keyword: "MUST NOT",
    who: "server",
    says: "Take no update that holds registration_access_token, registration_client_uri, client_secret_expires_at or client_id_issued_at",
  },
  {
    id: "2.2-2",
    keyword: "MUST",
    who: "server",
    says: "Take only updates whose client_id is that of the client",
  },
  {
    id: "2.2-3",
    keyword: "MUST NOT",
    who: "server",
    says: "Let no client put a secret that it chose in the place of its own: what is sent as client_secret must be the present one",
  },
  {
    id: "2.2-4",
    keyword: "MUST",
    who: "server",
    says: "Let an update replace what was registered, and take what it omits for left out",
  },
  {
    id: "2.2-5",
    keyword: "MUST",
    who: "server",
    says: "Answer an update with status 200 and all that is registered then, or as a registration that fails",
  },
  {
    id: "2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Answer a deletion with 204, after which client_id, client_secret and registration access token are dead",
  },
  {
    id: "2.3-2",
    keyword: "SHOULD",
    who: "server",
    says: "Let a deletion end all authorizations and tokens of the client at once",
  },
  {
    id: "3-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Answer with registration_access_token and registration_client_uri",
  },
  {
    id: "3-2",
    keyword: "MUST",
    who: "server",
    says: "Let a registration access token be dead once another was answered in its place",
  },
  {
    id: "5-1",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Let a registration access token not expire while its client is registered",
  },
]);
