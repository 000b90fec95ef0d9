import type { Session } from "../accounts/mod.ts";
import { type Exchange, SESSION_COOKIE } from "../engine/mod.ts";

/** Who is signed in with this browser. */
export function sessionOf({ issuer, request }: Exchange): Promise<Session | undefined> {
  return issuer.sessions.find(request.cookies.get(SESSION_COOKIE));
}
