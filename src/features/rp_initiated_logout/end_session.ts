import type { Session } from "../../accounts/mod.ts";
import {
  ACCOUNT_FORM,
  answerLoggedOut,
  checkForm,
  type EndSessionOptions,
  type Exchange,
  formToken,
  isPersonOf,
  isSessionOf,
  logOut,
  SESSION_COOKIE,
  sessionOf,
} from "../../engine/mod.ts";
import { renderLogout, renderMessage } from "../../pages/mod.ts";
import { addQuery, html, type Params, redirect, redirectOrigin, type Reply } from "../../protocol/mod.ts";
import type { RpInitiatedLogoutOptions } from "./options.ts";
import { LOGOUT_PARAMETERS, type LogoutRequest, readLogoutRequest } from "./request.ts";

/** The longest address that a browser is sent to, in characters. */
const LONGEST_ADDRESS = 6_000;

/** Whether the client showed that it speaks of the very session of this browser. @see OpenID Connect RP-Initiated Logout 2 */
function isMeant({ hint, person }: LogoutRequest, session: Session, exchange: Exchange): boolean {
  if (hint === undefined || !isSessionOf(hint, session) || !isPersonOf(hint, session, exchange)) return false;
  return person === undefined || [session.sid, session.username, hint.sub].includes(person);
}

/** Whose tokens end with the session: the client's that asks, or all when the person alone does. */
function tokensOf({ client }: LogoutRequest, { revokeTokens }: RpInitiatedLogoutOptions): EndSessionOptions {
  if (client === undefined) return {};
  return { tokensOf: revokeTokens ? client.id : "nobody" };
}

interface Asked {
  readonly params: Params;
  readonly asks: LogoutRequest;
}

/** Asks the person. @see OpenID Connect RP-Initiated Logout 2, 6 */
function ask(exchange: Exchange, session: Session, { params, asks }: Asked): Reply {
  const { base } = exchange.issuer;
  const page = renderLogout({
    base,
    action: `${base}/logout/confirm`,
    csrf: formToken(exchange, ACCOUNT_FORM),
    username: session.username,
    ...(asks.client === undefined ? {} : { clientName: asks.client.name }),
    fields: params.only(LOGOUT_PARAMETERS).entries(),
  });
  // Browsers hold the redirect that follows a form to its policy as well.
  const formAction = asks.next === undefined ? [] : [redirectOrigin(asks.next.uri)];
  return html(200, page, { formAction });
}

/**
 * Has the browser come back by GET: cookies that are Lax do not travel with the form of another site, so that nobody
 * would seem to be signed in.
 *
 * A hint that is too long for an address stays behind; the client is named instead, and the person asked.
 */
function comeBack({ issuer }: Exchange, { params, asks }: Asked): Reply {
  const known = params.only(LOGOUT_PARAMETERS);
  const whole = addQuery(`${issuer.base}/logout`, known.entries());
  if (whole.length <= LONGEST_ADDRESS) return redirect(whole);
  const shortened = known.with({ id_token_hint: undefined, client_id: asks.client?.clientId });
  return redirect(addQuery(`${issuer.base}/logout`, shortened.entries()));
}

/** Answers a request whose parts all hold, of a client or of a link. */
function answerRequest(
  exchange: Exchange,
  asked: Asked & { readonly session: Session | undefined },
  options: RpInitiatedLogoutOptions,
): Promise<Reply> | Reply {
  const { asks, session } = asked;
  if (session === undefined) return answerLoggedOut(exchange, asks);
  if (options.alwaysPrompt || !isMeant(asks, session, exchange)) return ask(exchange, session, asked);
  return logOut(exchange, session, { ...asks, ...tokensOf(asks, options) });
}

/** The log-out form in the header of our own pages. */
async function answerOwnForm(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const session = await sessionOf(exchange);
  if (session === undefined) return redirect(`${issuer.base}/`);
  checkForm(exchange, request.form, ACCOUNT_FORM);
  return logOut(exchange, session);
}

/**
 * The logout endpoint: for clients, and for our own log-out form, which carries a seal and nothing of a client.
 *
 * @see OpenID Connect RP-Initiated Logout 2
 */
export async function handleLogout(exchange: Exchange, options: RpInitiatedLogoutOptions): Promise<Reply> {
  const { request } = exchange;
  const isPost = request.method === "POST";
  const params = isPost ? request.form : request.query;
  if (isPost && params.has("csrf") && params.only(LOGOUT_PARAMETERS).size === 0) return answerOwnForm(exchange);
  const asks = await readLogoutRequest(exchange, params, options);
  if (isPost && !request.cookies.has(SESSION_COOKIE)) return comeBack(exchange, { params, asks });
  return answerRequest(exchange, { params, asks, session: await sessionOf(exchange) }, options);
}

/**
 * What the person answers when they are asked.
 *
 * @see OpenID Connect RP-Initiated Logout 2
 */
export async function handleConfirmation(exchange: Exchange, options: RpInitiatedLogoutOptions): Promise<Reply> {
  const { issuer, request } = exchange;
  const { form } = request;
  const asks = await readLogoutRequest(exchange, form, options);
  const session = await sessionOf(exchange);
  if (session === undefined) return answerLoggedOut(exchange, asks);
  checkForm(exchange, form, ACCOUNT_FORM);
  if (form.get("action") === "logout") return logOut(exchange, session, { ...asks, ...tokensOf(asks, options) });
  const page = renderMessage({
    base: issuer.base,
    signedInAs: session.username,
    csrf: formToken(exchange, ACCOUNT_FORM),
    title: "You are still logged in",
    text: "Nothing was changed, and no application was told anything. You can close this page.",
    link: { href: `${issuer.base}/account`, text: "Your account" },
  });
  return html(200, page);
}
