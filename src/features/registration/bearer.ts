import type { Exchange } from "../../engine/mod.ts";
import { fail, parseBearer, printChallenge } from "../../protocol/mod.ts";

/** The token that a request carries in its header; undefined when it carries none. @see RFC 6750 2.1 */
export function tokenIn({ request }: Exchange): string | undefined {
  const header = request.header("authorization");
  return header === undefined ? undefined : parseBearer(header);
}

/** Refuses a request without a token. @see RFC 6750 3.1 */
export function demandToken(what: string, rule: string): never {
  return fail("invalid_token", `Cannot go on without ${what}: send it as a bearer token`, {
    rule,
    status: 401,
    headers: { "WWW-Authenticate": printChallenge("Bearer", {}) },
  });
}

/** Refuses a token that is none. @see RFC 6750 3.1 */
export function refuseToken(description: string, rule: string): never {
  return fail("invalid_token", description, {
    rule,
    status: 401,
    headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "invalid_token" }) },
  });
}
