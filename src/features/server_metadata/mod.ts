/**
 * What the server is and can do, for programs.
 *
 * @see RFC 8414
 * @module
 */
import type { Exchange, Feature, Issuer } from "../../engine/mod.ts";
import { digest } from "../../platform/mod.ts";
import { empty, type EmptyReply, json, type JsonReply, matchesEntityTag, type Reply } from "../../protocol/mod.ts";

interface Answers {
  readonly tag: string;
  readonly whole: JsonReply;
  readonly unchanged: EmptyReply;
}

/** All that is ever said of an issuer, made once: clients ask often and the answer seldom changes. */
function answersOf({ metadata }: Issuer): Answers {
  const text = JSON.stringify(metadata);
  const tag = `"${digest(text)}"`;
  const headers = { "Cache-Control": "public, max-age=3600", ETag: tag };
  return { tag, whole: { ...json(200, metadata, headers), text }, unchanged: empty(304, headers) };
}

/** Authorization server metadata. */
export function serverMetadata(): Feature {
  const known = new WeakMap<Issuer, Answers>();

  function handle({ issuer, request }: Exchange): Reply {
    let answers = known.get(issuer);
    if (answers === undefined) {
      answers = answersOf(issuer);
      known.set(issuer, answers);
    }
    return matchesEntityTag(request.header("if-none-match"), answers.tag) ? answers.unchanged : answers.whole;
  }

  return {
    name: "server_metadata",
    spec: "RFC 8414",
    endpoints: [
      {
        name: "server_metadata",
        path: "/.well-known/oauth-authorization-server",
        wellKnown: true,
        methods: ["GET"],
        speaks: "json",
        cors: "open",
        handle,
      },
    ],
  };
}
