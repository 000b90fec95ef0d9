/**
 * What may be wrong with an installation: questions to its settings, its clients, its servers and its records.
 *
 * The numbers below 100 are those of Django OAuth Toolkit's system checks. Some of those are not asked, as what they ask
 * for cannot be otherwise here: every authorization response names its issuer (W005), no token is stored in the clear
 * (W006), hashed tokens and a grace period go together (E001), and settings that contradict one another are refused at
 * the start (E006).
 *
 * @see RFC 9700
 * @module
 */
export { type Check, type CheckId, type Fault, type Finding, runChecks, type Severity, severityOf } from "./check.ts";
export { checkClients, CLIENT_CHECKS, type ClientCheck, type ClientGround } from "./client_checks.ts";
export { DEPLOYMENT_CHECKS } from "./deployment_checks.ts";
export {
  type Asked,
  type PostgresFacts,
  type RecordFacts,
  type RedisFacts,
  SERVICE_CHECKS,
  type ServiceGround,
} from "./service_checks.ts";
export { SETTINGS_CHECKS } from "./settings_checks.ts";
