import type { Fact, RecordItem } from "../../pages/mod.ts";
import type { AuditEntry } from "../../stores/mod.ts";
import { second } from "../instant_text.ts";
import type { Names } from "./naming.ts";
import { searchHref } from "./search_address.ts";

/** Members of the detail that name who did it: the number of somebody of the staff, or `command line`. */
const BY = "by";

/** Whom and what the lines of a page name. */
export function namedBy(
  entries: readonly AuditEntry[],
): readonly { readonly accountId?: number; readonly client?: number }[] {
  return entries.flatMap((entry) => {
    const by = entry.detail[BY];
    return typeof by === "number" ? [entry, { accountId: by }] : [entry];
  });
}

function detailFact([name, value]: readonly [string, string | number | boolean], names: Names): Fact {
  if (name === BY && typeof value === "number") return names.person(value, "By");
  return name === BY ? { name: "By", value: String(value) } : { name, value: String(value), isCode: true };
}

/** A line of the audit log, with the ways to what it names. */
export function auditItem(
  { event, at, accountId, client, family, trace, detail }: AuditEntry,
  { names, base }: { readonly names: Names; readonly base: string },
): RecordItem {
  const log = `${base}/admin/audit`;
  return {
    name: event,
    href: searchHref(log, { event }),
    facts: [
      { name: "At", value: second(at) },
      ...(accountId === undefined ? [] : [names.person(accountId)]),
      ...(client === undefined ? [] : [names.application(client)]),
      ...(family === undefined
        ? []
        : [
            {
              name: "Authorization",
              value: family,
              isCode: true,
              href: `${base}/admin/authorizations/${encodeURIComponent(family)}`,
            },
          ]),
      ...(trace === undefined
        ? []
        : [{ name: "Request", value: trace, isCode: true, href: searchHref(log, { request: trace }) }]),
      ...Object.entries(detail).map((member) => detailFact(member, names)),
    ],
  };
}
