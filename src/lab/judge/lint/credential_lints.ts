import type { Credentials, JournalEntry } from "../../journal/entry.ts";
import type { SetupName } from "../../scenarios/setup.ts";
import { marksIn, redactedOf, repeatedNames, valueOf, valuesOf } from "../observe.ts";
import { inspecting } from "./lint.ts";
import type { Lint, LintedAttempt } from "./lint.ts";
import {
  authenticatedRequests,
  clientRequests,
  ofControls,
  protectedRequests,
  registeredMethod,
  tokenRequests,
} from "./requests.ts";

/** How a registered method shows in a request. */
const SHOWN_AS: Readonly<Record<string, Credentials>> = {
  client_secret_basic: "basic",
  client_secret_post: "form",
  client_secret_jwt: "assertion",
  private_key_jwt: "assertion",
};

/** Setups in which OpenID Connect binds a client. */
const OPENID: readonly SetupName[] = [
  "oidc-code",
  "oidc-hybrid",
  "oidc-refresh",
  "logout-rp",
  "logout-back-channel",
  "logout-front-channel",
  "session-management",
  "login-initiation",
];

/** Secrets of a client, which stand in no address. */
const CLIENT_SECRETS = ["client_secret", "client_assertion", "password"];

function inQuery({ query }: JournalEntry, names: readonly string[]): string | undefined {
  return query.find(([name]) => names.includes(name))?.[0];
}

/** Requests with credentials of a kind that a client of this setup was not registered for. */
function otherMethod(entry: JournalEntry, attempt: LintedAttempt): string | undefined {
  const registered = registeredMethod(attempt) ?? "";
  const expected = SHOWN_AS[registered];
  if (expected === undefined || expected === entry.credentials || isTold(entry)) return undefined;
  const shown =
    entry.credentials === "none" ? "shows no credentials" : `shows its credentials by '${entry.credentials}'`;
  return `${shown}, though it is registered for ${registered}`;
}

/** What other lints tell in stronger words. */
function isTold(entry: JournalEntry): boolean {
  return entry.credentials === "query" || waysIn(entry).length > 1;
}

/** The ways in which a request shows who it is of. */
function waysIn(entry: JournalEntry): readonly string[] {
  return [
    usesBasic(entry) ? "HTTP Basic" : undefined,
    valueOf(entry, "client_secret") === undefined ? undefined : "client_secret",
    valueOf(entry, "client_assertion") === undefined ? undefined : "client_assertion",
  ].filter((way) => way !== undefined);
}

function usesBasic({ headers }: JournalEntry): boolean {
  return /^basic\b/i.test(headers["authorization"] ?? "");
}

function usesBearer({ headers }: JournalEntry): boolean {
  return /^(?:bearer|dpop)\b/i.test(headers["authorization"] ?? "");
}

/** Marks of the refresh tokens that an attempt brought. */
function refreshTokenMarks(attempt: LintedAttempt): ReadonlySet<string> {
  const requests = tokenRequests(attempt);
  const sent = requests.flatMap((entry) => valuesOf(entry, "refresh_token"));
  const got = requests.flatMap(({ reply }) => (hasRefreshToken(reply) ? reply.refresh_token : []));
  return new Set([...sent, ...got].flatMap((value) => redactedOf(value)?.mark ?? []));
}

function hasRefreshToken(reply: unknown): reply is { readonly refresh_token: string } {
  if (typeof reply !== "object" || reply === null || !("refresh_token" in reply)) return false;
  return typeof reply.refresh_token === "string";
}

