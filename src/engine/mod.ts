/**
 * How features plug in: the shapes of an exchange, an endpoint, a grant, a step and the hooks, and `compose`, which
 * makes an issuer of a list of features.
 *
 * @module
 */
export { ASSERTION_RULES, claimJwt, isMeantForUs, JWT_LEEWAY, type OneTimeJwt, releaseJwt } from "./assertion.ts";
export { bearerOf } from "./bearer_auth.ts";
export { authenticateClient, type ClientAuthMethod, type ClientClaim, refuseClient } from "./client_auth.ts";
export {
  type Members,
  type MemberShape,
  type MetadataContext,
  type MetadataField,
  type MetadataGround,
  metadataGround,
  readMetadata,
  type ReadMetadata,
  type ReadMetadataOptions,
  type RefusedMember,
  refuseMetadata,
} from "./client_metadata.ts";
export {
  contentAlgField,
  type FieldOptions,
  flagField,
  keyAlgField,
  oneOfField,
  parseMetadataList,
  parseMetadataText,
  parseWebUri,
  textField,
  webUriField,
  signingAlgsFor,
} from "./metadata_field.ts";
export { documentAnswer, metadataAnswer } from "./metadata_answer.ts";
export { describeMetadata } from "./metadata_description.ts";
export { checkMembers } from "./check_members.ts";
export { compose, type ComposeOptions } from "./compose.ts";
export { changePerson, type Doer, type PersonChanges } from "./change_person.ts";
export { ENDED_SESSION, endSession, type EndSessionOptions, openFamily } from "./end_session.ts";
export { endSessionsOf, type EndSessionsOfOptions } from "./end_sessions_of.ts";
export { type Lifetime, lifetimeOf } from "./lifetime.ts";
export type { Authority, Endpoint, Method, Speech, ThrottleClass } from "./endpoint.ts";
export type { Exchange } from "./exchange.ts";
export type { Feature } from "./feature.ts";
export { ACCOUNT_FORM, BROWSER_COOKIE, checkForm, formToken, SESSION_COOKIE } from "./form_token.ts";
export type { Grant, Redeemable, Sender, TokenContext } from "./grant.ts";
export type { Happening, HappeningName } from "./happening.ts";
export type {
  AnswerJwtContext,
  AccessTokenContext,
  CarriedToken,
  Composed,
  ErrorContext,
  Hooks,
  IdTokenContext,
  LogoutFramesContext,
  LogoutTokenContext,
  Redemption,
  UserinfoContext,
} from "./hooks.ts";
export { showToBrowser } from "./known_browser.ts";
export { ownPath } from "./own_path.ts";
export { type PersonalPage, personalPage, type PersonalVisit, refuseUnknown } from "./personal_page.ts";
export { sessionOf, signInPath } from "./session_of.ts";
export { sendsJson, wantsPage } from "./wants_page.ts";
export { hasFreshSession } from "./fresh_session.ts";
export { type IdTokenHint, isPersonOf, isSessionOf, readIdTokenHint } from "./id_token_hint.ts";
export { listPeople, type ListPeopleOptions } from "./list_people.ts";
export { LOGIN_ADDRESS, loginAddressOf } from "./login_address.ts";
export { answerLoggedOut, logOut, type LogOutOptions, type LogoutTarget } from "./log_out.ts";
export { issueTokens, type IssueOptions, lifetimeFor, refreshLifetimeFor, tokenBody } from "./issue.ts";
export { type Guess, type GuessGuard, guessGuard } from "./guess_guard.ts";
export type { Issuer, Services } from "./issuer.ts";
export type {
  Access,
  AnswerDescription,
  Describe,
  DescribedRoute,
  Field,
  Fields,
  Operation,
  Operations,
  Schema,
} from "./operation.ts";
export { isSubjectFor, sectorOf, subjectFor } from "./pairwise.ts";
export { INTROSPECTION_SCOPE, registrationPolicyOf } from "./registration_policy.ts";
export { removePerson } from "./remove_person.ts";
export { RequestRefused } from "./request_refused.ts";
export { askable } from "./response.ts";
export type {
  AgreedRequest,
  Agreement,
  Approval,
  AuthorizationRequest,
  RedirectTarget,
  ResponseMode,
  ResponseParameters,
  ResponseWord,
  SealContext,
} from "./response.ts";
export { scopeAsked, scopeStillAllowed } from "./scope.ts";
export { senderOf, withSender } from "./sender_binding.ts";
export type { Settings } from "./settings.ts";
export { setPassword, type SetPasswordOptions } from "./set_password.ts";
export {
  checkSignForClient,
  signForClient,
  type SignForClientOptions,
  signingAlgFor,
  signingAlgsOf,
  standardSigningAlg,
  type SignedMessage,
} from "./sign_for_client.ts";
export {
  answerSignIn,
  type BegunSession,
  beginSession,
  showSignIn,
  type SignInOutcome,
  type SignInPage,
} from "./sign_in_form.ts";
export { GAVE_UP, signInStep } from "./sign_in_step.ts";
export { livingSubject } from "./subject.ts";
export type { Journey, Progress, Step, StepForm, StepOutcome } from "./step.ts";
