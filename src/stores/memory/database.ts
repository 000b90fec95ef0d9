import { type Clock, type Instant, systemClock } from "../../platform/mod.ts";
import type { Database, DurableStore, IssuerQuery } from "../durable.ts";
import { isStorableText } from "../storable.ts";
import { memoryAccounts } from "./accounts.ts";
import { memoryAudit } from "./audit.ts";
import { memoryClients } from "./clients.ts";
import { memoryConsents } from "./consents.ts";
import { memoryFamilies } from "./families.ts";
import { memoryInitialTokens } from "./initial_tokens.ts";
import { memoryKeys } from "./keys.ts";
import { memorySessions } from "./sessions.ts";
import { checkIsThere, clearIssuer, type IssuerState, issuerState } from "./issuer_state.ts";

/**
 * Durable records in memory, for unit tests: the contract of the Postgres adapter without a database.
 *
 * @param options The clock says which families have expired when they are listed; the machine's when not given.
 */
export function memoryDatabase(options: { readonly clock?: Clock } = {}): Database {
  const { clock = systemClock } = options;
  const issuers = new Map<string, MemoryIssuer>();
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
      if (present !== undefined) return present.store;
      const issuer = memoryIssuer({ clock, number });
      issuers.set(name, issuer);
      return issuer.store;
    },
    listIssuers: async (query) =>
      [...issuers].filter(([name, { createdAt }]) => fitsQuery({ name, createdAt }, query)).map(([name]) => name),
    async removeIssuer(name) {
      issuers.get(name)?.remove();
      return issuers.delete(name);
    },
    ready: async () => true,
    async close() {
      issuers.clear();
    },
  };
}

/** Half of a surrogate pair begins no name, as it does in no database. */
function fitsQuery(
  { name, createdAt }: { readonly name: string; readonly createdAt: Instant },
  { prefix, before = Infinity }: IssuerQuery,
): boolean {
  return isStorableText(prefix) && name.startsWith(prefix) && createdAt < before;
}

interface MemoryIssuer {
  readonly store: DurableStore;
  readonly createdAt: Instant;
  readonly remove: () => void;
}

function memoryIssuer(options: Pick<IssuerState, "clock" | "number">): MemoryIssuer {
  let isThere = true;
  const state = issuerState({ ...options, isThere: () => isThere });
  return {
    store: memoryDurableStore(state),
    createdAt: options.clock.now(),
    remove() {
      isThere = false;
      clearIssuer(state);
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
      checkIsThere(state);
      if (state.claimed.has(name)) return false;
      state.claimed.add(name);
      return true;
    },
    wasClaimed: async (name) => state.claimed.has(name),
    ready: async () => true,
  };
}
