import type { Instant, Random, SlowHash } from "../platform/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { type AccountClaims, claimComplaints } from "./claims.ts";

/** What a person says of themselves. */
export interface AccountInput {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly isStaff?: boolean;
  /** What else is known of the person. @see OpenID Connect Core 5.1 */
  readonly claims?: AccountClaims;
}

/** One thing that is wrong, and with which member. */
export interface AccountComplaint {
  readonly member: keyof AccountInput;
  readonly says: string;
}

/** Members of an account as forms, files and APIs call them. */
export const ACCOUNT_FIELD_NAMES: Readonly<Record<AccountComplaint["member"], string>> = {
  username: "username",
  password: "password",
  email: "email",
  firstName: "first_name",
  lastName: "last_name",
  isStaff: "is_staff",
  claims: "claims",
};

/** An account is refused; it carries everything that is wrong at once. */
export class AccountRefused extends Error {
  override readonly name = "AccountRefused";
  readonly complaints: readonly AccountComplaint[];

  constructor(complaints: readonly AccountComplaint[]) {
    super(complaints.map(({ member, says }) => `${member}: ${says}`).join("; "));
    this.complaints = complaints;
  }
}

/** Letters, digits and @ . + - _, as Django has it. */
const USERNAME = /^[\p{L}\p{N}@.+_-]{1,150}$/u;
/** No control characters, and no half of a surrogate pair, which no database holds. */
const EMAIL = /^[^\s@\p{Cc}\p{Cs}]{1,64}@[^\s@\p{Cc}\p{Cs}]{1,255}$/u;
const NAME = /^[^\p{Cc}\p{Cs}]{0,150}$/u;

/** Everything that is wrong with an account; empty when it is right. */
export function accountComplaints(input: Partial<AccountInput>): readonly AccountComplaint[] {
  const { username, password, email, firstName, lastName, claims = {} } = input;
  const bytes = password === undefined ? 8 : Buffer.byteLength(password);
  const complaints: (AccountComplaint | false)[] = [
    username !== undefined &&
      !USERNAME.test(username.normalize("NFKC")) && {
        member: "username",
        says: "Give 1 to 150 letters, digits or any of @ . + - _",
      },
    (bytes < 8 || bytes > 1_024) && { member: "password", says: "Give 8 to 1024 bytes" },
    email !== undefined &&
      email !== "" &&
      !EMAIL.test(email) && { member: "email", says: "Give an address like name@example.com" },
    firstName !== undefined &&
      !NAME.test(firstName) && { member: "firstName", says: "Give at most 150 printable characters" },
    lastName !== undefined &&
      !NAME.test(lastName) && { member: "lastName", says: "Give at most 150 printable characters" },
    ...claimComplaints(claims).map((says): AccountComplaint => ({ member: "claims", says })),
  ];
  return complaints.filter((complaint) => complaint !== false);
}

/** What it takes to make a record of an input. */
export interface PrepareAccountOptions {
  readonly random: Random;
  readonly slowHash: SlowHash;
  readonly now: Instant;
}

/** Makes the record of a person. Throws `AccountRefused` with everything that is wrong. */
export async function prepareAccount(
  input: AccountInput,
  options: PrepareAccountOptions,
): Promise<Omit<AccountRecord, "id">> {
  const complaints = accountComplaints(input);
  if (complaints.length > 0) throw new AccountRefused(complaints);
  return {
    sub: options.random.uuid(),
    username: input.username.normalize("NFKC"),
    email: input.email ?? "",
    firstName: input.firstName ?? "",
    lastName: input.lastName ?? "",
    ...(input.claims === undefined ? {} : { claims: input.claims }),
    passwordHash: await options.slowHash.hash(input.password),
    isStaff: input.isStaff ?? false,
    isActive: true,
    createdAt: options.now,
    updatedAt: options.now,
  };
}
