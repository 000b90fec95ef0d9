import { type Reply, withCookies, withRequestCookies } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";
import { BROWSER_COOKIE } from "./form_token.ts";

/**
 * Shows a form to a browser that may never have been here.
 *
 * The form is tied to the browser by a cookie, which the first visit brings.
 */
export function showToBrowser(exchange: Exchange, show: (known: Exchange) => Reply): Reply {
  const { issuer, request } = exchange;
  if (request.cookies.has(BROWSER_COOKIE)) return show(exchange);
  const browser = issuer.random.token(256);
  const cookies = new Map(request.cookies).set(BROWSER_COOKIE, browser);
  const known = { ...exchange, request: withRequestCookies(request, cookies) };
  return withCookies(show(known), [{ name: BROWSER_COOKIE, value: browser }]);
}
