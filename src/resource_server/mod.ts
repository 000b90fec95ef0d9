/**
 * Koa middleware that protects an API: `authenticate()` finds out who calls, `guard()` asks a permission whether they may.
 *
 * It works in any Koa application. Where tokens come from is the reader's business: `localReader()` looks into the store
 * of an issuer in the same process, `introspectionReader()` asks the issuer, `jwtReader()` believes its signature. Which
 * resource this is, so that no token for another one is taken, is for the option `resource` to say. A permission is a
 * function of the caller and the request, so that one's own (the owner of an object, a scope that depends on a parameter)
 * stand beside ours and combine with them: `allOf`, `anyOf`, `not`.
 *
 * | in Django OAuth Toolkit | here |
 * |---|---|
 * | `OAuth2Authentication` | `authenticate({ reader })` |
 * | `OAuth2ProtectedResourceAuthentication` | `authenticate({ reader, resourceMetadata })` |
 * | `OAuthAuthentication` (OAuth 1.0a) | `authenticate({ reader, signed })` |
 * | `TokenHasScope` | `hasScope("read")` |
 * | `TokenHasReadWriteScope` | `hasReadWriteScope({ also: ["music"] })` |
 * | `TokenHasResourceScope` | `hasResourceScope("books")` |
 * | `IsAuthenticatedOrTokenHasScope` | `isAuthenticatedOrHasScope("read")` |
 * | `TokenMatchesOASRequirements` | `hasOneOfScopes({ GET: [["read"]], POST: [["create"], ["admin"]] })` |
 * | `protected_resource`, `rw_protected_resource` | `protectedResource(["read"], { reader })`, `rwProtectedResource([], { reader })` |
 * | `oauth_required` of django-oauth-plus | `protectedResource(["read"], { reader, signed })` |
 * | `A & B`, `A \| B`, `~A` | `allOf(a, b)`, `anyOf(a, b)`, `not(a)` |
 * | `OAuth2UserOrClientRateThrottle`, `OAuth2ClientRateThrottle` | `throttle({ store, rate: "100/hour", scope: "books", by: byUserOrClient })`, `byClient` |
 * | `UserRateThrottle`, `AnonRateThrottle`, `ScopedRateThrottle` | the same with `byUser`, `byAnonymous` |
 * | staff, owner or scope, by hand | `anyOf(isStaff(), hasScope("all"))`, `isOwner(function)` |
 *
 * The classes are exported under the names of the first column too, with the attributes of a view as their argument.
 *
 * Requests that are signed by OAuth 1.0a are taken wherever a bearer token is, by `authenticate({ reader, signed })`: what
 * comes behind sees the same person, client and scopes, and `tokenType` alone says how. `signed` is the provider's, in
 * whose process the secrets are.
 *
 * *Decision 2026-11-21*: a person who is signed in with a browser but has no token is refused with 403, not 401: they
 * are known, and no log-in would help.
 *
 * *Decision 2026-11-21*: a refusal names every scope that a token needs for the request, not only what this one lacks,
 * since the next token may hold nothing else; so `allOf()` joins what its parts need and `anyOf()` names its first part's.
 *
 * *Decision 2026-11-21*: a throttle that cannot count, as its store is away, lets calls through, since an application
 * need not be down for want of its counter; where tokens are read from the same store, they are refused there (503).
 *
 * *Decision 2026-11-21*: a call too many is `temporarily_unavailable` with 429: the word is registered for OAuth (RFC 6749
 * 4.1.2.1), and no other is for this.
 *
 * *Decision 2026-11-21*: whom other authenticators put on `context.state.user` is nobody to us unless the option `session`
 * says so: a cookie alone must not change things for another site.
 *
 * @example Every route needs a token with the scope `read`
 * ```ts
 * import Koa from "koa";
 *
 * const token: AccessToken = { tokenType: "Bearer", scope: ["read"], clientId: "c", expiresAt: 2_000_000_000 };
 * const reader: TokenReader = { read: async (text) => (text === "good" ? token : undefined) };
 * const api = new Koa();
 * api.use(authenticate({ reader, realm: "books" }));
 * api.use(guard(hasScope("read")));
 * api.use((context) => {
 *   context.body = "a book";
 * });
 * assert.lengthOf(api.middleware, 3);
 * ```
 *
 * @example Scopes that depend on the request, and a permission of one's own
 * ```ts
 * const mayRead = hasScope((context) => (context.query["prices"] === undefined ? ["read"] : ["read", "prices"]));
 * const isMorning: Permission = () => ({ allowed: new Date().getHours() < 12 });
 * const mayChange = allOf(hasScope("write"), anyOf(isStaff(), isMorning));
 * assert.isFunction(mayRead);
 * assert.isFunction(mayChange);
 * ```
 *
 * @see RFC 6750
 * @module
 */
