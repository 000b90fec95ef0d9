/**
 * Authorization codes: made at the authorization endpoint, redeemed once at the token endpoint.
 *
 * A code is claimed in the ephemeral store and, by its digest under a unique constraint, in the durable one: two
 * gates. A second redemption ends everything that came of the first.
 *
 * @see RFC 6749 4.1
 * @module
 */
import type { Feature, Lifetime } from "../../engine/mod.ts";
import { CODE_GRANT } from "./code_grant.ts";
import { codeWord } from "./code_word.ts";

/** Options of the feature. */
export interface AuthorizationCodeOptions {
  /** How long a code can be redeemed. @see RFC 6749 4.1.2: at most 10 minutes are recommended */
  readonly lifetime: Lifetime;
}

/** The authorization code grant. */
export function authorizationCode({ lifetime }: AuthorizationCodeOptions): Feature {
  return {
    name: "authorization_code",
    spec: "RFC 6749 4.1",
    grants: [CODE_GRANT],
    responseWords: [codeWord(lifetime)],
  };
}
