import { assert } from "chai";
import { anything, assert as forAll, dictionary, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { accountComplaints, claimBase, isFitClaim, isPersonalClaim } from "./mod.ts";

function complaints(claims: Readonly<Record<string, unknown>>): readonly string[] {
  return accountComplaints({ claims }).map(({ member, says }) => `${member}: ${says}`);
}

describe("isPersonalClaim()", () => {
  for (const name of ["name", "name#fr", "https://example.com/claim", "role", "source:bank", "toString"]) {
    it(`is true of ${name}`, () => assert.isTrue(isPersonalClaim(name)));
  }

  const ofTokens = "iss sub aud exp nbf iat jti auth_time nonce acr amr azp sid at_hash c_hash s_hash cnf act events";
  const ofOthers = "scope client_id _claim_names _claim_sources __proto__ constructor prototype sub#fr #fr";
  for (const name of ["", ...ofTokens.split(" "), ...ofOthers.split(" ")]) {
    it(`is false of '${name}', which no record may speak for`, () => assert.isFalse(isPersonalClaim(name)));
  }
});

describe("isFitClaim()", () => {
  for (const [name, right, wrong] of [
    ["name", ["", "Ann"], [1, true, null, {}, ["Ann"]]],
    ["name#fr", ["Anne"], [1]],
    ["email_verified", [true, false], ["true", 1, null]],
    ["phone_number_verified", [true], ["yes"]],
    ["updated_at", [0, 1.5], ["2026-01-01", null]],
    ["address", [{}, { country: "GB" }], ["London", ["London"], null, { country: 44 }]],
    ["role", ["admin", 1, null, ["a"], {}], []],
  ] as const) {
    rule("OIDC-5.1-1", `knows the type of ${name}`, () => {
      for (const value of right) assert.isTrue(isFitClaim(name, value), JSON.stringify(value));
      for (const value of wrong) assert.isFalse(isFitClaim(name, value), JSON.stringify(value));
    });
  }
});

describe("accountComplaints() about claims", () => {
  for (const claims of [
    {},
    { nickname: "Al", birthdate: "1990-12-31", zoneinfo: "Europe/Paris", locale: "en-US" },
    { birthdate: "1990" },
    { birthdate: "0000-02-29" },
    { locale: "en_US" },
    { picture: "https://client.test/me.png", website: "http://client.test" },
    { address: { formatted: "1 High Street\nLondon", country: "GB" }, "family_name#ja-Kana-JP": "クロフォード" },
    { role: ["admin"], "https://example.com/level": 3, nothing: null },
    { quoted: "a backslash and letters: \\u0000 \\ud800" },
  ]) {
    it(`has none about ${JSON.stringify(claims)}`, () => assert.deepEqual(complaints(claims), []));
  }

  for (const [claims, says] of [
    [{ sub: "me" }, "made by the server"],
    [{ "aud#fr": "me" }, "made by the server"],
    [JSON.parse('{"__proto__":{"sub":"me"}}'), "made by the server"],
    [{ "a b": 1 }, "printable ASCII"],
    [{ "": 1 }, "printable ASCII"],
    [{ ["x".repeat(201)]: 1 }, "printable ASCII"],
    [{ nickname: 7 }, "must be a text"],
    [{ email_verified: "true" }, "must be true or false"],
    [{ updated_at: "now" }, "must be a number"],
    [{ address: "London" }, "must be an object of texts"],
    [{ birthdate: "31.12.1990" }, "a date like"],
    [{ birthdate: "1990-02-30" }, "a date like"],
    [{ birthdate: "1990-13-01" }, "a date like"],
    [{ zoneinfo: "Mars/Olympus" }, "a time zone"],
    [{ locale: "no language" }, "a language tag"],
    [{ picture: "javascript:alert(1)" }, "a page on the web"],
    [{ nickname: "NUL \0" }, "without NUL"],
    [{ deep: { text: "half \ud83d" } }, "without NUL"],
    [{ long: "x".repeat(65_536) }, "64 KiB"],
  ] as const) {
    it(`has one about ${JSON.stringify(claims).slice(0, 60)}`, () => {
      const found = complaints(claims);
      assert.lengthOf(found, 1);
      assert.include(found[0], says);
    });
  }

  it("has all of them at once", () => {
    assert.lengthOf(complaints({ sub: "me", nickname: 7, locale: "no language" }), 3);
  });
});

describe("properties of claims", () => {
  it("judges whatever comes, and never fails", () => {
    forAll(
      property(dictionary(string(), anything({ withNullPrototype: false })), (claims) => {
        assert.isArray(complaints(JSON.parse(JSON.stringify(claims))));
      }),
    );
  });

  it("finds the name of a claim in every language", () => {
    forAll(property(string(), string(), (name, tag) => claimBase(`${claimBase(name)}#${tag}`) === claimBase(name)));
  });
});
