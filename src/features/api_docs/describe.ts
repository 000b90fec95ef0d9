import type { Operations } from "../../engine/mod.ts";

/** What the address of the document does. */
export function describeDocument(): Operations {
  return {
    GET: {
      summary: "This document",
      says: "OpenAPI 3.1",
      tag: "Metadata and keys",
      answers: {
        200: {
          says: "The document",
          schema: {
            title: "OpenApi",
            type: "object",
            required: ["openapi", "info", "paths"],
            properties: { openapi: { type: "string" }, info: { type: "object" }, paths: { type: "object" } },
          },
          headers: { ETag: "For If-None-Match" },
        },
        304: { says: "What If-None-Match names is still right" },
      },
    },
  };
}
