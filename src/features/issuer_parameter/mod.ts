/**
 * Every authorization response says who sends it, so that a client that knows several servers cannot be confused.
 *
 * @see RFC 9207
 * @module
 */
import type { Feature } from "../../engine/mod.ts";

/** The parameter `iss`. */
export function issuerParameter(): Feature {
  return {
    name: "issuer_parameter",
    spec: "RFC 9207",
    hooks: {
      metadata: () => ({ authorization_response_iss_parameter_supported: true }),
      authorizeReply: (parameters, { exchange }) => [...parameters, ["iss", exchange.issuer.url]],
    },
  };
}
