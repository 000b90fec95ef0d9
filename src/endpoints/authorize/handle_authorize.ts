import {
  type Exchange,
  type Journey,
  type Progress,
  type RedirectTarget,
  RequestRefused,
  SESSION_COOKIE,
  sessionOf,
  type Step,
  type StepForm,
  formToken,
  checkForm,
} from "../../engine/mod.ts";
import {
  fail,
  OAuthError,
  Params,
  parseDisplay,
  parsePrompt,
  redirect,
  type Reply,
  type SetCookie,
  withCookies,
} from "../../protocol/mod.ts";
import { address } from "./address.ts";
import { answer, answerError } from "./answer.ts";
import { answerOnce, sayAgain, type Way } from "./answer_once.ts";
import { beginInteraction, interactionPath, loadInteraction, saveProgress } from "./interaction.ts";
import { validate } from "./validate.ts";

interface Pending {
  readonly step: Step;
  readonly error: Awaited<ReturnType<Step["needed"]>>;
}

/** The first step on which a person must act. */
async function nextStep(journey: Journey): Promise<Pending | undefined> {
  for (const step of journey.request.exchange.issuer.steps) {
    const error = await step.needed(journey);
    if (error !== undefined) return { step, error };
  }
  return undefined;
}

/** A form that cannot be trusted or came too late, or a store that is away, is for the person in front of the browser. */
function isForPerson({ status }: OAuthError): boolean {
  return status >= 500 || status === 403 || status === 409;
}

/** Whether a request wants no page at all. @see OpenID Connect Core 3.1.2.1 */
function isSilent(params: Params): boolean {
  return params.all("prompt").some((words) => words.split(" ").includes("none"));
}

/**
 * Sends an error to the client; but where nobody vouched for the client, the person in front of the browser sees it
 * here, lest whoever registers a client could have this server send people anywhere.
 *
 * @see RFC 9700 4.11.2
 */
function refuseTo(target: RedirectTarget, error: OAuthError, { params, exchange }: Refused): Promise<Reply> {
  if (target.client.isUnverified === true && !isSilent(params)) throw error;
  return answerError(error, target, exchange);
}

/** A request that is refused. */
interface Refused {
  readonly params: Params;
  readonly exchange: Exchange;
}

/** Runs what may fail once the answer has an address: from here on the client hears of its mistakes. */
async function addressed(
  params: Params,
  exchange: Exchange,
  go: (start: (progress: Progress) => Promise<Journey>) => Promise<Reply>,
): Promise<Reply> {
  const target = await address(params, exchange);
  try {
    return await go(async (progress) => ({
      request: await validate(params, target, exchange),
      session: await sessionOf(exchange),
      progress,
    }));
  } catch (error) {
    if (error instanceof OAuthError && !isForPerson(error)) return await refuseTo(target, error, { params, exchange });
    throw error;
  }
}

/** Where an answer may be sent; undefined where the request does not say it well enough. */
async function findAddress(params: Params, exchange: Exchange): Promise<RedirectTarget | undefined> {
  try {
    return await address(params, exchange);
  } catch (error) {
    if (error instanceof OAuthError && !isForPerson(error)) return undefined;
    throw error;
  }
}

/**
 * Answers a request that was refused while its parameters were put together: the client hears of it where what is known
 * of the request is enough to find a redirect URI that it registered, else the person in front of the browser does.
 */
async function refuseEarly(thrown: unknown, exchange: Exchange): Promise<Reply> {
  const { error, params } =
    thrown instanceof RequestRefused ? thrown : { error: thrown, params: exchange.request.query };
  if (!(error instanceof OAuthError) || isForPerson(error)) throw error;
  const target = await findAddress(params, exchange);
  if (target === undefined) throw error;
  return refuseTo(target, error, { params, exchange });
}

/**
 * The authorization endpoint.
 *
 * @see RFC 6749 3.1
 */
export async function handleAuthorize(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  // A form posted from another site comes without the session's cookie (SameSite=Lax): the same as a GET has it.
  if (request.method === "POST") return redirect(`${issuer.base}/authorize?${request.form.toString()}`);
  let params: Params;
  try {
    params = await issuer.hooks.authorizeParams(request.query, exchange);
  } catch (error) {
    return refuseEarly(error, exchange);
  }
  return addressed(params, exchange, async (start) => {
    const progress: Progress = { askedAt: issuer.clock.now() };
    const journey = await start(progress);
    const pending = await nextStep(journey);
    if (pending === undefined) return answer(journey);
    if (parsePrompt(params.get("prompt")).has("none")) {
      fail(pending.error ?? "interaction_required", "Cannot answer without a person, which prompt=none forbids");
    }
    const { id, cookies } = await beginInteraction(journey.request, progress);
    return withCookies(redirect(interactionPath(exchange, id)), cookies);
  });
}

function formOf({ exchange, id }: Way, { params }: Journey["request"]): StepForm {
  const display = parseDisplay(params.get("display"));
  return { action: interactionPath(exchange, id), csrf: formToken(exchange, id), display };
}

async function show(way: Way, journey: Journey): Promise<Reply> {
  const pending = await nextStep(journey);
  return pending === undefined
    ? answerOnce(way, () => answer(journey))
    : pending.step.show(journey, formOf(way, journey.request));
}

function sessionCookies(session: { readonly id: string } | undefined): readonly SetCookie[] {
  return session === undefined ? [] : [{ name: SESSION_COOKIE, value: session.id }];
}

async function receive(way: Way, journey: Journey): Promise<Reply> {
  const { exchange } = way;
  const params = exchange.request.form;
  const pending = await nextStep(journey);
  // The page was sent twice, or in another window: go on with what is to be done now.
  if (pending === undefined) return show(way, journey);
  const outcome = await pending.step.answer(journey, { ...formOf(way, journey.request), params });
  if (outcome.kind === "again") return outcome.reply;
  if (outcome.kind === "refused") {
    const { error, description, rule } = outcome;
    const refusal = new OAuthError(error, description, { rule });
    return answerOnce(way, () => answerError(refusal, journey.request.target, exchange));
  }
  const progress = { ...journey.progress, ...outcome.progress };
  const onward: Journey = { ...journey, progress, session: outcome.session?.session ?? journey.session };
  const cookies = sessionCookies(outcome.session);
  if ((await nextStep(onward)) === undefined)
    return answerOnce(way, async () => withCookies(await answer(onward), cookies));
  await saveProgress(exchange, way.id, { ...way.interaction, progress });
  return withCookies(redirect(interactionPath(exchange, way.id)), cookies);
}

/** The address at which a person signs in and consents. */
export async function handleInteraction(exchange: Exchange): Promise<Reply> {
  const { request } = exchange;
  const id = request.path.slice(request.path.lastIndexOf("/") + 1);
  const interaction = await loadInteraction(exchange, id);
  const way: Way = { exchange, id, interaction };
  return addressed(Params.parse(interaction.params), exchange, async (start) => {
    const journey = await start(interaction.progress);
    if (request.method === "POST") checkForm(exchange, request.form, id);
    if (interaction.outcome !== undefined) return sayAgain(way, interaction.outcome);
    return request.method === "POST" ? receive(way, journey) : show(way, journey);
  });
}
