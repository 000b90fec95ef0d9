import type { IssuerStores } from "../../src/server/mod.ts";
import { ACCESS_TOKEN } from "../../src/tokens/mod.ts";
import { type DurableStore, type EphemeralStore, StoreUnavailable } from "../../src/stores/mod.ts";

/**
 * How a call fails: it is never carried out; it is carried out and its answer is lost; or its store is gone from that
 * call on.
 */
export type Failure = "refused" | "unacknowledged" | "gone";

/** All ways to fail. */
export const FAILURES: readonly Failure[] = ["refused", "unacknowledged", "gone"];

/** Which call fails, counted from one over both stores. */
export interface Fault {
  readonly call: number;
  readonly failure: Failure;
}

/** Real stores whose n-th call fails. */
export interface FaultyStores {
  readonly stores: IssuerStores;
  /** Begins to count calls anew, and to fail where the fault says; without one all calls reach the stores. */
  arm(fault?: Fault): void;
  /** Names of the calls since then, in order. */
  readonly calls: readonly string[];
  /** Keys under which access tokens were to be stored since then. */
  readonly accessTokenKeys: readonly string[];
  /** The call that was made to fail; undefined when the count was never reached. */
  readonly failed: string | undefined;
}

type StoreName = "postgres" | "redis";

/** What each call of a store goes through. */
export type Gate = <T>(store: StoreName, name: string, call: () => Promise<T>) => Promise<T>;

/** The same stores, each call of which goes through a gate. */
export function gatedStores(real: IssuerStores, gate: Gate): IssuerStores {
  return { ...real, ephemeral: faultyEphemeral(real.ephemeral, gate), durable: faultyDurable(real.durable, gate) };
}

/** Wraps real stores. */
export function faultyStores(real: IssuerStores): FaultyStores {
  let fault: Fault | undefined;
  let calls: string[] = [];
  let accessTokenKeys: string[] = [];
  let failed: string | undefined;
  let gone: StoreName | undefined;

  function unavailable(store: StoreName): never {
    throw new StoreUnavailable(store, new RangeError("The test made this call fail"));
  }

  async function gate<T>(store: StoreName, name: string, call: () => Promise<T>): Promise<T> {
    calls.push(`${store} ${name}`);
    if (gone === store) unavailable(store);
    if (calls.length !== fault?.call) return call();
    failed = `${store} ${name}`;
    if (fault.failure === "gone") gone = store;
    if (fault.failure === "unacknowledged") await call();
    return unavailable(store);
  }

  const passing = faultyEphemeral(real.ephemeral, gate);
  const ephemeral: EphemeralStore = {
    ...passing,
    put(kind, entry) {
      if (kind.code === ACCESS_TOKEN.code) accessTokenKeys.push(entry.key);
      return passing.put(kind, entry);
    },
  };
  return {
    stores: { ...real, ephemeral, durable: faultyDurable(real.durable, gate) },
    arm(next) {
      fault = next;
      calls = [];
      accessTokenKeys = [];
      failed = undefined;
      gone = undefined;
    },
    get calls() {
      return calls;
    },
    get accessTokenKeys() {
      return accessTokenKeys;
    },
    get failed() {
      return failed;
    },
  };
}

function faultyEphemeral(real: EphemeralStore, gate: Gate): EphemeralStore {
  return {
    put: (kind, entry) => gate("redis", `put ${kind.code}`, () => real.put(kind, entry)),
    get: (kind, key) => gate("redis", `get ${kind.code}`, () => real.get(kind, key)),
    getPair: (pair) => gate("redis", `getPair ${pair.first.kind.code}`, () => real.getPair(pair)),
    take: (kind, key) => gate("redis", `take ${kind.code}`, () => real.take(kind, key)),
    claim: (kind, entry) => gate("redis", `claim ${kind.code}`, () => real.claim(kind, entry)),
    count: (kind, entry) => gate("redis", `count ${kind.code}`, () => real.count(kind, entry)),
    draw: (kind, draw) => gate("redis", `draw ${kind.code}`, () => real.draw(kind, draw)),
    append: (kind, entry) => gate("redis", `append ${kind.code}`, () => real.append(kind, entry)),
    list: (kind, key) => gate("redis", `list ${kind.code}`, () => real.list(kind, key)),
    forget: (kind, keys) => gate("redis", `forget ${kind.code}`, () => real.forget(kind, keys)),
    within: (prefix) => faultyEphemeral(real.within(prefix), gate),
    ready: () => real.ready(),
    epoch: () => gate("redis", "epoch", () => real.epoch()),
    onNewLife: (restore) => real.onNewLife(restore),
    close: () => real.close(),
  };
}

