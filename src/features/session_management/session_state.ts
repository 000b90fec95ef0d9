import { sha256 } from "../../platform/mod.ts";

/** What a session state is made of. */
export interface SessionStateParts {
  readonly clientId: string;
  /** Where the answer goes. */
  readonly redirectUri: string;
  /** What the cookie of the browser holds; empty = nobody is signed in. */
  readonly browserState: string;
  /** Without a space or a dot. */
  readonly salt: string;
}

/** The web origin of an address; undefined = it has none, and no page that could ask. @see RFC 6454 4 */
function originOf(uri: string): string | undefined {
  const { origin } = new URL(uri);
  return origin === "null" ? undefined : origin;
}

/**
 * Prints what a client compares with the state of the browser: a salted hash, so that two clients, and two origins of
 * one, cannot tell by it that they see the same person.
 *
 * @see OpenID Connect Session Management 2, 3.2
 * @returns Undefined for a client whose answers go to no origin of the web.
 */
export function printSessionState({
  clientId,
  redirectUri,
  browserState,
  salt,
}: SessionStateParts): string | undefined {
  const origin = originOf(redirectUri);
  if (origin === undefined) return undefined;
  return `${sha256([clientId, origin, browserState, salt].join(" ")).toString("base64url")}.${salt}`;
}
