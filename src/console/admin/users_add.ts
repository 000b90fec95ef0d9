import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { prepareAccount } from "../../accounts/mod.ts";
import { renderForm } from "../../pages/mod.ts";
import { html, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { AlreadyTaken } from "../../stores/mod.ts";
import { passwordFields, readNewPassword } from "./new_password.ts";
import { personHref } from "./person_at.ts";
import { judgePerson, personParts, type Problems, readTyped, TAKEN, type TypedPerson } from "./person_form.ts";

const NOBODY: TypedPerson = {
  username: "",
  email: "",
  first_name: "",
  last_name: "",
  claims: "",
  is_staff: false,
  is_active: true,
};

function showForm(
  { frame }: PersonalVisit,
  { typed, problems }: { readonly typed: TypedPerson; readonly problems: Problems },
): string {
  const [about, ...others] = personParts(typed, { problems, rights: ["is_staff"] });
  return renderForm({
    ...frame,
    title: "Add a person",
    action: `${frame.base}/admin/users/add`,
    parts: [
      ...(about === undefined ? [] : [about]),
      { title: "Password", fields: passwordFields(problems) },
      ...others,
    ],
    submit: "Add",
    back: `${frame.base}/admin/users`,
  });
}

async function addPerson(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const { durable, hooks, random, slowHash, clock } = issuer;
  const typed = readTyped(form);
  const { input, problems: wrong } = judgePerson(typed);
  const { password, problems: wrongPassword } = readNewPassword(form);
  const isTaken =
    wrong["username"] === undefined && (await durable.accounts.findByUsername(input.username)) !== undefined;
  const problems = { ...wrong, ...wrongPassword, ...(isTaken ? { username: TAKEN } : {}) };
  if (Object.keys(problems).length > 0) return html(400, showForm(visit, { typed, problems }));
  const { claims, ...said } = input;
  const isStaff = typed.is_staff;
  const record = await prepareAccount(
    { ...said, password, isStaff, ...(claims === undefined ? {} : { claims }) },
    { random, slowHash, now: clock.now() },
  );
  try {
    const { id } = await durable.accounts.add(record);
    const detail = { by: session.accountId, staff: isStaff };
    await hooks.happened({ name: "account.created", accountId: id, detail }, visit);
    return redirect(`${personHref(issuer.base, id)}?done=added`);
  } catch (error) {
    if (!(error instanceof AlreadyTaken)) throw error;
    return html(400, showForm(visit, { typed, problems: { username: TAKEN } }));
  }
}

/** Makes an account for somebody. */
export const ADMIN_USER_ADD = personalPage({
  name: "admin_user_add",
  path: "/admin/users/add",
  authority: "staff",
  controls: true,
  show: (visit) => html(200, showForm(visit, { typed: NOBODY, problems: {} })),
  answer: addPerson,
});
