import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../../conformance/support/rule.ts";
import { OAuthError, Params } from "../../protocol/mod.ts";
import { assemble } from "./assemble.ts";

type Claims = Readonly<Record<string, unknown>>;

function put(claims: Claims, outside = "", fillsIn = true): string {
  return assemble({ claims, typ: undefined }, { outside: Params.parse(outside), fillsIn }).toString();
}

/** The error of a refusal. */
function refusalOf(claims: Claims): string | undefined {
  try {
    put(claims);
    return undefined;
  } catch (error) {
    return error instanceof OAuthError ? error.code : assert.fail(String(error));
  }
}

const NAME = fc.stringMatching(/^[a-z_]{1,8}$/);
const VALUE = fc.stringMatching(/^[ -~]{1,12}$/);
const PAIRS = fc.dictionary(NAME, VALUE, { minKeys: 1, maxKeys: 6 });

describe("assemble()", () => {
  for (const [name, claims, expected] of [
    ["a text", { state: "a b" }, "state=a+b"],
    ["a number", { max_age: 0 }, "max_age=0"],
    ["a flag", { unknown: false }, "unknown=false"],
    ["the claims parameter", { claims: { userinfo: { email: null } } }, 'claims={"userinfo":{"email":null}}'],
    ["a list of details", { authorization_details: [{ type: "a" }] }, 'authorization_details=[{"type":"a"}]'],
    ["claims that are a text already", { claims: "{}" }, "claims={}"],
    [
      "resources, each by itself",
      { resource: ["https://a.test", "https://b.test"] },
      "resource=https://a.test&resource=https://b.test",
    ],
    ["one resource", { resource: "https://a.test" }, "resource=https://a.test"],
    ["an empty value", { state: "", scope: "a" }, "state=&scope=a"],
    ["a name that objects have", { ["__proto__x"]: "a", constructor: "b" }, "__proto__x=a&constructor=b"],
  ] as const) {
    rule("RFC9101-4-1", `takes ${name} for a parameter`, () => {
      assert.equal(decodeURIComponent(put(claims)).replaceAll("%20", "+"), expected);
    });
  }

  rule("RFC9101-4-1", "takes what the JWT says of itself for none", () => {
    const own = { iss: "a", sub: "b", aud: ["c"], exp: 1, nbf: 2, iat: 3, jti: "d" };
    assert.equal(put({ ...own, scope: "read" }), "scope=read");
    assert.equal(refusalOf(own), "invalid_request_object");
  });

  rule("OIDC-6.1-4", "fills in from beside it what is not inside, each time that it stands there", () => {
    assert.equal(put({ a: "1" }, "a=2&a=3&b=4&b=5&c="), "b=4&b=5&c=&a=1");
  });

  rule(["RFC9101-6.3-2", "OIDC-6.1-5"], "never keeps how the object came", () => {
    assert.equal(put({ a: "1" }, "request=x&request_uri=y&client_id=z"), "client_id=z&a=1");
  });

  rule("RFC9101-6.3-2", "keeps nothing from beside it where the object is whole", () => {
    assert.equal(put({ a: "1" }, "a=2&b=3", false), "a=1");
  });

  for (const value of [null, [], ["a"], {}, { a: "b" }]) {
    rule("RFC9101-4-1", `refuses ${JSON.stringify(value)} for a value`, () => {
      assert.equal(refusalOf({ scope: value }), "invalid_request_object");
    });
  }

  for (const claims of [{ resource: [1] }, { resource: {} }, { claims: null }, { a: "\0" }, { "\ud800": "a" }, {}])
    rule("RFC9101-6.3-3", `refuses ${JSON.stringify(claims)}`, () => {
      assert.equal(refusalOf(claims), "invalid_request_object");
    });
});

describe("properties of assemble()", () => {
  it("has each parameter from inside as it was, whatever stands beside it", () => {
    fc.assert(
      fc.property(PAIRS, PAIRS, fc.boolean(), (inside, beside, fillsIn) => {
        const names = Object.keys(inside);
        fc.pre(!names.some((name) => ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"].includes(name)));
        const outside = Params.of(Object.entries(beside));
        const whole = assemble({ claims: inside, typ: undefined }, { outside, fillsIn });
        for (const name of names) assert.deepEqual(whole.all(name), [inside[name] ?? ""]);
        for (const [name, value] of Object.entries(beside))
          if (!names.includes(name)) assert.deepEqual(whole.all(name), fillsIn ? [value] : []);
      }),
    );
  });

  it("never throws anything but a refusal", () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => void refusalOf(claims)));
  });
});
