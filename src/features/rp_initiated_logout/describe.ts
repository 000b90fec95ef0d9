import type { Fields, Operations } from "../../engine/mod.ts";

const FIELDS: Fields = {
  id_token_hint: { says: "An ID token of the session that ends" },
  client_id: { says: "The client, where there is no hint" },
  post_logout_redirect_uri: { says: "Where the person goes afterwards; one that is registered" },
  state: { says: "Comes back to the client" },
};

/** What the logout endpoint does. @see OpenID Connect RP-Initiated Logout 2 */
export function describeLogout(): Operations {
  const shared = {
    says: "OpenID Connect RP-Initiated Logout 2",
    tag: "OpenID Connect",
    answers: {
      200: { says: "A page that asks the person, or says that they are logged out", type: "text/html" },
      303: { says: "To the client, or to where one signs in", headers: { Location: "Where" } },
    },
  } as const;
  return {
    GET: { summary: "Logs a person out, in their browser", query: FIELDS, ...shared },
    POST: { summary: "Logs a person out by a form", form: FIELDS, ...shared },
  };
}
