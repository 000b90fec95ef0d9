import { REDIRECTION } from "./rfc5849/redirection.ts";
import { REQUESTS } from "./rfc5849/requests.ts";
import { SECURITY } from "./rfc5849/security.ts";
import { SIGNATURE } from "./rfc5849/signature.ts";
import { TRANSMISSION } from "./rfc5849/transmission.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** The OAuth 1.0 Protocol. */
export const RFC5849: RuleBook = ruleBook("RFC5849", "https://www.rfc-editor.org/rfc/rfc5849#section-", [
  ...REDIRECTION,
  ...REQUESTS,
  ...SIGNATURE,
  ...TRANSMISSION,
  ...SECURITY,
]);
