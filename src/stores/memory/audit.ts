import type { AuditQuery, AuditStore } from "../durable.ts";
import type { AuditEntry } from "../records.ts";
import { checkIsThere, copied, type IssuerState, pageOf } from "./issuer_state.ts";

function fitsQuery(entry: AuditEntry, { from = -Infinity, until = Infinity, ...members }: AuditQuery): boolean {
  const { event, client, accountId, family, trace } = members;
  return (
    entry.at >= from &&
    entry.at < until &&
    (event === undefined || entry.event === event) &&
    (client === undefined || entry.client === client) &&
    (accountId === undefined || entry.accountId === accountId) &&
    (family === undefined || entry.family === family) &&
    (trace === undefined || entry.trace === trace)
  );
}

/** The audit log in memory. */
export function memoryAudit(state: IssuerState): AuditStore {
  return {
    async add(record) {
      checkIsThere(state);
      state.audit.push(copied({ ...record, id: state.number() }));
    },
    async list({ event, ...page }) {
      return pageOf(event === undefined ? state.audit : state.audit.filter((entry) => entry.event === event), page);
    },
    async search(options) {
      const { before = { at: Infinity, id: 0 }, limit } = options;
      const found = state.audit
        .filter((entry) => fitsQuery(entry, options))
        .filter(({ at, id }) => at < before.at || (at === before.at && id < before.id));
      return found
        .toSorted((a, b) => b.at - a.at || b.id - a.id)
        .slice(0, limit)
        .map(copied);
    },
  };
}
