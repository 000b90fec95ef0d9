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
 * Finds the token of a request; undefined when it brings none.
 *
 * @see RFC 6750 2
 * @throws {OAuthError} `invalid_request` when the token cannot be read, and when two ways are used at once.
 */
export async function findBearer(context: Context, bearerIn: BearerIn): Promise<Bearer | undefined> {
  const header = context.req.headers.authorization;
  const inHeader = header === undefined ? undefined : parseBearer(header);
  const inForm = bearerIn.form === true ? await readFormBearer(context) : undefined;
  const inQuery = bearerIn.query === true ? Params.parse(context.querystring).get("access_token") : undefined;
  checkOne([inHeader, inForm, inQuery]);
  if (inHeader !== undefined) return { text: inHeader, place: "header" };
  if (inForm !== undefined) return { text: inForm, place: "form" };
  return inQuery === undefined ? undefined : { text: inQuery, place: "query" };
}

function checkOne(found: readonly (string | undefined)[]): void {
  if (found.filter((text) => text !== undefined).length > 1) {
    fail("invalid_request", "Cannot accept an access token in two places at once", { rule: "RFC6750-3.1-1" });
  }
}
