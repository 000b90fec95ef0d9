import type { HtmlReply } from "../protocol/mod.ts";

/** Of every answer over https: no plain http for a year. */
export const STRICT_TRANSPORT = "max-age=31536000; includeSubDomains";

/** Nothing but our own stylesheet and images; forms go where the page says; nobody frames us. */
function contentSecurityPolicy({ formAction = [], scriptHash }: HtmlReply): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ...(scriptHash === undefined ? [] : [`script-src '${scriptHash}'`]),
    `form-action ${["'self'", ...formAction.filter((source) => source !== "'self'")].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Headers that keep a page to itself.
 *
 * @see RFC 6749 10.13, RFC 9700 4.16
 */
export function pageHeaders(reply: HtmlReply): Readonly<Record<string, string>> {
  return {
    "Cache-Control": "no-store",
    "Content-Security-Policy": contentSecurityPolicy(reply),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
}
