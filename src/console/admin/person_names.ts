import type { AccountRecord } from "../../stores/mod.ts";

/** First and last name, as far as they are known. */
export function fullName({ firstName, lastName }: Pick<AccountRecord, "firstName" | "lastName">): string {
  return `${firstName} ${lastName}`.trim();
}

/** What sets a person apart from most. */
export function badgesOf({ isStaff, isActive }: Pick<AccountRecord, "isStaff" | "isActive">): readonly string[] {
  return [...(isStaff ? ["staff"] : []), ...(isActive ? [] : ["barred"])];
}
