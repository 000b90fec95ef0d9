/**
 * What the issuer and the sample API do, for programs as an OpenAPI document, and for people as a page in which they log
 * in and try it.
 *
 * Both are made of the tables by which requests are served: endpoints, grants and features say what they take and answer
 * beside the code that does it.
 *
 * *Decision 2026-11-21*: the page is our own. The best known viewer of OpenAPI documents (swagger-ui-dist 5.35) is 1.9 MB
 * of script and style, reports its installation to a third party, needs pictures from `data:` addresses, is light in the
 * dark and wider than a phone, and axe-core finds 73 texts of too little contrast and a choice without a name in this
 * very document. Needed are lists, forms and one script of a few kilobytes. Without the script there is still every
 * operation, and the command by which curl sends it.
 *
 * @see OpenAPI 3.1
 * @module
 */
import type { Endpoint, Feature } from "../../engine/mod.ts";
import { answerDocument } from "./answer_document.ts";
import { describeDocument } from "./describe.ts";
import { showDocs } from "./docs_page.ts";
import type { ApiDocsOptions } from "./options.ts";

export type { ApiDocsOptions } from "./options.ts";

function pageOf(options: ApiDocsOptions): Endpoint {
  return { name: "docs", path: "/docs", methods: ["GET"], speaks: "page", handle: showDocs(options) };
}

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
      ...(options.shown === "page" ? [pageOf(options)] : []),
    ],
  };
}
