import type { Context } from "koa";
import { printChallenge } from "../protocol/mod.ts";

/** A protected space: how its challenges name it, and what its refusals tell. */
export interface ProtectionSpace {
  readonly realm: string;
  /** Address of the document that says how to get a token for it. @see RFC 9728 5.1 */
  readonly resourceMetadata?: string | undefined;
  /** True: the body of a 403 names the scopes that were needed. */
  readonly errorResponseWithScopes?: boolean | undefined;
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

/** Keeps the protected space that a request meets; the innermost wins. */
export function enterSpace(context: Context, space: ProtectionSpace): void {
  context.state["protectionSpace"] = space;
}

/** The protected space that a request met. */
export function spaceMet(context: Context): ProtectionSpace {
  return context.state["protectionSpace"] ?? STANDARD;
}

/**
 * The challenge of the protected space that a request met.
 *
 * @see RFC 6750 3, RFC 9728 5.1
 */
export function challengeFor(context: Context, options: ChallengeOptions = {}): string {
  const space = spaceMet(context);
  return printChallenge("Bearer", {
    realm: space.realm,
    error: options.error,
    error_description: options.description,
    scope: options.scope,
    resource_metadata: space.resourceMetadata,
  });
}
