/**
 * What the issuer and the sample API do, for programs as an OpenAPI document, and for people as a page in which they log
 * in and try it.
 *
 * Both are made of the tables by which requests are served: endpoints, grants and features say what they take and answer
 * beside the code that does it.
 *
 * *Decision 2026-11-21*: the page is our own. The best known viewer for OpenAPI is 1.9 MB of script and style, reports
 * installations to a third party, and shuts people out that axe-core speaks for; what is needed here are lists, forms
 * and one script of a few kilobytes. Without the script the page still has every operation, and how to call it by curl.
 *
 * @see OpenAPI 3.1
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { answerDocument } from "./answer_document.ts";
import { describeDocument } from "./describe.ts";
import type { ApiDocsOptions } from "./options.ts";

export type { ApiDocsOptions } from "./options.ts";

/** The OpenAPI document, and the page in which one tries the API. */
export function apiDocs(options: ApiDocsOptions): Feature {
  return {
    name: "api_docs",
    spec: "OpenAPI 3.1",
    endpoints: [
      {
        name: "openapi",
        path: "/openapi.json",
        aliases: ["openapi.json"],
        methods: ["GET"],
        speaks: "json",
        cors: "open",
        describe: describeDocument,
        handle: answerDocument(options),
      },
    ],
  };
}
