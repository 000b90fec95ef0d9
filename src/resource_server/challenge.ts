import type { Context } from "koa";
import { isOauthProblem, printChallenge, printDpopChallenge, printOauthChallenge } from "../protocol/mod.ts";

/** A protected space: how its challenges name it, and what its refusals tell. */
export interface ProtectionSpace {
  readonly realm: string;
  /** Address of the document that says how to get a token for it. @see RFC 9728 5.1 */
  readonly resourceMetadata?: string | undefined;
  /** True: the body of a 403 names the scopes that were needed. */
  readonly errorResponseWithScopes?: boolean | undefined;
  /** True: who brings no credentials hears that signed requests are taken too. @see RFC 5849 3.5.1 */
  readonly offersSigned?: boolean | undefined;
  /** True: who brings no credentials hears that tokens are taken that are bound to a key. @see RFC 9449 7.2 */
  readonly offersDpop?: boolean | undefined;
}

/** What a challenge says beside the protected space; what is undefined is left out. */
export interface ChallengeOptions {
  readonly error?: string;
  readonly description?: string;
  /** Printed: all that the token needs. */
  readonly scope?: string | undefined;
}

/** The protected space where nobody named one. */
const STANDARD: ProtectionSpace = Object.freeze({ realm: "api" });

/** Keeps that a request shows its token with a proof, so that it is refused in the words of those. @see RFC 9449 7.1 */
export function enterDpop(context: Context): void {
  context.state["showsDpop"] = true;
}

/** Keeps the protected space that a request meets; the innermost wins. */
export function enterSpace(context: Context, space: ProtectionSpace): void {
  context.state["protectionSpace"] = space;
}

/** The protected space that a request met. */
export function spaceMet(context: Context): ProtectionSpace {
  return context.state["protectionSpace"] ?? STANDARD;
}

/** Words of bearer tokens in those of the convention. @see OAuth Problem Reporting (2008) */
const PROBLEMS: Readonly<Record<string, string>> = Object.freeze({
  invalid_request: "parameter_rejected",
  invalid_token: "token_rejected",
  insufficient_scope: "permission_denied",
});

/** Whether a request is signed, or was meant to be. */
function isSigned({ state }: Context, error: string | undefined): boolean {
  if (error !== undefined && isOauthProblem(error)) return true;
  const access: unknown = state["access"];
  // What others put there need not hold a token of ours.
  const token = typeof access === "object" && access !== null && "token" in access ? access.token : undefined;
  return typeof token === "object" && token !== null && "tokenType" in token && token.tokenType === "OAuth";
}

/**
 * The challenge of the protected space that a request met, in the words of its credentials: of bearer tokens, or of
 * OAuth 1.0a.
 *
 * @see RFC 6750 3, RFC 9728 5.1, RFC 5849 3.5.1
 */
export function challengeFor(context: Context, options: ChallengeOptions = {}): string {
  const space = spaceMet(context);
  const { error, description, scope } = options;
  if (isSigned(context, error)) {
    const problem = error === undefined ? undefined : (PROBLEMS[error] ?? error);
    return printOauthChallenge({ realm: space.realm, problem, advice: description, scope });
  }
  const print = context.state["showsDpop"] === true ? printDpopChallenge : printBearer;
  return print({
    realm: space.realm,
    error,
    error_description: description,
    scope,
    resource_metadata: space.resourceMetadata,
  });
}

function printBearer(params: Readonly<Record<string, string | undefined>>): string {
  return printChallenge("Bearer", params);
}

/** What is asked of who brings no credentials: each way to bring some is a header field of its own. */
export function challengesFor(context: Context): string | readonly string[] {
  const { realm, offersSigned = false, offersDpop = false } = spaceMet(context);
  const bearer = challengeFor(context);
  const others = [
    ...(offersDpop ? [printDpopChallenge({ realm })] : []),
    ...(offersSigned ? [printOauthChallenge({ realm })] : []),
  ];
  return others.length === 0 ? bearer : [bearer, ...others];
}
