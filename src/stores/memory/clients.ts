import type { ClientQuery, ClientStore } from "../durable.ts";
import type { ClientRecord } from "../records.ts";
import { AlreadyTaken, RecordGone } from "../store_error.ts";
import { usernameKey } from "../username_key.ts";
import {
  backwardPageOf,
  changed,
  checkIsThere,
  copied,
  type IssuerState,
  pageOf,
  picked,
  removeDependants,
} from "./issuer_state.ts";

function fitsQuery(client: ClientRecord, { text, type, grantType, source, ownerId }: ClientQuery): boolean {
  const key = usernameKey(text ?? "");
  return (
    (usernameKey(client.name).includes(key) || client.clientId.toLowerCase().includes(key)) &&
    (type === undefined || client.type === type) &&
    (grantType === undefined || client.grantTypes.includes(grantType)) &&
    (source === undefined || (source === "dcr") === (client.registrationDigest !== undefined)) &&
    (ownerId === undefined || client.ownerId === ownerId)
  );
}

/** Registered applications in memory. */
export function memoryClients(state: IssuerState): ClientStore {
  function keep(client: ClientRecord): ClientRecord {
    for (const other of state.clients.values()) {
      if (other.clientId === client.clientId && other.id !== client.id) throw new AlreadyTaken("clientId");
    }
    checkIsThere(state);
    if (client.ownerId !== undefined && !state.accounts.has(client.ownerId)) throw new RecordGone();
    state.clients.set(client.id, client);
    return copied(client);
  }

  return {
    add: async (client) => keep(copied({ ...client, id: state.number() })),
    find: async (clientId) => picked(state.clients.values(), (client) => client.clientId === clientId),
    findByNumber: async (id) => picked(state.clients.values(), (client) => client.id === id),
    async list({ ownerId, ...page }) {
      const clients = [...state.clients.values()];
      return pageOf(ownerId === undefined ? clients : clients.filter((client) => client.ownerId === ownerId), page);
    },
    async search(options) {
      const found = [...state.clients.values()].filter((client) => fitsQuery(client, options));
      return backwardPageOf(found, options);
    },
    async change(id, changes) {
      const before = state.clients.get(id);
      return before === undefined ? undefined : keep({ ...changed<ClientRecord>(before, changes), id });
    },
    async changeRegistered(id, { registration, changes }) {
      const before = state.clients.get(id);
      if (before?.registrationDigest !== registration) return undefined;
      return keep({ ...changed<ClientRecord>(before, changes), id });
    },
    async remove(id) {
      removeDependants(state, id);
      return state.clients.delete(id);
    },
  };
}
