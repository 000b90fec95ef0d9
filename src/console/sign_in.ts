import {
  answerSignIn,
  checkForm,
  type Exchange,
  formToken,
  ownPath,
  SESSION_COOKIE,
  showSignIn,
  showToBrowser,
  type SignInPage,
} from "../engine/mod.ts";
import { redirect, type Reply, withCookies } from "../protocol/mod.ts";

const SIGN_IN_FORM = "sign in";
/** Where people make an account, where they may. */
const SIGN_UP = "/sign_up";

function pageOf(exchange: Exchange, next: string): SignInPage {
  const { issuer } = exchange;
  const signUp = issuer.endpoints.some(({ path }) => path === SIGN_UP);
  return { action: `${issuer.base}/login`, csrf: formToken(exchange, SIGN_IN_FORM), next, signUp };
}

/** Shows the sign-in page. */
export function showLogin(exchange: Exchange): Reply {
  const next = ownPath(exchange.request.query.get("next"), exchange);
  return showToBrowser(exchange, (known) => showSignIn(known, pageOf(known, next)));
}

/** Signs a person in. */
export async function login(exchange: Exchange): Promise<Reply> {
  const { form } = exchange.request;
  checkForm(exchange, form, SIGN_IN_FORM);
  const next = ownPath(form.get("next"), exchange);
  if (form.get("action") === "create")
    return redirect(`${exchange.issuer.base}${SIGN_UP}?next=${encodeURIComponent(next)}`);
  const outcome = await answerSignIn(exchange, pageOf(exchange, next), form);
  if (outcome.kind === "again") return outcome.reply;
  return withCookies(redirect(next), [{ name: SESSION_COOKIE, value: outcome.id }]);
}
