import { form, raw, type Reply } from "../../protocol/mod.ts";
import { otherText } from "./_claims.ts";
import { asPage, membersOf, sameButRaw, textOf } from "./_reply.ts";
import { withQuery } from "./_answer.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Fields = Readonly<Record<string, string>>;

/** Where credentials are given out. */
type Leg = "temporary_credentials" | "token_credentials";

/** What the legs are called in names of faults. */
const CALLED: Readonly<Record<Leg, string>> = { temporary_credentials: "temporary", token_credentials: "token" };

function isFields(members: object): members is Fields {
  return Object.values(members).every((value) => typeof value === "string");
}

/** The credentials in an answer; undefined where it gives out none. */
function credentialsIn(reply: Reply): Fields | undefined {
  const members = reply.status === 200 ? membersOf(reply) : undefined;
  return members !== undefined && "oauth_token" in members && isFields(members) ? members : undefined;
}

/** Says something else in an answer that gives out credentials; any other is answered as it was. */
function credentials(
  leg: Leg,
  name: string,
  { says, change }: { readonly says: string; readonly change: (fields: Fields, reply: Reply) => Reply },
): Fault {
  return {
    name: `oauth1_${CALLED[leg]}_${name}`,
    place: leg,
    says,
    reply(reply) {
      const fields = credentialsIn(reply);
      return fields === undefined ? reply : change(fields, reply);
    },
  };
}

function withFields(change: (fields: Fields) => Readonly<Record<string, string | undefined>>) {
  return (fields: Fields, { headers }: Reply): Reply => {
    const changed = Object.entries(change(fields)).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return form(200, Object.fromEntries(changed), headers);
  };
}

/** What can be wrong about credentials of either kind. */
function ofBoth(leg: Leg): readonly Fault[] {
  const fault = (name: string, says: string, change: (fields: Fields, reply: Reply) => Reply): Fault =>
    credentials(leg, name, { says, change });
  return [
    fault(
      "no_token",
      "The credentials come without oauth_token",
      withFields((fields) => ({ ...fields, oauth_token: undefined })),
    ),
    fault(
      "no_secret",
      "The credentials come without oauth_token_secret",
      withFields((fields) => ({ ...fields, oauth_token_secret: undefined })),
    ),
    fault(
      "extra",
      "The credentials come with parameters that no specification knows",
      withFields((fields) => ({ user_id: "4711", ...fields, touchstone_extra: "a & b = c" })),
    ),
    fault("json", "The credentials come as JSON", (fields, reply) =>
      raw(200, JSON.stringify(fields), { headers: { ...reply.headers, "Content-Type": "application/json" } }),
    ),
    fault("type_case", "The type of the credentials is in other letters, and has a charset", (_fields, reply) =>
      sameButRaw(reply, { headers: { "Content-Type": "Application/X-WWW-Form-URLEncoded; Charset=UTF-8" } }),
    ),
    fault("page", "A web page stands where the credentials were to be", () => asPage(200, "Welcome")),
  ];
}

const UNCONFIRMED: readonly Fault[] = [
  credentials("temporary_credentials", "unconfirmed", {
    says: "The temporary credentials come without oauth_callback_confirmed",
    change: withFields((fields) => ({ ...fields, oauth_callback_confirmed: undefined })),
  }),
  credentials("temporary_credentials", "confirmed_false", {
    says: "The temporary credentials come with oauth_callback_confirmed=false",
    change: withFields((fields) => ({ ...fields, oauth_callback_confirmed: "false" })),
  }),
];

/** A refusal in the words of the convention, in the header and in the body. @see OAuth Problem Reporting (2008) */
function problem(status: number, oauthProblem: string, more: Fields = {}): Reply {
  const fields = { oauth_problem: oauthProblem, ...more };
  const shown = Object.entries(fields).map(([name, value]) => `${name}="${encodeURIComponent(value)}"`);
  const headers = { "WWW-Authenticate": `OAuth realm="lab", ${shown.join(", ")}`, "Cache-Control": "no-store" };
  return form(status, fields, headers);
}

function refused(place: Fault["place"], name: string, says: string): Fault {
  return { name: `oauth1_${name}`, place, says, reply: () => problem(401, name) };
}

