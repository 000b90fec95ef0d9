import { type Clock, systemClock } from "../../platform/mod.ts";
import type { Database, DurableStore } from "../durable.ts";
import { memoryAccounts } from "./accounts.ts";
import { memoryAudit } from "./audit.ts";
import { memoryClients } from "./clients.ts";
import { memoryConsents } from "./consents.ts";
import { memoryFamilies } from "./families.ts";
import { memoryInitialTokens } from "./initial_tokens.ts";
import { memoryKeys } from "./keys.ts";
import { memorySessions } from "./sessions.ts";
import { type IssuerState, issuerState } from "./issuer_state.ts";

/**
 * Durable records in memory, for unit tests: the contract of the Postgres adapter without a database.
 *
 * @param options The clock says which families have expired when they are listed; the machine's when not given.
 */
export function memoryDatabase(options: { readonly clock?: Clock } = {}): Database {
  const issuers = new Map<string, DurableStore>();
  let last = 0;
  function number(): number {
    last += 1;
    return last;
  }

  return {
    migrate: async () => [],
    pendingMigrations: async () => [],
    async forIssuer(name) {
      const present = issuers.get(name);
      if (present !== undefined) return present;
      const store = memoryDurableStore(issuerState({ clock: options.clock ?? systemClock, number }));
      issuers.set(name, store);
      return store;
    },
    ready: async () => true,
    async close() {
      issuers.clear();
    },
  };
}

function memoryDurableStore(state: IssuerState): DurableStore {
  return {
    clients: memoryClients(state),
    accounts: memoryAccounts(state),
    consents: memoryConsents(state),
    families: memoryFamilies(state),
    sessions: memorySessions(state),
    keys: memoryKeys(state),
    initialTokens: memoryInitialTokens(state),
    audit: memoryAudit(state),
    async claimOnce(name) {
      if (state.claimed.has(name)) return false;
      state.claimed.add(name);
      return true;
    },
    wasClaimed: async (name) => state.claimed.has(name),
    ready: async () => true,
  };
}
