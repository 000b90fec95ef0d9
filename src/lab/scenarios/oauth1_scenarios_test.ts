import { assert } from "chai";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import { OAUTH1_FAULTS } from "../faults/oauth1_faults.ts";
import type { JournalEntry, Place } from "../journal/entry.ts";
import { OAUTH1_SCENARIOS } from "./oauth1_scenarios.ts";

/** A signed request. */
function signed(place: Place, nonce: string, rest: Partial<JournalEntry> = {}): JournalEntry {
  const authorization = `OAuth realm="r", oauth_nonce="${nonce}", oauth_timestamp="1767225600"`;
  return entryOf(place, { headers: { authorization }, ...rest });
}

function refused(place: Place, nonce: string): JournalEntry {
  return signed(place, nonce, { status: 401, faults: ["wrong"] });
}

/** Rows of a scenario in which a request was refused that has to be signed anew. */
function afresh(name: string, place: Place): readonly ObservedRow[] {
  const inForm = { headers: {}, form: [["oauth_nonce", "one"]] } as const;
  return [
    [name, "passed", "with a fresh nonce", timed([0, refused(place, "one")], [1, signed(place, "two")])],
    [name, "passed", "not ask again", timed([0, refused(place, "one")])],
    [name, "failed", "that were refused", timed([0, refused(place, "one")], [1, signed(place, "one")])],
    [
      name,
      "failed",
      "that were refused",
      timed([0, refused(place, "one")], [1, signed(place, "two")], [2, signed(place, "one")]),
    ],
    [
      name,
      "failed",
      "that were refused",
      timed([0, { ...refused(place, "one"), ...inForm }], [1, signed(place, "one", inForm)]),
    ],
    [name, "not exercised", "was not refused", timed([0, signed(place, "one")])],
  ];
}

/** Rows of a scenario whose request is refused each time. */
function stubborn(name: string, place: Place): readonly ObservedRow[] {
  const times = (count: number) =>
    timed(...Array.from({ length: count }, (_, at) => [at, refused(place, `${at}`)] as const));
  return [
    [name, "passed", "no more", times(1)],
    [name, "passed", "3 more", times(4)],
    [name, "failed", "4 times more", times(5)],
  ];
}

const FIRST = entryOf("temporary_credentials");
const GIVEN = entryOf("token_credentials");
const TOLD = entryOf("temporary_credentials", {
  status: 503,
  faults: ["wrong"],
  reply_headers: { "retry-after": "1" },
});

const ROWS: readonly ObservedRow[] = [
  ...afresh("oauth1_nonce_used", "temporary_credentials"),
  ...afresh("oauth1_timestamp_refused", "resource"),
  ...stubborn("oauth1_nonce_used_always", "temporary_credentials"),
  ...stubborn("oauth1_token_rejected", "resource"),
  ["oauth1_callback_foreign", "passed", "no token credentials", timed([0, FIRST], [1, GIVEN])],
  ["oauth1_callback_foreign", "passed", "no token credentials", timed([0, FIRST])],
  ["oauth1_callback_foreign", "failed", "an attacker", timed([0, FIRST], [1, { ...GIVEN, status: 400 }], [2, GIVEN])],
  ["oauth1_callback_foreign", "not exercised", "not begin", []],
  ["oauth1_503_retry_after", "passed", "after 1.0 s", timed([0, TOLD], [1.01, FIRST])],
  ["oauth1_503_retry_after", "passed", "not ask again", timed([0, TOLD])],
  ["oauth1_503_retry_after", "failed", "after 0.1 s", timed([0, TOLD], [0.1, FIRST])],
];

describe("OAUTH1_SCENARIOS", () => {
  observedCases(OAUTH1_SCENARIOS, ROWS);

  it("has a scenario for each fault of its subject", () => {
    const used = OAUTH1_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault));
    assert.sameMembers(
      [...new Set(used)],
      OAUTH1_FAULTS.map(({ name }) => name),
    );
  });

  it("tries both kinds of credentials in the same ways", () => {
    const tried = (leg: string) =>
      OAUTH1_SCENARIOS.filter(({ name }) => name.startsWith(`oauth1_${leg}_`)).map(({ name }) =>
        name.split("_").slice(2),
      );
    assert.includeDeepMembers(
      tried("temporary"),
      tried("token").filter(([word]) => word !== "rejected"),
    );
  });
});
