import type { AccountStore } from "../durable.ts";
import type { AccountRecord } from "../records.ts";
import { AlreadyTaken } from "../store_error.ts";
import { usernameKey } from "../username_key.ts";
import { changed, copied, type IssuerState, orphanFamilies, pageOf, picked } from "./issuer_state.ts";

/** People in memory. */
export function memoryAccounts(state: IssuerState): AccountStore {
  function keep(account: AccountRecord): AccountRecord {
    const key = usernameKey(account.username);
    for (const other of state.accounts.values()) {
      if (other.id === account.id) continue;
      if (usernameKey(other.username) === key) throw new AlreadyTaken("username");
      if (other.sub === account.sub) throw new AlreadyTaken("sub");
    }
    state.accounts.set(account.id, account);
    return copied(account);
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
    async change(id, changes) {
      const before = state.accounts.get(id);
      return before === undefined
        ? undefined
        : keep({ ...changed<AccountRecord>(before, changes), id, sub: before.sub });
    },
    async remove(id, at) {
      if (!state.accounts.delete(id)) return undefined;
      for (const [key, { accountId }] of state.consents) if (accountId === id) state.consents.delete(key);
      for (const [sid, { accountId }] of state.sessions) if (accountId === id) state.sessions.delete(sid);
      for (const [number, { ownerId, ...client }] of state.clients) {
        if (ownerId === id) state.clients.set(number, client);
      }
      return orphanFamilies(state, { accountId: id, at });
    },
  };
}
