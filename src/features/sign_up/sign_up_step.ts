import {
  GAVE_UP,
  hasFreshSession,
  type Journey,
  type Step,
  type StepForm,
  type StepOutcome,
} from "../../engine/mod.ts";
import { renderSignUp } from "../../pages/mod.ts";
import { html, type Params, parsePrompt, redirectOrigin, type Reply } from "../../protocol/mod.ts";
import { answerForm, type Said } from "./answer_form.ts";

function page({ request }: Journey, form: StepForm, { status, ...said }: Said & { readonly status: number }): Reply {
  const { client, exchange, target } = request;
  const markup = renderSignUp({ base: exchange.issuer.base, ...form, clientName: client.name, ...said });
  // Browsers hold the redirect that answers a form to form-action as well.
  return html(status, markup, { formAction: ["'self'", redirectOrigin(target.redirectUri)] });
}

async function signUp(journey: Journey, form: StepForm, params: Params): Promise<StepOutcome> {
  const { exchange, client } = journey.request;
  const outcome = await answerForm(exchange, params, {
    madeSince: journey.progress.askedAt,
    client: client.id,
    again: (said) => page(journey, form, said),
  });
  if (outcome.kind === "again") return outcome;
  const { begun } = outcome;
  return { kind: "done", progress: { signedInAt: begun.session.authTime }, session: begun };
}

/**
 * Has a person make an account, and go on as who they are then.
 *
 * @see Initiating User Registration via OpenID Connect 1.0, 4.1
 */
export const SIGN_UP_STEP: Step = {
  name: "sign_up",
  prompt: "create",
  before: "login",
  needed(journey) {
    const { request, progress } = journey;
    const isAsked = progress.wants === undefined && parsePrompt(request.params.get("prompt")).has("create");
    const isNeeded = (isAsked || progress.wants === "account") && !hasFreshSession(journey);
    return isNeeded ? "interaction_required" : undefined;
  },
  async show(journey, form) {
    const hint = journey.request.params.get("login_hint") ?? "";
    return page(journey, form, { status: 200, ...(hint.includes("@") ? { email: hint } : { username: hint }) });
  },
  async answer(journey, { params, ...form }) {
    const action = params.get("action");
    if (action === "cancel") return GAVE_UP;
    if (action === "login") return { kind: "done", progress: { wants: "another" } };
    return signUp(journey, form, params);
  },
};
