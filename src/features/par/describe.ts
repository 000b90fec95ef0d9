import type { Fields, Issuer, Operations } from "../../engine/mod.ts";

/** What the authorization endpoint takes, but the name of a request that was pushed. */
function fieldsOf({ endpoints, ...issuer }: Issuer): Fields {
  const authorize = endpoints.find(({ name }) => name === "authorize");
  const { request_uri: _name, ...fields } = authorize?.describe?.({ endpoints, ...issuer }).GET?.query ?? {};
  // Those of a request object stand inside of it.
  return Object.fromEntries(Object.entries(fields).map(([name, { required: _required, ...field }]) => [name, field]));
}

/** What the pushed authorization request endpoint does. @see RFC 9126 2 */
export function describePushedRequest(issuer: Issuer): Operations {
  return {
    POST: {
      summary: "Takes an authorization request, and gives a name for it that the browser carries",
      says: "RFC 9126 2. The name goes to the authorization endpoint as request_uri beside client_id, once.",
      tag: "Authorization",
      access: [{ kind: "client" }],
      form: fieldsOf(issuer),
      answers: {
        201: {
          says: "The name of the request",
          schema: {
            title: "PushedRequest",
            type: "object",
            required: ["request_uri", "expires_in"],
            properties: {
              request_uri: { type: "string", format: "uri" },
              expires_in: { type: "integer", minimum: 1, description: "Seconds" },
            },
          },
        },
      },
    },
  };
}
