import { type PromptWord, redirectOrigin } from "../protocol/mod.ts";
import { answerSignIn, showSignIn, type SignInPage } from "./sign_in_form.ts";
import type { Journey, Step, StepForm, StepOutcome } from "./step.ts";

/** A step that has the person sign in, and when it is due. */
export interface SignInStepOptions {
  readonly name: string;
  readonly prompt?: PromptWord;
  readonly before?: string;
  readonly needed: Step["needed"];
  /** Why who is signed in already cannot go on as that person. */
  readonly says?: (journey: Journey) => string | undefined;
}

/** A user name has at most 150 characters; an address of e-mail may come as a hint as well. */
const LONGEST_HINT = 254;

/** The name to begin with: what the client hints at, else that of who is to sign in again. @see OpenID Connect Core 3.1.2.1 (login_hint) */
function likelyName({ request, session, progress }: Journey): string | undefined {
  if (progress.wants === "another") return undefined;
  const hint = request.params.get("login_hint");
  return hint !== undefined && hint.length <= LONGEST_HINT ? hint : session?.username;
}

/** Whether a person may make an account instead: where there is a page for that. */
function offersAccount({ request }: Journey): boolean {
  return request.exchange.issuer.steps.some(({ prompt }) => prompt === "create");
}

function pageOf(journey: Journey, { action, csrf, display }: StepForm): SignInPage {
  const { client, target } = journey.request;
  // Who gives up, or need not be asked for a consent, goes straight on to the application.
  const leadsTo = redirectOrigin(target.redirectUri);
  return { action, csrf, display, clientName: client.name, cancel: true, signUp: offersAccount(journey), leadsTo };
}

/** What a step answers when the person gives up. @see RFC 6749 4.1.2.1 */
export const GAVE_UP: StepOutcome = {
  kind: "refused",
  error: "access_denied",
  description: "Cannot go on as the person did not sign in",
  rule: "RFC6749-4.1.2.1-2",
};

/** Makes a step of the sign-in form. */
export function signInStep({ name, prompt, before, needed, says }: SignInStepOptions): Step {
  return {
    name,
    ...(prompt === undefined ? {} : { prompt }),
    ...(before === undefined ? {} : { before }),
    needed,
    async show(journey, form) {
      const note = says?.(journey);
      // Whoever is told to come as somebody else is not offered the same name again.
      const username = note === undefined ? likelyName(journey) : undefined;
      return showSignIn(journey.request.exchange, pageOf(journey, form), {
        ...(username === undefined ? {} : { username }),
        ...(note === undefined ? {} : { note }),
      });
    },
    async answer(journey, { params, ...form }) {
      const action = params.get("action");
      if (action === "cancel") return GAVE_UP;
      if (action === "create" && offersAccount(journey)) return { kind: "done", progress: { wants: "account" } };
      const outcome = await answerSignIn(journey.request.exchange, pageOf(journey, form), params);
      if (outcome.kind === "again") return outcome;
      return { kind: "done", progress: { signedInAt: outcome.session.authTime }, session: outcome };
    },
  };
}
