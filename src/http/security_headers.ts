import type { HtmlReply } from "../protocol/mod.ts";

/** Of every answer over https: no plain http for a year. */
export const STRICT_TRANSPORT = "max-age=31536000; includeSubDomains";

/** The source that stands for one address and its answer, without its query: none may hold one, nor `;` and `,`. */
function sourceOf(address: string): string {
  const { protocol, origin, hostname, pathname } = new URL(address);
  // The grammar of sources knows no IPv6 literal.
  if (hostname.startsWith("[")) return protocol;
  return origin + pathname.replaceAll(";", "%3B").replaceAll(",", "%2C");
}

/** Nothing but our own stylesheet, our images, named ones and named frames; forms go where the page says; nobody frames us unasked. */
function contentSecurityPolicy({
  formAction = [],
  frames = [],
  images = [],
  frameAncestors,
  scriptHash,
  ownScripts,
}: HtmlReply): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `img-src ${["'self'", ...new Set(images.map(sourceOf))].join(" ")}`,
    ...(scriptHash === undefined ? [] : [`script-src '${scriptHash}'`]),
    ...(ownScripts === true ? ["script-src 'self'", "connect-src 'self'"] : []),
    ...(frames.length === 0 ? [] : [`frame-src ${[...new Set(frames.map(sourceOf))].join(" ")}`]),
    `form-action ${["'self'", ...formAction.filter((source) => source !== "'self'")].join(" ")}`,
    "base-uri 'none'",
    `frame-ancestors ${(frameAncestors ?? ["'none'"]).join(" ")}`,
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
    // It knows no list: where some may show the page, the policy alone says who.
    ...(reply.frameAncestors === undefined ? { "X-Frame-Options": "DENY" } : {}),
  };
}
