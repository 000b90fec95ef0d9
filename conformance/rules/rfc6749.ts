import { AUTHORIZATION_CODE } from "./rfc6749/authorization_code.ts";
import { ENDPOINTS } from "./rfc6749/endpoints.ts";
import { OTHER_GRANTS } from "./rfc6749/other_grants.ts";
import { REGISTRATION } from "./rfc6749/registration.ts";
import { SECURITY } from "./rfc6749/security.ts";
import { TOKENS } from "./rfc6749/tokens.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** The OAuth 2.0 Authorization Framework. */
export const RFC6749: RuleBook = ruleBook("RFC6749", "https://www.rfc-editor.org/rfc/rfc6749#section-", [
  ...REGISTRATION,
  ...ENDPOINTS,
  ...AUTHORIZATION_CODE,
  ...OTHER_GRANTS,
  ...TOKENS,
  ...SECURITY,
]);
