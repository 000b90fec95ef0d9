import { asError, withMembers, withoutMember } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;
type Change = (body: Members, context: FaultContext) => Members;

function member(name: string, says: string, tokenReply: Change): Fault {
  return { name: `token_reply_${name}`, place: "token", says, tokenReply };
}

/** Leaves a member out. */
function without(name: string): Change {
  return (body) => withoutMember(body, name);
}

function having(members: Members): Change {
  return (body) => ({ ...body, ...members });
}

function swapCase(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replaceAll(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

/** Some two hundred years: more than fits into 32 bits, be it seconds or, as timers have it, milliseconds. */
const HUGE_LIFETIME = 6_442_450_944;

const TYPE: readonly Fault[] = [
  member("no_token_type", "The token response has no token_type", without("token_type")),
  member(
    "unknown_token_type",
    "The token response has a token_type that the client cannot use",
    having({ token_type: "mac" }),
  ),
  member("token_type_other_case", "The token_type is written in other letter case", (body) => ({
    ...body,
    token_type: swapCase(body["token_type"]),
  })),
];

const LIFETIME: readonly Fault[] = [
  member("no_expires_in", "The token response has no expires_in", without("expires_in")),
  member("expires_in_text", "The expires_in of the token response is a text of digits", (body) => ({
    ...body,
    expires_in: typeof body["expires_in"] === "number" ? String(body["expires_in"]) : "3600",
  })),
  member("expires_in_junk", "The expires_in of the token response is a word", having({ expires_in: "soon" })),
  member("expires_in_negative", "The expires_in of the token response is negative", having({ expires_in: -1 })),
  member("expires_in_zero", "The expires_in of the token response is 0", having({ expires_in: 0 })),
  member(
    "expires_in_huge",
    "The expires_in of the token response is some two hundred years",
    having({ expires_in: HUGE_LIFETIME }),
  ),
];

const SCOPE: readonly Fault[] = [
  member("no_scope", "The token response has no scope", without("scope")),
  member("scope_wider", "The token response names a scope that was not asked for", (body) => ({
    ...body,
    scope: typeof body["scope"] === "string" ? `${body["scope"]} touchstone` : "touchstone",
  })),
  member("scope_narrower", "The token response leaves out the scope 'email', which was asked for", (body) => {
    const { scope } = body;
    if (typeof scope !== "string") return body;
    const words = scope.split(" ");
    return words.includes("email") ? { ...body, scope: words.filter((word) => word !== "email").join(" ") } : body;
  }),
];

const TOKEN: readonly Fault[] = [
  member("no_access_token", "The token response has no access_token", without("access_token")),
  member("access_token_empty", "The access_token is empty", having({ access_token: "" })),
  member("access_token_number", "The access_token is a number", having({ access_token: 1_234_567_890 })),
  member("access_token_null", "The access_token is null", having({ access_token: null })),
  member(
    "extra_members",
    "The token response has members that no specification knows",
    having({ touchstone_extra: { deep: [1, null, "x"] }, "urn:example:empty": "", not_before_policy: 0 }),
  ),
];

function error(name: string, says: string, [status, members]: readonly [number, Members]): Fault {
  return {
    name: `token_reply_${name}`,
    place: "token",
    says,
    reply: () => asError(status, members),
  };
}

const ERRORS: readonly Fault[] = [
  {
    name: "token_reply_error_with_200",
    place: "token",
    says: "The token endpoint answers an error with status 200",
    reply: () => asError(200, { error: "invalid_grant", error_description: "Cannot redeem the code" }),
  },
  {
    name: "token_reply_400_with_token",
    place: "token",
    says: "The token endpoint answers status 400 with a whole token response in it",
    reply: (reply) => {
      const changed = withMembers(reply, (members) => ({ error: "invalid_grant", ...members }));
      return changed === reply ? reply : { ...changed, status: 400 };
    },
  },
  error("error_without_code", "The token endpoint answers status 400 without the member error", [
    400,
    { message: "No" },
  ]),
  error("unknown_error", "The token endpoint answers an error that no specification knows", [
    400,
    { error: "out_of_cheese", error_description: "Please reinstall the universe" },
  ]),
  error("error_uri", "The token endpoint answers an error with a page that explains it", [
    400,
    {
      error: "invalid_request",
      error_description: "See the page",
      error_uri: "https://example.com/errors#invalid_request",
    },
  ]),
  error("invalid_grant", "The token endpoint refuses what was shown with invalid_grant", [
    400,
    { error: "invalid_grant", error_description: "Cannot redeem this" },
  ]),
  {
    name: "token_reply_invalid_client",
    place: "token",
    says: "The token endpoint answers that it does not know the client",
    reply: () =>
      asError(
        401,
        { error: "invalid_client", error_description: "Cannot authenticate the client" },
        { "WWW-Authenticate": 'Basic realm="token"' },
      ),
  },
];

/** What can be wrong about the members of a token response, and about the errors of the token endpoint. */
export const TOKEN_REPLY_FAULTS: readonly Fault[] = [...TYPE, ...LIFETIME, ...SCOPE, ...TOKEN, ...ERRORS];
