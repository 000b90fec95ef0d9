import { changePerson, personalPage, type PersonalVisit, type PersonChanges, refuseUnknown } from "../../engine/mod.ts";
import { renderForm } from "../../pages/mod.ts";
import { html, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { type AccountRecord, AlreadyTaken, LastOfStaff } from "../../stores/mod.ts";
import { personAt, personHref } from "./person_at.ts";
import {
  judgePerson,
  type PersonInput,
  personParts,
  type Problems,
  readTyped,
  TAKEN,
  type TypedPerson,
  typedOf,
} from "./person_form.ts";

/** How the form comes back. */
interface Shown {
  readonly typed: TypedPerson;
  readonly problems?: Problems;
  readonly problem?: string;
}

const CHANGED_MEANWHILE =
  "Somebody changed this person while you had the form open. It shows what you typed: save it again if it is still right.";
const NOBODY_LEFT = "Nobody who may administer would be left: make somebody else staff before.";

function showForm({ frame, session }: PersonalVisit, account: AccountRecord, shown: Shown): string {
  const { typed, problems = {}, problem } = shown;
  const isOneself = account.id === session.accountId;
  return renderForm({
    ...frame,
    title: "Change a person",
    ...(isOneself
      ? { lead: "This is you. Your own rights are not here: somebody else of the staff can take them from you." }
      : {}),
    action: personHref(frame.base, account.id, "/update"),
    // Shows on which state of the record the form was made.
    hidden: [["changed_at", String(account.updatedAt)]],
    parts: personParts(typed, { problems, rights: isOneself ? [] : ["is_staff", "is_active"] }),
    submit: "Save",
    back: personHref(frame.base, account.id),
    ...(problem === undefined ? {} : { problem }),
  });
}

/** What is not as it was before. Whom a form bars is barred again: the last time may have failed half-way. */
function changesIn(input: PersonInput, account: AccountRecord, rights: Partial<AccountRecord>): PersonChanges {
  const { username, email, firstName, lastName, claims } = input;
  return {
    ...(username === account.username ? {} : { username }),
    ...(email === account.email ? {} : { email }),
    ...(firstName === account.firstName ? {} : { firstName }),
    ...(lastName === account.lastName ? {} : { lastName }),
    ...(JSON.stringify(claims) === JSON.stringify(account.claims) ? {} : { claims }),
    ...(rights.isStaff === undefined || rights.isStaff === account.isStaff ? {} : { isStaff: rights.isStaff }),
    ...(rights.isActive === undefined || (rights.isActive && account.isActive) ? {} : { isActive: rights.isActive }),
  };
}

async function updatePerson(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const account = await personAt(visit);
  const typed = readTyped(form);
  const again = (status: number, shown: Omit<Shown, "typed">) =>
    html(status, showForm(visit, account, { typed, ...shown }));
  const { input, problems } = judgePerson(typed);
  if (Object.keys(problems).length > 0) return again(400, { problems });
  const rights = account.id === session.accountId ? {} : { isStaff: typed.is_staff, isActive: typed.is_active };
  const changes = changesIn(input, account, rights);
  const done = redirect(`${personHref(issuer.base, account.id)}?done=changed`);
  // Pressed twice, or nothing was changed.
  if (Object.keys(changes).length === 0) return done;
  if (form.get("changed_at") !== String(account.updatedAt)) return again(409, { problem: CHANGED_MEANWHILE });
  try {
    const changed = await changePerson(visit, account.id, { changes, by: session.accountId });
    return changed === undefined ? refuseUnknown("the person") : done;
  } catch (error) {
    if (error instanceof AlreadyTaken) return again(400, { problems: { username: TAKEN } });
    if (error instanceof LastOfStaff) return again(409, { problem: NOBODY_LEFT });
    throw error;
  }
}

/** Changes what is known of a person, and what they may do. */
export const ADMIN_USER_UPDATE = personalPage({
  name: "admin_user_update",
  path: "/admin/users/:id/update",
  authority: "staff",
  controls: true,
  async show(visit) {
    const account = await personAt(visit);
    return html(200, showForm(visit, account, { typed: typedOf(account) }));
  },
  answer: updatePerson,
});
