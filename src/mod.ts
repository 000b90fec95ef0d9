/**
 * Touchstone as a library: a provider inside of one's own program, by the settings of the server; or its middleware, by
 * which one protects one's own API (all of it: `touchstone/resource-server`).
 *
 * @example A provider below `/id` of one's own application
 * ```ts
 * import Koa from "koa";
 * import { createProvider } from "touchstone";
 *
 * const provider = await createProvider({ issuer: "http://localhost:3000/id", stores: "memory" });
 * await provider.addPerson({ username: "ann", password: "a long password" });
 * provider.events.on("login.succeeded", ({ accountId }) => console.log(`Account ${accountId} signed in`));
 * const app = new Koa();
 * app.use(provider.middleware);
 * await provider.close();
 * ```
 *
 * @module
 */
export type { Feature, Hooks, Issuer } from "./engine/mod.ts";
export { createLog, type CreateLogOptions, type Log, type LogDestination, silentLog } from "./platform/mod.ts";
export {
  type Access,
  accessOf,
  type AccessToken,
  allOf,
  anyOf,
  authenticate,
  type AuthenticateOptions,
  guard,
  type GuardOptions,
  hasReadWriteScope,
  hasScope,
  isSignedIn,
  isStaff,
  localReader,
  not,
  type Permission,
  type SignedRequestReader,
  type TokenReader,
  type Verdict,
} from "./resource_server/mod.ts";
export { type AccountInput, AccountRefused } from "./accounts/mod.ts";
export { type ClientInput, RegistrationRefused } from "./clients/mod.ts";
export { type AccountRecord, AlreadyTaken, type ClientRecord } from "./stores/mod.ts";
export {
  type AppAuthorized,
  type Config,
  type ConfigProblem,
  ConfigRefused,
  createProvider,
  type CreateProviderOptions,
  type EventSource,
  type FunctionSettings,
  type LifetimeFunction,
  type ListenOptions,
  openStores,
  type OpenStoresOptions,
  openTouchstone,
  type OpenTouchstoneOptions,
  type Provider,
  type ProviderEvent,
  type ProviderEvents,
  type ProviderSettings,
  type ProviderStores,
  type RegisteredClient,
  readConfig,
  type ReadConfigOptions,
  standardFeatures,
  type Stores,
  type Touchstone,
} from "./server/mod.ts";
