import { assert } from "chai";
import { array, constantFrom, dictionary, assert as forAll, property, record, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge, parseChallenges, printChallenge } from "./mod.ts";
import { hostileText } from "./_arbitrary_test.ts";

describe("printChallenge()", () => {
  it("prints a scheme alone", () => assert.equal(printChallenge("Basic", {}), "Basic"));

  it("quotes values and leaves out what is undefined", () => {
    const params = { realm: "api", error: undefined, scope: "read write" };
    assert.equal(printChallenge("Bearer", params), 'Bearer realm="api", scope="read write"');
  });

  it("escapes quotes and backslashes", () => {
    assert.equal(printChallenge("Basic", { realm: 'a"b\\c' }), 'Basic realm="a\\"b\\\\c"');
  });

  it("lets no line end or letter beyond ASCII into a header", () => {
    assert.equal(printChallenge("Basic", { realm: "a\r\nSet-Cookie: bü" }), 'Basic realm="a??Set-Cookie: b?"');
  });

  for (const [scheme, name] of [
    ["", "realm"],
    ["Bea rer", "realm"],
    ["Bearer", ""],
    ["Bearer", "re=alm"],
    ["Bearer", "re\nalm"],
  ] as const) {
    it(`will not print '${scheme}' with '${name}'`, () => {
      assert.throws(() => printChallenge(scheme, { [name]: "x" }), /token|broken/);
    });
  }
});

describe("parseChallenges()", () => {
  for (const [name, header, expected] of [
    ["nothing", "", []],
    ["a scheme alone", "Negotiate", [["Negotiate", {}]]],
    [
      "the example of RFC 6750 3",
      'Bearer realm="example", error="invalid_token"',
      [["Bearer", { realm: "example", error: "invalid_token" }]],
    ],
    ["values without quotes", "Basic realm=api , charset = UTF-8", [["Basic", { realm: "api", charset: "UTF-8" }]]],
    ["names in any case", 'Bearer Realm="a"', [["Bearer", { realm: "a" }]]],
    ["escapes", 'Basic realm="a\\"b\\\\\\c"', [["Basic", { realm: 'a"b\\c' }]]],
    ["commas and equals signs in quotes", 'Basic realm="a, Bearer b=c"', [["Basic", { realm: "a, Bearer b=c" }]]],
    ["an empty value", 'Basic realm=""', [["Basic", { realm: "" }]]],
    [
      "two challenges",
      'DPoP algs="ES256", error="x", Bearer realm="y"',
      [
        ["DPoP", { algs: "ES256", error: "x" }],
        ["Bearer", { realm: "y" }],
      ],
    ],
    [
      "two schemes alone",
      "DPoP, Bearer",
      [
        ["DPoP", {}],
        ["Bearer", {}],
      ],
    ],
    [
      "stray commas",
      ", Basic realm=a,, Bearer,",
      [
        ["Basic", { realm: "a" }],
        ["Bearer", {}],
      ],
    ],
    ["a name that objects have", "Basic __proto__=a", [["Basic", JSON.parse('{"__proto__":"a"}')]]],
  ] as const) {
    it(`reads ${name}`, () => {
      const found = parseChallenges(header).map(({ scheme, params }) => [scheme, Object.entries(params)]);
      assert.deepEqual(
        found,
        expected.map(([scheme, params]) => [scheme, Object.entries(params)]),
      );
    });
  }

  for (const [name, header] of [
    ["a quote that never closes", 'Basic realm="a'],
    ["an escape at the end", 'Basic realm="a\\'],
    ["a parameter before any scheme", "realm=a"],
    ["a value missing", "Basic realm="],
    ["a name missing", 'Basic ="a"'],
    ["text behind a value", 'Basic realm="a"b'],
    ["no comma between parameters", "Basic realm=a error=b"],
    ["a character that is none of a token", "Basic r@alm=a"],
    ["text behind a scheme", "Basic@"],
  ] as const) {
    it(`throws for ${name}`, () => assert.throws(() => parseChallenges(header), SyntaxError, "Cannot read the header"));
  }

  rule(["RFC6750-3-2", "RFC6750-3-6", "RFC6750-3-8"], "throws for a parameter that stands twice", () => {
    for (const name of ["realm", "scope", "error"]) {
      assert.throws(() => parseChallenges(`Bearer ${name}=a, ${name.toUpperCase()}=b`), SyntaxError);
    }
  });
});

describe("parseChallenge()", () => {
  it("answers the only challenge", () => assert.equal(parseChallenge("Bearer error=x").params["error"], "x"));

  for (const [header, count] of [
    ["", "'0' challenges"],
    ["DPoP, Bearer", "'2' challenges"],
  ] as const) {
    it(`throws for '${header}'`, () => assert.throws(() => parseChallenge(header), SyntaxError, count));
  }
});

describe("www_authenticate properties", () => {
  const name = constantFrom("realm", "scope", "error", "error_description", "algs", "__proto__");
  const value = string({ unit: "grapheme-ascii" });
  const challenge = record({ scheme: constantFrom("Bearer", "DPoP", "Basic"), params: dictionary(name, value) });

  it("parses what it printed, several in one header too", () => {
    forAll(
      property(array(challenge), (challenges) => {
        const header = challenges.map(({ scheme, params }) => printChallenge(scheme, params)).join(", ");
        const shape = (list: readonly { scheme: string; params: object }[]) =>
          list.map(({ scheme, params }) => [scheme, Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
        assert.deepEqual(shape(parseChallenges(header)), shape(challenges));
      }),
    );
  });

  it("answers or throws a SyntaxError", () => {
    forAll(
      property(hostileText, (text) => {
        try {
          parseChallenges(`Bearer ${text}`);
        } catch (error) {
          assert.instanceOf(error, SyntaxError);
        }
      }),
    );
  });
});
