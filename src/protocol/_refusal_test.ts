import { assert } from "chai";
import { OAuthError } from "./mod.ts";
import type { ErrorCode } from "./mod.ts";

/** What a test expects of a refusal; what it does not name may be anything. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly rule?: string;
  readonly status?: number;
  /** A part of the description. */
  readonly says?: string;
}

/** The refusal that a function throws. */
export function refusalOf(attempt: () => unknown): OAuthError {
  try {
    attempt();
  } catch (error) {
    assert.instanceOf(error, OAuthError);
    return error;
  }
  assert.fail("nothing was refused");
}

/** Fails unless the function refuses as expected. */
export function assertRefused(attempt: () => unknown, { says, ...expected }: Refusal): void {
  const refusal = refusalOf(attempt);
  assert.deepInclude(refusal, expected);
  if (says !== undefined) assert.include(refusal.description, says);
}

/** Whether a function answers, or refuses with an OAuthError; anything else that it throws fails the test. */
export function answersOrRefuses(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    assert.instanceOf(error, OAuthError);
    return false;
  }
}
