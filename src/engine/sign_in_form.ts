import type { Session } from "../accounts/mod.ts";
import { type Display, html, type Params, type Reply, withHeaders } from "../protocol/mod.ts";
import { lifetimeText, renderLogin } from "../pages/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { endSession } from "./end_session.ts";
import type { Exchange } from "./exchange.ts";
import { SESSION_COOKIE } from "./form_token.ts";

/** The page around a sign-in form. */
export interface SignInPage {
  readonly action: string;
  readonly csrf: string;
  /** Where to go afterwards. */
  readonly next?: string;
  /** Who wants the person to sign in. */
  readonly clientName?: string;
  /** Whether the person can give up. */
  readonly cancel?: boolean;
  /** Whether the person may make an account instead. */
  readonly signUp?: boolean;
  /** How the application wants it to be shown. */
  readonly display?: Display;
  /** Where the answer may send the browser beside this server: browsers hold a redirect after a form to `form-action`. */
  readonly leadsTo?: string;
}

/** What came of a sign-in form. */
export type SignInOutcome =
  | { readonly kind: "again"; readonly reply: Reply }
  | { readonly kind: "signed_in"; readonly id: string; readonly session: Session };

/** What is said on the page of a sign-in form. */
export interface SignInWords {
  readonly username?: string;
  /** What the person has to know. */
  readonly note?: string;
  /** What was wrong with what the person sent. */
  readonly problem?: string;
  readonly status?: number;
}

/** Shows the sign-in form. */
export function showSignIn({ issuer }: Exchange, page: SignInPage, problem: SignInWords = {}): Reply {
  const { status = 200, ...said } = problem;
  const { leadsTo, ...shown } = page;
  const formAction = ["'self'", ...(leadsTo === undefined ? [] : [leadsTo])];
  return html(status, renderLogin({ base: issuer.base, ...shown, ...said }), { formAction });
}

/** A session, and the id by which its browser will name it. */
export interface BegunSession {
  readonly id: string;
  readonly session: Session;
}

/**
 * Begins a session for a person who proved who they are: the one that this browser has goes on when it is theirs, and
 * somebody else's ends, with its tokens.
 */
export async function beginSession(exchange: Exchange, account: AccountRecord): Promise<BegunSession> {
  const { issuer, request } = exchange;
  const older = request.cookies.get(SESSION_COOKIE);
  const agent = request.header("user-agent");
  const before = await issuer.sessions.find(older);
  if (before !== undefined && before.accountId !== account.id) await endSession(exchange, before);
  return issuer.sessions.start(account, {
    ...(older === undefined ? {} : { before: older }),
    ...(agent === undefined ? {} : { agent }),
  });
}

const WRONG = "The user name and password do not match. Check both and try again.";

/** Judges a sign-in form and, when it is right, begins a session in place of an older one. */
export async function answerSignIn(exchange: Exchange, page: SignInPage, params: Params): Promise<SignInOutcome> {
  const { issuer, request } = exchange;
  const username = params.get("username") ?? "";
  const password = params.get("password") ?? "";
  const outcome = await issuer.checkCredentials({ username, password, address: request.address });
  if (outcome.kind === "throttled") {
    await issuer.hooks.happened({ name: "login.throttled", detail: { retryAfter: outcome.retryAfter } }, exchange);
    const problem = `Too many tries. Wait ${lifetimeText(outcome.retryAfter)} and try again.`;
    const reply = showSignIn(exchange, page, { username, problem, status: 429 });
    return { kind: "again", reply: withHeaders(reply, { "Retry-After": String(outcome.retryAfter) }) };
  }
  if (outcome.kind === "refused") {
    await issuer.hooks.happened({ name: "login.failed", detail: { reason: outcome.reason } }, exchange);
    return { kind: "again", reply: showSignIn(exchange, page, { username, problem: WRONG, status: 400 }) };
  }
  const { id, session } = await beginSession(exchange, outcome.account);
  await issuer.hooks.happened({ name: "login.succeeded", accountId: outcome.account.id }, exchange);
  return { kind: "signed_in", id, session };
}
