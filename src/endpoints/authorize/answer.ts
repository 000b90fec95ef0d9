import type { Agreement, Approval, Exchange, Journey, RedirectTarget, ResponseParameters } from "../../engine/mod.ts";
import { type OAuthError, type Reply, withHeaders, NO_STORE } from "../../protocol/mod.ts";

async function send(
  target: RedirectTarget,
  parameters: ResponseParameters,
  context: { readonly exchange: Exchange; readonly approval?: Approval },
): Promise<Reply> {
  const stated: ResponseParameters = target.state === undefined ? parameters : [...parameters, ["state", target.state]];
  const refined = await context.exchange.issuer.hooks.authorizeReply(stated, { ...context, target });
  const { mode, client, redirectUri } = target;
  const { exchange } = context;
  const sealed = (await mode.seal?.(refined, { exchange, client })) ?? refined;
  return withHeaders(mode.send(redirectUri, sealed, { base: exchange.issuer.base }), NO_STORE);
}

/** Sends what a person agreed to. @see RFC 6749 4.1.2, 4.2.2 */
export async function answer(journey: Journey): Promise<Reply> {
  const { request, session, progress } = journey;
  if (session === undefined) throw new TypeError("Cannot answer before anybody has signed in");
  const { exchange } = request;
  const allowed = progress.allowed ?? request.permissions;
  const agreement = {
    request,
    subject: { accountId: session.accountId, sub: session.sub, username: session.username },
    session,
    scope: request.scope.filter((name) => allowed.includes(name)),
    allowed,
  } satisfies Agreement;
  const approval: Approval = { ...agreement, bindings: await exchange.issuer.hooks.bindToCode(agreement) };
  return send(request.target, await produceAll(approval), { exchange, approval });
}

/** What the words of the response type answer; a word that vouches for the others sees theirs first. */
async function produceAll(approval: Approval): Promise<ResponseParameters> {
  const { responseWords } = approval.request;
  const first = responseWords.filter(({ last }) => last !== true);
  const before = (await Promise.all(first.map((word) => word.produce(approval, [])))).flat();
  const last = responseWords.filter((word) => word.last === true);
  const after = await Promise.all(last.map((word) => word.produce(approval, before)));
  return [...before, ...after.flat()];
}

/** Sends an error to where the answer belongs. @see RFC 6749 4.1.2.1 */
export async function answerError(error: OAuthError, target: RedirectTarget, exchange: Exchange): Promise<Reply> {
  await exchange.issuer.hooks.happened(
    {
      name: error.code === "access_denied" ? "consent.denied" : "client.refused",
      client: target.client.id,
      detail: { error: error.code, ...(error.rule === undefined ? {} : { rule: error.rule }) },
    },
    exchange,
  );
  return send(
    target,
    [
      ["error", error.code],
      ["error_description", error.description],
    ],
    { exchange },
  );
}