function faultyDurable(real: DurableStore, gate: Gate): DurableStore {
  function pass<Args extends readonly unknown[], T>(
    name: string,
    verb: (...args: Args) => Promise<T>,
  ): (...args: Args) => Promise<T> {
    return (...args) => gate("postgres", name, () => verb(...args));
  }
  const { clients, accounts, consents, families, sessions, keys, initialTokens, audit } = real;
  return {
    clients: {
      add: pass("clients.add", (record) => clients.add(record)),
      find: pass("clients.find", (id) => clients.find(id)),
      findByNumber: pass("clients.findByNumber", (id) => clients.findByNumber(id)),
      list: pass("clients.list", (options) => clients.list(options)),
      search: pass("clients.search", (options) => clients.search(options)),
      change: pass("clients.change", (id, changes) => clients.change(id, changes)),
      changeRegistered: pass("clients.changeRegistered", (id, options) => clients.changeRegistered(id, options)),
      remove: pass("clients.remove", (id) => clients.remove(id)),
    },
    accounts: {
      add: pass("accounts.add", (record) => accounts.add(record)),
      find: pass("accounts.find", (id) => accounts.find(id)),
      findBySub: pass("accounts.findBySub", (sub) => accounts.findBySub(sub)),
      findByUsername: pass("accounts.findByUsername", (name) => accounts.findByUsername(name)),
      list: pass("accounts.list", (options) => accounts.list(options)),
      search: pass("accounts.search", (options) => accounts.search(options)),
      count: pass("accounts.count", (query) => accounts.count(query)),
      change: pass("accounts.change", (id, changes) => accounts.change(id, changes)),
      remove: pass("accounts.remove", (id, at) => accounts.remove(id, at)),
    },
    consents: {
      find: pass("consents.find", (account, client) => consents.find(account, client)),
      remember: pass("consents.remember", (consent) => consents.remember(consent)),
      list: pass("consents.list", (account) => consents.list(account)),
      forget: pass("consents.forget", (account, client) => consents.forget(account, client)),
    },
    sessions: {
      add: pass("sessions.add", (session) => sessions.add(session)),
      find: pass("sessions.find", (digest) => sessions.find(digest)),
      renew: pass("sessions.renew", (renewal) => sessions.renew(renewal)),
      join: pass("sessions.join", (sid, client) => sessions.join(sid, client)),
      list: pass("sessions.list", (account) => sessions.list(account)),
      findBySid: pass("sessions.findBySid", (sid) => sessions.findBySid(sid)),
      search: pass("sessions.search", (options) => sessions.search(options)),
      count: pass("sessions.count", (options) => sessions.count(options)),
      end: pass("sessions.end", (sid) => sessions.end(sid)),
      clear: pass("sessions.clear", (options) => sessions.clear(options)),
      countCleared: pass("sessions.countCleared", (before) => sessions.countCleared(before)),
    },
    families: {
      open: pass("families.open", (family) => families.open(family)),
      find: pass("families.find", (tag) => families.find(tag)),
      rotate: pass("families.rotate", (rotation) => families.rotate(rotation)),
      revoke: pass("families.revoke", (tag, at) => families.revoke(tag, at)),
      revokeEarly: pass("families.revokeEarly", (family, at) => families.revokeEarly(family, at)),
      unrevokedTags: pass("families.unrevokedTags", (whose) => families.unrevokedTags(whose)),
      revokeAll: pass("families.revokeAll", (whose, at) => families.revokeAll(whose, at)),
      revokedSince: pass("families.revokedSince", (since) => families.revokedSince(since)),
      listOf: pass("families.listOf", (account) => families.listOf(account)),
      search: pass("families.search", (options) => families.search(options)),
      count: pass("families.count", (query) => families.count(query)),
      clear: pass("families.clear", (options) => families.clear(options)),
      countCleared: pass("families.countCleared", (before) => families.countCleared(before)),
    },
    keys: {
      list: pass("keys.list", () => keys.list()),
      add: pass("keys.add", (key) => keys.add(key)),
      remove: pass("keys.remove", (kid) => keys.remove(kid)),
    },
    initialTokens: {
      add: pass("initialTokens.add", (token) => initialTokens.add(token)),
      find: pass("initialTokens.find", (digest) => initialTokens.find(digest)),
      spend: pass("initialTokens.spend", (digest, at) => initialTokens.spend(digest, at)),
      clear: pass("initialTokens.clear", (at) => initialTokens.clear(at)),
    },
    audit: {
      add: pass("audit.add", (record) => audit.add(record)),
      list: pass("audit.list", (options) => audit.list(options)),
      search: pass("audit.search", (options) => audit.search(options)),
    },
    claimOnce: pass("claimOnce", (name) => real.claimOnce(name)),
    wasClaimed: pass("wasClaimed", (name) => real.wasClaimed(name)),
    ready: () => real.ready(),
  };
}
