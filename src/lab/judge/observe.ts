import type { JournalEntry, Parameter, Place } from "../journal/entry.ts";

/** What we sent or a person did, and what a client said of itself: no request of the client. */
const NOT_THE_CLIENT: ReadonlySet<Place> = new Set(["person", "callback", "logout_token", "logout_frame", "statement"]);

/** A redacted value: how long it was, and the mark that only equal ones share. */
const REDACTED = /^\[(\d+) characters?, #([0-9a-f]{8})\]$/;

/** What is known of a value that was redacted. */
export interface Redacted {
  readonly length: number;
  readonly mark: string;
}

/** The entries of some places, in their order; a browser that asks first whether it may (CORS) asks for nothing yet. */
export function askedFor(journal: readonly JournalEntry[], ...places: readonly Place[]): readonly JournalEntry[] {
  return journal.filter(({ method, place }) => method !== "OPTIONS" && places.includes(place));
}

/** The requests of the client itself, among them those that it sent through the browser. */
export function requestsOfClient(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  return journal.filter(({ place }) => !NOT_THE_CLIENT.has(place));
}

/** The first answer that carried a fault; undefined where none did. */
export function firstFaulted(journal: readonly JournalEntry[]): JournalEntry | undefined {
  return journal.find(({ faults }) => faults.length > 0);
}

/** What came behind the first answer with a fault; nothing where there was none. */
export function afterFault(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  const faulted = firstFaulted(journal);
  return faulted === undefined ? [] : journal.slice(journal.indexOf(faulted) + 1);
}

/** What came up to the first answer with a fault, and that as well: all of it where there was none. */
export function untilFault(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  const faulted = firstFaulted(journal);
  return faulted === undefined ? journal : journal.slice(0, journal.indexOf(faulted) + 1);
}

/** Milliseconds from the end of each answer to the next request, of entries that are in their order. */
export function gapsBetween(entries: readonly JournalEntry[]): readonly number[] {
  return entries.slice(1).map(({ at }, index) => {
    const before = entries[index];
    return before === undefined ? 0 : at - before.at - before.took;
  });
}

/** Whether an entry was answered with success: a status of the classes 2 and 3, and no dropped connection. */
export function wasAnswered({ status, dropped }: Pick<JournalEntry, "status" | "dropped">): boolean {
  return dropped !== true && status >= 200 && status < 400;
}

/** What of a request names its parameters. */
export type Asking = Pick<JournalEntry, "query" | "form" | "object">;

/** The value of a parameter inside of a request object. */
export function valueInside({ object }: Pick<JournalEntry, "object">, name: string): string | undefined {
  const claims = object?.claims;
  const value: unknown = typeof claims === "object" && claims !== null ? Reflect.get(claims, name) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** Every value of a parameter beside a request object, first those of the query, then those of the form. */
export function valuesBeside({ query, form }: Pick<JournalEntry, "query" | "form">, name: string): readonly string[] {
  return [...query, ...form].filter(([named]) => named === name).map(([, value]) => value);
}

/** Every value of a parameter; what stands in a request object is what counts. @see OpenID Connect Core 6.1 */
export function valuesOf(entry: Asking, name: string): readonly string[] {
  const inside = valueInside(entry, name);
  return inside === undefined ? valuesBeside(entry, name) : [inside];
}

/** The first value of a parameter, wherever it stands; an empty one is none (RFC 6749 3.1), also where it is secret. */
export function valueOf(entry: Asking, name: string): string | undefined {
  return valuesOf(entry, name).find((value) => value !== "" && value !== "[empty]");
}

/** The names that stand more than once among some parameters. */
export function repeatedNames(parameters: readonly Parameter[]): readonly string[] {
  const names = parameters.map(([name]) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Length and mark of a value that was redacted; undefined for one that stands as it was. */
export function redactedOf(value: string): Redacted | undefined {
  const [, length, mark] = REDACTED.exec(value) ?? [];
  return length === undefined || mark === undefined ? undefined : { length: Number(length), mark };
}

/** The marks of all redacted values in a text, such as an Authorization header. */
export function marksIn(text: string): readonly string[] {
  return [...text.matchAll(/#([0-9a-f]{8})\]/g)].flatMap(([, mark]) => (mark === undefined ? [] : [mark]));
}

/** The marks that values of a parameter were replaced by. */
export function marksOf(entry: JournalEntry, name: string): readonly string[] {
  return valuesOf(entry, name).flatMap((value) => redactedOf(value)?.mark ?? []);
}

/** The marks of the tokens with which a request was sent. */
export function tokensShown(entry: JournalEntry): readonly string[] {
  return [...marksIn(entry.headers["authorization"] ?? ""), ...marksOf(entry, "access_token")];
}

/** The mark of a member of an answer that is a JSON object. */
export function markIn({ reply }: JournalEntry, name: string): string | undefined {
  const value: unknown = typeof reply === "object" && reply !== null ? Reflect.get(reply, name) : undefined;
  return typeof value === "string" ? redactedOf(value)?.mark : undefined;
}

/** The numbers of entries, each once, in order. */
export function numbersOf(entries: readonly JournalEntry[]): readonly number[] {
  return [...new Set(entries.map(({ n }) => n))].toSorted((one, other) => one - other);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** A claim of the DPoP proof of a request; undefined where there is none. */
export function proofClaim({ proof }: Pick<JournalEntry, "proof">, name: string): unknown {
  return memberOf(proof?.claims, name);
}

/** The members of the key in the DPoP proof of a request. */
export function proofKey({ proof }: Pick<JournalEntry, "proof">): object {
  const jwk = memberOf(proof?.header, "jwk");
  return typeof jwk === "object" && jwk !== null ? jwk : {};
}
