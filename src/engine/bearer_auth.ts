import { coversResource, fail, parseBearer, printChallenge } from "../protocol/mod.ts";
import { audienceOf, findAccessToken, type FoundAccessToken } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";

/** Where else than in the header a token may be. */
export interface BearerOptions {
  /** True: also in a form, as `access_token`. @see RFC 6750 2.2 */
  readonly form?: boolean;
  /** The name of the resource that is asked for, where that is not the issuer itself. */
  readonly resource?: string;
}

function inForm({ request }: Exchange, { form }: BearerOptions): string | undefined {
  return form === true && request.method === "POST" ? request.form.get("access_token") : undefined;
}

/** The token that a request carries, one way. @see RFC 6750 2 */
function textOf(exchange: Exchange, options: BearerOptions): string | undefined {
  const header = exchange.request.header("authorization");
  const inHeader = exchange.issuer.hooks.carriedToken(header === undefined ? undefined : parseBearer(header), exchange);
  const inBody = inForm(exchange, options);
  if (inHeader !== undefined && inBody !== undefined)
    return fail("invalid_request", "Cannot accept an access token both in the header and in the form", {
      rule: "RFC6750-2-1",
      headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "invalid_request" }) },
    });
  return inHeader ?? inBody;
}

function refuse(why: string, rule: string): never {
  return fail("invalid_token", `Cannot accept the access token as it is ${why}`, {
    rule,
    status: 401,
    headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "invalid_token" }) },
  });
}

/**
 * A token for another resource is worth nothing here: its server may have passed it on. The issuer itself, with all its
 * endpoints, is the resource that its identifier names, unless an endpoint is one of its own.
 *
 * @see RFC 8707 3
 */
function checkAudience({ record }: FoundAccessToken, resource: string): void {
  const audience = audienceOf(record);
  if (audience === undefined || audience.some((bound) => coversResource(bound, resource))) return;
  refuse("bound to other resources", "RFC8707-3-1");
}

/** Finds the live token of a request that carries one; undefined when it carries none. @see RFC 6750 2 */
export async function bearerOf(exchange: Exchange, options: BearerOptions = {}): Promise<FoundAccessToken | undefined> {
  const text = textOf(exchange, options);
  if (text === undefined) return undefined;
  const found = await findAccessToken(text, exchange.issuer);
  if (found === undefined) return refuse("unknown, expired or revoked", "RFC6750-3.1-2");
  checkAudience(found, options.resource ?? exchange.issuer.url);
  const checked = exchange.issuer.hooks.checkAccessToken({ exchange, text, record: found.record });
  if (checked instanceof Promise) await checked;
  return found;
}
