import type { AuthorizationRequest, Exchange } from "../../engine/mod.ts";
import {
  type ClaimsRequest,
  fail,
  type Params,
  parseClaimsRequest,
  printScope,
  type Scope,
} from "../../protocol/mod.ts";
import { type ScopeClaims, scopesOfClaim } from "./claims.ts";
import { checkIdToken } from "./id_token.ts";

const NOTHING_ASKED: ClaimsRequest = Object.freeze({ idToken: Object.freeze({}), userinfo: Object.freeze({}) });

/** The claims that a request asks for by name. @throws {OAuthError} invalid_request. */
export function claimsRequestOf(params: Params): ClaimsRequest {
  const text = params.get("claims");
  return text === undefined ? NOTHING_ASKED : parseClaimsRequest(text);
}

function words(params: Params, name: string): readonly string[] {
  const [only, ...others] = params.all(name);
  return only === undefined || others.length > 0 ? [] : only.split(" ");
}

/** Whether a request may ask for access while the person is away. @see OpenID Connect Core 11 */
async function mayBeOffline(params: Params, { issuer }: Exchange): Promise<boolean> {
  if (!words(params, "response_type").includes("code") || !words(params, "prompt").includes("consent")) return false;
  const [clientId, ...others] = params.all("client_id");
  // A request that names no client, or two, is refused later on.
  if (clientId === undefined || others.length > 0) return true;
  const client = await issuer.clients.find(clientId);
  return client === undefined || client.grantTypes.includes("refresh_token");
}

/**
 * Leaves `offline_access` out of a request that may not have it: one that brings no code, does not ask the person, or
 * comes from a client that may not refresh.
 *
 * @see OpenID Connect Core 11
 */
export async function withoutIdleOffline(params: Params, exchange: Exchange): Promise<Params> {
  const scope = words(params, "scope");
  if (!scope.includes("offline_access") || !scope.includes("openid")) return params;
  if (await mayBeOffline(params, exchange)) return params;
  return params.with({ scope: printScope(scope.filter((name) => name !== "offline_access")) });
}

function refuse(description: string, rule: string): never {
  return fail("invalid_request", description, { rule });
}

/** Whether a client may ask for a scope at all, be it by a claim. */
function mayAsk(name: string, { client, exchange }: Pick<AuthorizationRequest, "client" | "exchange">): boolean {
  return exchange.issuer.settings.scopes.has(name) && (client.scope === undefined || client.scope.includes(name));
}

/**
 * What the person is asked for: the scope, and a scope for each claim that is asked for by name and that none stands for.
 *
 * @see OpenID Connect Core 5.5
 */
export function permissionsFor(
  scope: Scope,
  request: Pick<AuthorizationRequest, "client" | "exchange" | "params">,
  scopeClaims: ScopeClaims,
): Scope {
  if (!scope.includes("openid") || !request.params.has("claims")) return scope;
  const { idToken, userinfo } = claimsRequestOf(request.params);
  const permissions = [...scope];
  for (const name of [...Object.keys(idToken), ...Object.keys(userinfo)]) {
    const standing = scopesOfClaim(name, scopeClaims);
    if (standing.some((one) => permissions.includes(one))) continue;
    const asked = standing.find((one) => mayAsk(one, request));
    if (asked !== undefined) permissions.push(asked);
  }
  return permissions;
}

/** Claims of the UserInfo endpoint are for who gets an access token to ask there with. @see OpenID Connect Core 5.5 */
function checkClaims({ params, responseWords }: AuthorizationRequest): void {
  const { userinfo } = claimsRequestOf(params);
  if (Object.keys(userinfo).length > 0 && !responseWords.some(({ name }) => name === "code" || name === "token"))
    refuse("Cannot answer a request for claims of the UserInfo endpoint as no access token is issued", "OIDC-5.5-2");
}

/**
 * Judges what OpenID Connect adds to a request.
 *
 * @see OpenID Connect Core 3.1.2.1, 3.2.2.1, 3.3.2.11
 * @throws {OAuthError} invalid_request; also when no ID token could be made for the client, as nobody need agree in vain.
 */
export function checkRequest(request: AuthorizationRequest): Promise<void> | void {
  const { params, scope, target, client, exchange, responseWords } = request;
  const isOpenid = scope.includes("openid");
  const wantsIdToken = responseWords.some(({ name }) => name === "id_token");
  if (wantsIdToken && !isOpenid) refuse("Cannot answer with an ID token as the scope lacks 'openid'", "OIDC-3.1.2.1-1");
  const nonce = params.get("nonce");
  if (!isOpenid) return;
  if (wantsIdToken && nonce === undefined)
    refuse("Cannot answer with an ID token from this endpoint without a nonce", "OIDC-3.2.2.1-2");
  if (target.askedRedirectUri === undefined)
    refuse("Cannot answer an OpenID Connect request without a redirect_uri", "OIDC-3.1.2.1-3");
  checkClaims(request);
  return checkIdToken(client, exchange);
}
