/**
 * People: how they prove who they are, the sessions of their browsers, and how often somebody may try.
 *
 * There are two bounds on how often. `throttle()` slows guessing down: it counts tries that were not right, at one
 * account, client or code, and its waits grow. `openRateLimiter()` bounds work: it counts whatever comes, right or
 * wrong, and is generous.
 *
 * @module
 */
export { type AccountClaims, claimBase, isFitClaim, isPersonalClaim } from "./claims.ts";
export {
  ACCOUNT_FIELD_NAMES,
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
export { type User, userOf } from "./public_person.ts";
export { networkOf } from "./network.ts";
export { type Allowance, openRateLimiter, type RateLimiter, type RateLimiterOptions } from "./rate_limiter.ts";
export { throttle } from "./throttle.ts";
export {
  type CheckCredentials,
  type Credentials,
  credentialsCheck,
  type SignIn,
  type SignInOptions,
} from "./sign_in.ts";
