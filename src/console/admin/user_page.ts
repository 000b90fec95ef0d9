import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { type Fact, type RecordAction, renderRecord } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { minute } from "../instant_text.ts";
import { doneNote } from "./done_note.ts";
import { personAt, personHref } from "./person_at.ts";
import { badgesOf, fullName } from "./person_names.ts";
import { userGroups } from "./user_groups.ts";

const NOTES = {
  added: "The person is added, and can sign in.",
  changed: "Saved.",
  password: "The password is set. The sessions that were begun under the old one have ended.",
  logged_out: "They are logged out.",
} as const;

/** The password is nowhere: there is nothing of it that anybody has to see. */
function factsOf(account: AccountRecord): readonly Fact[] {
  const { id, sub, email, claims = {}, lastLogin, createdAt, updatedAt, isStaff, isActive } = account;
  return [
    { name: "Number", value: String(id) },
    { name: "Subject", value: sub, isCode: true },
    { name: "Name", value: fullName(account) },
    { name: "Email", value: email },
    { name: "Rights", value: isStaff ? "Staff: may administer" : "Their own account" },
    { name: "State", value: isActive ? "Active" : "Barred: may not sign in" },
    { name: "Last login", value: lastLogin === undefined ? "never" : minute(lastLogin) },
    { name: "Since", value: minute(createdAt) },
    { name: "Changed", value: minute(updatedAt) },
    ...(Object.keys(claims).length === 0 ? [] : [{ name: "Claims", value: JSON.stringify(claims), isCode: true }]),
  ];
}

function actionsOf({ session, issuer }: PersonalVisit, { id }: AccountRecord): readonly RecordAction[] {
  const link = (below: string, text: string) =>
    ({ kind: "link", href: personHref(issuer.base, id, below), text }) as const;
  return [
    link("/update", "Change"),
    link("/password", "Set a password"),
    link("/end_sessions", "Log out everywhere"),
    ...(id === session.accountId ? [] : [{ ...link("/delete", "Delete"), isDanger: true }]),
  ];
}

async function showUser(visit: PersonalVisit): Promise<Reply> {
  const account = await personAt(visit);
  return html(
    200,
    renderRecord({
      ...visit.frame,
      ...doneNote(visit, NOTES),
      title: "Person",
      name: account.username,
      badges: badgesOf(account),
      facts: factsOf(account),
      groups: await userGroups(visit, account),
      actions: actionsOf(visit, account),
    }),
  );
}

/** All about a person. */
export const ADMIN_USER = personalPage({
  name: "admin_user",
  path: "/admin/users/:id",
  authority: "staff",
  show: showUser,
});
