import type { Context } from "koa";
import { fail } from "../protocol/mod.ts";

/** A percent sign without the two digits that must follow it. @see RFC 3986 2.1 */
const BROKEN = /%(?![0-9a-f]{2})/i;

/**
 * Refuses a query whose percent-encoding is broken, as nobody can tell what it asks for.
 *
 * @see RFC 3986 2.1
 * @throws {OAuthError} `invalid_request`.
 */
export function checkQuery(context: Context): void {
  const { url = "" } = context.req;
  if (!url.includes("%")) return;
  const start = url.indexOf("?");
  if (start === -1 || !BROKEN.test(url.slice(start))) return;
  fail("invalid_request", "Cannot read the query as a percent sign in it is not followed by two hexadecimal digits", {
    rule: "RFC6750-3.1-1",
  });
}
