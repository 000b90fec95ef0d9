import type { Exchange, Issuer } from "../../engine/mod.ts";
import { digest } from "../../platform/mod.ts";
import { empty, json, matchesEntityTag, type Reply } from "../../protocol/mod.ts";
import { openApiDocument } from "./document.ts";
import type { ApiDocsOptions } from "./options.ts";

interface Answers {
  readonly tag: string;
  readonly whole: Reply;
  readonly unchanged: Reply;
}

function answersOf(issuer: Issuer, options: ApiDocsOptions): Answers {
  const document = openApiDocument(issuer, options);
  const text = JSON.stringify(document);
  const tag = `"${digest(text)}"`;
  // Asked again each time, as it changes with the settings of the server.
  const headers = { "Cache-Control": "no-cache", ETag: tag };
  return { tag, whole: { ...json(200, document, headers), text }, unchanged: empty(304, headers) };
}

/** Makes what answers with the document of an issuer, which is put together once. */
export function answerDocument(options: ApiDocsOptions): (exchange: Exchange) => Reply {
  const known = new WeakMap<Issuer, Answers>();
  return ({ issuer, request }) => {
    const answers = known.get(issuer) ?? answersOf(issuer, options);
    known.set(issuer, answers);
    return matchesEntityTag(request.header("if-none-match"), answers.tag) ? answers.unchanged : answers.whole;
  };
}
