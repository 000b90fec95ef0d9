import type { JournalEntry } from "../../journal/entry.ts";
import { askedFor, valueOf, valuesOf } from "../observe.ts";
import { inspecting } from "./lint.ts";
import type { Lint, LintedAttempt } from "./lint.ts";

/** What stands in an authorization request whose parameters were pushed. @see RFC 9126 4 */
const ALONE: ReadonlySet<string> = new Set(["client_id", "request_uri"]);

function opened({ entries }: LintedAttempt): readonly JournalEntry[] {
  return askedFor(entries, "authorize").filter((entry) => valueOf(entry, "client_id") !== undefined);
}

function openedByName(attempt: LintedAttempt): readonly JournalEntry[] {
  return opened(attempt).filter((entry) => valueOf(entry, "request_uri") !== undefined);
}

/** Lints of requests that are pushed. */
export const PAR_LINTS: readonly Lint[] = [
  {
    name: "par_pushed",
    title: "Requests are pushed where they have to be",
    rule: "RFC9126-5-3",
    keyword: "MUST",
    says: "The client sends nobody to the authorization endpoint with a request that was not pushed",
    mend: "Read require_pushed_authorization_requests in the metadata: where it is true, push each request and send the browser with client_id and request_uri alone.",
    setups: ["par"],
    look: inspecting({
      what: "authorization requests",
      of: opened,
      wrong: (entry) => (valuesOf(entry, "request_uri").length === 0 ? "has no request_uri" : undefined),
    }),
  },
  {
    name: "par_alone",
    title: "A request_uri stands alone",
    rule: "RFC9126-4-6",
    keyword: "MUST",
    says: "Beside the request_uri of a pushed request there is the client_id, and nothing else",
    mend: "Leave out of the address what was pushed: it is not looked at there, and the browser need not carry it.",
    setups: ["par"],
    look: inspecting({
      what: "authorization requests with a request_uri",
      // A provider may not mind.
      atMost: "warning",
      of: openedByName,
      wrong({ query, form }) {
        const more = [...query, ...form].map(([name]) => name).filter((name) => !ALONE.has(name));
        return more.length === 0 ? undefined : `has ${more.map((name) => `'${name}'`).join(", ")} besides`;
      },
    }),
  },
  {
    name: "par_bound",
    title: "A pushed request cannot be swapped",
    rule: "RFC9126-7.5-1",
    keyword: "SHOULD",
    says: "A request that is pushed has a code_challenge, a state or a nonce",
    mend: "Push a code_challenge and a state with each request, and hold the answer against them.",
    setups: ["par"],
    look: inspecting({
      what: "requests that were pushed",
      of: ({ entries }) => askedFor(entries, "par"),
      wrong: (entry) =>
        ["request", "code_challenge", "state", "nonce"].some((name) => valueOf(entry, name) !== undefined)
          ? undefined
          : "has neither code_challenge nor state nor nonce",
    }),
  },
  {
    name: "par_form",
    title: "A request is pushed as a form with its client_id",
    rule: "RFC9126-2.1-7",
    keyword: "MUST",
    says: "The client pushes by POST, with client_id and all parameters in the body",
    mend: "Send a POST of type application/x-www-form-urlencoded with client_id in it, also where you authenticate by a header.",
    setups: ["par"],
    look: inspecting({
      what: "requests that were pushed",
      of: ({ entries }) => askedFor(entries, "par"),
      wrong({ method, form, query }) {
        if (method !== "POST") return `came by ${method}`;
        if (query.length > 0) return "has parameters in its query";
        return form.some(([name]) => name === "client_id" || name === "request") ? undefined : "has no client_id";
      },
    }),
  },
];
