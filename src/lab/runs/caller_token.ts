import type { Issuer } from "../../engine/mod.ts";
import { issueTokens } from "../../engine/mod.ts";
import { wireRequest } from "../../protocol/mod.ts";
import { type Entitlement, familyOf } from "../../tokens/mod.ts";

/** For whom, and for what. */
export interface CallerTokenOptions {
  readonly clientId: string;
  readonly username: string;
  readonly scope: readonly string[];
  /** Names it in logs. */
  readonly trace: string;
}

/** Longer than any attempt takes. */
const LIFETIME = 3_600;

/**
 * A live access token of a person by a client, as if she had allowed it: what a resource server is shown.
 *
 * @throws {TypeError} Where there is no such person or client.
 */
export async function callerToken(
  issuer: Issuer,
  { clientId, username, scope, trace }: CallerTokenOptions,
): Promise<string> {
  const [account, client] = await Promise.all([
    issuer.durable.accounts.findByUsername(username),
    issuer.durable.clients.find(clientId),
  ]);
  if (account === undefined || client === undefined)
    throw new TypeError(`Cannot issue a token as '${username}' or '${clientId}' is not there`);
  const entitlement: Entitlement = {
    client,
    subject: { accountId: account.id, sub: account.sub, username: account.username },
    scope,
    accessLifetime: LIFETIME,
    refresh: { kind: "none" },
    bindings: {},
  };
  const draft = await issueTokens(entitlement, {
    exchange: { issuer, request: wireRequest(), trace, log: issuer.log },
    claim: (paper) =>
      issuer.durable.families.open(familyOf(paper, entitlement, { grantType: "authorization_code", scope })),
  });
  if (draft === undefined) throw new TypeError(`Cannot issue a token as '${username}' or '${clientId}' is gone`);
  return draft.accessToken;
}
