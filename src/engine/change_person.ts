import type { AccountStore, AccountRecord } from "../stores/mod.ts";
import { revokeFamilies } from "../tokens/mod.ts";
import { endSessionsOf } from "./end_sessions_of.ts";
import type { Exchange } from "./exchange.ts";

/** What becomes of a person's record; the password has a way of its own. */
export type PersonChanges = Omit<
  Parameters<AccountStore["change"]>[1],
  "passwordHash" | "lastLogin" | "createdAt" | "updatedAt"
>;

/** Who does something to a person. */
export interface Doer {
  /** `AccountRecord.id` of who does it. */
  readonly by: number;
}

/**
 * Changes what is known of a person.
 *
 * Who may not sign in any more is logged out everywhere, and their tokens die: the record goes first, so that nothing new
 * begins meanwhile. When a store fails half-way, it may be done again.
 *
 * @throws {AlreadyTaken} When the user name is somebody else's.
 * @throws {LastOfStaff} When nobody who administers would be left.
 * @returns Undefined when there is no such person.
 */
export async function changePerson(
  exchange: Exchange,
  accountId: number,
  { changes, by }: Doer & { readonly changes: PersonChanges },
): Promise<AccountRecord | undefined> {
  const { issuer } = exchange;
  const { durable, clock, settings, hooks } = issuer;
  const changed = await durable.accounts.change(accountId, { ...changes, updatedAt: clock.now() });
  if (changed === undefined) return undefined;
  if (changes.isActive === false) {
    await endSessionsOf(exchange, accountId, { by });
    await revokeFamilies({ accountId }, { ...issuer, longestAccessToken: settings.longestAccessToken });
  }
  const { isStaff, isActive } = changes;
  const detail = {
    by,
    members: Object.keys(changes).join(" "),
    ...(isStaff === undefined ? {} : { staff: isStaff }),
    ...(isActive === undefined ? {} : { active: isActive }),
  };
  await hooks.happened({ name: "account.changed", accountId, detail }, exchange);
  return changed;
}
