import type { FoundSession, SessionPlace, SessionStore } from "../durable.ts";
import type { SessionRecord } from "../records.ts";
import { RecordGone } from "../store_error.ts";
import { fitsAccountQuery } from "./accounts.ts";
import { copied, type IssuerState } from "./issuer_state.ts";

/** Names of sessions are ASCII, so that their code units are in the database's order. */
function newestFirst(one: SessionPlace, other: SessionPlace): number {
  if (one.createdAt !== other.createdAt) return other.createdAt - one.createdAt;
  return one.sid === other.sid ? 0 : one.sid > other.sid ? -1 : 1;
}

/** Sessions in memory. */
export function memorySessions(state: IssuerState): SessionStore {
  const { sessions, accounts } = state;

  function withAccount(session: SessionRecord): FoundSession | undefined {
    const account = accounts.get(session.accountId);
    if (account === undefined) return undefined;
    const { id, sub, username, isStaff, isActive } = account;
    return { session: copied(session), account: { id, sub, username, isStaff, isActive } };
  }

  return {
    async add(session) {
      if (!accounts.has(session.accountId)) throw new RecordGone();
      sessions.set(session.sid, copied({ ...session, clients: [] }));
    },
    async find(digest) {
      for (const session of sessions.values()) if (session.digest === digest) return withAccount(session);
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
    async findBySid(sid) {
      const session = sessions.get(sid);
      return session === undefined ? undefined : withAccount(session);
    },
    async search({ text, accountId, at, before, limit }) {
      const found = [...sessions.values()].filter((session) => {
        const account = accounts.get(session.accountId);
        return (
          account !== undefined &&
          session.expiresAt > at &&
          (before === undefined || newestFirst(before, session) < 0) &&
          (accountId === undefined || account.id === accountId) &&
          (text === undefined || fitsAccountQuery(account, { text }))
        );
      });
      return found
        .toSorted(newestFirst)
        .slice(0, limit)
        .flatMap((session) => withAccount(session) ?? []);
    },
    count: async ({ at, limit }) =>
      Math.min(limit, [...sessions.values()].filter(({ expiresAt }) => expiresAt > at).length),
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
