import type { Operations } from "../../engine/mod.ts";

/** What the revocation endpoint does. */
export function describeRevocation(): Operations {
  return {
    POST: {
      summary: "Takes a token back, and with it all tokens of the same authorization",
      says: "RFC 7009 2. A token that nobody knows is as good as revoked.",
      tag: "Tokens",
      access: [{ kind: "client" }],
      form: {
        token: { says: "An access or refresh token of the client", required: true },
        token_type_hint: { says: "Not needed: a token says itself what it is" },
      },
      answers: { 200: { says: "The token is dead" } },
    },
  };
}
