import type { JournalEntry, Parameter } from "../../journal/entry.ts";
import { inspecting } from "./lint.ts";
import type { Lint, LintedAttempt } from "./lint.ts";
import { clientRequests } from "./requests.ts";

/** `oauth_nonce="abc"` of an Authorization header. */
const PAIR = /\b(oauth_\w+)\s*=\s*"([^"]*)"/g;

function inHeader({ headers }: JournalEntry): readonly Parameter[] {
  const header = headers["authorization"] ?? "";
  if (!/^oauth\b/i.test(header)) return [];
  return [...header.matchAll(PAIR)].map(([, name = "", value = ""]) => [name, value] as const);
}

function isProtocol([name]: Parameter): boolean {
  return name.startsWith("oauth_");
}

/** The protocol parameters of a request, by the place in which they stand. */
function placesOf(entry: JournalEntry): readonly (readonly Parameter[])[] {
  return [inHeader(entry), entry.query.filter(isProtocol), entry.form.filter(isProtocol)].filter(
    ({ length }) => length > 0,
  );
}

function valueOf(entry: JournalEntry, name: string): string | undefined {
  return placesOf(entry)
    .flat()
    .find(([named]) => named === name)?.[1];
}

/** The signed requests of an attempt. */
function signed(attempt: LintedAttempt): readonly JournalEntry[] {
  return clientRequests(attempt).filter(({ credentials }) => credentials === "oauth1");
}

/** What may come once: nonce, timestamp, token and consumer together. */
function onceOf(entry: JournalEntry): string {
  return ["oauth_nonce", "oauth_timestamp", "oauth_token", "oauth_consumer_key"]
    .map((name) => valueOf(entry, name) ?? "")
    .join(" ");
}

/** Lints of requests that are signed by OAuth 1.0a. */
export const OAUTH1_LINTS: readonly Lint[] = [
  {
    name: "oauth1_nonce",
    title: "No nonce twice",
    rule: "RFC5849-3.3-3",
    keyword: "MUST",
    says: "No nonce comes twice under the same timestamp, client and token",
    mend: "Draw a random oauth_nonce for each request, also when a request is tried again.",
    setups: ["oauth1"],
    look: inspecting({
      what: "signed requests with a nonce",
      of: (attempt) => signed(attempt).filter((entry) => valueOf(entry, "oauth_nonce") !== undefined),
      wrong(entry, attempt) {
        const before = signed(attempt).find((other) => other.n < entry.n && onceOf(other) === onceOf(entry));
        return before === undefined ? undefined : `has nonce and timestamp of request ${before.n} again`;
      },
    }),
  },
  {
    name: "oauth1_timestamp",
    title: "The timestamp is one",
    rule: "RFC5849-3.3-7",
    keyword: "MUST",
    says: "The timestamp is a positive whole number of seconds, and near the time of the request",
    mend: "Send the seconds since 1970 as oauth_timestamp, without a fraction: Math.floor(Date.now() / 1000).",
    setups: ["oauth1"],
    look: inspecting({
      what: "signed requests with a timestamp",
      of: (attempt) => signed(attempt).filter((entry) => valueOf(entry, "oauth_timestamp") !== undefined),
      wrong(entry) {
        const timestamp = valueOf(entry, "oauth_timestamp") ?? "";
        return /^[1-9]\d{0,10}$/.test(timestamp) ? undefined : `has the timestamp '${timestamp}'`;
      },
    }),
  },
  {
    name: "oauth1_version",
    title: "The version is 1.0",
    rule: "RFC5849-3.1-8",
    keyword: "MUST",
    says: "A client that sends an oauth_version sends 1.0",
    mend: "Send 1.0 as oauth_version, also for OAuth 1.0a, or leave it out.",
    setups: ["oauth1"],
    look: inspecting({
      what: "signed requests with a version",
      of: (attempt) => signed(attempt).filter((entry) => valueOf(entry, "oauth_version") !== undefined),
      wrong(entry) {
        const version = valueOf(entry, "oauth_version") ?? "";
        return version === "1.0" ? undefined : `has the version '${version}'`;
      },
    }),
  },
  {
    name: "oauth1_one_place",
    title: "Protocol parameters stand in one place",
    rule: "RFC5849-3.5-2",
    keyword: "MUST",
    says: "The parameters of the protocol stand in the header, the body or the query, and in one of them alone",
    mend: "Put all parameters that begin with oauth_ into the Authorization header.",
    setups: ["oauth1"],
    look: inspecting({
      what: "signed requests",
      of: signed,
      wrong: (entry) =>
        placesOf(entry).length > 1 ? "has parameters of the protocol in more than one place" : undefined,
    }),
  },
];
