import { type AccountInput, prepareAccount } from "../../accounts/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import type { Instant } from "../../platform/mod.ts";
import { type AccountRecord, AlreadyTaken } from "../../stores/mod.ts";

/** Who came of a form: somebody new, or whom this very form made before, when its answer was lost on the way. */
export interface Made {
  readonly account: AccountRecord;
  readonly isNew: boolean;
}

/** How an account is made. */
export interface MakeAccountOptions {
  /** Whoever made the account of this name since then, with this password, is answered as if it were made now. */
  readonly madeSince?: Instant;
}

async function madeBefore(
  { username, password }: AccountInput,
  { issuer, madeSince }: Pick<Exchange, "issuer"> & MakeAccountOptions,
): Promise<Made | undefined> {
  const { durable, slowHash } = issuer;
  const account = await durable.accounts.findByUsername(username);
  if (account === undefined || !account.isActive || account.createdAt < (madeSince ?? Infinity)) return undefined;
  return (await slowHash.verify(account.passwordHash, password)) ? { account, isNew: false } : undefined;
}

/**
 * Makes the account of a person.
 *
 * @returns Undefined when the name is taken.
 * @throws {AccountRefused} For an input with complaints.
 */
export async function makeAccount(
  input: AccountInput,
  { issuer, madeSince }: Pick<Exchange, "issuer"> & MakeAccountOptions,
): Promise<Made | undefined> {
  const { durable, random, slowHash, clock } = issuer;
  const record = await prepareAccount(input, { random, slowHash, now: clock.now() });
  try {
    return { account: await durable.accounts.add(record), isNew: true };
  } catch (error) {
    if (!(error instanceof AlreadyTaken)) throw error;
    return madeSince === undefined ? undefined : madeBefore(input, { issuer, madeSince });
  }
}

/** Whether somebody has a name. */
export async function isTaken(username: string, { issuer }: Pick<Exchange, "issuer">): Promise<boolean> {
  return (await issuer.durable.accounts.findByUsername(username)) !== undefined;
}
