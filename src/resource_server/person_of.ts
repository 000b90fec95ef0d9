import type { Access } from "./access.ts";
import type { Person } from "./person.ts";

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
