import { fail, parseBearer, printChallenge } from "../protocol/mod.ts";
import { findAccessToken, type FoundAccessToken } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";

/** Where else than in the header a token may be. */
export interface BearerOptions {
  /** True: also in a form, as `access_token`. @see RFC 6750 2.2 */
  readonly form?: boolean;
}

function inForm({ request }: Exchange, { form }: BearerOptions): string | undefined {
  return form === true && request.method === "POST" ? request.form.get("access_token") : undefined;
}

/** The token that a request carries, one way. @see RFC 6750 2 */
function textOf(exchange: Exchange, options: BearerOptions): string | undefined {
  const header = exchange.request.header("authorization");
  const inHeader = header === undefined ? undefined : parseBearer(header);
  const inBody = inForm(exchange, options);
  if (inHeader !== undefined && inBody !== undefined)
    return fail("invalid_request", "Cannot accept an access token both in the header and in the form", {
      rule: "RFC6750-2-1",
      headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "invalid_request" }) },
    });
  return inHeader ?? inBody;
}

/** Finds the live token of a request that carries one; undefined when it carries none. @see RFC 6750 2 */
export async function bearerOf(exchange: Exchange, options: BearerOptions = {}): Promise<FoundAccessToken | undefined> {
  const text = textOf(exchange, options);
  if (text === undefined) return undefined;
  const found = await findAccessToken(text, exchange.issuer);
  if (found !== undefined) return found;
  return fail("invalid_token", "Cannot accept the access token as it is unknown, expired or revoked", {
    rule: "RFC6750-3.1-2",
    status: 401,
    headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "invalid_token" }) },
  });
}
