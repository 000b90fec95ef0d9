import {
  answerSignIn,
  type AuthorizationRequest,
  type Journey,
  showSignIn,
  type SignInPage,
  type Step,
  type StepForm,
} from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, parsePrompt, redirectOrigin } from "../../protocol/mod.ts";

function pageOf({ request }: Journey, form: StepForm): SignInPage {
  const { client, target } = request;
  // Who gives up, or need not be asked for a consent, goes straight on to the application.
  const leadsTo = redirectOrigin(target.redirectUri);
  return { action: form.action, csrf: form.csrf, clientName: client.name, cancel: true, leadsTo };
}

/** The most seconds that may have passed since the sign-in; undefined = any. Throws OAuthError for anything but a number. */
export function maxAgeOf({ params }: AuthorizationRequest): Seconds | undefined {
  const text = params.get("max_age");
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    fail("invalid_request", "Cannot understand max_age: give whole seconds", { rule: "OIDC-3.1.2.1-5" });
  return Number(text);
}

/** Whether the person has to sign in again, though they are signed in. @see OpenID Connect Core 3.1.2.1 (prompt, max_age) */
function isStale({ request, session, progress }: Journey): boolean {
  if (session === undefined || progress.signedInAt !== undefined) return false;
  if (parsePrompt(request.params.get("prompt")).has("login")) return true;
  const maxAge = maxAgeOf(request);
  return maxAge !== undefined && request.exchange.issuer.clock.now() - session.authTime > maxAge;
}

/** Asks who the person is. @see RFC 6749 3.1 */
export const LOGIN_STEP: Step = {
  name: "login",
  needed: (journey) => (journey.session === undefined || isStale(journey) ? "login_required" : undefined),
  show: async (journey, form) => showSignIn(journey.request.exchange, pageOf(journey, form)),
  async answer(journey, { params, ...form }) {
    if (params.get("action") === "cancel") {
      return {
        kind: "refused",
        error: "access_denied",
        description: "Cannot go on as the person did not sign in",
        rule: "RFC6749-4.1.2.1-2",
      };
    }
    const { exchange } = journey.request;
    const outcome = await answerSignIn(exchange, pageOf(journey, form), params);
    if (outcome.kind === "again") return outcome;
    return { kind: "done", progress: { signedInAt: exchange.issuer.clock.now() }, session: outcome };
  },
};
