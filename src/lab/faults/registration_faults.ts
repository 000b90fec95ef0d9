import { json, type Reply } from "../../protocol/mod.ts";
import { asError, asPage, membersOf, withoutMember } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** What a client was registered as; undefined where it was not. */
function registeredIn(reply: Reply): Members | undefined {
  return reply.status === 201 ? membersOf(reply) : undefined;
}

function answering(name: string, says: string, change: (members: Members, context: FaultContext) => Reply): Fault {
  return {
    name: `registration_${name}`,
    place: "registration",
    says,
    reply(reply, context) {
      const members = registeredIn(reply);
      if (members === undefined) return reply;
      const changed = change(members, context);
      return changed.kind === "json" ? { ...changed, headers: { ...reply.headers, ...changed.headers } } : changed;
    },
  };
}

/** Says that something else was registered. */
function saying(name: string, says: string, change: (members: Members, context: FaultContext) => Members): Fault {
  return answering(name, says, (members, context) => json(201, change(members, context)));
}

function without(name: string, says: string, ...members: readonly string[]): Fault {
  return saying(name, says, (all) => members.reduce(withoutMember, all));
}

/** What can be wrong about the answer to a registration. @see RFC 7591 3.2 */
export const REGISTRATION_FAULTS: readonly Fault[] = [
  saying("other_redirect_uri", "Another redirect URI is registered than was asked for", (members) => ({
    ...members,
    redirect_uris: ["https://elsewhere.example/cb"],
  })),
  saying("other_scope", "Less scope is registered than was asked for", (members) => ({ ...members, scope: "openid" })),
  saying("secret_expired", "The client secret expired an hour ago", (members, { exchange }) => ({
    ...members,
    client_secret_expires_at: exchange.issuer.clock.now() - 3_600,
  })),
  saying("extra", "The answer has members that no specification knows", (members) => ({
    touchstone_extra: { deep: [1, null] },
    ...members,
  })),
  without("no_client_id", "The answer has no client_id", "client_id"),
  without("no_secret", "The answer has no client_secret, though the client is to authenticate by one", "client_secret"),
  without(
    "no_management",
    "The answer does not tell where the registration can be read and changed",
    "registration_access_token",
    "registration_client_uri",
  ),
  answering("refused", "The registration is refused for its redirect URI", () =>
    asError(400, { error: "invalid_redirect_uri", error_description: "The redirect URI is not taken here" }),
  ),
  answering("page", "A web page stands where the registration was to be", () => asPage(201, "Welcome")),
];
