/**
 * Touchstone as a library: read a configuration, open the stores, open a server on them; or protect one's own API with
 * the middleware of `resource_server` (all of it: `touchstone/resource-server`).
 *
 * @example A server in one's own program
 * ```ts
 * import { openStores, openTouchstone, readConfig, silentLog } from "touchstone";
 *
 * const config = readConfig({ environment: process.env, required: { DATABASE_URL: "records are kept there" } });
 * const stores = openStores({ databaseUrl: config.DATABASE_URL ?? "", redisUrl: config.REDIS_URL, log: silentLog });
 * await stores.database.migrate();
 * const issuer = "http://localhost:8000";
 * const secretKey = config.SECRET_KEY ?? "a development key of 32 characters or more";
 * const server = await openTouchstone({ config, issuer, stores, secretKey, log: silentLog });
 * await server.listen({ port: config.PORT, host: "127.0.0.1" });
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
  type TokenReader,
  type Verdict,
} from "./resource_server/mod.ts";
export {
  type Config,
  type ConfigProblem,
  ConfigRefused,
  type ListenOptions,
  openStores,
  type OpenStoresOptions,
  openTouchstone,
  type OpenTouchstoneOptions,
  readConfig,
  type ReadConfigOptions,
  standardFeatures,
  type Stores,
  type Touchstone,
} from "./server/mod.ts";
