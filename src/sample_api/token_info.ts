import { json } from "../protocol/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import type { ApiCall, ApiReply } from "./endpoint.ts";

function printTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

function userOf(account: AccountRecord | undefined): unknown {
  if (account === undefined) return null;
  return { id: account.id, username: account.username, email: account.email, is_staff: account.isStaff };
}

/** What the token of the call is good for. A token that has expired never gets here. */
export async function tokenInfo(call: ApiCall): Promise<ApiReply> {
  const { access, issuer } = call;
  const { token } = access;
  return json(200, {
    scopes: token.scope,
    application: token.clientName ?? null,
    client_id: token.clientId,
    expires_at: token.expiresAt === undefined ? null : printTime(token.expiresAt),
    expired: token.expiresAt !== undefined && token.expiresAt <= issuer.clock.now(),
    token_type: token.tokenType,
    user: userOf(await call.account()),
  });
}
