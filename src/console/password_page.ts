import { beginSession, personalPage, type PersonalVisit, SESSION_COOKIE, setPassword } from "../engine/mod.ts";
import { lifetimeText, renderForm } from "../pages/mod.ts";
import { html, type Params, redirect, type Reply, withCookies, withHeaders } from "../protocol/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { passwordFields, readNewPassword } from "./admin/new_password.ts";
import type { Problems } from "./admin/person_form.ts";

/** What of the form is wrong, by field, or as a whole. */
interface Wrong {
  readonly problems?: Problems;
  readonly problem?: string;
}

const CURRENT_WRONG: Wrong = { problems: { current: "This is not your password" } };

function page({ issuer, frame }: PersonalVisit, { problems = {}, problem }: Wrong = {}): string {
  return renderForm({
    ...frame,
    title: "Change your password",
    lead: "Everywhere else you are logged out then, and the applications of those sessions are told. You stay logged in here.",
    action: `${issuer.base}/account/password`,
    parts: [
      {
        fields: [
          {
            name: "current",
            label: "Current password",
            kind: "password",
            autocomplete: "current-password",
            autofocus: true,
            problem: problems["current"],
          },
          ...passwordFields(problems),
        ],
      },
    ],
    submit: "Change it",
    back: `${issuer.base}/account`,
    ...(problem === undefined ? {} : { problem }),
  });
}

/** The person whose current password was given, as they are now; what to answer when it is not theirs. */
async function proven(visit: PersonalVisit, password: string): Promise<AccountRecord | Reply> {
  const { issuer, session, request } = visit;
  const { username, accountId } = session;
  const outcome = await issuer.checkCredentials({ username, password, address: request.address });
  if (outcome.kind === "throttled") {
    const { retryAfter } = outcome;
    await issuer.hooks.happened({ name: "login.throttled", accountId, detail: { retryAfter } }, visit);
    const problem = `Too many tries. Wait ${lifetimeText(retryAfter)} and try again.`;
    return withHeaders(html(429, page(visit, { problem })), { "Retry-After": String(retryAfter) });
  }
  if (outcome.kind === "refused") {
    await issuer.hooks.happened({ name: "login.failed", accountId, detail: { reason: outcome.reason } }, visit);
    return html(400, page(visit, CURRENT_WRONG));
  }
  // The check may have written its hash anew, and somebody else another password.
  const account = await issuer.durable.accounts.find(accountId);
  if (account === undefined) return html(400, page(visit, CURRENT_WRONG));
  const isSame =
    account.passwordHash === outcome.account.passwordHash ||
    (await issuer.slowHash.verify(account.passwordHash, password));
  return isSame ? account : html(400, page(visit, CURRENT_WRONG));
}

async function answer(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const current = form.get("current") ?? "";
  const { password, problems } = readNewPassword(form);
  const isOld = password !== "" && password === current;
  const wrong: Problems = {
    ...(current === "" ? { current: "Give the password that you have" } : {}),
    ...(isOld ? { password: "This is the password that you have: give another one" } : {}),
    ...problems,
  };
  if (Object.keys(wrong).length > 0) return html(400, page(visit, { problems: wrong }));
  const account = await proven(visit, current);
  if ("kind" in account) return account;
  const ended = await setPassword(visit, account.id, {
    password,
    by: account.id,
    except: session.sid,
    from: account.passwordHash,
  });
  if (ended === undefined) return html(400, page(visit, CURRENT_WRONG));
  // Whoever had a copy of the cookie has nothing any more.
  const { id } = await beginSession(visit, account);
  return withCookies(redirect(`${issuer.base}/account?done=password`), [{ name: SESSION_COOKIE, value: id }]);
}

/** Has a person change their password, as often tried as a log-in is. */
export const ACCOUNT_PASSWORD = personalPage({
  name: "account_password",
  path: "/account/password",
  authority: "person",
  controls: true,
  show: (visit) => html(200, page(visit)),
  answer,
});
