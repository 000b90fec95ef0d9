import type { Clock, Instant } from "../../platform/mod.ts";
import type { Changes } from "../durable.ts";
import type {
  AccountRecord,
  AuditEntry,
  ClientRecord,
  ConsentRecord,
  FamilyRecord,
  InitialTokenRecord,
  KeyRecord,
  SessionRecord,
} from "../records.ts";
import { printStorable } from "../storable.ts";
import { RecordGone } from "../store_error.ts";

/** A family, its place in their order, and whether it was written in full or only revoked before it was written. */
export interface KeptFamily {
  readonly id: number;
  readonly record: FamilyRecord;
  readonly opened: boolean;
}

/** What is kept of one issuer. */
export interface IssuerState {
  readonly clock: Clock;
  /** The next number, one sequence for all. */
  readonly number: () => number;
  /** False once the issuer was removed. */
  readonly isThere: () => boolean;
  readonly clients: Map<number, ClientRecord>;
  readonly accounts: Map<number, AccountRecord>;
  readonly consents: Map<string, ConsentRecord>;
  readonly families: Map<string, KeptFamily>;
  readonly sessions: Map<string, SessionRecord>;
  readonly keys: Map<string, KeyRecord>;
  readonly initialTokens: Map<string, InitialTokenRecord>;
  readonly audit: AuditEntry[];
  readonly claimed: Set<string>;
}

/** The empty state of an issuer. */
export function issuerState(options: Pick<IssuerState, "clock" | "number" | "isThere">): IssuerState {
  return {
    ...options,
    clients: new Map(),
    accounts: new Map(),
    consents: new Map(),
    families: new Map(),
    sessions: new Map(),
    keys: new Map(),
    initialTokens: new Map(),
    audit: [],
    claimed: new Set(),
  };
}

/**
 * Lets a new record belong to an issuer.
 *
 * @throws {RecordGone} When the issuer was removed.
 */
export function checkIsThere({ isThere }: IssuerState): void {
  if (!isThere()) throw new RecordGone();
}

/** Takes away all that belongs to an issuer. */
export function clearIssuer(state: IssuerState): void {
  const { clients, accounts, consents, families, sessions, keys, initialTokens, claimed } = state;
  for (const records of [clients, accounts, consents, families, sessions, keys, initialTokens, claimed])
    records.clear();
  state.audit.length = 0;
}

/** A value as it comes back from JSON, so that nothing that is kept is shared with a caller. */
export function copied<T>(value: T): T {
  return JSON.parse(printStorable(value));
}

/** A record with changes written over it; a member that is `undefined` now is gone. */
export function changed<T>(record: T, changes: Changes<T>): T {
  return JSON.parse(printStorable({ ...record, ...changes }));
}

/** The first of some records that a test picks, as a copy. */
export function picked<T>(records: Iterable<T>, test: (record: T) => boolean): T | undefined {
  for (const record of records) if (test(record)) return copied(record);
  return undefined;
}

/** One page of records, by id. */
export function pageOf<T extends { readonly id: number }>(
  records: Iterable<T>,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): readonly T[] {
  const later = [...records].filter(({ id }) => id > after).toSorted((a, b) => a.id - b.id);
  return later.slice(0, limit).map(copied);
}

/** One page of records, newest first. */
export function backwardPageOf<T extends { readonly id: number }>(
  records: Iterable<T>,
  { before = Infinity, limit }: { readonly before?: number; readonly limit: number },
): readonly T[] {
  const earlier = [...records].filter(({ id }) => id < before).toSorted((a, b) => b.id - a.id);
  return earlier.slice(0, limit).map(copied);
}

/** Removes what hangs on a client. */
export function removeDependants(state: IssuerState, client: number): void {
  for (const [key, consent] of state.consents) if (consent.client === client) state.consents.delete(key);
  for (const [tag, { record }] of state.families) if (record.client === client) state.families.delete(tag);
}

/** Revokes the families of a person who is gone and takes the person out of them; answers the tags that it revoked. */
export function orphanFamilies(
  state: IssuerState,
  gone: { readonly accountId: number; readonly at: Instant },
): readonly string[] {
  const revoked: string[] = [];
  for (const [tag, { record, ...kept }] of state.families) {
    const { accountId, ...rest } = record;
    if (accountId !== gone.accountId) continue;
    if (rest.revokedAt === undefined) revoked.push(tag);
    state.families.set(tag, { record: { revokedAt: gone.at, ...rest, bindings: {} }, ...kept });
  }
  return revoked;
}
