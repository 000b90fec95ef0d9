import type { Exchange } from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";

/** Whether an `Origin` header names this server: as it calls itself, or as the browser called it. */
function isOwn(origin: string, { issuer, request }: Exchange): boolean {
  return origin === new URL(issuer.url).origin || origin.replace(/^https?:\/\//, "") === request.header("host");
}

/** What a browser says of itself; a program that is none says nothing. */
function isForeign(exchange: Exchange): boolean {
  const site = exchange.request.header("sec-fetch-site");
  if (site === "same-origin" || site === "none") return false;
  const origin = exchange.request.header("origin");
  return site === "cross-site" || (origin !== undefined && !isOwn(origin, exchange));
}

/**
 * Refuses what a page of another site has a browser send: whoever visits that page would make things here for it, from
 * within his network and at the cost of his allowance.
 *
 * @throws {OAuthError} 403.
 */
export function checkOwnSite(exchange: Exchange): void {
  if (!isForeign(exchange)) return;
  fail(
    "invalid_request",
    "Cannot take this from a page of another site (Origin, Sec-Fetch-Site): send it from a program, or from a page of this server",
    { rule: "RFC6749-10.12-2", status: 403 },
  );
}
