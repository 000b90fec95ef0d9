import type { Operations, Schema } from "../../engine/mod.ts";

/** @see OpenID Connect Core 5.1 */
const CLAIMS: Schema = {
  title: "UserInfo",
  type: "object",
  required: ["sub"],
  properties: {
    sub: { type: "string", description: "The person, as this client knows them" },
    name: { type: "string" },
    preferred_username: { type: "string" },
    email: { type: "string" },
    email_verified: { type: "boolean" },
  },
};

/** What the UserInfo endpoint does. @see OpenID Connect Core 5.3 */
export function describeUserinfo(): Operations {
  const shared = {
    says: "OpenID Connect Core 5.3. The scopes of the token decide which claims are told.",
    tag: "OpenID Connect",
    access: [{ kind: "token", scope: ["openid"] }],
    answers: {
      200: {
        says: "Claims; as a JWT for a client that registered for that",
        schema: CLAIMS,
        also: { "application/jwt": { type: "string" } },
      },
    },
  } as const;
  return {
    GET: { summary: "Tells who the person is", ...shared },
    POST: {
      summary: "Tells who the person is, asked by a form",
      ...shared,
      form: { access_token: { says: "The token, where it is not in the Authorization header" } },
    },
  };
}
