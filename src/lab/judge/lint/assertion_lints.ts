import type { JournalEntry } from "../../journal/entry.ts";
import { inspecting } from "./lint.ts";
import type { Lint, LintedAttempt } from "./lint.ts";
import { authenticatedRequests } from "./requests.ts";

/** Seconds: an assertion is made for one request, and clocks are not that wrong. */
const LONGEST = 600;

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function claimOf({ assertion }: JournalEntry, name: string): unknown {
  return memberOf(assertion?.claims, name);
}

/** The requests by which a client shows who it is with a JWT that can be read. */
function assertions(attempt: LintedAttempt): readonly JournalEntry[] {
  return authenticatedRequests(attempt).filter(({ assertion }) => assertion?.claims !== undefined);
}

/** The server that a request went to: its issuer, and the addresses of endpoints that stand below that. */
function isServer(aud: unknown, { url }: JournalEntry): boolean {
  if (typeof aud !== "string" || aud === "") return false;
  const issuer = url.slice(0, url.lastIndexOf("/"));
  return aud === issuer || aud === url || aud === `${issuer}/token`;
}

function audiencesOf(entry: JournalEntry): readonly unknown[] {
  const aud = claimOf(entry, "aud");
  return Array.isArray(aud) ? aud : [aud];
}

function otherParty(entry: JournalEntry): string | undefined {
  const [iss, sub] = [claimOf(entry, "iss"), claimOf(entry, "sub")];
  const client = entry.client_id ?? sub;
  if (typeof sub !== "string" || sub !== client) return "has an assertion whose sub is not its client_id";
  return iss === client ? undefined : "has an assertion whose iss is not its client_id";
}

function lifetimeOf(entry: JournalEntry): string | undefined {
  const exp = claimOf(entry, "exp");
  if (typeof exp !== "number") return "has an assertion without exp";
  const iat = claimOf(entry, "iat");
  const left = exp - (typeof iat === "number" ? iat : entry.at / 1_000);
  return left > LONGEST ? `has an assertion that holds for ${Math.round(left)} s` : undefined;
}

/** Lints of the JWTs by which clients show who they are. */
export const ASSERTION_LINTS: readonly Lint[] = [
  {
    name: "assertion_parties",
    title: "An assertion is the client's own",
    rule: "OIDC-9-7",
    keyword: "MUST",
    says: "The iss and the sub of a client assertion are both the client_id",
    mend: "Put the client_id into iss and into sub; the name of the application or its address is neither.",
    look: inspecting({ what: "requests with a client assertion", of: assertions, wrong: otherParty }),
  },
  {
    name: "assertion_audience",
    title: "An assertion is for this provider",
    rule: "OIDC-9-8",
    keyword: "MUST",
    says: "The aud of a client assertion is the issuer, or the address of the token endpoint, and nothing else",
    mend: "Put the issuer of the metadata, as it stands there, into aud: another server that is named as well could use the assertion here.",
    look: inspecting({
      what: "requests with a client assertion",
      of: assertions,
      wrong: (entry) =>
        audiencesOf(entry).every((aud) => isServer(aud, entry))
          ? undefined
          : "has an assertion whose aud is not this provider alone",
    }),
  },
  {
    name: "assertion_lifetime",
    title: "An assertion is short-lived",
    rule: "RFC7523-3-12",
    keyword: "MUST",
    says: "A client assertion expires within a few minutes",
    mend: "Let exp be a minute or so after iat: an assertion is made for one request.",
    look: inspecting({
      what: "requests with a client assertion",
      of: assertions,
      wrong: lifetimeOf,
      atMost: "warning",
    }),
  },
];
