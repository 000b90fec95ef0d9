import { type Endpoint, personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { renderRecordList } from "../../pages/mod.ts";
import { fail, html, json, NO_STORE, type Reply } from "../../protocol/mod.ts";
import type { AuditEntry, AuditPlace } from "../../stores/mod.ts";
import { auditItem, namedBy } from "./audit_item.ts";
import { auditFields, readAuditQuery, type ReadQuery } from "./audit_query.ts";
import { namesOf } from "./naming.ts";
import { onePage, PAGE_SIZE, placeIn, searchHref } from "./search_address.ts";

/** How many lines a download has at most; its `Link` leads on. */
const LONGEST_EXPORT = 10_000;

function findEntries(
  visit: PersonalVisit,
  { query, limit }: { readonly query: ReadQuery["query"]; readonly limit: number },
): Promise<readonly AuditEntry[]> | readonly AuditEntry[] {
  const place = placeIn(visit, 2);
  if (query === undefined) return [];
  const [at = 0, id = 0] = place ?? [];
  return visit.issuer.durable.audit.search({ ...query, limit, ...(place === undefined ? {} : { before: { at, id } }) });
}

function printPlace({ at, id }: AuditPlace): string {
  return `${at}.${id}`;
}

async function showAudit(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const read = await readAuditQuery(visit);
  const { items, last } = onePage(await findEntries(visit, { query: read.query, limit: PAGE_SIZE + 1 }));
  const names = await namesOf(namedBy(items), issuer);
  const path = `${issuer.base}/admin/audit`;
  const isFurther = placeIn(visit, 2) !== undefined;
  return html(
    Object.keys(read.problems).length > 0 ? 400 : 200,
    renderRecordList({
      ...frame,
      title: "Audit log",
      lead: "What people, applications and staff did, newest first. It outlives those that it names.",
      search: { action: path, ...auditFields(read) },
      items: items.map((entry) => auditItem(entry, { names, base: issuer.base })),
      empty: "Nothing of the kind is written down.",
      ...(isFurther ? { first: searchHref(path, read.typed) } : {}),
      ...(last === undefined ? {} : { next: searchHref(path, { ...read.typed, before: printPlace(last) }) }),
      add: { href: searchHref(`${path}.jsonl`, read.typed), text: "Download as JSON lines" },
    }),
  );
}

/** A line as a program reads it. */
function printEntry({ id, at, event, accountId, client, family, trace, detail }: AuditEntry): string {
  const time = new Date(at * 1_000).toISOString();
  return `${JSON.stringify({ id, at: time, event, account: accountId, client, family, trace, detail })}\n`;
}

async function exportAudit(visit: PersonalVisit): Promise<Reply> {
  const { typed, query, problems } = await readAuditQuery(visit);
  if (Object.keys(problems).length > 0)
    fail("invalid_request", "Cannot find what happened at that time: give days as 2026-05-01, or times in UTC");
  const found = await findEntries(visit, { query, limit: LONGEST_EXPORT + 1 });
  const entries = found.slice(0, LONGEST_EXPORT);
  const last = found.length > LONGEST_EXPORT ? entries.at(-1) : undefined;
  const path = `${visit.issuer.base}/admin/audit.jsonl`;
  const headers = {
    ...NO_STORE,
    "Content-Type": "application/jsonl; charset=utf-8",
    "Content-Disposition": 'attachment; filename="audit.jsonl"',
    ...(last === undefined
      ? {}
      : { Link: `<${searchHref(path, { ...typed, before: printPlace(last) })}>; rel="next"` }),
  };
  return { ...json(200, undefined, headers), text: entries.map(printEntry).join("") };
}

/** What happened, newest first. */
export const ADMIN_AUDIT = personalPage({
  name: "admin_audit",
  path: "/admin/audit",
  authority: "staff",
  show: showAudit,
});

/** The same for programs: one JSON object a line. */
export const ADMIN_AUDIT_EXPORT: Endpoint = {
  ...personalPage({
    name: "admin_audit_export",
    path: "/admin/audit.jsonl",
    authority: "staff",
    show: exportAudit,
  }),
  describe: () => ({
    GET: {
      summary: "The audit log as JSON lines, for who is signed in as staff",
      tag: "Pages for people",
      answers: {
        200: { says: "One object a line", type: "application/jsonl", schema: { type: "string" } },
        303: { says: "To where one signs in", headers: { Location: "Where" } },
      },
    },
  }),
};
