import { hmac, sameBytes } from "../platform/mod.ts";
import { fail, type Params } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";

/** Cookie that tells one browser from another before anybody has signed in. */
export const BROWSER_COOKIE = "b";
/** Cookie that holds the id of a session. */
export const SESSION_COOKIE = "sid";

/** What the forms of a signed-in person's pages are for, the log-out form in the header of every page included. */
export const ACCOUNT_FORM = "account";

/** Makes the hidden field that shows that a form came from a page which we gave to this browser, for this purpose. */
export function formToken(exchange: Exchange, purpose: string): string {
  const { issuer, request } = exchange;
  const browser = request.cookies.get(BROWSER_COOKIE) ?? "";
  const session = request.cookies.get(SESSION_COOKIE) ?? "";
  return hmac(issuer.formKey, JSON.stringify([purpose, browser, session])).toString("base64url");
}

/**
 * Refuses a form that another site made the browser send.
 *
 * @see RFC 6749 10.12
 */
export function checkForm(exchange: Exchange, params: Params, purpose: string): void {
  checkSameSite(exchange);
  const given = params.get("csrf") ?? "";
  if (!sameBytes(given, formToken(exchange, purpose))) {
    fail(
      "invalid_request",
      "Cannot accept the form as it is stale or was not made by this page: go back, reload the page and send it again",
      {
        rule: "RFC6749-10.12-2",
        status: 403,
      },
    );
  }
}

/** What browsers themselves say of where a request comes from. */
function checkSameSite({ request }: Exchange): void {
  const site = request.header("sec-fetch-site");
  const origin = request.header("origin");
  const foreign =
    site === undefined
      ? origin !== undefined && origin !== "null" && hostOf(origin) !== request.header("host")
      : site !== "same-origin" && site !== "none";
  if (foreign) {
    fail("invalid_request", "Cannot accept the form as another site sent it", { rule: "RFC6749-10.12-2", status: 403 });
  }
}

function hostOf(origin: string): string {
  return origin.slice(origin.indexOf("://") + 3);
}
