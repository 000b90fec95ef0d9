import { assert } from "chai";
import { array, assert as forAll, option, property, record, string, tuple } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { OAuthError } from "../protocol/mod.ts";
import { isOauthAuthorization, parseOauthAuthorization, printOauthAuthorization } from "./mod.ts";
import rfc5849 from "./testdata/rfc5849.json" with { type: "json" };

describe("isOauthAuthorization()", () => {
  for (const header of ["OAuth a", "oauth\ta", "OAUTH", "OAuth "]) {
    rule("RFC5849-3.5.1-1", `knows ${JSON.stringify(header)}`, () => assert.isTrue(isOauthAuthorization(header)));
  }

  for (const header of ["", "OAut", "OAuth2 a", "OAuth,a", "Bearer OAuth", " OAuth a"]) {
    it(`does not take ${JSON.stringify(header)} for it`, () => assert.isFalse(isOauthAuthorization(header)));
  }
});

describe("parseOauthAuthorization()", () => {
  rule(["RFC5849-3.5.1-2", "RFC5849-3.5.1-3", "RFC5849-3.5.1-4"], "reads the header of RFC 5849 3.5.1", () => {
    assert.deepEqual<unknown>(parseOauthAuthorization(rfc5849.header.authorization), {
      realm: "Example",
      params: rfc5849.header.params,
    });
  });

  it("leaves other schemes to others", () => assert.isUndefined(parseOauthAuthorization("Bearer abc")));

  for (const [name, header, params] of [
    ["nothing behind the scheme", "OAuth", []],
    ["an empty value", 'OAuth a=""', [["a", ""]]],
    [
      "no blanks behind commas",
      'OAuth a="1",b="2"',
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    [
      "tabs, blanks and commas too many",
      'OAuth \t, a="1" ,\t, b="2" , ',
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["an encoded name", 'OAuth a%20b="1"', [["a b", "1"]]],
    ["a plus that is a plus", 'OAuth a="1+1"', [["a", "1+1"]]],
    [
      "a name that repeats",
      'OAuth a="1", a="2"',
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
    ["commas and equals signs within quotes", 'OAuth a="1,b=2"', [["a", "1,b=2"]]],
    ["names that no object may have", 'OAuth __proto__="1"', [["__proto__", "1"]]],
  ] as const) {
    rule(["RFC5849-3.5.1-3", "RFC5849-3.5.1-4"], `takes ${name}`, () => {
      assert.deepEqual<unknown>(parseOauthAuthorization(header)?.params, params);
    });
  }

  rule("RFC5849-3.4.1.3.1-2", "keeps the realm apart in any case, unescaped and not decoded", () => {
    const parsed = parseOauthAuthorization('OAuth REALM="a \\"b\\" \\\\ %41", a="1"');
    assert.deepEqual<unknown>(parsed, { realm: 'a "b" \\ %41', params: [["a", "1"]] });
  });

  for (const [name, header, id] of [
    ["a value without quotes", "OAuth a=1", "RFC5849-3.5.1-3"],
    ["a blank before the equals sign", 'OAuth a ="1"', "RFC5849-3.5.1-3"],
    ["a blank behind the equals sign", 'OAuth a= "1"', "RFC5849-3.5.1-3"],
    ["a name without a value", "OAuth a", "RFC5849-3.5.1-3"],
    ["a value without a name", 'OAuth ="1"', "RFC5849-3.5.1-3"],
    ["a token of another kind", "OAuth dGVzdA==", "RFC5849-3.5.1-3"],
    ["a quote that is not closed", 'OAuth a="1', "RFC5849-3.5.1-3"],
    ["a quote whose end is escaped", 'OAuth a="1\\"', "RFC5849-3.5.1-3"],
    ["no comma between pairs", 'OAuth a="1" b="2"', "RFC5849-3.5.1-4"],
    ["text behind a value", 'OAuth a="1"2', "RFC5849-3.5.1-4"],
    ["a quote within a name", 'OAuth a"b="1"', "RFC5849-3.5.1-3"],
    ["two realms", 'OAuth realm="a", realm="a"', "RFC5849-3.5.1-3"],
    ["broken percent-encoding in a value", 'OAuth a="%4"', "RFC5849-3.5.1-2"],
    ["broken UTF-8 in a name", 'OAuth a%ff="1"', "RFC5849-3.5.1-2"],
    ["raw text that is not ASCII", 'OAuth a="caf\xe9"', "RFC5849-3.5.1-2"],
  ] as const) {
    beyond(id, `refuses ${name}`, () =>
      assertRefused(() => parseOauthAuthorization(header), { code: "parameter_rejected", status: 400, rule: id }),
    );
  }
});

describe("the Authorization header, as laws", () => {
  const text = string({ unit: "binary" });
  const realm = string({ unit: "grapheme-ascii" });

  it("is read back as it was printed", () => {
    const named = text.filter((name) => name !== "" && name.toLowerCase() !== "realm");
    const authorization = record(
      { realm: option(realm, { nil: undefined }), params: array(tuple(named, text)) },
      { requiredKeys: ["params"] },
    );
    forAll(
      property(authorization, ({ realm: said, params }) => {
        const given = { params, ...(said === undefined ? {} : { realm: said }) };
        assert.deepEqual<unknown>(parseOauthAuthorization(printOauthAuthorization(given)), given);
      }),
    );
  });

  it("ends in an answer or in a refusal, whatever a stranger sends", () => {
    forAll(
      property(string({ unit: "grapheme-ascii" }), (rest) => {
        try {
          parseOauthAuthorization(`OAuth ${rest}`);
        } catch (error) {
          assert.instanceOf(error, OAuthError);
        }
      }),
    );
  });
});
