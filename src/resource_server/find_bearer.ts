import type { Context } from "koa";
import { fail, Params, parseBearer } from "../protocol/mod.ts";
import { readFormBearer } from "./form_bearer.ts";

/** Where a token may stand beside the Authorization header; nowhere when not given. */
export interface BearerIn {
  /** In the form body of POST, PUT and PATCH. @see RFC 6750 2.2 */
  readonly form?: boolean;
  /** In the query, where logs and histories keep it. @see RFC 6750 2.3 */
  readonly query?: boolean;
}

/** A token as it was sent. */
export interface Bearer {
  readonly text: string;
  readonly place: "header" | "form" | "query";
}

/**
 * Finds the token of a request; undefined when it brings none. It waits only where forms may hold tokens.
 *
 * @see RFC 6750 2
 * @throws {OAuthError} `invalid_request` when the token cannot be read, and when two ways are used at once.
 */
export function findBearer(context: Context, bearerIn: BearerIn): Bearer | undefined | Promise<Bearer | undefined> {
  const header = context.req.headers.authorization;
  const text = header === undefined ? undefined : parseBearer(header);
  const inHeader: Bearer | undefined = text === undefined ? undefined : { text, place: "header" };
  return bearerIn.form === true || bearerIn.query === true
    ? findElsewhere(context, { ...bearerIn, inHeader })
    : inHeader;
}

async function findElsewhere(
  context: Context,
  { form, query, inHeader }: BearerIn & { readonly inHeader: Bearer | undefined },
): Promise<Bearer | undefined> {
  const inForm = form === true ? await readFormBearer(context) : undefined;
  const inQuery = query === true ? Params.parse(context.querystring).get("access_token") : undefined;
  const found: Bearer[] = inHeader === undefined ? [] : [inHeader];
  if (inForm !== undefined) found.push({ text: inForm, place: "form" });
  if (inQuery !== undefined) found.push({ text: inQuery, place: "query" });
  if (found.length > 1) {
    fail("invalid_request", "Cannot accept an access token in two places at once", { rule: "RFC6750-3.1-1" });
  }
  return found[0];
}
