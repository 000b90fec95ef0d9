/**
 * The composition root: settings, THE list of features, issuers, and how a server opens and closes.
 *
 * @module
 */
export {
  type Asked,
  type Check,
  checkClients,
  type CheckId,
  CLIENT_CHECKS,
  DEPLOYMENT_CHECKS,
  type Finding,
  type RecordFacts,
  runChecks,
  SERVICE_CHECKS,
  type ServiceGround,
  type Severity,
  severityOf,
  SETTINGS_CHECKS,
} from "./checks/mod.ts";
export {
  type Config,
  type ConfigProblem,
  ConfigRefused,
  givenSettings,
  readConfig,
  type ReadConfigOptions,
  settingProblems,
} from "./config.ts";
export {
  exportFixture,
  type Fixture,
  type FixtureProblem,
  FixtureRefused,
  type ImportAction,
  type ImportOptions,
  type ImportStep,
  type OnConflict,
  parseFixture,
  planImport,
  printFixture,
} from "./fixture/mod.ts";
export {
  createProvider,
  type CreateProviderOptions,
  type Provider,
  type ProviderSettings,
  type ProviderStores,
  type RegisteredClient,
} from "./create_provider.ts";
export type { AppAuthorized, EventSource, ProviderEvent, ProviderEvents } from "./events.ts";
export { standardFeatures } from "./features.ts";
export type { FunctionSettings, LifetimeFunction } from "./function_settings.ts";
export {
  type IssuerStores,
  keyPolicyOf,
  keySealingKey,
  openIssuer,
  recordSealingKey,
  rotationKeyOf,
  type OpenIssuerOptions,
} from "./issuers.ts";
export type { ListenOptions } from "./listener.ts";
export { DEFAULT_ISSUER, openTouchstone, type OpenTouchstoneOptions, type Touchstone } from "./open.ts";
export { registrationGround, registrationPolicy } from "./registration_policy.ts";
export {
  closeDemonstration,
  DEMONSTRATION_NAMES,
  type DemonstrationName,
  type DemonstrationSecrets,
  OPEN_SECRETS,
  randomSecrets,
  seedDemonstration,
  type SeedOptions,
  workingSecrets,
} from "./seed.ts";
export { type SettingDefinition, type SettingName, SETTINGS } from "./settings_table.ts";
export { openStores, type OpenStoresOptions, type Stores } from "./stores.ts";
