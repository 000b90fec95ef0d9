/**
 * The two ports to what is kept, and their adapters.
 *
 * Durable records (Postgres) and ephemeral ones (Redis, or this process) are verbs that are atomic and say who won.
 * `stores/knex`, `stores/redis` and `stores/memory` hold the adapters; each passes the contract suite of its port.
 *
 * @module
 */
export type {
  AccountStore,
  AuditStore,
  Changes,
  ClientStore,
  ConsentStore,
  Database,
  DurableStore,
  FamilyStore,
  InitialTokenStore,
  KeyStore,
  FoundSession,
  PageOptions,
  Rotation,
  SessionRenewal,
  SessionStore,
  Whose,
} from "./durable.ts";
export {
  type Broadcast,
  countKind,
  type Draw,
  type Drawn,
  type Entry,
  type EphemeralStore,
  jsonKind,
  type Kind,
  markKind,
  type Pair,
} from "./ephemeral.ts";
export type {
  AccountRecord,
  AuditEntry,
  AuditRecord,
  ClientRecord,
  ClientType,
  ConsentRecord,
  FamilyRecord,
  InitialTokenRecord,
  KeyRecord,
  SecretRecord,
  SessionRecord,
} from "./records.ts";
export { isStorable } from "./storable.ts";
export { AlreadyTaken, RecordGone, StoreUnavailable } from "./store_error.ts";
export { usernameKey } from "./username_key.ts";
