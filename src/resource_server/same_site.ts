import type { Context } from "koa";

/** Methods that change nothing. @see RFC 9110 9.2.1 */
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a method changes nothing. @see RFC 9110 9.2.1 */
export function isSafe(method: string): boolean {
  return SAFE.has(method);
}

/** Whether a cookie may speak for the person: the request changes nothing, or the browser says that it comes from our own pages. */
export function isSameSite(context: Context): boolean {
  if (isSafe(context.method)) return true;
  const site = context.get("sec-fetch-site");
  if (site !== "") return site === "same-origin" || site === "none";
  const origin = context.get("origin");
  return origin !== "" && origin.slice(origin.indexOf("://") + 3) === context.host;
}
