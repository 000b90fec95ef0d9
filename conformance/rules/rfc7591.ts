import { REGISTRATION_TO_COME } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Dynamic Client Registration: so far what binds the members of client metadata that are read already. */
export const RFC7591: RuleBook = ruleBook("RFC7591", "https://www.rfc-editor.org/rfc/rfc7591#section-", [
  {
    id: "2-1",
    keyword: "MUST",
    who: "server",
    says: "Understand redirect_uris where clients of flows with redirection register by themselves",
    reason: REGISTRATION_TO_COME,
  },
  {
    id: "2-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Accept no document that holds both jwks and jwks_uri",
    reason: REGISTRATION_TO_COME,
  },
  {
    id: "2.1-1",
    keyword: "SHOULD",
    who: "server",
    says: "Keep a client from registering grant types and response types that do not go together",
    reason: REGISTRATION_TO_COME,
  },
  {
    id: "2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Take what stands behind '#' in the name of a member for a language tag of BCP 47",
    reason: REGISTRATION_TO_COME,
  },
  {
    id: "3.2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Answer a registration that fails with status 400 and a JSON object",
    reason: REGISTRATION_TO_COME,
  },
  {
    id: "3.2.2-2",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_client_metadata where the value of a member is refused",
    reason: REGISTRATION_TO_COME,
  },
]);
