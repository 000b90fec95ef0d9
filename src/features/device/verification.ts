import type { Session } from "../../accounts/mod.ts";
import {
  answerSignIn,
  checkForm,
  type Exchange,
  formToken,
  SESSION_COOKIE,
  sessionOf,
  showSignIn,
  type SignInPage,
} from "../../engine/mod.ts";
import { lifetimeText } from "../../pages/mod.ts";
import { redirect, type Reply, withCookies, withHeaders } from "../../protocol/mod.ts";
import { guessTooFast } from "./code_guard.ts";
import { readCode, showCodePage, showUnknown, withCookie } from "./code_page.ts";
import { findQuestion, ownDecision, showDone, showQuestion } from "./question.ts";
import { parseUserCode, printUserCode } from "./user_code.ts";

/** What the form that signs in is for. */
const SIGN_IN_FORM = "device sign in";

function signInPage(exchange: Exchange, code: string): SignInPage {
  return {
    action: `${exchange.issuer.base}/device/sign_in`,
    csrf: formToken(exchange, SIGN_IN_FORM),
    next: printUserCode(code),
  };
}

/** Looks a code up for a person who is signed in, and asks. */
async function ask(code: string, session: Session, exchange: Exchange): Promise<Reply> {
  const retryAfter = await guessTooFast(session, exchange);
  if (retryAfter !== undefined) {
    await exchange.issuer.hooks.happened(
      { name: "device.throttled", accountId: session.accountId, detail: { retryAfter } },
      exchange,
    );
    const problem = `Too many codes in a short time. Wait ${lifetimeText(retryAfter)} and try again.`;
    const reply = showCodePage(exchange, { code: printUserCode(code), problem, status: 429 });
    return withHeaders(reply, { "Retry-After": String(retryAfter) });
  }
  const question = await findQuestion(code, session, exchange);
  if (question === undefined) return showUnknown(exchange, code);
  const own = ownDecision(question);
  if (own !== undefined) return showDone(own, exchange);
  if (question.device.decision !== undefined) return showUnknown(exchange, code);
  return showQuestion(question, exchange);
}

/** Goes on with a code: to the question, by way of the sign-in form where nobody is signed in. */
export async function goOn(code: string, exchange: Exchange): Promise<Reply> {
  const session = await sessionOf(exchange);
  return session === undefined ? showSignIn(exchange, signInPage(exchange, code)) : ask(code, session, exchange);
}

/** Takes the code that a person typed. */
export async function receiveCode(exchange: Exchange): Promise<Reply> {
  const read = readCode(exchange);
  return "again" in read ? read.again : goOn(read.code, exchange);
}

/** Signs the person in who typed a code, and goes on with it. */
export async function receiveSignIn(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  checkForm(exchange, request.form, SIGN_IN_FORM);
  const code = parseUserCode(request.form.get("next") ?? "");
  if (code === undefined) return redirect(`${issuer.base}/device`);
  const outcome = await answerSignIn(exchange, signInPage(exchange, code), request.form);
  if (outcome.kind === "again") return outcome.reply;
  const reply = await ask(code, outcome.session, withCookie(exchange, SESSION_COOKIE, outcome.id));
  return withCookies(reply, [{ name: SESSION_COOKIE, value: outcome.id }]);
}
