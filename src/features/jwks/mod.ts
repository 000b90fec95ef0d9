/**
 * The issuer's public keys, for whoever verifies what it signed or encrypts for it.
 *
 * The answer is made when the keys change and not for each request, and needs no store.
 *
 * @see RFC 7517 5 and 8.5.2, OpenID Connect Core 10.1.1
 * @module
 */
import type { Endpoint, Exchange, Feature } from "../../engine/mod.ts";
import type { PublishedKeys } from "../../keys/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { empty, type EmptyReply, json, type JsonReply, matchesEntityTag, type Reply } from "../../protocol/mod.ts";
import { describeJwks } from "./describe.ts";

/** How the key set is published. */
export interface JwksOptions {
  /** How long others may keep it: no longer than a key is published before it signs. */
  readonly maxAge: Seconds;
}

interface Answers {
  readonly whole: JsonReply;
  readonly unchanged: EmptyReply;
}

/** The key set. */
export function jwks({ maxAge }: JwksOptions): Feature {
  const known = new WeakMap<PublishedKeys, Answers>();

  function answersOf(published: PublishedKeys): Answers {
    const { text, etag } = published;
    const headers = { "Cache-Control": `public, max-age=${maxAge}`, ETag: etag };
    const whole = json(200, JSON.parse(text), { ...headers, "Content-Type": "application/jwk-set+json" });
    const answers = { whole: { ...whole, text }, unchanged: empty(304, headers) };
    known.set(published, answers);
    return answers;
  }

  function handle({ issuer, request }: Exchange): Reply {
    const published = issuer.keys.jwks();
    const { whole, unchanged } = known.get(published) ?? answersOf(published);
    return matchesEntityTag(request.header("if-none-match"), published.etag) ? unchanged : whole;
  }

  const shared = { methods: ["GET"], speaks: "json", cors: "open", describe: describeJwks, handle } as const;
  const endpoints: readonly Endpoint[] = [
    { name: "jwks", path: "/jwks", aliases: ["jwks"], metadata: "jwks_uri", ...shared },
    // Where older servers have it, and where people look.
    { name: "jwks_json", path: "/.well-known/jwks.json", aliases: [".well-known/jwks.json"], ...shared },
  ];
  return { name: "jwks", spec: "RFC 7517", endpoints };
}
