import { empty, type Headers } from "../../protocol/mod.ts";
import { asError, sameButRaw } from "./_reply.ts";
import type { Fault } from "./fault.ts";

/** Answers a request for the resource with a challenge, whatever the token is worth. @see RFC 6750 3 */
function challenged(name: string, says: string, [status, challenge]: readonly [number, string | undefined]): Fault {
  const headers: Headers = challenge === undefined ? {} : { "WWW-Authenticate": challenge };
  return {
    name: `resource_${name}`,
    place: "resource",
    says,
    reply: () => (challenge === undefined ? empty(status) : asError(status, { error: errorIn(challenge) }, headers)),
  };
}

function errorIn(challenge: string): string {
  return /error="([^"]*)"/.exec(challenge)?.[1] ?? "invalid_token";
}

function failing(name: string, says: string, [status, headers]: readonly [number, Headers]): Fault {
  return {
    name: `resource_${name}`,
    place: "resource",
    says,
    reply: () => asError(status, { error: "temporarily_unavailable" }, headers),
  };
}

const EXPIRED = 'error="invalid_token", error_description="The access token expired"';
const TOO_WEAK = 'error="insufficient_user_authentication", error_description="Another sign-in is needed"';

/** What an API can answer to a token that is right. */
export const RESOURCE_FAULTS: readonly Fault[] = [
  challenged("expired", "The resource answers 401: the access token has expired", [401, `Bearer ${EXPIRED}`]),
  challenged("no_challenge", "The resource answers 401 without a challenge", [401, undefined]),
  challenged("other_case", "The resource answers 401, and writes the scheme of its challenge in small letters", [
    401,
    `bearer ${EXPIRED}`,
  ]),
  challenged("several_challenges", "The resource answers 401 with two challenges in one field", [
    401,
    `Basic realm="a, b", Bearer realm="api", ${EXPIRED}`,
  ]),
  challenged("insufficient_scope", "The resource answers 403 and demands the scope 'write'", [
    403,
    'Bearer error="insufficient_scope", scope="read write"',
  ]),
  challenged("step_up_acr", "The resource answers 401 and demands a sign-in of another kind", [
    401,
    `Bearer ${TOO_WEAK}, acr_values="urn:example:stronger"`,
  ]),
  challenged("step_up_max_age", "The resource answers 401 and demands a fresh sign-in", [
    401,
    `Bearer ${TOO_WEAK}, max_age="60"`,
  ]),
  failing("429_retry_after", "The resource answers 429, to be tried again after two seconds", [
    429,
    { "Retry-After": "2" },
  ]),
  failing("503_retry_after", "The resource answers 503, to be tried again after two seconds", [
    503,
    { "Retry-After": "2" },
  ]),
  failing("500", "The resource answers 500", [500, {}]),
  {
    name: "resource_slow",
    place: "resource",
    says: "The resource takes more than a second to answer",
    reply: (reply) => sameButRaw(reply, { after: 1_500 }),
  },
  {
    name: "resource_redirect",
    place: "resource",
    says: "The resource redirects (302) to another address",
    reply: (_reply, { exchange }) => ({
      kind: "redirect",
      status: 302,
      headers: {},
      location: `${exchange.issuer.url}/elsewhere`,
    }),
  },
];
