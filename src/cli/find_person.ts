import type { AccountRecord, DurableStore } from "../stores/mod.ts";

/** Finds a person by user name, or by number where nobody has it as their name. */
export async function findPerson(
  named: string,
  { accounts }: Pick<DurableStore, "accounts">,
): Promise<AccountRecord | undefined> {
  return (await accounts.findByUsername(named)) ?? (/^\d{1,9}$/.test(named) ? accounts.find(Number(named)) : undefined);
}
