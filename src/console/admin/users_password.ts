import { personalPage, type PersonalVisit, refuseUnknown, setPassword } from "../../engine/mod.ts";
import { renderForm } from "../../pages/mod.ts";
import { html, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { passwordFields, readNewPassword } from "./new_password.ts";
import { personAt, personHref } from "./person_at.ts";
import type { Problems } from "./person_form.ts";

function showForm({ frame, session }: PersonalVisit, account: AccountRecord, problems: Problems): string {
  const ends =
    account.id === session.accountId
      ? "All your sessions but this one end, and their applications are told."
      : "All their sessions end, and the applications of those are told. Tell them the new password in a safe way.";
  return renderForm({
    ...frame,
    title: "Set a password",
    lead: `Of ${account.username}. ${ends}`,
    action: personHref(frame.base, account.id, "/password"),
    parts: [
      {
        fields: [
          ...passwordFields(problems),
          {
            name: "revoke_tokens",
            label: "End every authorization as well",
            kind: "tick",
            hint: "For an account that was taken over: no application goes on without being asked again.",
          },
        ],
      },
    ],
    submit: "Set it",
    back: personHref(frame.base, account.id),
  });
}

async function answer(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const account = await personAt(visit);
  const { password, problems } = readNewPassword(form);
  if (Object.keys(problems).length > 0) return html(400, showForm(visit, account, problems));
  const ended = await setPassword(visit, account.id, {
    password,
    by: session.accountId,
    revokeTokens: form.get("revoke_tokens") === "yes",
    ...(account.id === session.accountId ? { except: session.sid } : {}),
  });
  if (ended === undefined) return refuseUnknown("the person");
  return redirect(`${personHref(issuer.base, account.id)}?done=password`);
}

/** Gives a person another password. */
export const ADMIN_USER_PASSWORD = personalPage({
  name: "admin_user_password",
  path: "/admin/users/:id/password",
  authority: "staff",
  controls: true,
  show: async (visit) => html(200, showForm(visit, await personAt(visit), {})),
  answer,
});
