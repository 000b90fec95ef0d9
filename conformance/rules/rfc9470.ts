import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

const NO_LEVELS = "Not done: the middleware demands no level of sign-in";

/** Step Up Authentication Challenge: what binds clients and APIs, as this server adds nothing to OpenID Connect for it. */
export const RFC9470: RuleBook = ruleBook("RFC9470", "https://www.rfc-editor.org/rfc/rfc9470#section-", [
  {
    id: "2-1",
    keyword: "MUST NOT",
    who: "client",
    says: "Look into no access token to find out how the person signed in",
    reason: OF_CLIENTS,
  },
  {
    id: "2-2",
    keyword: "MAY",
    who: "client",
    says: "Keep tokens of several levels of sign-in, and use the one that a request needs",
    reason: OF_CLIENTS,
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "resource server",
    says: "Answer insufficient_user_authentication where the sign-in behind a token is too weak or too old",
    reason: NO_LEVELS,
  },
  {
    id: "3-2",
    keyword: "MUST",
    who: "resource server",
    says: "Name the sign-in it wants by acr_values or max_age, the latter a whole number",
    reason: NO_LEVELS,
  },
  {
    id: "4-1",
    keyword: "SHOULD",
    who: "client",
    says: "Read acr_values and max_age out of the challenge, and send them in an authorization request",
  },
  {
    id: "4-2",
    keyword: "MUST",
    who: "client",
    says: "Repeat the request with the access token that the new sign-in brought",
    reason: OF_CLIENTS,
  },
]);
