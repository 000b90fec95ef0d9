import { answerSignIn, type Journey, showSignIn, type SignInPage, type Step, type StepForm } from "../../engine/mod.ts";
import { redirectOrigin } from "../../protocol/mod.ts";

function pageOf({ request }: Journey, form: StepForm): SignInPage {
  const { client, target } = request;
  // Who gives up, or need not be asked for a consent, goes straight on to the application.
  const leadsTo = redirectOrigin(target.redirectUri);
  return { action: form.action, csrf: form.csrf, clientName: client.name, cancel: true, leadsTo };
}

/** Asks who the person is. @see RFC 6749 3.1 */
export const LOGIN_STEP: Step = {
  name: "login",
  needed: ({ session }) => (session === undefined ? "login_required" : undefined),
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
