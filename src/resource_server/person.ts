import type { Access } from "./access.ts";

/** A person as an API knows them: an account of this server is one, and so is a user of any application with these members. */
export interface Person {
  /** What the issuer, or the application, calls them for good. */
  readonly sub: string;
  readonly username: string;
  readonly isStaff?: boolean;
}

/** The person who calls: the one who is signed in, or whom the token stands for; undefined = there is none. */
export async function personOf(access: Access): Promise<Person | undefined> {
  switch (access.kind) {
    case "session":
      return access.account;
    case "token":
      // What others put there need not know people.
      return typeof access.account === "function" ? access.account() : undefined;
    case "anonymous":
    default:
      return undefined;
  }
}
