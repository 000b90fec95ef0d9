/**
 * From a person's address to the issuer that signs them in.
 *
 * *Decision*: any account of this host has this issuer, also one that does not exist, and no store is asked. What
 * answered differently for the accounts that exist would tell strangers who has one.
 *
 * @see RFC 7033, OpenID Connect Discovery 1.0 2
 * @module
 */
import type { Exchange, Feature } from "../../engine/mod.ts";
import { fail, json, type Reply } from "../../protocol/mod.ts";
import { describeWebfinger } from "./describe.ts";
import { isAt, parseResource } from "./resource.ts";

/** Link relation of an OpenID provider. @see OpenID Connect Discovery 1.0 2 */
const ISSUER_RELATION = "http://openid.net/specs/connect/1.0/issuer";

const HEADERS = Object.freeze({ "Content-Type": "application/jrd+json", "Cache-Control": "public, max-age=3600" });

/**
 * Tells where the people of a host sign in.
 *
 * @see RFC 7033 4.2, 4.3
 * @throws {OAuthError} invalid_request, with 404 for what is not of this host.
 */
function handle({ issuer, request }: Exchange): Reply {
  // RFC 7033 4.1 leaves a plus as it is, which a form means a space by; no URI has a space.
  const subject = request.query.get("resource")?.replaceAll(" ", "+");
  const resource = subject === undefined ? undefined : parseResource(subject);
  if (resource === undefined) {
    return fail("invalid_request", "Cannot tell anything without a resource that is a URI, such as acct:ann@host", {
      rule: "WEBFINGER-4.2-3",
    });
  }
  if (!isAt(resource, issuer.url)) {
    return fail("invalid_request", "Cannot tell anything of this resource as it is not one of this host", {
      rule: "WEBFINGER-4.2-4",
      status: 404,
    });
  }
  const wanted = request.query.all("rel");
  const links = wanted.length === 0 || wanted.includes(ISSUER_RELATION);
  return json(200, { subject, links: links ? [{ rel: ISSUER_RELATION, href: issuer.url }] : [] }, HEADERS);
}

/** WebFinger for OpenID Connect. */
export function webfinger(): Feature {
  return {
    name: "webfinger",
    spec: "RFC 7033",
    endpoints: [
      {
        name: "webfinger",
        path: "/.well-known/webfinger",
        wellKnown: "host",
        methods: ["GET"],
        speaks: "json",
        cors: "open",
        describe: describeWebfinger,
        handle,
      },
    ],
  };
}
