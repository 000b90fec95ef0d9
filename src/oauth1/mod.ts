/**
 * OAuth 1.0a: requests that are signed, how they are read and verified, and the three legs by which a consumer gets
 * token credentials.
 *
 * @see RFC 5849, OAuth Core 1.0 Revision A, OAuth Request Body Hash, OAuth Problem Reporting
 * @module
 */
export {
  isOauthAuthorization,
  type OauthAuthorization,
  parseOauthAuthorization,
  printOauthAuthorization,
} from "./authorization_header.ts";
export { bodyHashOf } from "./body_hash.ts";
export type { Credentials, DeadCredentials } from "./credentials.ts";
export { checkTimestamp, claimNonce, type FreshnessOptions, keepNonces, type UsedNonce } from "./freshness.ts";
export {
  checkSignature,
  type CheckSignatureOptions,
  explainRefusals,
  type ExplainingIssuer,
  type ExplainOptions,
  findKeys,
  parsePasted,
  PasteRefused,
  printDifference,
  type SignatureCheck,
  type SignatureReport,
  type Trial,
} from "./explain/mod.ts";
export { oauth1 } from "./feature.ts";
export type { Oauth1Options } from "./options.ts";
export { decodeForm, decodePercent, encodePercent } from "./percent_encoding.ts";
export { publicOrigin } from "./public_origin.ts";
export { baseStringUri, normalizedParameters, signatureBaseString, type SignedParts } from "./signature_base.ts";
export {
  findSignatureMethod,
  hashOf,
  isRsa,
  isSignatureOf,
  secretsText,
  type SharedSecrets,
  SIGNATURE_METHODS,
  type SignatureMethod,
  signatureOf,
  type VerifyingKey,
  type VerifySignatureOptions,
} from "./signature_methods.ts";
export {
  type SignedAccess,
  type SignedReader,
  signedReader,
  type SignedReaderIssuer,
  type SignedReaderOptions,
} from "./signed_reader.ts";
export { isSigned, type Place, readSigned, type SignedRequest } from "./signed_request.ts";
export { findTokenCredentials, type FindTokenCredentialsOptions, type TokenCredentials } from "./token_credentials.ts";
export { tokenSecretOf } from "./token_secret.ts";
export {
  type Explain,
  type SignatureSettings,
  type VerifiedRequest,
  verifySigned,
  type VerifySignedOptions,
  type WrongSignature,
} from "./verify.ts";