const PROBLEMS: readonly Fault[] = [
  refused("temporary_credentials", "nonce_used", "The first leg is refused, as its nonce was used before"),
  {
    name: "oauth1_timestamp_refused",
    place: "resource",
    says: "A signed request is refused, as its timestamp is not in the time that the server takes",
    reply(_reply, { exchange }) {
      const now = exchange.issuer.clock.now();
      return problem(401, "timestamp_refused", { oauth_acceptable_timestamps: `${now - 300}-${now + 300}` });
    },
  },
  refused("resource", "token_rejected", "A signed request is refused, as its token is none that the consumer got"),
  refused("token_credentials", "permission_denied", "The third leg is refused, as the person did not allow it"),
  {
    name: "oauth1_unknown_problem",
    place: "token_credentials",
    says: "The third leg is refused by a problem that no specification knows",
    reply: () => problem(400, "out_of_cheese", { oauth_problem_advice: "<b>Buy</b> cheese" }),
  },
  {
    name: "oauth1_503_retry_after",
    place: "temporary_credentials",
    says: "The first leg is answered 503, to be tried again after a second",
    reply: () => raw(503, "Try again later", { headers: { "Content-Type": "text/plain", "Retry-After": "1" } }),
  },
];

/** Changes the address to which the browser is sent with the verifier. */
function back(name: string, says: string, change: (query: URLSearchParams) => void): Fault {
  return {
    name: `oauth1_callback_${name}`,
    place: "callback",
    says,
    reply: (reply) =>
      withQuery(reply, ({ searchParams }) => {
        if (searchParams.has("oauth_verifier")) change(searchParams);
      }),
  };
}

function changed(query: URLSearchParams, name: string): void {
  query.set(name, otherText(query.get(name) ?? ""));
}

const CALLBACK: readonly Fault[] = [
  back("other_token", "The callback is about other temporary credentials", (query) => changed(query, "oauth_token")),
  back("no_token", "The callback has no oauth_token", (query) => query.delete("oauth_token")),
  back("other_verifier", "The callback has a verifier that is not the right one", (query) =>
    changed(query, "oauth_verifier"),
  ),
  back("no_verifier", "The callback has no oauth_verifier", (query) => query.delete("oauth_verifier")),
  back("empty_verifier", "The callback has an empty oauth_verifier", (query) => query.set("oauth_verifier", "")),
  back("extra", "The callback has a parameter that no specification knows", (query) =>
    query.set("touchstone_extra", "a b"),
  ),
];

/** Every kind of character that encodings treat differently. @see RFC 5849 3.6 */
const ODD_SIGNS = " +%2B~-._!*'()/=&é€";

/** A server says so of a verifier only when the signature was right. */
function isAboutVerifier(reply: Reply): boolean {
  const text = textOf(reply);
  return text.includes("parameter_rejected") && text.includes("oauth_verifier");
}

/** Credentials that nobody issued, and whose requests are answered by the fault `oauth1_resource_opened` alone. */
const MADE_UP: Fields = { oauth_token: "made-up-by-the-lab", oauth_token_secret: "made-up-by-the-lab-as-well" };

/**
 * Gives the client a verifier that is hard to sign. Whoever signs it right gets credentials; a wrong signature is
 * refused as ever.
 */
function hardVerifier(name: string, says: string, end: string): Fault {
  return {
    name: `oauth1_${name}_verifier`,
    place: "token_credentials",
    says,
    authorizeReply(parameters) {
      const { oauth_verifier: verifier } = parameters;
      return verifier === undefined ? parameters : { ...parameters, oauth_verifier: `${verifier}${end}` };
    },
    reply: (reply) => (isAboutVerifier(reply) ? form(200, MADE_UP, { "Cache-Control": "no-store" }) : reply),
  };
}

function isMadeUp({ exchange: { request } }: FaultContext): boolean {
  const signed = `${request.header("authorization") ?? ""}${request.search}${request.body}`;
  return signed.includes(MADE_UP["oauth_token"] ?? "");
}

const SIGNED: readonly Fault[] = [
  hardVerifier("odd", "The verifier has signs in it that forms and signatures encode differently", ODD_SIGNS),
  hardVerifier("long", "The verifier has more than 2,000 characters", "x".repeat(2_000)),
  {
    name: "oauth1_resource_opened",
    place: "resource",
    says: "The resource is opened to credentials that the lab made up",
    reply: (reply, context) =>
      isMadeUp(context)
        ? raw(200, '{"resource":"opened"}', { headers: { "Content-Type": "application/json" } })
        : reply,
  },
];

/** What can be wrong about a provider of OAuth 1.0a. @see RFC 5849 */
export const OAUTH1_FAULTS: readonly Fault[] = [
  ...UNCONFIRMED,
  ...ofBoth("temporary_credentials"),
  ...ofBoth("token_credentials"),
  ...PROBLEMS,
  ...CALLBACK,
  ...SIGNED,
];
