import type { Operations } from "../../engine/mod.ts";

/** What the addresses of the key set do. */
export function describeJwks(): Operations {
  return {
    GET: {
      summary: "The issuer's public keys",
      says: "RFC 7517 5. Keep them for as long as Cache-Control says, and ask again for a key that is not among them.",
      tag: "Metadata and keys",
      answers: {
        200: {
          says: "The key set",
          type: "application/jwk-set+json",
          schema: {
            title: "KeySet",
            type: "object",
            required: ["keys"],
            properties: {
              keys: {
                type: "array",
                items: { type: "object", required: ["kty"], properties: { kty: { type: "string" } } },
              },
            },
          },
          headers: { ETag: "For If-None-Match" },
        },
        304: { says: "What If-None-Match names is still right" },
      },
    },
  };
}
