/**
 * The words of the specifications, pure: what comes in is parsed, compared and printed here, and nothing waits.
 *
 * Everything in this room runs several times a request, so it walks characters by table instead of matching
 * expressions, and makes no URL objects outside registration and start-up.
 *
 * @see RFC 6749, RFC 6750, RFC 7636, RFC 8252, RFC 8414, RFC 9110
 * @module
 */
export { parseBasicCredentials, printBasicCredentials } from "./basic_credentials.ts";
export type { BasicCredentials } from "./basic_credentials.ts";
export { parseBearer } from "./bearer_credentials.ts";
export { parseClaimsRequest, type ClaimsRequest, type ClaimWish, type ClaimWishes } from "./claims_request.ts";
export { parseCookies } from "./cookies.ts";
export { isJsonObject, parseJsonObject } from "./_json_object.ts";
export { matchesEntityTag } from "./entity_tag.ts";
export { checkIssuerUrl, endpointUrl, wellKnownPath } from "./issuer_url.ts";
export type { CheckIssuerUrlOptions } from "./issuer_url.ts";
export {
  CLIENT_KEY_ALGS,
  CLIENT_SECRET_ALGS,
  CONTENT_ALGS,
  findSigningAlg,
  isSymmetric,
  ISSUED_KEY_ALGS,
  ISSUING_ALGS,
  KEY_ALGS,
  KEY_RING_ALGS,
  leastSecretKeyBytes,
  signingShape,
} from "./jwa.ts";
export type { ContentAlg, KeyAlg, SigningAlg, SigningShape } from "./jwa.ts";
export { decryptJwt, directKey, encryptJwt, isJwe, JweRefused, peekJwe } from "./jwe.ts";
export type { DecryptedJwt, DecryptJwtOptions, EncryptJwtOptions, JweHeader, JweReason } from "./jwe.ts";
export {
  generateKeyPair,
  JwkRefused,
  parseJwk,
  parseJwks,
  publicJwkOf,
  rsaKeys,
  selectKey,
  thumbprint,
} from "./jwk.ts";
export type { IgnoredKey, KeyPair, KeySet, KeyUse, KeyWish, PublicJwk, PublicKey } from "./jwk.ts";
export { dpopNonce, type DpopNonceOptions, isDpopNonce } from "./dpop_nonce.ts";
export {
  DPOP_ALGS,
  DPOP_WINDOW,
  type DpopProof,
  isJkt,
  normalizedHtu,
  parseDpop,
  printDpopChallenge,
  verifyDpopProof,
  type VerifyDpopProofOptions,
} from "./dpop_proof.ts";
export { checkClaims, halfHash, JwtRefused, peekJwt, signJwt, verifyJwt } from "./jwt.ts";
export type {
  CheckClaimsOptions,
  JwtClaims,
  JwtHeader,
  JwtParts,
  JwtReason,
  SignJwtOptions,
  VerifiedJwt,
  VerifyJwtOptions,
} from "./jwt.ts";
export { OAuthError, fail, legalDescription } from "./oauth_error.ts";
export type { ErrorCode, FailOptions } from "./oauth_error.ts";
export { responseClaims, type ResponseJwtFrame } from "./jarm.ts";
export { type OauthChallengeOptions, printOauthChallenge } from "./oauth_challenge.ts";
export { isOauthProblem, type OauthProblem } from "./oauth_problem.ts";
export { Params } from "./params.ts";
export type { Param } from "./params.ts";
export { namesPushedRequest, parsePushedRequestUri, printPushedRequestUri } from "./par.ts";
export { checkChallenge, checkVerifier, matchesChallenge, s256 } from "./pkce.ts";
export { jwksOfPem } from "./public_pem.ts";
export { parseRate, printRate } from "./rate.ts";
export type { Rate } from "./rate.ts";
export { printRateLimit, printRateLimitPolicy } from "./rate_limit_fields.ts";
export type { ServiceLimit } from "./rate_limit_fields.ts";
export { addFragment, addQuery, type UriParams } from "./uri_params.ts";
export { checkRedirectUri, isLoopbackUri, isWildcardUri, matchesRedirectUri, redirectOrigin } from "./redirect_uri.ts";
export type { CheckRedirectUriOptions, MatchRedirectUriOptions } from "./redirect_uri.ts";
export {
  type BearerMethod,
  checkResourceMetadata,
  printResourceMetadata,
  type ResourceMetadata,
  resourceMetadataUrl,
} from "./resource_metadata.ts";
export type { ReceivedRequest } from "./received_request.ts";
export { checkResource, coversResource, resourceProblem } from "./resource_uri.ts";
export { NO_STORE, empty, form, html, json, jwt, raw, redirect, withCookies, withHeaders } from "./reply.ts";
export type {
  Drop,
  EmptyReply,
  Headers,
  HtmlOptions,
  HtmlReply,
  JsonReply,
  RawOptions,
  RawReply,
  RedirectOptions,
  RedirectReply,
  Reply,
  SetCookie,
} from "./reply.ts";
export { parsePrompt, type PromptWord } from "./prompt.ts";
export { type Display, DISPLAYS, parseDisplay } from "./display.ts";
export { parseResponseType, printResponseType } from "./response_type.ts";
export { isSubset, joinScopes, narrowScope, parseScope, printScope, sameScope } from "./scope.ts";
export type { Scope } from "./scope.ts";
export { deriveToken, mintToken, newTag, parseToken } from "./token_string.ts";
export type { DeriveTokenOptions, MintTokenOptions, TokenKind, TokenString } from "./token_string.ts";
export { wireRequest, withRequestCookies } from "./wire_request.ts";
export type { WireRequest, WireRequestParts } from "./wire_request.ts";
export { parseChallenge, parseChallenges, printChallenge } from "./www_authenticate.ts";
export type { Challenge } from "./www_authenticate.ts";
export { ruleUrl } from "./rule_url.ts";
