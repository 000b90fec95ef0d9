/**
 * People: how they prove who they are, and the sessions of their browsers.
 *
 * @module
 */
export { type AccountClaims, claimBase, isFitClaim, isPersonalClaim } from "./claims.ts";
export {
  accountComplaints,
  type AccountComplaint,
  type AccountInput,
  AccountRefused,
  prepareAccount,
  type PrepareAccountOptions,
} from "./registration.ts";
export {
  openSessions,
  type Session,
  type SessionOptions,
  type Sessions,
  sidNamedIn,
  type SignInProof,
} from "./session.ts";
export { networkOf } from "./network.ts";
export { throttle } from "./throttle.ts";
export {
  type CheckCredentials,
  type Credentials,
  credentialsCheck,
  type SignIn,
  type SignInOptions,
} from "./sign_in.ts";
