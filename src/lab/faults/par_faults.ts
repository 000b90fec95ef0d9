import { printPushedRequestUri } from "../../protocol/mod.ts";
import { asError, asJson, asPage, membersOf, withMembers, withoutMember } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;
type Reply = NonNullable<Fault["reply"]>;

function pushed(name: string, says: string, reply: Reply): Fault {
  return { name: `par_${name}`, place: "par", says, reply };
}

/** Says something else of a request that was taken. */
function told(name: string, says: string, change: (members: Members, context: FaultContext) => Members): Fault {
  return pushed(name, says, (reply, context) => withMembers(reply, (members) => change(members, context)));
}

/** The right answer under another status; an error is none of its business. */
function underStatus(status: number, more: Members = {}): Reply {
  return (reply) => {
    const members = reply.status === 201 ? membersOf(reply) : undefined;
    return members === undefined ? reply : asJson(status, JSON.stringify({ ...more, ...members }));
  };
}

const REFUSED: readonly Fault[] = [
  pushed("refused", "A request that is pushed is refused", () =>
    asError(400, { error: "invalid_request", error_description: "Cannot take this request" }),
  ),
  pushed("invalid_client", "The client is not known where it pushes", () =>
    asError(401, { error: "invalid_client" }, { "WWW-Authenticate": 'Basic realm="par"' }),
  ),
  pushed("500", "A request that is pushed is answered 500", () => asPage(500, "Internal Server Error")),
  pushed("page", "A request that is pushed is answered by a web page", () => asPage(201, "Welcome")),
  pushed("error_with_request_uri", "A request is refused, and the answer has a request_uri", (reply, context) =>
    underStatus(400, { error: "invalid_request" })(reply, context),
  ),
];

const LATER: readonly Fault[] = [
  pushed("503_retry_after", "A request is to be pushed again after a second", () =>
    asError(503, { error: "temporarily_unavailable" }, { "Retry-After": "1" }),
  ),
  pushed("429_retry_after", "A client that pushes too often is told to wait for two seconds", () =>
    asError(429, { error: "temporarily_unavailable" }, { "Retry-After": "2" }),
  ),
];

const TOLD: readonly Fault[] = [
  told("no_request_uri", "The answer has no request_uri", (members) => withoutMember(members, "request_uri")),
  told("request_uri_empty", "The request_uri is an empty text", (members) => ({ ...members, request_uri: "" })),
  told("request_uri_number", "The request_uri is a number", (members) => ({ ...members, request_uri: 42 })),
  told("expired_request_uri", "The request_uri has expired when it is used", (members, { exchange }) => ({
    ...members,
    // Nobody can tell it from one that has.
    request_uri: printPushedRequestUri(exchange.issuer.random.token(256)),
  })),
  told("no_expires_in", "The answer does not say when the request_uri expires", (members) =>
    withoutMember(members, "expires_in"),
  ),
  told("extra_members", "The answer has members that no specification knows", (members) => ({
    ...members,
    touchstone_extra: { deep: [1, null] },
  })),
  pushed("status_200", "A request that is taken is answered 200 instead of 201", underStatus(200)),
];

/** What can be wrong where a client pushes its authorization request. */
export const PAR_FAULTS: readonly Fault[] = [...REFUSED, ...LATER, ...TOLD];
