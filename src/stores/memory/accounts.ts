import type { AccountQuery, AccountStore } from "../durable.ts";
import type { AccountRecord } from "../records.ts";
import { matchesTerms, searchTerms, searchWords } from "../search_words.ts";
import { AlreadyTaken, LastOfStaff } from "../store_error.ts";
import { usernameKey } from "../username_key.ts";
import { changed, checkIsThere, copied, type IssuerState, orphanFamilies, pageOf, picked } from "./issuer_state.ts";

/** Whether a person is one of those that are looked for. */
export function fitsAccountQuery(account: AccountRecord, { text = "", isStaff, isActive }: AccountQuery): boolean {
  const { sub, username, email, firstName, lastName } = account;
  const words = [...[username, email, firstName, lastName].flatMap(searchWords), sub];
  return (
    matchesTerms(words, searchTerms(text)) &&
    (isStaff === undefined || account.isStaff === isStaff) &&
    (isActive === undefined || account.isActive === isActive)
  );
}

/** Texts in the order of their code points, as the database has it; code units would have another. */
function byCodePoints(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function administers({ isStaff, isActive }: Pick<AccountRecord, "isStaff" | "isActive">): boolean {
  return isStaff && isActive;
}

/** People in memory. */
export function memoryAccounts(state: IssuerState): AccountStore {
  function keep(account: AccountRecord): AccountRecord {
    const key = usernameKey(account.username);
    for (const other of state.accounts.values()) {
      if (other.id === account.id) continue;
      if (usernameKey(other.username) === key) throw new AlreadyTaken("username");
      if (other.sub === account.sub) throw new AlreadyTaken("sub");
    }
    checkIsThere(state);
    state.accounts.set(account.id, account);
    return copied(account);
  }

  function matching(query: AccountQuery): readonly AccountRecord[] {
    return [...state.accounts.values()].filter((account) => fitsAccountQuery(account, query));
  }

  function checkStaffLeft(before: AccountRecord, after?: AccountRecord): void {
    if (!administers(before) || (after !== undefined && administers(after))) return;
    if (![...state.accounts.values()].some((other) => other.id !== before.id && administers(other)))
      throw new LastOfStaff();
  }

  return {
    add: async (account) => keep(copied({ ...account, id: state.number() })),
    find: async (id) => picked(state.accounts.values(), (account) => account.id === id),
    findBySub: async (sub) => picked(state.accounts.values(), (account) => account.sub === sub),
    async findByUsername(username) {
      const key = usernameKey(username);
      return picked(state.accounts.values(), (account) => usernameKey(account.username) === key);
    },
    list: async (page) => pageOf(state.accounts.values(), page),
    async search({ order, limit, ...query }) {
      const keyOf = ({ username }: AccountRecord) => usernameKey(username);
      const { by, after } = order;
      const found =
        by === "newest"
          ? matching(query)
              .filter(({ id }) => after === undefined || id < after)
              .toSorted((a, b) => b.id - a.id)
          : matching(query)
              .filter((one) => after === undefined || byCodePoints(keyOf(one), usernameKey(after)) > 0)
              .toSorted((a, b) => byCodePoints(keyOf(a), keyOf(b)));
      return found.slice(0, limit).map(copied);
    },
    count: async ({ limit, ...query }) => Math.min(limit, matching(query).length),
    async change(id, changes, from) {
      const before = state.accounts.get(id);
      if (before === undefined || (from !== undefined && before.passwordHash !== from.passwordHash)) return undefined;
      const after = { ...changed<AccountRecord>(before, changes), id, sub: before.sub };
      checkStaffLeft(before, after);
      return keep(after);
    },
    async remove(id, at) {
      const account = state.accounts.get(id);
      if (account === undefined) return undefined;
      checkStaffLeft(account);
      state.accounts.delete(id);
      for (const [key, { accountId }] of state.consents) if (accountId === id) state.consents.delete(key);
      for (const [sid, { accountId }] of state.sessions) if (accountId === id) state.sessions.delete(sid);
      for (const [number, { ownerId, ...client }] of state.clients) {
        if (ownerId === id) state.clients.set(number, client);
      }
      return orphanFamilies(state, { accountId: id, at });
    },
  };
}
