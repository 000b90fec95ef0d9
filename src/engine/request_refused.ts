import type { OAuthError, Params } from "../protocol/mod.ts";

/**
 * An authorization request that was refused before it had an address, by a feature that knows its parameters better
 * than the query does.
 *
 * Thrown at the hook `authorizeParams`; whoever throws a plain OAuthError there is answered by the query alone.
 */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  /** Why it was refused. */
  readonly error: OAuthError;
  /** The parameters by which the refusal is addressed. */
  readonly params: Params;

  constructor(error: OAuthError, params: Params) {
    super(error.message, { cause: error });
    this.error = error;
    this.params = params;
  }
}
