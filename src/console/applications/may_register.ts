import type { Session } from "../../accounts/mod.ts";
import { fail } from "../../protocol/mod.ts";

/** How the pages of one's own applications are offered. */
export interface ApplicationsOptions {
  /** Who may register and change applications: whoever is signed in, or staff alone. */
  readonly registration: "anyone" | "staff";
}

/** Whether a person may register applications, and change those that they have. */
export function mayRegister({ isStaff }: Pick<Session, "isStaff">, { registration }: ApplicationsOptions): boolean {
  return isStaff || registration === "anyone";
}

/** Refuses who may not. */
export function checkMayRegister(session: Pick<Session, "isStaff">, options: ApplicationsOptions): void {
  if (!mayRegister(session, options))
    fail("access_denied", "Cannot register or change applications here as that is for staff: ask somebody who is", {
      status: 403,
    });
}
