/**
 * What users of Django OAuth Toolkit, django-oauth-plus and django-oauth2-provider rely on, how it is here, and the tests that show it.
 *
 * The sentences are ours; what the other servers do was read from their own tests and documentation.
 *
 * @module
 */
import { CONSENTS, REDIRECT_URIS, SIGN_INS } from "./authorization.ts";
import type { BehaviourGroup } from "./behaviour.ts";
import { CLIENTS, REGISTRATION } from "./clients.ts";
import { CODES, REVOCATION_AND_INTROSPECTION } from "./codes_and_tokens.ts";
import { DOT_SETTINGS } from "./dot_settings.ts";
import { GAPS } from "./gaps.ts";
import { OAUTH2_PROVIDER_SETTINGS, OAUTH_PLUS_SETTINGS } from "./neighbour_settings.ts";
import { OAUTH2_PROVIDER } from "./oauth2_provider.ts";
import { OAUTH_PLUS } from "./oauth_plus.ts";
import { OAUTH1 } from "./oauth1.ts";
import { REFRESH_TOKENS } from "./refresh_tokens.ts";
import { SEED_FACTS } from "./seed_facts.ts";
import { CLAIMS, DEVICES, LOGOUTS, OTHER_ORIGINS } from "./sessions.ts";
import type { SettingTable } from "./setting_row.ts";

export type { Behaviour, BehaviourGroup } from "./behaviour.ts";
export { DOT_SETTINGS } from "./dot_settings.ts";
export { renderBehaviours } from "./render_behaviours.ts";

/** Every behaviour, in the order of the page. */
export const ALL_BEHAVIOURS: readonly BehaviourGroup[] = [
  ...SEED_FACTS,
  OAUTH1,
  REFRESH_TOKENS,
  CODES,
  REVOCATION_AND_INTROSPECTION,
  REDIRECT_URIS,
  CONSENTS,
  CLIENTS,
  OTHER_ORIGINS,
  CLAIMS,
  SIGN_INS,
  LOGOUTS,
  DEVICES,
  REGISTRATION,
  GAPS,
  ...OAUTH_PLUS,
  OAUTH2_PROVIDER,
];

/** What stands for each setting of the older servers. */
export const SETTING_TABLES: readonly SettingTable[] = [
  {
    title: "Settings",
    says: "Names and standards are those of Django OAuth Toolkit but where the table says otherwise.",
    rows: DOT_SETTINGS,
  },
  { title: "Settings of django-oauth-plus", says: "What stands for each of them.", rows: OAUTH_PLUS_SETTINGS },
  {
    title: "Settings of django-oauth2-provider",
    says: "What stands for each of them.",
    rows: OAUTH2_PROVIDER_SETTINGS,
  },
];
