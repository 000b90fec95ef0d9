import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { type FieldModel, type RecordItem, renderRecordList } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { AccountOrder, AccountQuery, AccountRecord } from "../../stores/mod.ts";
import { day } from "../instant_text.ts";
import { doneNote } from "./done_note.ts";
import { personHref } from "./person_at.ts";
import { badgesOf, fullName } from "./person_names.ts";
import { onePage, PAGE_SIZE, placeIn, searchHref, typedIn } from "./search_address.ts";

const ORDERS = [
  { value: "newest", text: "Newest first" },
  { value: "name", text: "By user name" },
] as const;

/** What is looked for, by the words of the address. */
const KINDS: Readonly<Record<string, AccountQuery>> = {
  staff: { isStaff: true },
  others: { isStaff: false },
};

const STATES: Readonly<Record<string, AccountQuery>> = {
  active: { isActive: true },
  barred: { isActive: false },
};

/** What was typed and chosen. */
type Typed = Readonly<Record<"q" | "kind" | "state" | "order", string | undefined>>;

function chosen<T>(words: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  return word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined;
}

function orderIn(visit: PersonalVisit, { order }: Typed): AccountOrder {
  if (order === "name") {
    const after = typedIn(visit, "after");
    return { by: "username", ...(after === undefined ? {} : { after }) };
  }
  const [after] = placeIn(visit, 1) ?? [];
  return { by: "newest", ...(after === undefined ? {} : { after }) };
}

function fieldsOf({ q, kind, state, order }: Typed): readonly FieldModel[] {
  return [
    {
      name: "q",
      label: "Name, email or subject",
      kind: "search",
      ...(q === undefined ? {} : { value: q }),
    },
    {
      name: "kind",
      label: "Who",
      kind: "choice",
      value: kind ?? "",
      options: [
        { value: "", text: "Everybody" },
        { value: "staff", text: "Staff" },
        { value: "others", text: "All others" },
      ],
    },
    {
      name: "state",
      label: "State",
      kind: "choice",
      value: state ?? "",
      options: [
        { value: "", text: "Any" },
        { value: "active", text: "Active" },
        { value: "barred", text: "Barred" },
      ],
    },
    { name: "order", label: "Order", kind: "choice", value: order ?? "newest", options: ORDERS },
  ];
}

function itemOf(account: AccountRecord, base: string): RecordItem {
  const { id, username, email, lastLogin, createdAt } = account;
  return {
    name: username,
    href: personHref(base, id),
    badges: badgesOf(account),
    facts: [
      ...(fullName(account) === "" ? [] : [{ name: "Name", value: fullName(account) }]),
      ...(email === "" ? [] : [{ name: "Email", value: email }]),
      { name: "Since", value: day(createdAt) },
      { name: "Last login", value: lastLogin === undefined ? "never" : day(lastLogin) },
    ],
  };
}

async function listUsers(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const typed: Typed = {
    q: typedIn(visit, "q"),
    kind: typedIn(visit, "kind"),
    state: typedIn(visit, "state"),
    order: typedIn(visit, "order"),
  };
  const order = orderIn(visit, typed);
  const query = { ...chosen(KINDS, typed.kind), ...chosen(STATES, typed.state) };
  const text = typed.q === undefined ? {} : { text: typed.q };
  const found = await issuer.durable.accounts.search({ ...query, ...text, order, limit: PAGE_SIZE + 1 });
  const { items, last } = onePage(found);
  const path = `${issuer.base}/admin/users`;
  const place =
    order.by === "username" ? { after: last?.username } : { before: last === undefined ? last : `${last.id}` };
  return html(
    200,
    renderRecordList({
      ...frame,
      ...doneNote(visit, { deleted: "The person is deleted, with all that spoke for them." }),
      title: "People",
      search: { action: path, fields: fieldsOf(typed) },
      items: items.map((account) => itemOf(account, issuer.base)),
      empty: "Nobody is found.",
      ...(order.after === undefined ? {} : { first: searchHref(path, typed) }),
      ...(last === undefined ? {} : { next: searchHref(path, { ...typed, ...place }) }),
      add: { href: `${path}/add`, text: "Add a person" },
    }),
  );
}

/** Everybody who can sign in, or those whom a search finds. */
export const ADMIN_USERS = personalPage({
  name: "admin_users",
  path: "/admin/users",
  authority: "staff",
  show: listUsers,
});
