import type { JournalEntry, Place } from "../../journal/entry.ts";
import { SETUP_OF } from "../../scenarios/setups.ts";
import { askedFor, untilFault, requestsOfClient, valueOf, valuesOf } from "../observe.ts";
import type { FoundValue, LintedAttempt } from "./lint.ts";

/** Places of which a client has to show who it is. */
const AUTHENTICATED: readonly Place[] = ["token", "introspection", "revocation", "device_authorization", "par"];
/** Places that take bearer tokens. */
const PROTECTED: readonly Place[] = ["resource", "userinfo"];

/**
 * The authorization requests of OAuth 2.0 of an attempt, each once: a browser that loads an address again sends what it
 * sent before. Those with a request object that nobody could read tell nothing; what was pushed tells where it was.
 */
export function authorizationRequests({ setup, entries }: LintedAttempt): readonly JournalEntry[] {
  if (setup === "oauth1") return [];
  const seen = new Set<string>();
  return askedFor(entries, "par", "authorize").filter((entry) => {
    const { query, form, object } = entry;
    // What was pushed and is sent by the browser as well is one request.
    const all = JSON.stringify([[...query, ...form], object]);
    const isPlain = valuesOf(entry, "request").length === 0 && valuesOf(entry, "request_uri").length === 0;
    const told = isPlain || object?.claims !== undefined;
    if (!told || seen.has(all) || valueOf(entry, "client_id") === undefined) return false;
    seen.add(all);
    return true;
  });
}

/** The token requests of an attempt. */
export function tokenRequests({ entries }: LintedAttempt): readonly JournalEntry[] {
  return askedFor(entries, "token");
}

/** The token requests of an attempt that redeem a code. */
export function codeRequests(attempt: LintedAttempt): readonly JournalEntry[] {
  return tokenRequests(attempt).filter((entry) => valueOf(entry, "grant_type") === "authorization_code");
}

/** The requests of an attempt in which a client may show who it is. */
export function authenticatedRequests({ entries }: LintedAttempt): readonly JournalEntry[] {
  return askedFor(entries, ...AUTHENTICATED);
}

/** The requests of an attempt to what a bearer token opens. */
export function protectedRequests({ entries }: LintedAttempt): readonly JournalEntry[] {
  return askedFor(entries, ...PROTECTED);
}

/** All requests of the client in an attempt. */
export function clientRequests({ entries }: LintedAttempt): readonly JournalEntry[] {
  return requestsOfClient(entries);
}

/** An attempt without what came after the first answer with a fault, as a fault can lead a right client astray. */
function untouched(attempt: LintedAttempt): LintedAttempt {
  return { ...attempt, entries: untilFault(attempt.entries) };
}

/** The requests of controls alone, in which nobody did anything unusual. */
export function ofControls(of: (attempt: LintedAttempt) => readonly JournalEntry[]) {
  return (attempt: LintedAttempt): readonly JournalEntry[] => (attempt.control ? of(attempt) : []);
}

/** The requests of one kind in an attempt, up to the first answer with a fault. */
export function ofUntouched(of: (attempt: LintedAttempt) => readonly JournalEntry[]) {
  return (attempt: LintedAttempt): readonly JournalEntry[] => of(untouched(attempt));
}

/** The values of a parameter in all authorization requests of a run. */
export function requestedValues(name: string): (attempts: readonly LintedAttempt[]) => readonly FoundValue[] {
  return (attempts) =>
    attempts.flatMap((attempt) =>
      authorizationRequests(attempt).flatMap((entry) => {
        const value = valueOf(entry, name);
        return value === undefined ? [] : [{ value, entry, attempt }];
      }),
    );
}

/** Whether an authorization request asks for a word of a response type. */
export function asksFor(entry: JournalEntry, word: "code" | "token" | "id_token"): boolean {
  return (valueOf(entry, "response_type") ?? "").split(" ").includes(word);
}

/** How clients of the setup of an attempt authenticate, as they were registered; undefined where they register themselves. */
export function registeredMethod({ setup }: LintedAttempt): string | undefined {
  const method = SETUP_OF[setup].client?.["token_endpoint_auth_method"];
  return typeof method === "string" ? method : undefined;
}
