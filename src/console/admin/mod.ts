/**
 * The administration: what staff can look at and do about people, applications, authorizations, keys and the audit log.
 *
 * @module
 */
import type { Endpoint, Feature } from "../../engine/mod.ts";
import { ADMIN_AUDIT, ADMIN_AUDIT_EXPORT } from "./audit_page.ts";

/** Pages by their paths; one without a name in its path stands before those with. */
const PAGES: readonly Endpoint[] = [ADMIN_AUDIT, ADMIN_AUDIT_EXPORT];

/** The pages of the administration. */
export function administration(): Feature {
  return { name: "administration", spec: "Touchstone", endpoints: PAGES };
}
