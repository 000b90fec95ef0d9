import { GAVE_UP, hasFreshSession, type Journey, type Step, type StepForm } from "../../engine/mod.ts";
import { renderSelectAccount } from "../../pages/mod.ts";
import { html, parsePrompt, redirectOrigin, type Reply } from "../../protocol/mod.ts";

async function show({ request, session }: Journey, form: StepForm): Promise<Reply> {
  const { client, exchange, target } = request;
  const { base } = exchange.issuer;
  const markup = renderSelectAccount({ base, ...form, clientName: client.name, username: session?.username ?? "" });
  // Browsers hold the redirect that answers a form to form-action as well.
  return html(200, markup, { formAction: ["'self'", redirectOrigin(target.redirectUri)] });
}

/**
 * Asks as whom the person wants to go on. Who has just signed in has chosen.
 *
 * @see OpenID Connect Core 3.1.2.1 (prompt)
 */
export const SELECT_ACCOUNT_STEP: Step = {
  name: "select_account",
  prompt: "select_account",
  before: "login",
  needed(journey) {
    const { request, session, progress } = journey;
    if (session === undefined || !parsePrompt(request.params.get("prompt")).has("select_account")) return undefined;
    const hasChosen = progress.wants === "another" || progress.chosenAccount === session.accountId;
    return hasChosen || hasFreshSession(journey) ? undefined : "account_selection_required";
  },
  show,
  async answer(journey, { params, ...form }) {
    const { session } = journey;
    const action = params.get("action");
    if (action === "cancel") return GAVE_UP;
    if (action === "another") return { kind: "done", progress: { wants: "another" } };
    if (action === "continue" && session !== undefined)
      return { kind: "done", progress: { chosenAccount: session.accountId } };
    return { kind: "again", reply: await show(journey, form) };
  },
};
