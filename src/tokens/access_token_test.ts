import { assert } from "chai";
import {
  type Arbitrary,
  assert as forAll,
  constantFrom,
  dictionary,
  integer,
  jsonValue,
  option,
  property,
  record,
  string,
  stringMatching,
  uniqueArray,
  uuid,
} from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { audienceOf, ACCESS_TOKEN, accessTokenKey, type AccessTokenRecord } from "./mod.ts";

const ALICE = { sub: "0f8fad5b-d9cb-469f-a165-70867728950e", username: "alice" };
const OF_ALICE: AccessTokenRecord = {
  client: 7,
  subject: ALICE,
  scope: ["read", "write"],
  issuedAt: START,
  expiresAt: START + 600,
};
const OF_A_CLIENT: AccessTokenRecord = { client: 7, scope: ["read"], issuedAt: START, expiresAt: START + 600 };

function roundTrip(value: AccessTokenRecord): AccessTokenRecord {
  return ACCESS_TOKEN.decode(ACCESS_TOKEN.encode(value));
}

describe("ACCESS_TOKEN", () => {
  for (const [name, value] of [
    ["a person", OF_ALICE],
    ["a client", OF_A_CLIENT],
    ["no scope", { ...OF_ALICE, scope: [] }],
    ["extra members", { ...OF_ALICE, extra: { cnf: { jkt: "thumb" }, aud: ["a", "b"] } }],
    ["extra members of a client", { ...OF_A_CLIENT, extra: { text: "ä表💩\0" } }],
    ["an empty object of extra members", { ...OF_A_CLIENT, extra: {} }],
    ["a user name of any script", { ...OF_ALICE, subject: { ...ALICE, username: "Ωмéga表" } }],
    ["the longest user name", { ...OF_ALICE, subject: { ...ALICE, username: "表".repeat(150) } }],
    ["the greatest numbers", { ...OF_ALICE, client: 2 ** 32 - 1, expiresAt: 2 ** 32 - 1 }],
    ["a scope of a thousand words", { ...OF_ALICE, scope: Array.from({ length: 1_000 }, (_, at) => `scope:${at}`) }],
  ] as const) {
    it(`comes back as it was with ${name}`, () => assert.deepEqual(roundTrip(value), value));
  }

  it("has no members that nobody wrote", () => {
    assert.sameMembers(Object.keys(roundTrip(OF_A_CLIENT)), ["client", "scope", "issuedAt", "expiresAt"]);
  });

  for (const [name, value, bytes] of [
    ["a person called ada with 'read write'", { ...OF_ALICE, subject: { ...ALICE, username: "ada" } }, 46],
    ["a person called alice with 'read write'", OF_ALICE, 48],
    ["a client with 'read'", OF_A_CLIENT, 19],
    ["a client without scope", { ...OF_A_CLIENT, scope: [] }, 15],
  ] as const) {
    it(`takes ${bytes} bytes for ${name}`, () => assert.lengthOf(ACCESS_TOKEN.encode(value), bytes));
  }

  it("reads from plain bytes as from a buffer", () => {
    assert.deepEqual(ACCESS_TOKEN.decode(new Uint8Array(ACCESS_TOKEN.encode(OF_ALICE))), OF_ALICE);
  });

  it("reads from the middle of a larger buffer", () => {
    const bytes = ACCESS_TOKEN.encode(OF_ALICE);
    const larger = Buffer.concat([Buffer.alloc(5, 255), bytes, Buffer.alloc(5, 255)]);
    assert.deepEqual(ACCESS_TOKEN.decode(larger.subarray(5, 5 + bytes.length)), OF_ALICE);
  });

  for (const sub of ["", "alice", "0f8fad5b-d9cb-469f-a165", "0f8fad5b-d9cb-469f-a165-70867728950z"]) {
    it(`does not write the subject '${sub}', which is no UUID`, () => {
      assert.throws(() => ACCESS_TOKEN.encode({ ...OF_ALICE, subject: { ...ALICE, sub } }), RangeError, "UUID");
    });
  }

  rule(["RFC6750-5.2-10", "RFC9700-2.3-4"], "keeps the scope with the token", () => {
    assert.deepEqual(roundTrip(OF_ALICE).scope, ["read", "write"]);
  });

  rule("RFC9700-4.15.1-2", "tells the token of a client from that of a person", () => {
    assert.isUndefined(roundTrip(OF_A_CLIENT).subject);
    assert.deepEqual(roundTrip(OF_ALICE).subject, ALICE);
  });
});

describe("the longest lifetime that settings allow", () => {
  it("can be written down until the year 2056", () => {
    const issuedAt = 2_713_824_000;
    const value = { ...OF_A_CLIENT, issuedAt, expiresAt: issuedAt + 1_576_800_000 };
    assert.deepEqual(roundTrip(value), value);
  });
});

describe("accessTokenKey()", () => {
  it("puts the tag of the family in braces, so that a cluster keeps its tombstone beside it", () => {
    assert.equal(accessTokenKey("family00", "digest"), "{family00}digest");
  });
});

describe("properties of ACCESS_TOKEN", () => {
  const instant = integer({ min: 0, max: 2 ** 32 - 1 });
  const scope = uniqueArray(stringMatching(/^[!#-[\]-~]{1,12}$/), { maxLength: 6 });
  const subject = record({ sub: uuid(), username: string({ unit: "grapheme", maxLength: 150 }) });
  const extra = dictionary(string({ minLength: 1 }), jsonValue({ noUnicodeString: false }));
  const records: Arbitrary<AccessTokenRecord> = record({
    client: instant,
    subject: option(subject, { nil: undefined }),
    scope,
    issuedAt: instant,
    expiresAt: instant,
    extra: option(extra, { nil: undefined }),
  }).map((value) => JSON.parse(JSON.stringify(value)) as AccessTokenRecord);

  for (const [what, extra, audience] of [
    ["several resources", { aud: ["urn:a", "urn:b"] }, ["urn:a", "urn:b"]],
    ["nothing at all", { aud: [] }, []],
    ["none, as there are no members", undefined, undefined],
    ["none, as no member says so", { cnf: { jkt: "x" } }, undefined],
    ["none, as the member is no list", { aud: "urn:a" }, undefined],
  ] as const) {
    it(`a record that is bound to ${what} says so, also when it was kept`, () => {
      const record = { client: 1, scope: [], issuedAt: 0, expiresAt: 60, ...(extra === undefined ? {} : { extra }) };
      assert.deepEqual(audienceOf(roundTrip(record)), audience);
    });
  }

  it("decode(encode(record)) is the record", () => {
    forAll(property(records, (value) => assert.deepEqual(roundTrip(value), value)));
  });

  it("a record takes 15 bytes, its scope, its extra members and, with a person, 18 bytes and the name", () => {
    forAll(
      property(records, (value) => {
        const person = value.subject === undefined ? 0 : 18 + Buffer.byteLength(value.subject.username);
        const more = value.extra === undefined ? 0 : Buffer.byteLength(JSON.stringify(value.extra));
        assert.lengthOf(ACCESS_TOKEN.encode(value), 15 + person + value.scope.join(" ").length + more);
      }),
    );
  });

  it("two records that differ are written differently", () => {
    forAll(
      property(records, constantFrom("client", "issuedAt", "expiresAt"), (value, member) => {
        const other = { ...value, [member]: value[member] === 0 ? 1 : value[member] - 1 };
        assert.notDeepEqual(ACCESS_TOKEN.encode(other), ACCESS_TOKEN.encode(value));
      }),
    );
  });
});
