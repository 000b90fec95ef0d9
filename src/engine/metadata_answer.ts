import { digest } from "../platform/mod.ts";
import { empty, type EmptyReply, json, type JsonReply, matchesEntityTag, type Reply } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Issuer } from "./issuer.ts";

interface Answers {
  readonly tag: string;
  readonly whole: JsonReply;
  readonly unchanged: EmptyReply;
}

type Members = Readonly<Record<string, unknown>>;

/** All that is ever said, made once: clients ask often and the answer seldom changes. */
function answersOf(members: Members): Answers {
  const text = JSON.stringify(members);
  const tag = `"${digest(text)}"`;
  const headers = { "Cache-Control": "public, max-age=3600", ETag: tag };
  return { tag, whole: { ...json(200, members, headers), text }, unchanged: empty(304, headers) };
}

/**
 * Makes what answers with a public document that an issuer has one of, and that never changes while it runs: an hour to
 * keep it, and an entity tag to ask again with.
 */
export function documentAnswer(membersOf: (issuer: Issuer) => Members): (exchange: Exchange) => Reply {
  const known = new WeakMap<Issuer, Answers>();
  return ({ issuer, request }) => {
    let answers = known.get(issuer);
    if (answers === undefined) {
      answers = answersOf(membersOf(issuer));
      known.set(issuer, answers);
    }
    return matchesEntityTag(request.header("if-none-match"), answers.tag) ? answers.unchanged : answers.whole;
  };
}

/**
 * Makes what answers with the metadata of an issuer, under whichever well-known name.
 *
 * @see RFC 8414 3.2, OpenID Connect Discovery 4.2
 * @param unsaid What the document says of members that no feature speaks of.
 */
export function metadataAnswer(unsaid: Members = {}): (exchange: Exchange) => Reply {
  return documentAnswer(({ metadata }) => ({ ...unsaid, ...metadata }));
}
