/**
 * The answer travels as a JWT: signed by the issuer, for one client alone, and encrypted where the client registered so.
 *
 * Nobody needs to be told that a client may ask for it: it is a response mode as any other.
 *
 * @see JWT Secured Authorization Response Mode for OAuth 2.0 (JARM)
 * @module
 */
import { type Feature, signingAlgsOf } from "../../engine/mod.ts";
import { CONTENT_ALGS, ISSUED_KEY_ALGS } from "../../protocol/mod.ts";
import { JARM_CLIENT_METADATA } from "./client_metadata.ts";
import { JARM_MODES } from "./modes.ts";
import { checkSealing } from "./seal.ts";

/** The response modes `query.jwt`, `fragment.jwt`, `form_post.jwt` and `jwt`. */
export function jarm(): Feature {
  return {
    name: "jarm",
    spec: "JWT Secured Authorization Response Mode",
    responseModes: JARM_MODES,
    clientMetadata: JARM_CLIENT_METADATA,
    hooks: {
      metadata: ({ keys }) => ({
        authorization_signing_alg_values_supported: signingAlgsOf(keys),
        authorization_encryption_alg_values_supported: ISSUED_KEY_ALGS,
        authorization_encryption_enc_values_supported: CONTENT_ALGS,
      }),
      checkAuthorize({ exchange, target }) {
        return JARM_MODES.includes(target.mode) ? checkSealing({ exchange, client: target.client }) : undefined;
      },
    },
  };
}
