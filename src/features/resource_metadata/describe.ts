import type { Operations, Schema } from "../../engine/mod.ts";

const LIST: Schema = { type: "array", items: { type: "string" } };
const ADDRESS: Schema = { type: "string", format: "uri" };

/** @see RFC 9728 2 */
const METADATA: Schema = {
  title: "ResourceMetadata",
  type: "object",
  required: ["resource"],
  properties: {
    resource: { ...ADDRESS, description: "Compare it with the address that you asked about" },
    authorization_servers: { type: "array", items: ADDRESS, description: "Whose tokens it takes" },
    scopes_supported: LIST,
    bearer_methods_supported: LIST,
    resource_name: { type: "string" },
    resource_documentation: ADDRESS,
    resource_policy_uri: ADDRESS,
    resource_tos_uri: ADDRESS,
  },
};

/** What an address does that answers the metadata of a protected resource. */
export function describeResourceMetadata(): Operations {
  return {
    GET: {
      summary: "What a protected resource says of itself: whose tokens it takes, and for which scopes",
      says: "RFC 9728 3. Its address is made of the name of the resource.",
      tag: "Metadata and keys",
      answers: {
        200: { says: "The metadata", schema: METADATA, headers: { ETag: "For If-None-Match" } },
        304: { says: "What If-None-Match names is still right" },
      },
    },
  };
}
