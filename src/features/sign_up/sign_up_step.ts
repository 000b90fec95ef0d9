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

/** Who came of a form: somebody new, or whom this very form made before, when its answer was lost on the way. */
interface Outcome {
  readonly account: AccountRecord;
  readonly isNew: boolean;
}

/** The person of a name, when they made the account since the request came and know its password. */
async function madeBefore({ input }: SignUpForm, { request, progress }: Journey): Promise<Outcome | undefined> {
  const { durable, slowHash } = request.exchange.issuer;
  const account = await durable.accounts.findByUsername(input.username);
  if (account === undefined || !account.isActive || account.createdAt < (progress.askedAt ?? Infinity))
    return undefined;
  return (await slowHash.verify(account.passwordHash, input.password)) ? { account, isNew: false } : undefined;
}

/** Makes an account; undefined when the name is taken. */
async function makeAccount(filled: SignUpForm, journey: Journey): Promise<Outcome | undefined> {
  const { durable, random, slowHash, clock } = journey.request.exchange.issuer;
  const record = await prepareAccount(filled.input, { random, slowHash, now: clock.now() });
  try {
    return { account: await durable.accounts.add(record), isNew: true };
  } catch (error) {
    if (error instanceof AlreadyTaken) return madeBefore(filled, journey);
    throw error;
  }
}

/** What is wrong with a form beside what anybody can see in it. */
async function allProblems({ input, problems }: SignUpForm, { issuer }: Exchange): Promise<SignUpProblems> {
  if (problems.username !== undefined) return problems;
  const namesake = await issuer.durable.accounts.findByUsername(input.username);
  return namesake === undefined ? problems : { ...problems, ...TAKEN };
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
  const isRight = Object.keys(filled.problems).length === 0;
  const outcome = isRight ? await makeAccount(filled, journey) : undefined;
  if (outcome === undefined) {
    const problems = await allProblems(filled, exchange);
    return { kind: "again", reply: again({ problems, status: 400 }) };
  }
  const begun = await beginSession(exchange, outcome.account);
  await exchange.issuer.hooks.happened(
    {
      name: outcome.isNew ? "account.created" : "login.succeeded",
      accountId: outcome.account.id,
      client: client.id,
    },
    exchange,
  );
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
    return signUp(journey, form, readForm(params));
  },
};
