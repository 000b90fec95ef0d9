import { BROWSER_COOKIE, checkForm, type Exchange, formToken } from "../../engine/mod.ts";
import { renderDeviceCode } from "../../pages/mod.ts";
import { html, type Reply, withCookies, withRequestCookies } from "../../protocol/mod.ts";
import { parseUserCode, printUserCode } from "./user_code.ts";

/** What its form is for. */
const CODE_FORM = "device code";

/** Says the same of a code that nobody was given, one that has expired, and one that was decided. */
const UNKNOWN = "This code is not known here, or it has expired. Check it, or have the device show a new one.";
const MALFORMED = "A code has eight letters, such as WDJB-MJHT. Check it and try again.";

/** How the page that asks for a code differs from the plain one. */
export interface SaidOfCode {
  /** What was typed before, or came with the address. */
  readonly code?: string;
  readonly problem?: string;
  readonly status?: number;
}

/** The same exchange once a cookie that is about to be set has come back. */
export function withCookie(exchange: Exchange, name: string, value: string): Exchange {
  const { request } = exchange;
  return { ...exchange, request: withRequestCookies(request, new Map(request.cookies).set(name, value)) };
}

/** Shows the page that asks for the code, and ties it to the browser. */
export function showCodePage(exchange: Exchange, { status = 200, ...said }: SaidOfCode = {}): Reply {
  const { issuer, request } = exchange;
  const known = request.cookies.get(BROWSER_COOKIE);
  const browser = known ?? issuer.random.token(256);
  const csrf = formToken(withCookie(exchange, BROWSER_COOKIE, browser), CODE_FORM);
  const markup = renderDeviceCode({ base: issuer.base, action: `${issuer.base}/device`, csrf, ...said });
  const page = html(status, markup, { formAction: ["'self'"] });
  return known === undefined ? withCookies(page, [{ name: BROWSER_COOKIE, value: browser }]) : page;
}

/** A code as a person may go on with it: in its form where it has one, else the beginning of what was typed. */
function shownAgain(typed: string): string {
  const code = parseUserCode(typed);
  return code === undefined ? typed.slice(0, 40) : printUserCode(code);
}

/** Asks for the code; an address may bring it along, which only fills it in. @see RFC 8628 3.3, 3.3.1 */
export function showDevicePage(exchange: Exchange): Reply {
  const brought = exchange.request.query.get("user_code");
  return showCodePage(exchange, brought === undefined ? {} : { code: shownAgain(brought) });
}

/** Refuses a code without a word on why: 409 to who lost a race for it. */
export function showUnknown(exchange: Exchange, code: string, status: 400 | 409 = 400): Reply {
  return showCodePage(exchange, { code: printUserCode(code), problem: UNKNOWN, status });
}

/** Reads the form of the page: a code, or the page again. */
export function readCode(exchange: Exchange): { readonly code: string } | { readonly again: Reply } {
  const { form } = exchange.request;
  checkForm(exchange, form, CODE_FORM);
  const typed = form.get("user_code") ?? "";
  const code = parseUserCode(typed);
  if (code !== undefined) return { code };
  return { again: showCodePage(exchange, { code: shownAgain(typed), problem: MALFORMED, status: 400 }) };
}
