/**
 * The administration: what staff can look at and do about people, applications, authorizations, keys and the audit log.
 *
 * @module
 */
import type { Endpoint, Feature } from "../../engine/mod.ts";
import { ADMIN_APPLICATIONS } from "./application_list.ts";
import { ADMIN_APPLICATION_PAGES } from "./application_pages.ts";
import { ADMIN_APPLICATION_TRUST } from "./application_trust.ts";
import { ADMIN_AUDIT, ADMIN_AUDIT_EXPORT } from "./audit_page.ts";
import { ADMIN_AUTHORIZATIONS } from "./authorization_list.ts";
import { ADMIN_AUTHORIZATION, ADMIN_AUTHORIZATION_REVOKE } from "./authorization_page.ts";
import { ADMIN_AUTHORIZATIONS_REVOKE } from "./authorization_revoke_all.ts";
import { ADMIN_OVERVIEW } from "./overview.ts";
import { ADMIN_SESSIONS } from "./sessions.ts";
import { ADMIN_SESSION_END } from "./sessions_end.ts";
import { ADMIN_USER } from "./user_page.ts";
import { ADMIN_USERS } from "./users.ts";
import { ADMIN_USER_ADD } from "./users_add.ts";
import { ADMIN_USER_DELETE } from "./users_delete.ts";
import { ADMIN_USER_END_SESSIONS } from "./users_end_sessions.ts";
import { ADMIN_USER_PASSWORD } from "./users_password.ts";
import { ADMIN_USER_UPDATE } from "./users_update.ts";
import { ADMIN_KEYS } from "./key_list.ts";
import { ADMIN_KEYS_ROTATE } from "./key_rotation.ts";
import { ADMIN_TOKEN } from "./token_question.ts";

/** Pages by their paths; one without a name in its path stands before those with. */
const PAGES: readonly Endpoint[] = [
  ADMIN_OVERVIEW,
  ADMIN_USERS,
  ADMIN_USER_ADD,
  ADMIN_USER,
  ADMIN_USER_UPDATE,
  ADMIN_USER_PASSWORD,
  ADMIN_USER_END_SESSIONS,
  ADMIN_USER_DELETE,
  ADMIN_SESSIONS,
  ADMIN_SESSION_END,
  ADMIN_APPLICATIONS,
  ...ADMIN_APPLICATION_PAGES,
  ADMIN_APPLICATION_TRUST,
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
