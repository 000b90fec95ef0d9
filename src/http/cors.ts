import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Endpoint } from "../engine/mod.ts";

/** Seconds for which a browser need not ask again: the longest that browsers keep to. */
const MAX_AGE = "7200";
/** What a client sends beyond what a plain form has. */
const REQUEST_HEADERS = "authorization, content-type, dpop";
/** What a client has to read of an answer beyond its body. */
const EXPOSED = "WWW-Authenticate, DPoP-Nonce, Retry-After, Trace-Id";
const ANYBODY: OutgoingHttpHeaders = Object.freeze({ "Access-Control-Allow-Origin": "*" });
/** Asked for by a page that has no origin of its own: a sandboxed frame, a file, some other document. */
const OPAQUE: OutgoingHttpHeaders = Object.freeze({ Vary: "Origin" });

/** What of a request is looked at. */
export type CorsQuestion = Pick<IncomingMessage, "method" | "headers">;

/** The headers that let scripts of other origins read the answer to a request; undefined = none. */
export type Cors = (question: CorsQuestion) => OutgoingHttpHeaders | undefined;

function isPreflight({ method, headers }: CorsQuestion): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

/**
 * What an endpoint says to scripts of other origins, all of it written once.
 *
 * Choice: any origin, and never its credentials. No cookie is read where a policy is, so a script gets by its user's
 * browser nothing that its author could not ask for directly. The origin `null` is nobody's, and is let in only to
 * what is public.
 *
 * @see Fetch Standard 3.2, RFC 9700 2.6
 * @returns Undefined for an endpoint without a policy: nothing is looked at then.
 */
export function corsOf({ cors, methods }: Pick<Endpoint, "cors" | "methods">): Cors | undefined {
  if (cors === undefined) return undefined;
  const isOpen = cors === "open";
  const shared = isOpen ? ANYBODY : { ...ANYBODY, ...OPAQUE };
  const simple: OutgoingHttpHeaders = Object.freeze({ ...shared, "Access-Control-Expose-Headers": EXPOSED });
  const preflight: OutgoingHttpHeaders = Object.freeze({
    ...shared,
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": REQUEST_HEADERS,
    "Access-Control-Max-Age": MAX_AGE,
  });
  // Without an Origin no script asks; what is public says so all the same, as caches keep it for those that will.
  const unasked = isOpen ? ANYBODY : undefined;
  return (question) => {
    const { origin } = question.headers;
    if (origin === undefined) return unasked;
    if (origin === "null" && !isOpen) return OPAQUE;
    return isPreflight(question) ? preflight : isOpen ? ANYBODY : simple;
  };
}
