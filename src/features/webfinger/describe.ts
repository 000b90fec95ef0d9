import type { Operations } from "../../engine/mod.ts";

/** What WebFinger does here. */
export function describeWebfinger(): Operations {
  return {
    GET: {
      summary: "Tells where the people of this host sign in",
      says: "RFC 7033 4, OpenID Connect Discovery 2",
      tag: "Metadata and keys",
      query: {
        resource: { says: "Who is asked about, as a URI: acct:ann@host", required: true },
        rel: { says: "Only links of this relation" },
      },
      answers: {
        200: {
          says: "The links",
          type: "application/jrd+json",
          schema: {
            title: "ResourceDescriptor",
            type: "object",
            required: ["subject", "links"],
            properties: {
              subject: { type: "string" },
              links: {
                type: "array",
                items: { type: "object", properties: { rel: { type: "string" }, href: { type: "string" } } },
              },
            },
          },
        },
      },
    },
  };
}
