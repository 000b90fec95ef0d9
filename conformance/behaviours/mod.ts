/**
 * What users of Django OAuth Toolkit rely on, how it is here, and the tests that show it.
 *
 * The sentences are ours; what the other server does was read from its own tests.
 *
 * @module
 */
import { CONSENTS, REDIRECT_URIS, SIGN_INS } from "./authorization.ts";
import type { BehaviourGroup } from "./behaviour.ts";
import { CLIENTS, REGISTRATION } from "./clients.ts";
import { CODES, REVOCATION_AND_INTROSPECTION } from "./codes_and_tokens.ts";
import { GAPS } from "./gaps.ts";
import { OAUTH1 } from "./oauth1.ts";
import { REFRESH_TOKENS } from "./refresh_tokens.ts";
import { SEED_FACTS } from "./seed_facts.ts";
import { CLAIMS, DEVICES, LOGOUTS, OTHER_ORIGINS } from "./sessions.ts";

export type { Behaviour, BehaviourGroup } from "./behaviour.ts";
export { DOT_SETTINGS, type SettingRow } from "./dot_settings.ts";
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
];
