import { networkOf, prepareAccount, throttle } from "../../accounts/mod.ts";
import {
  beginSession,
  type Exchange,
  GAVE_UP,
  hasFreshSession,
  type Journey,
  type Step,
  type StepForm,
  type StepOutcome,
} from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { lifetimeText, renderSignUp, type SignUpModel } from "../../pages/mod.ts";
import { html, parsePrompt, redirectOrigin, type Reply, withHeaders } from "../../protocol/mod.ts";
import { type AccountRecord, AlreadyTaken } from "../../stores/mod.ts";
import { readForm, type SignUpForm, type SignUpProblems } from "./form.ts";

/** Forms that one network may send before it has to wait: each tells whether a name is taken, or makes an account. */
const FREE_FOR_NETWORK = 20;

const TAKEN: SignUpProblems = { username: "This name is taken. Choose another one" };

type Said = Pick<SignUpModel, "username" | "email" | "problem" | "problems">;

function page({ request }: Journey, form: StepForm, { status, ...said }: Said & { readonly status: number }): Reply {
  const { client, exchange, target } = request;
  const markup = renderSignUp({ base: exchange.issuer.base, ...form, clientName: client.name, ...said });
  // Browsers hold the redirect that answers a form to form-action as well.
  return html(status, markup, { formAction: ["'self'", redirectOrigin(target.redirectUri)] });
}

/** How long this network has to wait until it may make another account; undefined = it may now. */
function waitOf({ issuer, request }: Exchange): Promise<Seconds | undefined> {
  const { ephemeral } = issuer;
  return throttle({ ephemeral, free: FREE_FOR_NETWORK }).begin(`sign up from ${networkOf(request.address)}`);
}

/** Everything that is wrong with a form: what anybody can see, and that the name is taken. */
async function problemsOf({ input, problems }: SignUpForm, { issuer }: Exchange): Promise<SignUpProblems> {
  if (problems.username !== undefined) return problems;
  const namesake = await issuer.durable.accounts.findByUsername(input.username);
  return namesake === undefined ? problems : { ...problems, ...TAKEN };
}

/** Stores the person; undefined when somebody took the name in this very moment. */
async function addAccount({ input }: SignUpForm, { issuer }: Exchange): Promise<AccountRecord | undefined> {
  const { durable, random, slowHash, clock } = issuer;
  const record = await prepareAccount(input, { random, slowHash, now: clock.now() });
  try {
    return await durable.accounts.add(record);
  } catch (error) {
    if (error instanceof AlreadyTaken) return undefined;
    throw error;
  }
}

async function signUp(journey: Journey, form: StepForm, filled: SignUpForm): Promise<StepOutcome> {
  const { exchange, client } = journey.request;
  const { username, email } = filled.input;
  function again(said: Said & { readonly status: number }): Reply {
    return page(journey, form, { username, email, ...said });
  }
  const retryAfter = await waitOf(exchange);
  if (retryAfter !== undefined) {
    const problem = `Too many tries from your network. Wait ${lifetimeText(retryAfter)} and try again.`;
    const reply = again({ problem, status: 429 });
    return { kind: "again", reply: withHeaders(reply, { "Retry-After": String(retryAfter) }) };
  }
  const problems = await problemsOf(filled, exchange);
  if (Object.keys(problems).length > 0) return { kind: "again", reply: again({ problems, status: 400 }) };
  const account = await addAccount(filled, exchange);
  if (account === undefined) return { kind: "again", reply: again({ problems: TAKEN, status: 400 }) };
  const begun = await beginSession(exchange, account);
  await exchange.issuer.hooks.happened({ name: "account.created", accountId: account.id, client: client.id }, exchange);
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
    if (!parsePrompt(request.params.get("prompt")).has("create")) return undefined;
    return progress.wantsAnother === true || hasFreshSession(journey) ? undefined : "interaction_required";
  },
  async show(journey, form) {
    const hint = journey.request.params.get("login_hint") ?? "";
    return page(journey, form, { status: 200, ...(hint.includes("@") ? { email: hint } : { username: hint }) });
  },
  async answer(journey, { params, ...form }) {
    const action = params.get("action");
    if (action === "cancel") return GAVE_UP;
    if (action === "login") return { kind: "done", progress: { wantsAnother: true } };
    return signUp(journey, form, readForm(params));
  },
};
