import { entryOf } from "../../../../test/support/journal.ts";
import { lintCases, type LintRow } from "../../../../test/support/linted.ts";
import type { JournalEntry, Place } from "../../journal/entry.ts";
import { ASSERTION_LINTS } from "./assertion_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const RIGHT = { iss: "c", sub: "c", aud: "https://op.test", iat: 100, exp: 160 };

/** A request with a right assertion, unless it says otherwise. */
function shown(claims: object | undefined = {}, place: Place = "token", rest: Partial<JournalEntry> = {}) {
  const assertion = { header: { alg: "ES256" }, claims: { ...RIGHT, ...claims } };
  return entryOf(place, { credentials: "assertion", client_id: "c", assertion, ...rest });
}

const UNREADABLE = shown({}, "token", { assertion: { header: undefined, claims: undefined } });

function nothing(name: string): readonly LintRow[] {
  return [
    [name, NONE, "There were no", [entryOf("token", { credentials: "basic" })]],
    [name, NONE, "There were no", [UNREADABLE]],
    [name, NONE, "There were no", [shown({ iss: "x", aud: "x", exp: 9_999 }, "resource")]],
    [name, OK, "(2) and found nothing wrong", [shown(), shown({}, "revocation")]],
  ];
}

/** Entries of which nobody knows whose they are, as nobody was found by them. */
function ofNobody(claims: object): JournalEntry {
  const { client_id: _, ...entry } = shown(claims);
  return entry;
}

const PARTIES: readonly LintRow[] = [
  ...nothing("assertion_parties"),
  ["assertion_parties", "failed", "whose iss is not", [shown({ iss: "My application" })]],
  ["assertion_parties", "failed", "whose iss is not", [shown({ iss: undefined })]],
  ["assertion_parties", "failed", "whose sub is not", [shown({ sub: "d", iss: "d" })]],
  ["assertion_parties", "failed", "whose sub is not", [shown({ sub: 7 }, "introspection")]],
  ["assertion_parties", "failed", "whose sub is not", [ofNobody({ iss: undefined, sub: undefined })]],
  ["assertion_parties", "failed", "whose iss is not", [ofNobody({ sub: "d" })]],
  ["assertion_parties", OK, "(1)", [ofNobody({ iss: "d", sub: "d" })]],
];

const AUDIENCE: readonly LintRow[] = [
  ...nothing("assertion_audience"),
  ...(["https://op.test/token", ["https://op.test"]] as const).map((aud): LintRow => [
    "assertion_audience",
    OK,
    "(1)",
    [shown({ aud })],
  ]),
  ["assertion_audience", OK, "(1)", [shown({ aud: "https://op.test/revocation" }, "revocation")]],
  ["assertion_audience", OK, "(1)", [shown({ aud: "https://op.test/token" }, "revocation")]],
  ...([undefined, "", 7, "https://b.test", "https://op.test/", ["https://op.test", "https://b.test"]] as const).map(
    (aud): LintRow => ["assertion_audience", "failed", "not this provider alone", [shown({ aud })]],
  ),
];

const LIFETIME: readonly LintRow[] = [
  ...nothing("assertion_lifetime"),
  ["assertion_lifetime", OK, "(1)", [shown({ exp: 700 })]],
  ["assertion_lifetime", "warning", "holds for 601 s", [shown({ exp: 701 })]],
  ["assertion_lifetime", "warning", "holds for 900 s", [shown({ exp: 900, iat: undefined })]],
  ["assertion_lifetime", OK, "(1)", [shown({ exp: 60, iat: undefined })]],
  ["assertion_lifetime", "warning", "without exp", [shown({ exp: undefined })]],
  ["assertion_lifetime", "warning", "without exp", [shown({ exp: "160" })]],
];

describe("the lints of client assertions", () => {
  lintCases(ASSERTION_LINTS, [...PARTIES, ...AUDIENCE, ...LIFETIME]);
});
