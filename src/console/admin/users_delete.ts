import { personalPage, type PersonalVisit, refuseUnknown, removePerson } from "../../engine/mod.ts";
import { type Fact, renderConfirm } from "../../pages/mod.ts";
import { fail, html, redirect, type Reply } from "../../protocol/mod.ts";
import { type AccountRecord, LastOfStaff } from "../../stores/mod.ts";
import { personAt, personHref } from "./person_at.ts";
import { fullName } from "./person_names.ts";

/** How many applications are counted. */
const MOST = 100;

/** The person, unless it is oneself: nobody saws off the branch that they sit on. */
async function somebodyElse(visit: PersonalVisit): Promise<AccountRecord> {
  const account = await personAt(visit);
  if (account.id !== visit.session.accountId) return account;
  return fail("invalid_request", "Cannot delete yourself here: ask somebody else of the staff to do it");
}

/** What goes with a person. */
async function goesAlong({ issuer }: PersonalVisit, { id }: AccountRecord): Promise<readonly Fact[]> {
  const { durable, sessions, clock } = issuer;
  const [open, authorizations, consents, applications] = await Promise.all([
    sessions.list(id),
    durable.families.count({ accountId: id, state: { is: "live", at: clock.now() } }),
    durable.consents.list(id),
    durable.clients.list({ ownerId: id, limit: MOST + 1 }),
  ]);
  const registered = applications.length > MOST ? `more than ${MOST}` : String(applications.length);
  return [
    { name: "Sessions", value: `${open.length} will end` },
    { name: "Authorizations", value: `${authorizations} will end` },
    { name: "Consents", value: `${consents.length} will be forgotten` },
    { name: "Applications", value: `${registered} will stay, without an owner` },
  ];
}

async function showQuestion(visit: PersonalVisit, account: AccountRecord, problem?: string): Promise<string> {
  const { base } = visit.issuer;
  return renderConfirm({
    ...visit.frame,
    title: "Delete a person",
    says: "This cannot be taken back. Their applications are told, and every token of theirs stops working at once.",
    facts: [
      { name: "User name", value: account.username },
      { name: "Name", value: fullName(account) },
      { name: "Email", value: account.email },
      ...(await goesAlong(visit, account)),
    ],
    action: personHref(base, account.id, "/delete"),
    submit: "Delete them",
    back: personHref(base, account.id),
    ...(problem === undefined ? {} : { problem }),
  });
}

async function answer(visit: PersonalVisit): Promise<Reply> {
  const account = await somebodyElse(visit);
  try {
    const isRemoved = await removePerson(visit, account.id, { by: visit.session.accountId });
    return isRemoved ? redirect(`${visit.issuer.base}/admin/users?done=deleted`) : refuseUnknown("the person");
  } catch (error) {
    if (!(error instanceof LastOfStaff)) throw error;
    const problem = "Nobody who may administer would be left: make somebody else staff before.";
    return html(409, await showQuestion(visit, account, problem));
  }
}

/** Asks whether to remove a person, and does. */
export const ADMIN_USER_DELETE = personalPage({
  name: "admin_user_delete",
  path: "/admin/users/:id/delete",
  authority: "staff",
  show: async (visit) => html(200, await showQuestion(visit, await somebodyElse(visit))),
  answer,
});
