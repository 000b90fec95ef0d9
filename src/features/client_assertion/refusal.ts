import type { JwtReason, JwtRefused } from "../../protocol/mod.ts";

/** The sentence that a JWT breaks which is refused for a reason. */
const RULES: Readonly<Record<JwtReason, string>> = {
  malformed: "RFC7523-3-11",
  alg: "RFC7523-3-10",
  crit: "RFC7523-3-11",
  typ: "RFC7523-3-11",
  signature: "RFC7523-3-10",
  key: "RFC7523-3-10",
  expired: "RFC7523-3-5",
  not_yet: "RFC7523-3-7",
  issuer: "RFC7523-3-1",
  audience: "RFC7523-3-4",
  missing: "OIDC-9-1",
};

/** The rule that stands behind a refused JWT. */
export function ruleOf({ reason }: JwtRefused): string {
  return RULES[reason];
}

/** The same refusal in words that name the parameter. */
export function wordsOf({ message }: JwtRefused): string {
  return message.replace("the JWT", "the client_assertion");
}
