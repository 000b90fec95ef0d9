import type { AccountRecord } from "../stores/mod.ts";

/** A person as APIs show them: never the password, nor who is staff. */
export interface User {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
}

/** Picks what may be shown, member by member, so that a new member of the record does not show by itself. */
export function userOf(account: AccountRecord): User {
  return {
    id: account.id,
    username: account.username,
    email: account.email,
    first_name: account.firstName,
    last_name: account.lastName,
  };
}
