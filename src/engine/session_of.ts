import type { Session } from "../accounts/mod.ts";
import type { Exchange } from "./exchange.ts";
import { SESSION_COOKIE } from "./form_token.ts";

/** Who is signed in with this browser. */
export function sessionOf({ issuer, request }: Exchange): Promise<Session | undefined> {
  return issuer.sessions.find(request.cookies.get(SESSION_COOKIE));
}

/** Where to sign in, and where to go afterwards. */
export function signInPath({ issuer }: Exchange, next: string): string {
  return `${issuer.base}/login?next=${encodeURIComponent(next)}`;
}
