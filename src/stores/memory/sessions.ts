import type { SessionStore } from "../durable.ts";
import { RecordGone } from "../store_error.ts";
import { copied, type IssuerState } from "./issuer_state.ts";

/** Sessions in memory. */
export function memorySessions(state: IssuerState): SessionStore {
  const { sessions, accounts } = state;
  return {
    async add(session) {
      if (!accounts.has(session.accountId)) throw new RecordGone();
      sessions.set(session.sid, copied({ ...session, clients: [] }));
    },
    async find(digest) {
      for (const session of sessions.values()) {
        const account = accounts.get(session.accountId);
        if (session.digest !== digest || account === undefined) continue;
        const { id, sub, username, isStaff, isActive } = account;
        return { session: copied(session), account: { id, sub, username, isStaff, isActive } };
      }
      return undefined;
    },
    async renew({ sid, from, to, authTime, amr, acr, expiresAt }) {
      const session = sessions.get(sid);
      if (session === undefined || session.digest !== from) return false;
      const { acr: _, ...kept } = session;
      sessions.set(
        sid,
        copied({ ...kept, digest: to, authTime, amr, expiresAt, ...(acr === undefined ? {} : { acr }) }),
      );
      return true;
    },
    async join(sid, client) {
      const session = sessions.get(sid);
      if (session === undefined || session.clients.includes(client)) return false;
      sessions.set(sid, { ...session, clients: [...session.clients, client] });
      return true;
    },
    async list(accountId) {
      const own = [...sessions.values()].filter((session) => session.accountId === accountId);
      return own.toSorted((a, b) => b.createdAt - a.createdAt || (a.sid < b.sid ? -1 : 1)).map(copied);
    },
    async end(sid) {
      const session = sessions.get(sid);
      sessions.delete(sid);
      return session === undefined ? undefined : copied(session);
    },
    async clear({ before, limit }) {
      const ended = [...sessions.values()].filter(({ expiresAt }) => expiresAt < before).slice(0, limit);
      for (const { sid } of ended) sessions.delete(sid);
      return ended.length;
    },
    countCleared: async (before) => [...sessions.values()].filter(({ expiresAt }) => expiresAt < before).length,
  };
}
