import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { type Fact, renderRecord } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import { attentionItems, countText } from "./attention.ts";
import { auditItem, namedBy } from "./audit_item.ts";
import { namesOf } from "./naming.ts";
import { searchHref } from "./search_address.ts";

/** Nothing is counted further: a page must not read every row. */
const MOST = 10_000;
/** Of what is read to be counted. */
const MOST_READ = 100;
const LAST_EVENTS = 5;

async function countFacts({ issuer }: PersonalVisit): Promise<readonly Fact[]> {
  const { base, durable, clock } = issuer;
  const { accounts, sessions, clients } = durable;
  const [people, staff, barred, open, applications] = await Promise.all([
    accounts.count({ limit: MOST }),
    accounts.count({ isStaff: true, limit: MOST }),
    accounts.count({ isActive: false, limit: MOST }),
    sessions.count({ at: clock.now(), limit: MOST }),
    clients.search({ limit: MOST_READ }),
  ]);
  const users = `${base}/admin/users`;
  return [
    { name: "People", value: countText(people, MOST), href: users },
    { name: "Staff", value: countText(staff, MOST), href: searchHref(users, { kind: "staff" }) },
    { name: "Barred", value: countText(barred, MOST), href: searchHref(users, { state: "barred" }) },
    {
      name: "Applications",
      value: countText(applications.length, MOST_READ),
      href: `${base}/admin/applications`,
    },
    { name: "Sessions", value: countText(open, MOST), href: `${base}/admin/sessions` },
  ];
}

async function showOverview(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const { base, durable } = issuer;
  const [facts, attention, entries] = await Promise.all([
    countFacts(visit),
    attentionItems(issuer),
    durable.audit.search({ limit: LAST_EVENTS }),
  ]);
  const names = await namesOf(namedBy(entries), issuer);
  return html(
    200,
    renderRecord({
      ...frame,
      title: "Administration",
      name: "Administration",
      facts: [{ name: "Issuer", value: issuer.url, isCode: true }, ...facts],
      groups: [
        { title: "To look at", items: attention, empty: "Nothing needs you." },
        {
          title: "Last events",
          items: entries.map((entry) => auditItem(entry, { names, base })),
          empty: "Nothing is written down yet.",
          all: `${base}/admin/audit`,
        },
      ],
      actions: [],
    }),
  );
}

/** How many there are of what, and what staff should look at. */
export const ADMIN_OVERVIEW = personalPage({
  name: "admin",
  path: "/admin",
  authority: "staff",
  show: showOverview,
});