export { type Access, accessOf, type TokenAccess } from "./access.ts";
export type { AccessToken, ReadTokenOptions, TokenReader } from "./access_token.ts";
export { answerError, type AnswerErrorOptions } from "./answer_error.ts";
export type { AudienceOptions } from "./audience.ts";
export { authenticate, type AuthenticateOptions, type SessionOf } from "./authenticate.ts";
export type { Bearer, BearerIn } from "./find_bearer.ts";
export type { DpopOptions } from "./dpop.ts";
export type { OriginOf } from "./sent_address.ts";
export type { ReceivedRequest } from "../protocol/mod.ts";
export type { SignedRequestReader } from "./signed_request.ts";
export { guard, type GuardOptions } from "./guard.ts";
export {
  type AlternateScopedView,
  IsAuthenticatedOrTokenHasScope,
  OAuth2Authentication,
  OAuth2ProtectedResourceAuthentication,
  OAuthAuthentication,
  oauthRequired,
  type ProtectedResourceAuthenticationOptions,
  type ReadWriteView,
  type ScopedView,
  type SignedAuthenticationOptions,
  TokenHasReadWriteScope,
  TokenHasResourceScope,
  TokenHasScope,
  TokenMatchesOASRequirements,
} from "./django_names.ts";
export { hasOneOfScopes, type ScopesByMethod, type ScopesByMethodOf } from "./has_one_of_scopes.ts";
export {
  hasReadWriteScope,
  hasResourceScope,
  type ReadWriteNames,
  type ReadWriteScopeOptions,
} from "./has_read_write_scope.ts";
export { hasScope, type ScopeOf } from "./has_scope.ts";
export type { IntrospectionCredentials } from "./introspection_credentials.ts";
export { introspectionReader, type IntrospectionReaderOptions } from "./introspection_reader.ts";
export { isAuthenticatedOrHasScope } from "./is_authenticated_or_has_scope.ts";
export { isOwner, type KnownAccess, type Owns } from "./is_owner.ts";
export { isSignedIn, isStaff } from "./is_person.ts";
export { jwtReader, type JwtReaderOptions } from "./jwt_reader.ts";
export { type LocalReader, localReader } from "./local_reader.ts";
export { allOf, anyOf, not, type Permission, type Verdict } from "./permission.ts";
export type { Person } from "./person.ts";
export { personOf } from "./person_of.ts";
export type { BearerMethod, ResourceMetadata } from "../protocol/mod.ts";
export { resourceMetadataUrl } from "../protocol/mod.ts";
export { resourceMetadata } from "./resource_metadata.ts";
export { protectedResource, type ProtectedResourceOptions, rwProtectedResource } from "./protected_resource.ts";
export { throttle, type ThrottleOptions } from "./throttle.ts";
export { byAddress, byAnonymous, byClient, byUser, byUserOrClient, type CallerName } from "./throttle_caller.ts";
export {
  AnonRateThrottle,
  OAuth2ClientRateThrottle,
  OAuth2UserOrClientRateThrottle,
  type RateThrottleOptions,
  ScopedRateThrottle,
  type ScopedRateThrottleOptions,
  type ThrottleRates,
  UserRateThrottle,
} from "./throttle_names.ts";
// Where a throttle of an application of one's own counts.
export { memoryEphemeralStore } from "../stores/memory/mod.ts";
export { openRedis } from "../stores/redis/mod.ts";
