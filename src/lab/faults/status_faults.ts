import { asError, asJson, asPage, withMembers, withoutMember } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** Says something else of a token. @see RFC 7662 2.2 */
function said(name: string, says: string, change: (members: Members, context: FaultContext) => Members): Fault {
  return {
    name: `introspection_${name}`,
    place: "introspection",
    says,
    reply: (reply, context) => withMembers(reply, (members) => change(members, context)),
  };
}

function having(name: string, says: string, members: Members): Fault {
  return said(name, says, (body) => ({ ...body, ...members }));
}

function without(name: string, says: string, member: string): Fault {
  return said(name, says, (members) => withoutMember(members, member));
}

function now({ exchange }: FaultContext): number {
  return exchange.issuer.clock.now();
}

const SAID: readonly Fault[] = [
  said("inactive", "The server says that the token is not active", () => ({ active: false })),
  having("active_text", "The server says 'true' as a text, which is no Boolean", { active: "true" }),
  having("active_number", "The server says 1, which is no Boolean", { active: 1 }),
  without("no_active", "The server says nothing of whether the token is active", "active"),
  said("expired", "The server says that the token is active, and that it expired a minute ago", (body, context) => ({
    ...body,
    exp: now(context) - 60,
  })),
  said("exp_soon", "The server says that the token expires in four seconds", (body, context) => ({
    ...body,
    exp: now(context) + 4,
  })),
  having("other_audience", "The server says that the token is meant for another API", {
    aud: "https://other-api.example",
  }),
  without("no_scope", "The server says nothing of the token's scope", "scope"),
  having("other_scope", "The server says that the token has another scope than is needed", { scope: "touchstone" }),
  having("other_token_type", "The server says that the token is of another type", { token_type: "mac" }),
  having("other_client", "The server says that the token was issued to another client", {
    client_id: "another-client",
  }),
  having("extra_members", "The server says things that no specification knows", {
    touchstone_extra: { deep: [1, null] },
  }),
];

const ANSWERS: readonly Fault[] = [
  {
    name: "introspection_page",
    place: "introspection",
    says: "Introspection answers a web page",
    reply: () => asPage(200, "Welcome"),
  },
  {
    name: "introspection_401",
    place: "introspection",
    says: "Introspection answers that it does not know who asks",
    reply: () => asError(401, { error: "invalid_client" }, { "WWW-Authenticate": 'Basic realm="introspection"' }),
  },
  {
    name: "introspection_500",
    place: "introspection",
    says: "Introspection answers 500",
    reply: () => asPage(500, "Internal Server Error"),
  },
  {
    name: "introspection_503_retry_after",
    place: "introspection",
    says: "Introspection answers 503, to be tried again after a second",
    reply: () => asError(503, { error: "temporarily_unavailable" }, { "Retry-After": "1" }),
  },
];

const REVOCATION: readonly Fault[] = [
  {
    name: "revocation_with_body",
    place: "revocation",
    says: "A revocation is done, and its answer has a body that speaks of an error",
    reply: (reply) => (reply.status === 200 ? asJson(200, '{"error":"invalid_token","note":"It was unknown"}') : reply),
  },
  {
    name: "revocation_503_retry_after",
    place: "revocation",
    says: "A revocation is answered 503, to be tried again after a second",
    reply: () => asError(503, { error: "temporarily_unavailable" }, { "Retry-After": "1" }),
  },
  {
    name: "revocation_unsupported",
    place: "revocation",
    says: "A revocation is refused, as tokens of this type cannot be revoked",
    reply: () => asError(400, { error: "unsupported_token_type" }),
  },
];

/** What can be wrong about what a server says of a token, and about how it revokes one. */
export const STATUS_FAULTS: readonly Fault[] = [...SAID, ...ANSWERS, ...REVOCATION];
