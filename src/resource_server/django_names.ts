import type { Middleware } from "koa";
import type { Scope } from "../protocol/mod.ts";
import { authenticate, type AuthenticateOptions } from "./authenticate.ts";
import type { ScopeOf } from "./_demand.ts";
import { hasOneOfScopes, type ScopesByMethod, type ScopesByMethodOf } from "./has_one_of_scopes.ts";
import { hasReadWriteScope, hasResourceScope, type ReadWriteNames } from "./has_read_write_scope.ts";
import { hasEachScope } from "./has_scope.ts";
import { isAuthenticatedOrHasEachScope } from "./is_authenticated_or_has_scope.ts";
import type { Permission } from "./permission.ts";
import { protectedResource, type ProtectedResourceOptions } from "./protected_resource.ts";
import type { SignedRequestReader } from "./signed_request.ts";

/** What a view of Django REST framework says of itself. */
export interface ScopedView {
  /** All of them are needed; any live token will do where the list is empty. */
  readonly requiredScopes: Scope | ScopeOf;
}

/** {@link ScopedView} of the classes that do not insist, with the settings READ_SCOPE and WRITE_SCOPE. */
export type ReadWriteView = Partial<ScopedView> & ReadWriteNames;

/** What a view says of itself to {@link TokenMatchesOASRequirements}. */
export interface AlternateScopedView {
  readonly requiredAlternateScopes: Alternatives;
}

type Alternatives = ScopesByMethod | ScopesByMethodOf;

/** `authenticate()` under its name in Django OAuth Toolkit. */
export { authenticate as OAuth2Authentication };

/** `authenticate()` with `resourceMetadata` under its name in Django OAuth Toolkit. */
export type ProtectedResourceAuthenticationOptions = AuthenticateOptions & { readonly resourceMetadata: string };

/**
 * `authenticate()` under its name in Django OAuth Toolkit, for challenges that say where the metadata is.
 *
 * @throws {TypeError} When `resourceMetadata` is missing.
 */
export function OAuth2ProtectedResourceAuthentication(options: ProtectedResourceAuthenticationOptions): Middleware {
  const { resourceMetadata }: Partial<ProtectedResourceAuthenticationOptions> = options;
  if (resourceMetadata === undefined) failMissing("OAuth2ProtectedResourceAuthentication", "resourceMetadata");
  return authenticate(options);
}

/** Options with which requests may be signed. */
export interface SignedAuthenticationOptions {
  readonly signed: SignedRequestReader;
}

/**
 * `authenticate()` with `signed` under its name in djangorestframework-oauth: OAuth 1.0a, beside bearer tokens.
 *
 * @throws {TypeError} When `signed` is missing.
 */
export function OAuthAuthentication(options: AuthenticateOptions & SignedAuthenticationOptions): Middleware {
  checkSigned("OAuthAuthentication", options);
  return authenticate(options);
}

/**
 * `protectedResource()` with `signed` under its name in django-oauth-plus, whose resources are scopes here.
 *
 * @throws {TypeError} When `signed` is missing, or a name is not one that a scope may have (RFC 6749 3.3).
 */
export function oauthRequired(
  scopes: Scope | ScopeOf,
  options: ProtectedResourceOptions & SignedAuthenticationOptions,
): Middleware {
  checkSigned("oauthRequired", options);
  return protectedResource(scopes, options);
}

function checkSigned(name: string, { signed }: Partial<SignedAuthenticationOptions>): void {
  if (signed === undefined) failMissing(name, "signed");
}

/**
 * `hasScope()` under its name in Django OAuth Toolkit.
 *
 * @throws {TypeError} When `requiredScopes` is missing: say `[]` where any live token will do.
 */
export function TokenHasScope(view: ScopedView): Permission {
  return hasEachScope(requiredScopesOf("TokenHasScope", view));
}

/** `hasReadWriteScope()` under its name in Django OAuth Toolkit. */
export function TokenHasReadWriteScope({ requiredScopes = [], ...names }: ReadWriteView = {}): Permission {
  return hasReadWriteScope({ ...names, also: requiredScopes });
}

/** `hasResourceScope()` under its name in Django OAuth Toolkit. */
export function TokenHasResourceScope({ requiredScopes = [], ...names }: ReadWriteView = {}): Permission {
  return hasResourceScope(requiredScopes, names);
}

/**
 * `isAuthenticatedOrHasScope()` under its name in Django OAuth Toolkit.
 *
 * @throws {TypeError} When `requiredScopes` is missing.
 */
export function IsAuthenticatedOrTokenHasScope(view: ScopedView): Permission {
  return isAuthenticatedOrHasEachScope(requiredScopesOf("IsAuthenticatedOrTokenHasScope", view));
}

/**
 * `hasOneOfScopes()` under its name in Django OAuth Toolkit.
 *
 * @throws {TypeError} When `requiredAlternateScopes` is missing.
 */
export function TokenMatchesOASRequirements(view: AlternateScopedView): Permission {
  return hasOneOfScopes(alternativesOf(view));
}

function requiredScopesOf(name: string, { requiredScopes }: Partial<ScopedView> = {}): Scope | ScopeOf {
  return requiredScopes ?? failMissing(name, "requiredScopes");
}

function alternativesOf({ requiredAlternateScopes }: Partial<AlternateScopedView> = {}): Alternatives {
  return requiredAlternateScopes ?? failMissing("TokenMatchesOASRequirements", "requiredAlternateScopes");
}

function failMissing(name: string, member: string): never {
  throw new TypeError(`Cannot use ${name} without '${member}'`);
}
