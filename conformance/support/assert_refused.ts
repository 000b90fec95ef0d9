import { assert } from "chai";
import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";

/** A refusal, however openid-client told it. */
export interface Refusal {
  readonly error: string;
  /** Undefined for one that came by a redirect. */
  readonly status?: number;
}

async function refusalIn(thrown: unknown): Promise<Refusal> {
  if (thrown instanceof ResponseBodyError) return { error: thrown.error, status: thrown.status };
  if (thrown instanceof AuthorizationResponseError) return { error: thrown.error };
  if (!(thrown instanceof WWWAuthenticateChallengeError)) throw thrown;
  const { error }: { readonly error: string } = await thrown.response.json();
  return { error, status: thrown.status };
}

/** Waits for a call to be refused by the server with one of these error codes. */
export async function assertRefused(call: Promise<unknown>, ...errors: readonly string[]): Promise<Refusal> {
  const thrown: unknown = await call.then(
    () => assert.fail(`The call went through instead of being refused with ${errors.join(" or ")}`),
    (error: unknown) => error,
  );
  const refusal = await refusalIn(thrown);
  assert.include(errors, refusal.error);
  return refusal;
}
