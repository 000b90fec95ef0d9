import type { JournalEntry, Place } from "../journal/entry.ts";
import type { Keyword } from "../scenarios/scenario.ts";
import { numbersOf } from "./observe.ts";
import type { Outcome, VerdictWord } from "./verdict.ts";

const PLACE_WORDS: Readonly<Record<Place, string>> = {
  discovery: "the metadata",
  resource_metadata: "the description of the resource",
  jwks: "the key set",
  webfinger: "WebFinger",
  registration: "its registration",
  par: "the endpoint for pushed requests",
  authorize: "the authorization endpoint",
  token: "the token endpoint",
  userinfo: "UserInfo",
  introspection: "introspection",
  revocation: "revocation",
  device_authorization: "the device authorization endpoint",
  resource: "the resource",
  check_session: "the frame that watches the session",
  end_session: "the logout endpoint",
  temporary_credentials: "temporary credentials",
  token_credentials: "token credentials",
  person: "a page for a person",
  callback: "its redirect URI",
  logout_token: "its back-channel logout address",
  logout_frame: "its front-channel logout address",
  statement: "the address for statements",
  unknown: "an address that is not there",
  full: "what a journal has no room for",
};

/** How to say what came of it, for a client that said nothing or broke. */
export const HOW_TO_STATE =
  "a client that refuses ends with status 76, prints 'touchstone: refused', or posts outcome=refused to its statement URL";

/** A place in the words of a sentence. */
export function placeWords(place: Place): string {
  return PLACE_WORDS[place];
}

/** `request 4`, `requests 4, 7 and 9`. */
function requestWords(numbers: readonly number[]): string {
  const last = numbers.at(-1);
  if (last === undefined) return "no request";
  if (numbers.length === 1) return `request ${last}`;
  return `requests ${numbers.slice(0, -1).join(", ")} and ${last}`;
}

/** What a client is told that broke a rule of this strength. */
export function blame(keyword: Keyword): Extract<VerdictWord, "failed" | "warning"> {
  return keyword === "MUST" || keyword === "MUST NOT" ? "failed" : "warning";
}

/** How a client ended, as a judge sees it. */
export type Ending = "refused" | "completed" | "ended" | "timed out" | "broke" | "unknown";

/**
 * How a client ended: `completed` = it said so by a line, a call or a person; `ended` = by its exit status alone;
 * `broke` = by another status or a signal; `unknown` = it is no program of ours and nobody said anything.
 */
export function endingOf({ statement, statedBy, exit, signal, timedOut, output }: Outcome): Ending {
  if (statement === "refused") return "refused";
  if (signal !== undefined || (exit !== undefined && exit !== 0 && exit !== 76)) return "broke";
  if (statement === "completed") return statedBy === "exit" || statedBy === undefined ? "ended" : "completed";
  if (timedOut === true) return "timed out";
  if (exit !== undefined) return exit === 0 ? "ended" : "refused";
  // A program that we started is known by its output; one that neither ended in order nor was ended by us broke.
  return output === undefined ? "unknown" : "broke";
}

/** How a client broke, in the words of a sentence. */
export function brokenWords({ exit, signal }: Outcome): string {
  if (signal !== undefined) return `it was ended by ${signal}`;
  return exit === undefined ? "it ended in no order" : `it ended with status ${exit}`;
}

/** Up to five requests by their numbers. */
export function numbered(entries: readonly JournalEntry[]): string {
  return requestWords(numbersOf(entries).slice(0, 5));
}

/** The places of some entries, each once. */
export function placesOf(entries: readonly JournalEntry[]): string {
  return [...new Set(entries.map(({ place }) => placeWords(place)))].join(" and ");
}

/** The client's own words behind a colon, where it gave any. */
export function because({ reason }: Outcome): string {
  return reason === undefined || reason === "" ? "" : `: ${reason.replace(/[.\s]+$/, "")}`;
}

/** Words as the beginning of a sentence. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
