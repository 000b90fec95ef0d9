import {
  checkSignForClient,
  type Exchange,
  lifetimeOf,
  signForClient,
  signingAlgFor,
  standardSigningAlg,
  subjectFor,
} from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, halfHash, type Scope, type SigningAlg } from "../../protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../stores/mod.ts";
import type { Bindings, Subject } from "../../tokens/mod.ts";
import { claimNamesOf, type Claims, claimsOf, wantedClaims } from "./claims.ts";
import { bindingOf, type OpenidBinding } from "./openid_binding.ts";
import type { OpenidOptions } from "./options.ts";

/** What an ID token is issued for and beside. */
export interface IdTokenRequest {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
  readonly subject: Subject;
  readonly scope: Scope;
  readonly bindings: Bindings;
  /** Sent back as it came; undefined in an answer to a refresh. @see OpenID Connect Core 12.2 */
  readonly nonce?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly code?: string | undefined;
  readonly state?: string | undefined;
  /** The person, where they were looked up before; asked of the database where it is needed when not given. */
  readonly account?: AccountRecord | undefined;
  /** True: nothing else is issued, so the claims of the scope go here. @see OpenID Connect Core 5.4 */
  readonly alone?: boolean;
}

/** Hashes by which the ID token vouches for what it comes with. @see OpenID Connect Core 3.3.2.11, FAPI 1.0 Part 2 5.1.1 */
function hashesOf({ accessToken, code, state }: IdTokenRequest, alg: SigningAlg): Claims {
  return {
    ...(accessToken === undefined ? {} : { at_hash: halfHash(alg, accessToken) }),
    ...(code === undefined ? {} : { c_hash: halfHash(alg, code) }),
    ...(state === undefined ? {} : { s_hash: halfHash(alg, state) }),
  };
}

async function personalClaims(
  { exchange, subject, scope, alone, account: known }: IdTokenRequest,
  binding: OpenidBinding,
  options: OpenidOptions,
): Promise<Claims> {
  if (alone !== true && binding.idToken === undefined) return {};
  const wanted = wantedClaims(binding.idToken, alone === true ? claimNamesOf(scope, options.scopeClaims) : []);
  if (wanted.size === 0) return {};
  const account = known ?? (await exchange.issuer.durable.accounts.find(subject.accountId));
  return account === undefined ? {} : claimsOf(account, wanted, options.claimSources ?? {});
}

/** The client is its only audience unless a feature added more, and then the party that it was issued to is named. @see OpenID Connect Core 2 */
function withParty(claims: Claims, client: ClientRecord): Claims {
  const { aud } = claims;
  return Array.isArray(aud) && aud.length > 1 && claims["azp"] === undefined
    ? { ...claims, azp: client.clientId }
    : claims;
}

/**
 * Sees that an ID token can be made for a client, before anything is used up for it.
 *
 * @throws {OAuthError} As `checkSignForClient` does.
 */
export function checkIdToken(client: ClientRecord, exchange: Exchange): Promise<void> | void {
  return checkSignForClient({ client, exchange, message: "id_token", ...standardSigningAlg(exchange) });
}

function idTokenAlg(client: ClientRecord, exchange: Exchange): SigningAlg {
  const alg = signingAlgFor(client, { message: "id_token", ...standardSigningAlg(exchange) });
  return alg ?? fail("server_error", "Cannot sign an ID token as there is no key for the algorithm of this client");
}

function idTokenLifetime(client: ClientRecord, { idTokenLifetime: lifetime, longestIdToken }: OpenidOptions): Seconds {
  const longest = longestIdToken === undefined ? {} : { longest: longestIdToken };
  return lifetimeOf(lifetime, client, { of: "ID token", ...longest });
}

/**
 * Issues an ID token.
 *
 * @see OpenID Connect Core 2, 3.1.3.6, 3.2.2.10, 3.3.2.11, 12.2
 */
export async function issueIdToken(request: IdTokenRequest, options: OpenidOptions): Promise<string> {
  const { exchange, client, subject, scope, bindings } = request;
  const { issuer } = exchange;
  const binding = bindingOf(bindings);
  if (binding === undefined) return fail("server_error", "Cannot issue an ID token as nothing is known of the sign-in");
  const alg = idTokenAlg(client, exchange);
  const now = issuer.clock.now();
  const claims: Claims = {
    ...(await personalClaims(request, binding, options)),
    iss: issuer.url,
    sub: subjectFor(client, subject.sub, issuer),
    aud: client.clientId,
    exp: now + idTokenLifetime(client, options),
    iat: now,
    auth_time: binding.authTime,
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    ...(binding.acr === undefined ? {} : { acr: binding.acr }),
    amr: binding.amr,
    ...(binding.sid === undefined ? {} : { sid: binding.sid }),
    ...hashesOf(request, alg),
  };
  const refined = await issuer.hooks.idTokenClaims(claims, { exchange, client, subject, scope, bindings });
  const signed = await signForClient(withParty(refined, client), {
    client,
    exchange,
    message: "id_token",
    standard: alg,
  });
  return signed ?? fail("server_error", "Cannot sign an ID token as the algorithm of this client is none");
}
