import { fail, parseBearer, printChallenge } from "../protocol/mod.ts";
import { findAccessToken, type FoundAccessToken } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";

/** Finds the live token of a request that carries one in its Authorization header; undefined when it carries none. @see RFC 6750 2.1 */
export async function bearerOf(exchange: Exchange): Promise<FoundAccessToken | undefined> {
  const header = exchange.request.header("authorization");
  const text = header === undefined ? undefined : parseBearer(header);
  if (text === undefined) return undefined;
  const found = await findAccessToken(text, exchange.issuer);
  if (found !== undefined) return found;
  return fail("invalid_token", "Cannot accept the access token as it is unknown, expired or revoked", {
    rule: "RFC6750-3.1-2",
    status: 401,
    headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "invalid_token" }) },
  });
}
