import type { Session } from "../accounts/mod.ts";
import type { Section } from "../pages/mod.ts";
import type { Issuer } from "./issuer.ts";

/** Where a person can go; those that the issuer does not serve are left out. */
const OWN: readonly Section[] = [
  { href: "/account", text: "Account" },
  { href: "/applications", text: "Applications" },
  { href: "/authorized_tokens", text: "Authorized" },
  { href: "/docs", text: "API" },
];

const STAFF: readonly Section[] = [{ href: "/admin", text: "Administration" }];

const ADMINISTRATION: readonly Section[] = [
  { href: "/account", text: "Account" },
  { href: "/admin", text: "Overview" },
  { href: "/admin/users", text: "People" },
  { href: "/admin/applications", text: "Applications" },
  { href: "/admin/authorizations", text: "Authorizations" },
  { href: "/admin/sessions", text: "Sessions" },
  { href: "/admin/keys", text: "Keys" },
  { href: "/admin/audit", text: "Audit" },
];

function isBelow(path: string, section: Section): boolean {
  return path === section.href || path.startsWith(`${section.href}/`);
}

/** Where the person of a session can go from a page; the one that the page belongs to is marked. */
export function sectionsFor(
  page: string,
  {
    issuer,
    session,
  }: { readonly issuer: Pick<Issuer, "base" | "endpoints">; readonly session: Pick<Session, "isStaff"> },
): readonly Section[] {
  const served = new Set(issuer.endpoints.map(({ path }) => path));
  const all = isBelow(page, { href: "/admin", text: "" })
    ? ADMINISTRATION
    : [...OWN, ...(session.isStaff ? STAFF : [])];
  const here = all.findLast((section) => isBelow(page, section));
  return all
    .filter(({ href }) => served.has(href))
    .map(({ href, text }) => ({ href: issuer.base + href, text, current: href === here?.href }));
}
