import type { Operations, Schema } from "./operation.ts";

const LIST: Schema = { type: "array", items: { type: "string" } };

/** @see RFC 8414 2 */
const METADATA: Schema = {
  title: "ServerMetadata",
  type: "object",
  required: ["issuer"],
  properties: {
    issuer: { type: "string", format: "uri", description: "Compare it with the address that you asked" },
    authorization_endpoint: { type: "string", format: "uri" },
    token_endpoint: { type: "string", format: "uri" },
    jwks_uri: { type: "string", format: "uri" },
    scopes_supported: LIST,
    response_types_supported: LIST,
    grant_types_supported: LIST,
  },
};

/** What an address does that answers the server metadata. */
export function describeMetadata(summary: string, says: string): Operations {
  return {
    GET: {
      summary,
      says,
      tag: "Metadata and keys",
      answers: { 200: { says: "The metadata", schema: METADATA } },
    },
  };
}
