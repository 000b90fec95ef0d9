import type { Instant } from "../../platform/mod.ts";
import type { FamilyQuery, FamilyState, FamilyStore, Whose } from "../durable.ts";
import type { FamilyEntry, FamilyRecord } from "../records.ts";
import { backwardPageOf, copied, type IssuerState, type KeptFamily } from "./issuer_state.ts";

function stateOf({ revokedAt, expiresAt }: FamilyRecord, at: Instant): FamilyState {
  if (revokedAt !== undefined) return "revoked";
  return expiresAt !== undefined && expiresAt <= at ? "expired" : "live";
}

function entryOf({ id, record }: KeptFamily): FamilyEntry {
  return { ...record, id };
}

function fitsQuery(family: FamilyRecord, query: FamilyQuery): boolean {
  const { tag, grantType, accountId, client, session, state } = query;
  return (
    (state === undefined || stateOf(family, state.at) === state.is) &&
    (tag === undefined || family.tag === tag) &&
    (grantType === undefined || family.grantType === grantType) &&
    (accountId === undefined || family.accountId === accountId) &&
    (client === undefined || family.client === client) &&
    (session === undefined || family.session === session)
  );
}

/** Families of tokens in memory; each verb is atomic since it never waits. */
export function memoryFamilies(state: IssuerState): FamilyStore {
  const { families } = state;

  /** Whether a new row would break a reference or the uniqueness of codes. */
  function fits({ client, accountId, codeDigest, tag }: FamilyRecord): boolean {
    if (!state.clients.has(client)) return false;
    if (accountId !== undefined && !state.accounts.has(accountId)) return false;
    if (codeDigest === undefined) return true;
    return [...families.values()].every(({ record }) => record.codeDigest !== codeDigest || record.tag === tag);
  }

  /** Whether there is no person, or one who may sign in. */
  function isForTheActive({ accountId }: FamilyRecord): boolean {
    return accountId === undefined || state.accounts.get(accountId)?.isActive === true;
  }

  function write(record: FamilyRecord, opened: boolean): void {
    const id = families.get(record.tag)?.id ?? state.number();
    families.set(record.tag, { id, record: copied(record), opened });
  }

  function revoke({ record, opened }: KeptFamily, at: Instant): boolean {
    if (record.revokedAt !== undefined) return false;
    write({ ...record, revokedAt: at }, opened);
    return true;
  }

  function unrevokedOf({ accountId, client, session }: Whose): readonly KeptFamily[] {
    if (accountId === undefined && client === undefined && session === undefined)
      throw new RangeError("Cannot revoke the families of nobody");
    return [...families.values()].filter(
      ({ record }) =>
        record.revokedAt === undefined &&
        (accountId === undefined || record.accountId === accountId) &&
        (client === undefined || record.client === client) &&
        (session === undefined || record.session === session),
    );
  }

  function isEnded({ record }: KeptFamily, before: Instant): boolean {
    return Math.min(record.expiresAt ?? Infinity, record.revokedAt ?? Infinity) < before;
  }

  return {
    async open(family) {
      const stub = families.get(family.tag);
      if (!fits(family) || !isForTheActive(family) || stub?.opened === true) return false;
      if (stub !== undefined && stub.record.codeDigest !== family.codeDigest) return false;
      write(stub?.record.revokedAt === undefined ? family : { ...family, revokedAt: stub.record.revokedAt }, true);
      return true;
    },
    async find(tag) {
      const family = families.get(tag);
      return family === undefined ? undefined : copied(family.record);
    },
    async rotate({ tag, from, to, at, expiresAt }) {
      const family = families.get(tag);
      if (family === undefined) return false;
      const { expiresAt: end, ...record } = family.record;
      if (record.refreshDigest !== from || record.revokedAt !== undefined || (end !== undefined && end <= at))
        return false;
      const rotated = {
        ...record,
        refreshDigest: to,
        previousDigest: from,
        generation: record.generation + 1,
        rotatedAt: at,
      };
      write(expiresAt === undefined ? rotated : { ...rotated, expiresAt }, true);
      return true;
    },
    async revoke(tag, at) {
      const family = families.get(tag);
      return family !== undefined && revoke(family, at);
    },
    async revokeEarly(family, at) {
      const present = families.get(family.tag);
      if (present !== undefined) revoke(present, at);
      else if (fits(family)) write({ ...family, revokedAt: at }, false);
    },
    unrevokedTags: async (whose) => unrevokedOf(whose).map(({ record }) => record.tag),
    revokeAll: async (whose, at) =>
      unrevokedOf(whose)
        .filter((family) => revoke(family, at))
        .map(({ record }) => record.tag),
    async revokedSince(since) {
      const records = [...families.values()].map(({ record }) => record);
      return records.filter(({ revokedAt }) => revokedAt !== undefined && revokedAt >= since).map(({ tag }) => tag);
    },
    async listOf(accountId) {
      const now = state.clock.now();
      const records = [...families.values()].map(({ record }) => record).toReversed();
      return records
        .filter((family) => family.accountId === accountId && family.revokedAt === undefined)
        .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
        .toSorted((a, b) => b.createdAt - a.createdAt)
        .map(copied);
    },
    async search(options) {
      const entries = [...families.values()].map(entryOf);
      return backwardPageOf(
        entries.filter((entry) => fitsQuery(entry, options)),
        options,
      );
    },
    count: async (query) => [...families.values()].filter(({ record }) => fitsQuery(record, query)).length,
    async clear({ before, limit }) {
      const ended = [...families.values()].filter((family) => isEnded(family, before)).slice(0, limit);
      for (const { record } of ended) families.delete(record.tag);
      return ended.length;
    },
    countCleared: async (before) => [...families.values()].filter((family) => isEnded(family, before)).length,
  };
}
