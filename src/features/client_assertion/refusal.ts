import { ASSERTION_RULES } from "../../engine/mod.ts";
import type { JwtRefused } from "../../protocol/mod.ts";

/** The rule that stands behind a refused JWT. */
export function ruleOf({ reason }: JwtRefused): string {
  return reason === "missing" ? "OIDC-9-1" : ASSERTION_RULES[reason];
}

/** The same refusal in words that name the parameter. */
export function wordsOf({ message }: JwtRefused): string {
  return message.replace("the JWT", "the client_assertion");
}
