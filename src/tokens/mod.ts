/**
 * From what may be issued to tokens, and back: drafting, finding, revoking.
 *
 * A token's text is a prefix that names its kind, its family's tag, the secret and a checksum; the stores know its
 * digest alone. All tokens of one authorization are a family, which lives and dies as one.
 *
 * *Decision 2026-11-21*: the access token is stored before the grant is claimed, and withdrawn when the claim is lost
 * or fails. The claim (a durable commit) is then the last write of a request, so that a store that fails in the middle
 * leaves what was redeemed unused.
 *
 * @module
 */
export {
  ACCESS_TOKEN,
  accessTokenKey,
  type AccessTokenRecord,
  AUDIENCE,
  audienceOf,
  CONFIRMATION,
  confirmationOf,
} from "./access_token.ts";
export {
  type CredentialsBinding,
  credentialsBindingOf,
  findCredentialsFamily,
  OAUTH1_BINDING,
} from "./credentials_family.ts";
export {
  type Draft,
  type DraftOptions,
  draftTokens,
  familyOf,
  storeAccessToken,
  withdrawAccessToken,
} from "./draft.ts";
export type { Bindings, Entitlement, FamilyStart, RefreshPlan, Subject } from "./entitlement.ts";
export {
  findAccessToken,
  findIssuedAccessToken,
  findRefreshToken,
  type FoundAccessToken,
  type FoundRefreshToken,
  isLive,
  type IssuedAccessToken,
} from "./find.ts";
export { removeClient, type RemoveClientOptions } from "./remove_client.ts";
export {
  buryAgain,
  removePerson,
  revokeAccessToken,
  revokeFamilies,
  revokeFamily,
  revokeFamilyEarly,
  type RevokeOptions,
} from "./revoke.ts";
export { TOMBSTONE, tombstoneKey } from "./tombstone.ts";
