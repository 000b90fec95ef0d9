import type { Fields, Operation, Operations, Schema } from "../engine/mod.ts";

const FORM = "application/x-www-form-urlencoded";

/** What is sent in the header field, the form or the query of a signed request. @see RFC 5849 3.1 */
const SIGNED: Fields = {
  oauth_consumer_key: { says: "The client's identifier", required: true },
  oauth_signature_method: { says: "How it is signed", required: true },
  oauth_timestamp: { says: "Seconds since 1970; PLAINTEXT can do without" },
  oauth_nonce: { says: "Unlike in every request of a second; PLAINTEXT can do without" },
  oauth_signature: { says: "The signature, or for PLAINTEXT both secrets", required: true },
  oauth_version: { says: "1.0, or nothing" },
};

function credentials(title: string, more: Readonly<Record<string, Schema>> = {}): Schema {
  return {
    title,
    type: "object",
    required: ["oauth_token", "oauth_token_secret", ...Object.keys(more)],
    properties: {
      oauth_token: { type: "string" },
      oauth_token_secret: { type: "string", description: "Shared with the server; never sent but by PLAINTEXT" },
      ...more,
    },
  };
}

const PLACES = "Its parameters stand in the Authorization header, in the form or in the query, in one of them alone.";

/** The same by GET and by POST. */
function byBoth(operation: Omit<Operation, "form" | "query" | "tag" | "access">, fields: Fields): Operations {
  const common = { ...operation, tag: "OAuth 1.0a", access: [{ kind: "consumer" }] as const };
  return { GET: { ...common, query: fields }, POST: { ...common, form: fields } };
}

/** What the endpoint of temporary credentials does. @see RFC 5849 2.1 */
export function describeRequestToken(): Operations {
  return byBoth(
    {
      summary: "Gives a consumer temporary credentials, for a person to authorize",
      says: `RFC 5849 2.1. A signed request. ${PLACES}`,
      answers: {
        200: {
          says: "Temporary credentials",
          type: FORM,
          schema: credentials("TemporaryCredentials", { oauth_callback_confirmed: { type: "string", enum: ["true"] } }),
        },
      },
    },
    {
      ...SIGNED,
      oauth_callback: { says: "Where the verifier goes: a registered redirect URI, or oob", required: true },
      scope: { says: "What is asked for, separated by spaces; the client's default when not given" },
    },
  );
}

/** What the address does to which a consumer sends a person. @see RFC 5849 2.2 */
export function describeOauth1Authorize(): Operations {
  return {
    GET: {
      summary: "Asks a person whether a consumer gets access",
      says: "RFC 5849 2.2. The verifier goes to the callback of the temporary credentials, or is shown on a page.",
      tag: "OAuth 1.0a",
      query: { oauth_token: { says: "The temporary credentials", required: true } },
      answers: { 303: { says: "To the pages that ask", headers: { Location: "Where they are" } } },
    },
  };
}

/** What the endpoint of token credentials does. @see RFC 5849 2.3 */
export function describeAccessToken(): Operations {
  return byBoth(
    {
      summary: "Gives a consumer token credentials for temporary ones that a person authorized",
      says: `RFC 5849 2.3. A request that is signed with the temporary credentials. ${PLACES}`,
      answers: { 200: { says: "Token credentials", type: FORM, schema: credentials("TokenCredentials") } },
    },
    {
      ...SIGNED,
      oauth_token: { says: "The temporary credentials", required: true },
      oauth_verifier: { says: "What came to the callback, or what the person typed in", required: true },
    },
  );
}
