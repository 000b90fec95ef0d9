import { assert } from "chai";
import { type ErrorCode, OAuthError } from "../../src/protocol/mod.ts";

/** What a test expects of a refusal; what it does not name may be anything. */
export interface ExpectedRefusal {
  readonly code: ErrorCode;
  readonly rule?: string;
  readonly status?: number;
  /** A part of the description. */
  readonly says?: string;
}

/** The refusal with which an attempt ends, at once or after a while; fails when there is none. */
export async function refusalOf(attempt: () => unknown): Promise<OAuthError> {
  try {
    await attempt();
  } catch (error) {
    assert.instanceOf(error, OAuthError);
    return error;
  }
  assert.fail("nothing was refused");
}

/** Fails unless an attempt is refused as expected. */
export async function assertRefused(attempt: () => unknown, { says, ...expected }: ExpectedRefusal): Promise<void> {
  const refusal = await refusalOf(attempt);
  assert.deepInclude(refusal, expected);
  if (says !== undefined) assert.include(refusal.description, says);
}

/** What an attempt throws, whatever it is; fails when it throws nothing. */
export async function thrownBy(attempt: () => unknown): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}
