/**
 * Authorization requests as JWTs: by value in `request`, by reference in `request_uri`.
 *
 * Two specifications describe them, and differ. Of OpenID Connect (Core 6) parameters beside the object fill in what is
 * not inside; of RFC 9101 only those inside count.
 *
 * *Decision 2026-11-21*: a request follows RFC 9101 where the client registered `require_signed_request_object` (or the
 * server demands it of all), where the object is typed `oauth-authz-req+jwt`, and where no `response_type` stands beside
 * it; else it follows OpenID Connect. The metadata does not list `none`: what is listed is taken of every client, and an
 * object without a signature only of one that registered that it does not sign.
 *
 * @see OpenID Connect Core 6, RFC 9101
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { CONTENT_ALGS } from "../../protocol/mod.ts";
import { OBJECT_ALGS, REQUEST_OBJECT_CLIENT_METADATA } from "./client_metadata.ts";
import type { RequestObjectOptions } from "./options.ts";
import { readRequest } from "./read_request.ts";

export type { RequestObjectOptions } from "./options.ts";

/** Request objects. */
export function requestObject(options: RequestObjectOptions): Feature {
  const { taken, byReference, signedOnly } = options;
  return {
    name: "request_object",
    spec: "RFC 9101",
    clientMetadata: REQUEST_OBJECT_CLIENT_METADATA,
    ...(taken
      ? {
          fields: {
            authorize: {
              request: { says: "The request as a signed JWT" },
              ...(byReference === "off" ? {} : { request_uri: { says: "A registered address where that JWT lies" } }),
            },
          },
        }
      : {}),
    hooks: {
      authorizeParams: (params, exchange) => readRequest(params, exchange, options),
      metadata: ({ keys }) => ({
        request_parameter_supported: taken,
        request_uri_parameter_supported: taken && byReference !== "off",
        require_request_uri_registration: taken && byReference !== "off",
        require_signed_request_object: signedOnly,
        ...(taken
          ? {
              request_object_signing_alg_values_supported: OBJECT_ALGS,
              request_object_encryption_alg_values_supported: keys.encryptionAlgorithms,
              request_object_encryption_enc_values_supported:
                keys.encryptionAlgorithms.length === 0 ? [] : CONTENT_ALGS,
            }
          : {}),
      }),
    },
  };
}
