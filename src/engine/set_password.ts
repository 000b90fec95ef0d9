import { revokeFamilies } from "../tokens/mod.ts";
import type { Doer } from "./change_person.ts";
import { endSessionsOf, type EndSessionsOfOptions } from "./end_sessions_of.ts";
import type { Exchange } from "./exchange.ts";

/** Whose password becomes what, and what ends with the old one. */
export interface SetPasswordOptions extends Omit<EndSessionsOfOptions, "by">, Doer {
  readonly password: string;
  /** True: tokens that outlive sessions end as well, as when the account was taken over. */
  readonly revokeTokens?: boolean;
  /** `AccountRecord.passwordHash` of the one that it takes the place of; whichever there is when not given. */
  readonly from?: string;
}

/**
 * Gives a person another password, and ends the sessions that were begun under the old one.
 *
 * The password goes first: who knows the old one cannot begin a session after the others have ended.
 *
 * @returns How many sessions ended; undefined when there is no such person, or their password is another by now.
 */
export async function setPassword(
  exchange: Exchange,
  accountId: number,
  options: SetPasswordOptions,
): Promise<number | undefined> {
  const { issuer } = exchange;
  const { durable, clock, settings, slowHash, hooks } = issuer;
  const { password, by, except, from, revokeTokens = false } = options;
  const passwordHash = await slowHash.hash(password);
  const changed = await durable.accounts.change(
    accountId,
    { passwordHash, updatedAt: clock.now() },
    from === undefined ? undefined : { passwordHash: from },
  );
  if (changed === undefined) return undefined;
  const sessions = await endSessionsOf(exchange, accountId, { by, ...(except === undefined ? {} : { except }) });
  if (revokeTokens) await revokeFamilies({ accountId }, { ...issuer, longestAccessToken: settings.longestAccessToken });
  await hooks.happened({ name: "password.changed", accountId, detail: { by, sessions, revokeTokens } }, exchange);
  return sessions;
}
