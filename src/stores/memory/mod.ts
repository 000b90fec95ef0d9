/**
 * Both ports in this process.
 *
 * The ephemeral store serves a single process that has no Redis; the database serves unit tests. Both pass the
 * contract suites of their ports, so whatever holds on them holds on Redis and Postgres.
 *
 * @module
 */
export { memoryBroadcast } from "./broadcast.ts";
export { memoryDatabase } from "./database.ts";
export { memoryEphemeralStore, type MemoryEphemeralStoreOptions } from "./ephemeral.ts";
