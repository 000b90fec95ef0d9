import { checkForm, type Exchange, formToken, ownPath, SESSION_COOKIE, showToBrowser } from "../../engine/mod.ts";
import { renderSignUp } from "../../pages/mod.ts";
import { html, redirect, type Reply, withCookies } from "../../protocol/mod.ts";
import { answerForm, type Said } from "./answer_form.ts";

/** What the form is for. */
const SIGN_UP_FORM = "sign up";
/** Seconds in which a form that is sent twice, as by a double click, is one. */
const DOUBLE_CLICK = 60;

interface Shown extends Said {
  readonly status: number;
  readonly next: string;
}

function page(exchange: Exchange, { status, ...said }: Shown): Reply {
  const { base } = exchange.issuer;
  const csrf = formToken(exchange, SIGN_UP_FORM);
  return html(status, renderSignUp({ base, action: `${base}/sign_up`, csrf, ...said }));
}

/** Shows the page on which a person makes an account, with no application that waits for them. */
export function showSignUp(exchange: Exchange): Reply {
  const next = ownPath(exchange.request.query.get("next"), exchange);
  return showToBrowser(exchange, (known) => page(known, { status: 200, next }));
}

/** Makes an account of the page's form, and signs its person in. */
export async function answerSignUp(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const { form } = request;
  checkForm(exchange, form, SIGN_UP_FORM);
  const next = ownPath(form.get("next"), exchange);
  if (form.get("action") === "login") return redirect(`${issuer.base}/login?next=${encodeURIComponent(next)}`);
  const outcome = await answerForm(exchange, form, {
    madeSince: issuer.clock.now() - DOUBLE_CLICK,
    again: (said) => page(exchange, { next, ...said }),
  });
  if (outcome.kind === "again") return outcome.reply;
  return withCookies(redirect(next), [{ name: SESSION_COOKIE, value: outcome.begun.id }]);
}
