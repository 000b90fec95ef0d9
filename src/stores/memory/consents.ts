import type { ConsentStore } from "../durable.ts";
import { RecordGone } from "../store_error.ts";
import { copied, type IssuerState } from "./issuer_state.ts";

/** What people allowed, in memory. */
export function memoryConsents(state: IssuerState): ConsentStore {
  function keyOf(accountId: number, client: number): string {
    return `${accountId} ${client}`;
  }

  return {
    async find(accountId, client) {
      const consent = state.consents.get(keyOf(accountId, client));
      return consent === undefined ? undefined : copied(consent);
    },
    async remember(consent) {
      if (!state.accounts.has(consent.accountId) || !state.clients.has(consent.client)) throw new RecordGone();
      const key = keyOf(consent.accountId, consent.client);
      const scope = [...new Set([...(state.consents.get(key)?.scope ?? []), ...consent.scope])];
      state.consents.set(key, copied({ ...consent, scope }));
      return copied({ ...consent, scope });
    },
    async list(accountId) {
      const own = [...state.consents.values()].filter((consent) => consent.accountId === accountId);
      return own.toSorted((a, b) => a.client - b.client).map(copied);
    },
    forget: async (accountId, client) => state.consents.delete(keyOf(accountId, client)),
  };
}
