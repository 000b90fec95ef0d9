/**
 * The two ports to what is kept, and their adapters.
 *
 * Durable records (Postgres) and ephemeral ones (Redis, or this process) are verbs that are atomic and say who won.
 * `stores/knex`, `stores/redis` and `stores/memory` hold the adapters; each passes the contract suite of its port.
 *
 * @module
 */
export type {
  AccountOrder,
  AccountQuery,
  AccountStore,
  AuditPlace,
  AuditQuery,
  AuditStore,
  BackwardOptions,
  Changes,
  ClientQuery,
  ClientStore,
  ConsentStore,
  Database,
  DurableStore,
  FamilyQuery,
  FamilyState,
  FamilyStore,
  InitialTokenStore,
  IssuerQuery,
  KeyStore,
  FoundSession,
  PageOptions,
  Rotation,
  SessionPlace,
  SessionQuery,
  SessionRenewal,
  SessionStore,
  Whose,
} from "./durable.ts";
export { everyRecord } from "./every_record.ts";
export {
  type Appended,
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
  FamilyEntry,
  FamilyRecord,
  InitialTokenRecord,
  KeyRecord,
  SecretRecord,
  SessionRecord,
} from "./records.ts";
export { isStorable } from "./storable.ts";
export { AlreadyTaken, LastOfStaff, RecordGone, StoreUnavailable } from "./store_error.ts";
export { usernameKey } from "./username_key.ts";
