import { type Clock, digest, type Seconds, type SlowHash } from "../platform/mod.ts";
import { type AccountRecord, type AccountStore, type EphemeralStore, usernameKey } from "../stores/mod.ts";
import { networkOf } from "./network.ts";
import { throttle } from "./throttle.ts";

/** What came of a try to sign in. The reason why it failed is for the log, never for the person. */
export type SignIn =
  | { readonly kind: "signed_in"; readonly account: AccountRecord }
  | { readonly kind: "refused"; readonly reason: "unknown" | "password" | "inactive" }
  | { readonly kind: "throttled"; readonly retryAfter: Seconds };

/** Who tries. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Of the network, as far as it can be trusted. */
  readonly address: string;
}

/** What signing in needs. */
export interface SignInOptions {
  readonly accounts: AccountStore;
  readonly ephemeral: EphemeralStore;
  readonly slowHash: SlowHash;
  readonly clock: Clock;
}

/** Checks user names and passwords. */
export type CheckCredentials = (credentials: Credentials) => Promise<SignIn>;

/** Longer ones are refused unread: hashing them would be work for an attacker's sake. */
const LONGEST_PASSWORD = 1_024;
/** An address that many share has many tries; a pair of name and address has few. */
const FREE_FOR_ADDRESS = 50;

/**
 * Makes the check of credentials of one issuer.
 *
 * An unknown name costs the same time and gets the same answer as a wrong password.
 */
export function credentialsCheck(options: SignInOptions): CheckCredentials {
  const { accounts, ephemeral, slowHash, clock } = options;
  const pairs = throttle({ ephemeral });
  const addresses = throttle({ ephemeral, free: FREE_FOR_ADDRESS });

  async function judge({ username, password }: Credentials): Promise<SignIn> {
    const account = password.length > LONGEST_PASSWORD ? undefined : await accounts.findByUsername(username);
    if (account === undefined) {
      await slowHash.pretend(password.slice(0, LONGEST_PASSWORD));
      return { kind: "refused", reason: "unknown" };
    }
    if (!(await slowHash.verify(account.passwordHash, password))) return { kind: "refused", reason: "password" };
    if (!account.isActive) return { kind: "refused", reason: "inactive" };
    return { kind: "signed_in", account };
  }

  async function noteSuccess(account: AccountRecord, password: string): Promise<void> {
    const rehashed = slowHash.isOutdated(account.passwordHash) ? { passwordHash: await slowHash.hash(password) } : {};
    await accounts.change(account.id, { lastLogin: clock.now(), ...rehashed });
  }

  async function signIn(credentials: Credentials, from: string): Promise<SignIn> {
    const pair = `${usernameKey(credentials.username)} ${from}`;
    const retryAfter = (await addresses.begin(from)) ?? (await pairs.begin(pair));
    if (retryAfter !== undefined) return { kind: "throttled", retryAfter };
    const outcome = await judge(credentials);
    if (outcome.kind === "signed_in") {
      await pairs.succeeded(pair);
      await addresses.succeeded(from);
      await noteSuccess(outcome.account, credentials.password);
    }
    return outcome;
  }

  const judged = new Map<string, Promise<SignIn>>();

  // The same credentials that come many times at once, as from the scripts of one person, are one guess.
  return (credentials) => {
    const from = networkOf(credentials.address);
    const key = digest(JSON.stringify([credentials.username, credentials.password, from]));
    const before = judged.get(key);
    if (before !== undefined) return before;
    const now = signIn(credentials, from).finally(() => judged.delete(key));
    judged.set(key, now);
    return now;
  };
}
