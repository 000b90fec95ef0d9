/**
 * The ephemeral port and the broadcast over Redis: one server, a server behind sentinels, or a cluster.
 *
 * Decision: no command is sent twice and none waits for a connection (2026-11-21). A caller that is told
 * `StoreUnavailable` knows that its command was carried out once or not at all.
 *
 * @module
 */
export { type InspectedRedis, inspectRedis } from "./inspect.ts";
export { type OpenedRedis, openRedis, type OpenRedisOptions } from "./open.ts";
export { parseRedisUrl, type RedisAddress, type RedisHost } from "./redis_url.ts";
