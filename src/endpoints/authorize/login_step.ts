import { type AuthorizationRequest, hasFreshSession, type Journey, signInStep } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, parsePrompt } from "../../protocol/mod.ts";

/**
 * The most seconds that may have passed since the sign-in, as the request says, else the client's registration;
 * undefined = any. Throws OAuthError for anything but a number.
 *
 * @see OpenID Connect Core 3.1.2.1 (max_age), OpenID Connect Dynamic Client Registration 2 (default_max_age)
 */
export function maxAgeOf({ params, client }: Pick<AuthorizationRequest, "params" | "client">): Seconds | undefined {
  const text = params.get("max_age");
  if (text === undefined) {
    const { default_max_age: standard } = client.metadata;
    return typeof standard === "number" ? standard : undefined;
  }
  if (!/^\d{1,15}$/.test(text))
    fail("invalid_request", "Cannot understand max_age: give whole seconds", { rule: "OIDC-3.1.2.1-5" });
  return Number(text);
}

/** Whether the person has to sign in again, though they are signed in. @see OpenID Connect Core 3.1.2.1 (prompt, max_age) */
function isStale(journey: Journey): boolean {
  const { request, session, progress } = journey;
  if (session === undefined || hasFreshSession(journey)) return false;
  if (progress.wants === "another" || parsePrompt(request.params.get("prompt")).has("login")) return true;
  const maxAge = maxAgeOf(request);
  // Zero means the same as prompt=login, also within the second of the sign-in.
  return maxAge !== undefined && (maxAge === 0 || request.exchange.issuer.clock.now() - session.authTime > maxAge);
}

/** Asks who the person is. @see RFC 6749 3.1 */
export const LOGIN_STEP = signInStep({
  name: "login",
  prompt: "login",
  needed: (journey) => (journey.session === undefined || isStale(journey) ? "login_required" : undefined),
});
