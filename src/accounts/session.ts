import { type Clock, digest, type Instant, type Random, type Seconds } from "../platform/mod.ts";
import { type AccountRecord, type AccountStore, type EphemeralStore, jsonKind } from "../stores/mod.ts";

/** A person is signed in with a browser. */
export interface Session {
  readonly accountId: number;
  readonly sub: string;
  readonly username: string;
  readonly isStaff: boolean;
  /** When the person last proved who they are. */
  readonly authTime: Instant;
  /** When the session ends whatever happens. */
  readonly expiresAt: Instant;
}

const SESSION = jsonKind<Session>("s");

/** Where sessions are kept and how long they last. */
export interface SessionOptions {
  readonly ephemeral: EphemeralStore;
  readonly accounts: Pick<AccountStore, "find">;
  readonly clock: Clock;
  readonly random: Random;
  readonly lifetime: Seconds;
}

/** The sessions of one issuer. A session's id is in the cookie alone: the store knows its digest. */
export interface Sessions {
  /** Begins a session and answers its id. */
  start(account: AccountRecord): Promise<{ readonly id: string; readonly session: Session }>;
  /** Undefined when there is none, when it has ended, and when the person was deactivated or removed in the meantime. */
  find(id: string | undefined): Promise<Session | undefined>;
  end(id: string): Promise<void>;
}

/** Opens the sessions of one issuer. */
export function openSessions(options: SessionOptions): Sessions {
  const { ephemeral, accounts, clock, random, lifetime } = options;
  return {
    async start(account) {
      const now = clock.now();
      const id = random.token(256);
      const session: Session = {
        accountId: account.id,
        sub: account.sub,
        username: account.username,
        isStaff: account.isStaff,
        authTime: now,
        expiresAt: now + lifetime,
      };
      await ephemeral.put(SESSION, { key: digest(id), value: session, ttl: lifetime });
      return { id, session };
    },
    async find(id) {
      if (id === undefined || id.length === 0 || id.length > 100) return undefined;
      const session = await ephemeral.get(SESSION, digest(id));
      if (session === undefined || session.expiresAt <= clock.now()) return undefined;
      const account = await accounts.find(session.accountId);
      return account?.isActive === true ? session : undefined;
    },
    async end(id) {
      await ephemeral.forget(SESSION, [digest(id)]);
    },
  };
}
