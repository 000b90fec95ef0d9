import { assert } from "chai";
import { assert as forAll, property, uuid, webUrl } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { clientRecord } from "../../test/support/records.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { isSubjectFor, sectorOf, subjectFor } from "./mod.ts";

const ISSUER = { pairwiseKey: new Uint8Array(32).fill(1) };
const OTHER = { pairwiseKey: new Uint8Array(32).fill(2) };
const SUB = "11111111-2222-4333-8444-555555555555";

function pairwise(redirectUris: readonly string[], sector?: string): ClientRecord {
  const metadata = { subject_type: "pairwise", ...(sector === undefined ? {} : { sector_identifier_uri: sector }) };
  return clientRecord({ redirectUris, metadata });
}

describe("sectorOf()", () => {
  for (const [what, client, sector] of [
    ["the host of its redirect URI", pairwise(["https://client.test/cb"]), "client.test"],
    ["the host without a port", pairwise(["https://client.test:8443/cb"]), "client.test"],
    [
      "the host of its sector's address",
      pairwise(["https://one.test/cb"], "https://sector.test/all.json"),
      "sector.test",
    ],
    ["the scheme of a native application", pairwise(["com.example.app:/cb"]), "com.example.app:"],
    ["its own name, as it has no redirect URI", { ...pairwise([]), clientId: "machine" }, "machine"],
  ] as const) {
    it(`is ${what}`, () => assert.equal(sectorOf(client), sector));
  }
});

describe("subjectFor()", () => {
  rule("OIDC-8-1", "is the identifier itself for a client of public ones", () => {
    for (const metadata of [{}, { subject_type: "public" }])
      assert.equal(subjectFor(clientRecord({ metadata }), SUB, ISSUER), SUB);
  });

  rule(
    ["OIDC-8.1-1", "OIDC-8.1-3"],
    "is a digest under the issuer's key for one of pairwise ones, the same each time",
    () => {
      const client = pairwise(["https://client.test/cb"]);
      const name = subjectFor(client, SUB, ISSUER);
      assert.match(name, /^[\w-]{43}$/);
      assert.equal(subjectFor(client, SUB, ISSUER), name);
      assert.notEqual(subjectFor(client, SUB, OTHER), name);
    },
  );

  it("cannot be made of a sector and a person that were cut elsewhere", () => {
    assert.notEqual(
      subjectFor(pairwise(["https://a.test/cb"]), `x"${SUB}`, ISSUER),
      subjectFor(pairwise(["https://a.test/cb"], 'https://a.test/x"'), SUB, ISSUER),
    );
  });
});

describe("isSubjectFor()", () => {
  const client = pairwise(["https://client.test/cb"]);
  const told = subjectFor(client, SUB, ISSUER);
  for (const [what, presented, is] of [
    ["what the client was told", told, true],
    ["the public identifier, which it was never told", SUB, false],
    ["nothing", undefined, false],
    ["something that is no text", [told], false],
  ] as const) {
    it(`is ${is} of ${what}`, () => assert.equal(isSubjectFor(client, presented, { sub: SUB, issuer: ISSUER }), is));
  }
});

describe("properties of subjectFor()", () => {
  rule("OIDC-8.1-2", "two people, or two sectors, never share one", () => {
    forAll(
      property(uuid(), uuid(), webUrl(), webUrl(), (one, other, here, there) => {
        const [a, b] = [pairwise([here]), pairwise([there])];
        assert.equal(subjectFor(a, one, ISSUER) === subjectFor(a, other, ISSUER), one === other);
        assert.equal(subjectFor(a, one, ISSUER) === subjectFor(b, one, ISSUER), sectorOf(a) === sectorOf(b));
      }),
    );
  });
});
