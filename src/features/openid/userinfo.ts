import { bearerOf, type Exchange, signForClient, subjectFor } from "../../engine/mod.ts";
import { type ClaimWishes, fail, json, jwt, NO_STORE, printChallenge, type Reply } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import type { AccessTokenRecord, Bindings, FoundAccessToken } from "../../tokens/mod.ts";
import { claimNamesOf, claimsOf, wantedClaims } from "./claims.ts";
import { bindingOf } from "./openid_binding.ts";
import type { OpenidOptions } from "./options.ts";

/** Member of an access token's record that holds the claims that were asked for one by one. */
const WISHED_CLAIMS = "claims";

/** Keeps with an access token which claims were asked for by name, for when it comes to UserInfo. @see OpenID Connect Core 5.5 */
export function withWishedClaims(record: AccessTokenRecord, bindings: Bindings): AccessTokenRecord {
  const wishes = record.scope.includes("openid") ? bindingOf(bindings)?.userinfo : undefined;
  if (wishes === undefined) return record;
  const kept = Object.fromEntries(Object.entries(wishes).map(([name, { values = null }]) => [name, values]));
  return { ...record, extra: { ...record.extra, [WISHED_CLAIMS]: kept } };
}

function refuse(error: "invalid_token" | "insufficient_scope", description: string, scope?: string): never {
  const [rule, status] =
    error === "invalid_token" ? (["RFC6750-3.1-2", 401] as const) : (["RFC6750-3.1-3", 403] as const);
  const challenge = { error, error_description: description, ...(scope === undefined ? {} : { scope }) };
  return fail(error, description, {
    rule,
    status,
    headers: { "WWW-Authenticate": printChallenge("Bearer", challenge) },
  });
}

/** The token that a request carries, good for this endpoint. @see OpenID Connect Core 5.3.1 */
async function tokenOf(exchange: Exchange): Promise<FoundAccessToken> {
  const found = await bearerOf(exchange, { form: true });
  if (found === undefined) {
    return fail("invalid_token", "Cannot tell whose claims are asked for as the request has no access token", {
      rule: "RFC6750-3-1",
      status: 401,
      headers: { "WWW-Authenticate": printChallenge("Bearer", { scope: "openid" }) },
    });
  }
  if (!found.record.scope.includes("openid"))
    refuse("insufficient_scope", "Cannot answer with claims as the access token lacks the scope 'openid'", "openid");
  return found;
}

async function personOf({ record }: FoundAccessToken, { issuer }: Exchange): Promise<AccountRecord> {
  const account =
    record.subject === undefined ? undefined : await issuer.durable.accounts.findBySub(record.subject.sub);
  if (account?.isActive === true) return account;
  return refuse("invalid_token", "Cannot answer with claims as the access token stands for nobody who is active");
}

/** What was asked for by name when the token was issued. */
function wishedIn({ record }: FoundAccessToken): ClaimWishes {
  const wished = record.extra?.[WISHED_CLAIMS];
  if (typeof wished !== "object" || wished === null) return {};
  const entries: readonly (readonly [string, unknown])[] = Object.entries(wished);
  return Object.fromEntries(
    entries.map(([name, values]) => [name, { essential: false, ...(Array.isArray(values) ? { values } : {}) }]),
  );
}

/**
 * The UserInfo endpoint.
 *
 * @see OpenID Connect Core 5.3
 */
export async function handleUserinfo(exchange: Exchange, options: OpenidOptions): Promise<Reply> {
  const { issuer } = exchange;
  const token = await tokenOf(exchange);
  const { record } = token;
  const [account, client] = await Promise.all([personOf(token, exchange), issuer.clients.findByNumber(record.client)]);
  if (client === undefined) return refuse("invalid_token", "Cannot answer with claims as the client is gone");
  const wanted = wantedClaims(wishedIn(token), claimNamesOf(record.scope, options.scopeClaims));
  const known = claimsOf(account, wanted, options.claimSources ?? {});
  const claims = { ...known, sub: subjectFor(client, account.sub, issuer) };
  const refined = await issuer.hooks.userinfo(claims, { exchange, client, account, record });
  const isSigned = client.metadata["userinfo_signed_response_alg"] !== undefined;
  const signed = await signForClient(
    // What is signed says by whom and for whom. @see OpenID Connect Core 5.3.2
    isSigned ? { ...refined, iss: issuer.url, aud: client.clientId } : refined,
    { client, exchange, message: "userinfo" },
  );
  return signed === undefined ? json(200, refined, NO_STORE) : jwt(200, signed, NO_STORE);
}
