import { ACCOUNT_FIELD_NAMES, AccountRefused, prepareAccount } from "../../accounts/mod.ts";
import type { Issuer } from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import type { CreatedUser, WantedUser } from "./throwaways.ts";

/** 119 bits, and short enough to be typed. */
const PASSWORD_LENGTH = 20;
/** @see OpenID Connect Core 2 (sub) */
const SUB = /^[\x21-\x7E]{1,255}$/;

function refuse(member: string, says: string): never {
  return fail("invalid_request", `Cannot take ${member}: ${says}`);
}

/** A person to be stored, and the password. */
export interface PreparedUser {
  readonly account: Omit<AccountRecord, "id">;
  readonly password: string;
}

/** Prepares the record of a person. Throws OAuthError with the first thing that is wrong. */
export async function prepareUser(wanted: WantedUser, issuer: Issuer): Promise<PreparedUser> {
  const { username, email, first_name: firstName, last_name: lastName, sub, claims } = wanted;
  const password = wanted.password ?? issuer.random.base62(PASSWORD_LENGTH);
  if (sub !== undefined && !SUB.test(sub)) refuse("sub", "give 1 to 255 printable ASCII characters without a space");
  try {
    const account = await prepareAccount(
      {
        username,
        password,
        ...(email === undefined ? {} : { email }),
        ...(firstName === undefined ? {} : { firstName }),
        ...(lastName === undefined ? {} : { lastName }),
        ...(claims === undefined ? {} : { claims }),
      },
      { ...issuer, now: issuer.clock.now() },
    );
    return { account: sub === undefined ? account : { ...account, sub }, password };
  } catch (error) {
    const [first] = error instanceof AccountRefused ? error.complaints : [];
    if (first === undefined) throw error;
    return refuse(ACCOUNT_FIELD_NAMES[first.member], first.says);
  }
}

/** A person as whoever made the issuer sees them. */
export function userView(account: Omit<AccountRecord, "id">): Omit<CreatedUser, "password"> {
  const { username, sub, email, firstName, lastName, claims } = account;
  return {
    username,
    sub,
    ...(email === "" ? {} : { email }),
    ...(firstName === "" ? {} : { first_name: firstName }),
    ...(lastName === "" ? {} : { last_name: lastName }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** The person of an issuer of which nobody says more. */
export const STANDARD_USERS: readonly WantedUser[] = [
  { username: "alice", email: "alice@example.com", first_name: "Alice", last_name: "Example" },
];
