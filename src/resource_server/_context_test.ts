import type { AccountRecord } from "../stores/mod.ts";
import type { Access } from "./access.ts";

export { contextOf, errorsOf, type RequestParts, type Written, writtenTo } from "../../test/support/koa_context.ts";

/** A person. */
export function accountOf(said: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id: 1,
    sub: "5f0c2a0e-8f5e-4b3a-9d57-0f0b1c2d3e4f",
    username: "ann",
    email: "",
    firstName: "",
    lastName: "",
    passwordHash: "",
    isStaff: false,
    isActive: true,
    createdAt: 0,
    updatedAt: 0,
    ...said,
  };
}

/** The access of a token with a scope, of a person or of nobody. */
export function bearing(scope: readonly string[], account?: AccountRecord): Access {
  const token = { tokenType: "Bearer", scope, clientId: "c", expiresAt: 2_000_000_000 } as const;
  return { kind: "token", token, account: async () => account };
}
