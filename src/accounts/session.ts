import { type Clock, digest, type Instant, type Random, type Seconds } from "../platform/mod.ts";
import type { AccountRecord, FoundSession, SessionRecord, SessionStore } from "../stores/mod.ts";

/** A person is signed in with a browser. */
export interface Session {
  /** Names the session to clients; not what the cookie holds. @see OpenID Connect Front-Channel Logout 3 */
  readonly sid: string;
  readonly accountId: number;
  readonly sub: string;
  readonly username: string;
  readonly isStaff: boolean;
  /** When the person last proved who they are. */
  readonly authTime: Instant;
  /** How. @see RFC 8176 2 */
  readonly amr: readonly string[];
  readonly acr?: string;
  /** `ClientRecord.id` of each client that was told of the session. */
  readonly clients: readonly number[];
  /** When the session ends whatever happens. */
  readonly expiresAt: Instant;
}

/** How a person proved who they are. */
export interface SignInProof {
  /** `["pwd"]` when not given. */
  readonly amr?: readonly string[];
  readonly acr?: string;
  /** What the browser says of itself. */
  readonly agent?: string;
  /** Id of the session that this browser had before. */
  readonly before?: string;
}

/** Where sessions are kept and how long they last. */
export interface SessionOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly lifetime: Seconds;
}

/** The sessions of one issuer. A session's id is in the cookie alone: the store knows its digest. */
export interface Sessions {
  /**
   * Begins a session and answers its id.
   *
   * Who signs in again in the same browser goes on with the same session under a new id, so that clients can still be
   * told when it ends; another person's session of this browser ends.
   */
  start(account: AccountRecord, proof?: SignInProof): Promise<{ readonly id: string; readonly session: Session }>;
  /** Undefined when there is none, when it has ended, and when the person was deactivated or removed in the meantime. */
  find(id: string | undefined): Promise<Session | undefined>;
  /** Notes that a client was told of a session. */
  join(session: Session, client: number): Promise<void>;
  /** Live sessions of a person, newest first. */
  list(accountId: number): Promise<readonly SessionRecord[]>;
  /** Ends a session by its id; answers it to the one caller that ended it. */
  end(id: string): Promise<SessionRecord | undefined>;
  /** Ends a session by its name. */
  endBySid(sid: string): Promise<SessionRecord | undefined>;
}

/** A session under an id that nobody has been told yet. */
interface Begun {
  readonly id: string;
  readonly record: SessionRecord;
}

/** Characters of what a browser says of itself that are worth keeping. */
const LONGEST_AGENT = 200;

function sessionOf({ session, account }: FoundSession): Session {
  const { sid, accountId, authTime, amr, acr, clients, expiresAt } = session;
  const { sub, username, isStaff } = account;
  const known = { sid, accountId, sub, username, isStaff, authTime, amr, clients, expiresAt };
  return acr === undefined ? known : { ...known, acr };
}

/** An id is the session's name and a secret. The name tells whoever reads the cookie, unverified, when it changes. */
const ID = /^(?<sid>[\w-]{22})\.[\w-]{43}$/;

/**
 * The name of the session that an id belongs to, if it belongs to any: nothing is looked up, and nothing may be granted
 * for it.
 */
export function sidNamedIn(id: string): string | undefined {
  return ID.exec(id)?.groups?.["sid"];
}

/** Opens the sessions of one issuer. */
export function openSessions(options: SessionOptions): Sessions {
  const { store, clock, random, lifetime } = options;

  async function found(id: string | undefined): Promise<FoundSession | undefined> {
    if (id === undefined || id.length === 0 || id.length > 100) return undefined;
    return store.find(digest(id));
  }

  /** Goes on with the session that this browser has, when it is the same person's. */
  async function renew(
    before: FoundSession | undefined,
    { nextOf, accountId }: { readonly nextOf: (sid: string) => Begun; readonly accountId: number },
  ): Promise<Begun | undefined> {
    if (before === undefined) return undefined;
    const { session } = before;
    if (session.accountId !== accountId || session.expiresAt <= clock.now()) {
      await store.end(session.sid);
      return undefined;
    }
    const { id, record } = nextOf(session.sid);
    const isRenewed = await store.renew({ ...record, from: session.digest, to: record.digest });
    return isRenewed ? { id, record: { ...record, clients: session.clients } } : undefined;
  }

  return {
    async start(account, { amr = ["pwd"], acr, agent, before } = {}) {
      const now = clock.now();
      const secret = random.token(256);
      function nextOf(sid: string): Begun {
        const id = `${sid}.${secret}`;
        const record: SessionRecord = {
          sid,
          digest: digest(id),
          accountId: account.id,
          authTime: now,
          amr,
          ...(acr === undefined ? {} : { acr }),
          clients: [],
          ...(agent === undefined ? {} : { agent: agent.slice(0, LONGEST_AGENT) }),
          createdAt: now,
          expiresAt: now + lifetime,
        };
        return { id, record };
      }
      const fresh = nextOf(random.token(128));
      const renewed = await renew(await found(before), { nextOf, accountId: account.id });
      if (renewed === undefined) await store.add(fresh.record);
      const { id, record } = renewed ?? fresh;
      return { id, session: sessionOf({ session: record, account }) };
    },
    async find(id) {
      const session = await found(id);
      if (session === undefined || session.session.expiresAt <= clock.now() || !session.account.isActive)
        return undefined;
      return sessionOf(session);
    },
    async join({ sid, clients }, client) {
      if (!clients.includes(client)) await store.join(sid, client);
    },
    async list(accountId) {
      const now = clock.now();
      return (await store.list(accountId)).filter(({ expiresAt }) => expiresAt > now);
    },
    async end(id) {
      const session = await found(id);
      return session === undefined ? undefined : store.end(session.session.sid);
    },
    endBySid: (sid) => store.end(sid),
  };
}