/** Lints of where secrets and tokens stand in requests. */
export const CREDENTIAL_LINTS: readonly Lint[] = [
  {
    name: "secret_in_query",
    title: "No secret in an address",
    rule: "RFC6749-2.3.1-4",
    keyword: "MUST NOT",
    says: "Neither client_secret nor client_assertion nor a password stands in the query of a request",
    mend: "Send the secret in the Authorization header (HTTP Basic), or in the body: addresses end up in logs and histories.",
    look: inspecting({
      what: "requests",
      of: clientRequests,
      wrong(entry) {
        const name = inQuery(entry, CLIENT_SECRETS);
        if (name !== undefined) return `has ${name} in its query`;
        return entry.credentials === "query" ? "has credentials in its query" : undefined;
      },
    }),
  },
  {
    name: "credentials_method",
    title: "It authenticates as it is registered",
    rule: "OIDC-3.1.3.1-1",
    keyword: "MUST",
    says: "The client shows who it is by the token_endpoint_auth_method that it is registered for",
    mend: "Set the method of your library to that of the registration, which is client_secret_basic where none was named.",
    setups: OPENID,
    look: inspecting({
      what: "token requests of registered clients",
      of: ofControls((attempt) => (registeredMethod(attempt) === "none" ? [] : tokenRequests(attempt))),
      wrong: otherMethod,
    }),
  },
  {
    name: "secret_in_body",
    title: "HTTP Basic rather than the body",
    rule: "RFC6749-2.3.1-3",
    keyword: "SHOULD",
    says: "A client that is registered for HTTP Basic does not send its secret in the body",
    mend: "Send client_id and client_secret by HTTP Basic, each encoded as in a form; or register client_secret_post.",
    look: inspecting({
      what: "requests of clients that are registered for HTTP Basic",
      of: ofControls((attempt) =>
        registeredMethod(attempt) === "client_secret_basic" && !OPENID.includes(attempt.setup)
          ? authenticatedRequests(attempt)
          : [],
      ),
      wrong: (entry) =>
        entry.credentials === "form" && !isTold(entry) ? "has the client_secret in its body" : undefined,
    }),
  },
  {
    name: "credentials_twice",
    title: "One way to authenticate at a time",
    rule: "RFC6749-2.3-1",
    keyword: "MUST NOT",
    says: "No request shows credentials both by HTTP Basic and in the body",
    mend: "Send the credentials in one place: with HTTP Basic, leave client_secret and client_assertion out of the body.",
    look: inspecting({
      what: "requests with credentials",
      of: authenticatedRequests,
      wrong(entry) {
        const ways = waysIn(entry);
        return ways.length > 1 ? `shows its credentials by ${ways.join(" and by ")}` : undefined;
      },
    }),
  },
  {
    name: "token_in_query",
    title: "No access token in an address",
    rule: "RFC9700-4.3.2-1",
    keyword: "MUST NOT",
    says: "No access token stands in the query of a request",
    mend: "Send the access token in the Authorization header, behind the word Bearer.",
    look: inspecting({
      what: "requests",
      of: clientRequests,
      wrong: (entry) =>
        entry.credentials === "bearer_query" || inQuery(entry, ["access_token"]) !== undefined
          ? "has the access token in its query"
          : undefined,
    }),
  },
  {
    name: "token_in_body",
    title: "The access token is in the header",
    rule: "RFC6750-2.2-4",
    keyword: "SHOULD NOT",
    says: "The access token comes in the Authorization header, and not in the body",
    mend: "Send the access token in the Authorization header, behind the word Bearer; not every API reads it from the body.",
    look: inspecting({
      what: "requests with an access token",
      of: protectedRequests,
      wrong: (entry) => (entry.credentials === "bearer_form" ? "has the access token in its body" : undefined),
    }),
  },
  {
    name: "token_twice",
    title: "The access token stands in one place",
    rule: "RFC6750-2-1",
    keyword: "MUST NOT",
    says: "No request has its access token in two places",
    mend: "Leave the access token out of query and body where it is in the Authorization header.",
    look: inspecting({
      what: "requests with an access token",
      of: protectedRequests,
      wrong(entry) {
        const places = [
          usesBearer(entry) ? "the Authorization header" : undefined,
          entry.query.some(([name]) => name === "access_token") ? "its query" : undefined,
          entry.form.some(([name]) => name === "access_token") ? "its body" : undefined,
        ].filter((place) => place !== undefined);
        return places.length > 1 ? `has an access token in ${places.join(" and in ")}` : undefined;
      },
    }),
  },
  {
    name: "refresh_token_elsewhere",
    title: "A refresh token goes to nobody else",
    rule: "RFC6749-1.5-1",
    keyword: "MUST NOT",
    says: "No refresh token is shown to the resource or to UserInfo",
    mend: "Send the access_token of the token response to APIs, and the refresh_token to the token endpoint alone.",
    look: inspecting({
      what: "requests with an access token",
      of: protectedRequests,
      wrong(entry, attempt) {
        const marks = refreshTokenMarks(attempt);
        const shown = [entry.headers["authorization"] ?? "", ...valuesOf(entry, "access_token")].flatMap(marksIn);
        return shown.some((mark) => marks.has(mark))
          ? "has a refresh token in the place of an access token"
          : undefined;
      },
    }),
  },
  ...["authorize", "token"].map(repeats),
];

/** No parameter twice, at one of the two endpoints. */
function repeats(place: string): Lint {
  const isToken = place === "token";
  return {
    name: `${place}_duplicates`,
    title: isToken ? "No parameter twice in a token request" : "No parameter twice in an authorization request",
    rule: isToken ? "RFC6749-3.2-8" : "RFC6749-3.1-9",
    keyword: "MUST NOT",
    says: `No parameter stands twice in a request to the ${isToken ? "token" : "authorization"} endpoint, apart from resource and audience`,
    mend: "Set each parameter, and do not append it to those that an earlier step has set.",
    look: inspecting({
      what: isToken ? "token requests" : "authorization requests",
      of: ({ entries }) => entries.filter((entry) => entry.place === place),
      wrong({ query, form }) {
        const names = repeatedNames([...query, ...form]).filter((name) => name !== "resource" && name !== "audience");
        return names.length === 0 ? undefined : `has more than one ${names.join(", ")}`;
      },
    }),
  };
}
