import type { Operations, Schema } from "../../engine/mod.ts";

/** @see RFC 7662 2.2 */
const ANSWER: Schema = {
  title: "IntrospectionAnswer",
  type: "object",
  required: ["active"],
  properties: {
    active: {
      type: "boolean",
      description: "False for a token that is unknown, expired or revoked, and nothing else is told then",
    },
    scope: { type: "string" },
    client_id: { type: "string" },
    username: { type: "string" },
    token_type: { type: "string", examples: ["Bearer", "refresh_token"] },
    exp: { type: "integer", description: "When it ends, in seconds since 1970" },
    iat: { type: "integer", description: "When it was issued, in seconds since 1970" },
    sub: { type: "string", description: "Whom it stands for" },
    iss: { type: "string", format: "uri" },
  },
};

/** What the introspection endpoint does. */
export function describeIntrospection(): Operations {
  return {
    POST: {
      summary: "Tells whether a token is alive and what it is good for",
      says: "RFC 7662 2. For a confidential client, or the bearer of a token with the scope introspection.",
      tag: "Tokens",
      access: [
        { kind: "client", proven: true },
        { kind: "token", scope: ["introspection"] },
      ],
      form: {
        token: { says: "The access or refresh token that is asked about", required: true },
        token_type_hint: { says: "Not needed: a token says itself what it is" },
      },
      answers: { 200: { says: "What is known of the token", schema: ANSWER } },
    },
  };
}
