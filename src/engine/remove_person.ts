import { removePerson as removeRecords } from "../tokens/mod.ts";
import type { Doer } from "./change_person.ts";
import { endSessionsOf } from "./end_sessions_of.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Removes a person: their sessions end, their clients are told, their tokens die, and then the record goes.
 *
 * They are barred first, so that no session begins meanwhile of which nobody would be told. When a store fails half-way,
 * they stay barred, and somebody of the staff may do it again.
 *
 * @throws {LastOfStaff} When nobody who administers would be left.
 * @returns False when there is no such person.
 */
export async function removePerson(exchange: Exchange, accountId: number, { by }: Doer): Promise<boolean> {
  const { issuer } = exchange;
  const { durable, clock, settings, hooks } = issuer;
  const barred = await durable.accounts.change(accountId, { isActive: false, updatedAt: clock.now() });
  if (barred === undefined) return false;
  await endSessionsOf(exchange, accountId, { by });
  const { longestAccessToken } = settings;
  if (!(await removeRecords(accountId, { ...issuer, longestAccessToken }))) return false;
  await hooks.happened({ name: "account.removed", accountId, detail: { by } }, exchange);
  return true;
}
