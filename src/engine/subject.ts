import { fail } from "../protocol/mod.ts";
import type { Subject } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";

/**
 * The person for whom tokens are about to be issued, as they are now.
 *
 * Beyond: who was deactivated or is gone gets no more tokens, whatever they agreed to before.
 *
 * @throws {OAuthError} invalid_grant.
 */
export async function livingSubject(accountId: number, { issuer }: Exchange): Promise<Subject> {
  const account = await issuer.durable.accounts.find(accountId);
  if (account === undefined || !account.isActive) {
    return fail("invalid_grant", "Cannot issue a token as the account is gone or was deactivated", {
      rule: "RFC6749-6-4",
    });
  }
  return { accountId, sub: account.sub, username: account.username };
}
