/**
 * The administration: what staff can look at and do about people, applications, authorizations, keys and the audit log.
 *
 * @module
 */
import type { Endpoint, Feature } from "../../engine/mod.ts";
import { ADMIN_AUDIT, ADMIN_AUDIT_EXPORT } from "./audit_page.ts";
import { ADMIN_AUTHORIZATIONS } from "./authorization_list.ts";
import { ADMIN_AUTHORIZATION, ADMIN_AUTHORIZATION_REVOKE } from "./authorization_page.ts";
import { ADMIN_AUTHORIZATIONS_REVOKE } from "./authorization_revoke_all.ts";
import { ADMIN_KEYS } from "./key_list.ts";
import { ADMIN_KEYS_ROTATE } from "./key_rotation.ts";
import { ADMIN_TOKEN } from "./token_question.ts";

/** Pages by their paths; one without a name in its path stands before those with. */
const PAGES: readonly Endpoint[] = [
  ADMIN_AUTHORIZATIONS,
  ADMIN_AUTHORIZATIONS_REVOKE,
  ADMIN_TOKEN,
  ADMIN_AUTHORIZATION,
  ADMIN_AUTHORIZATION_REVOKE,
  ADMIN_KEYS,
  ADMIN_KEYS_ROTATE,
  ADMIN_AUDIT,
  ADMIN_AUDIT_EXPORT,
];

/** The pages of the administration. */
export function administration(): Feature {
  return { name: "administration", spec: "Touchstone", endpoints: PAGES };
}
