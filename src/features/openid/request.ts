import type { AuthorizationRequest } from "../../engine/mod.ts";
import { type ClaimsRequest, fail, type Params, parseClaimsRequest, printScope } from "../../protocol/mod.ts";

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

/**
 * Leaves `offline_access` out of a request that may not have it: one that brings no code, or does not ask the person.
 *
 * @see OpenID Connect Core 11
 */
export function withoutIdleOffline(params: Params): Params {
  const scope = words(params, "scope");
  if (!scope.includes("offline_access") || !scope.includes("openid")) return params;
  if (words(params, "response_type").includes("code") && words(params, "prompt").includes("consent")) return params;
  return params.with({ scope: printScope(scope.filter((name) => name !== "offline_access")) });
}

function refuse(description: string, rule: string): never {
  return fail("invalid_request", description, { rule });
}

/**
 * Judges what OpenID Connect adds to a request.
 *
 * @see OpenID Connect Core 3.1.2.1, 3.2.2.1, 3.3.2.11
 * @throws {OAuthError} invalid_request.
 */
export function checkRequest({ params, scope, target, responseWords }: AuthorizationRequest): void {
  const isOpenid = scope.includes("openid");
  const wantsIdToken = responseWords.some(({ name }) => name === "id_token");
  if (wantsIdToken && !isOpenid) refuse("Cannot answer with an ID token as the scope lacks 'openid'", "OIDC-3.1.2.1-1");
  const nonce = params.get("nonce");
  if (!isOpenid) return;
  if (wantsIdToken && nonce === undefined)
    refuse("Cannot answer with an ID token from this endpoint without a nonce", "OIDC-3.2.2.1-2");
  if (target.askedRedirectUri === undefined)
    refuse("Cannot answer an OpenID Connect request without a redirect_uri", "OIDC-3.1.2.1-3");
  claimsRequestOf(params);
}
