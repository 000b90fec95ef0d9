import type { Seconds } from "../platform/mod.ts";
import { OAuthError } from "../protocol/mod.ts";

/** How it is told that nobody can say now whether a token is alive. */
export interface UnavailableOptions {
  /** After how long asking again may help; 2 seconds when not given. */
  readonly retryAfter?: Seconds;
  /** For the log, never for the wire. */
  readonly cause?: unknown;
}

/** Seconds. */
const RETRY_AFTER: Seconds = 2;

/**
 * What is answered while the server that knows cannot be asked: 503, not 401, since a client whose token is called
 * invalid throws it away and sends its person to sign in again.
 *
 * @see RFC 9110 15.6.4
 */
export function unavailable({ retryAfter = RETRY_AFTER, cause }: UnavailableOptions = {}): OAuthError {
  return new OAuthError("temporarily_unavailable", "Cannot check the access token now: try again in a few seconds", {
    headers: { "Retry-After": String(Math.max(1, Math.ceil(retryAfter))) },
    ...(cause === undefined ? {} : { cause }),
  });
}
