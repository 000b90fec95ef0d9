import { assert } from "chai";
import { assert as forAll, json, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { OAuthError, parseClaimsRequest } from "./mod.ts";

function refusalOf(text: string): string {
  try {
    parseClaimsRequest(text);
  } catch (error) {
    assert.instanceOf(error, OAuthError);
    assert.deepEqual([error.code, error.rule], ["invalid_request", "OIDC-5.5-1"]);
    return error.description;
  }
  return assert.fail(`${text} was not refused`);
}

describe("parseClaimsRequest()", () => {
  for (const [text, idToken, userinfo] of [
    ["{}", {}, {}],
    ['{"id_token":null,"userinfo":{}}', {}, {}],
    ['{"id_token":{"name":null}}', { name: { essential: false } }, {}],
    ['{"userinfo":{"name":{}}}', {}, { name: { essential: false } }],
    ['{"id_token":{"name":{"essential":true}}}', { name: { essential: true } }, {}],
    ['{"id_token":{"acr":{"values":["1","2"]}}}', { acr: { essential: false, values: ["1", "2"] } }, {}],
    ['{"id_token":{"sub":{"value":"me"}}}', { sub: { essential: false, values: ["me"] } }, {}],
    ['{"id_token":{"flag":{"value":false}}}', { flag: { essential: false, values: [false] } }, {}],
    ['{"id_token":{"name":{"purpose":"why"}}}', { name: { essential: false } }, {}],
    ['{"access_token":{"name":null},"id_token":{"name#fr":null}}', { "name#fr": { essential: false } }, {}],
    [
      '{"id_token":{"a":null,"b":{"value":"\\"a\\":"}}}',
      { a: { essential: false }, b: { essential: false, values: ['"a":'] } },
      {},
    ],
    ['{"id_token":{"https://example.com/claim":null}}', { "https://example.com/claim": { essential: false } }, {}],
  ] as const) {
    rule("OIDC-5.5-1", `reads ${text}`, () => {
      assert.deepEqual(parseClaimsRequest(text), { idToken, userinfo });
    });
  }

  for (const [text, says] of [
    ["", "not a JSON object"],
    ["claims", "not a JSON object"],
    ["[]", "not a JSON object"],
    ["null", "not a JSON object"],
    ['{"id_token":{}}x', "not a JSON object"],
    ['{"id_token":{"name":null,"name":null}}', "different names"],
    ['{"id_token":{},"id_token":{}}', "different names"],
    ['{"id_token":{"a":{"value":[{"b":1,"b":2}]}}}', "different names"],
    ['{"id_token":[]}', "id_token is not an object"],
    ['{"userinfo":"name"}', "userinfo is not an object"],
    ['{"id_token":{"name":true}}', "neither null nor an object"],
    ['{"id_token":{"name":[]}}', "neither null nor an object"],
    ['{"id_token":{"name":{"essential":"yes"}}}', "is not true or false"],
    ['{"id_token":{"name":{"values":"Ann"}}}', "is not a list"],
    ['{"id_token":{"a name":null}}', "whose name cannot be one"],
    ['{"id_token":{"":null}}', "whose name cannot be one"],
    [`{"id_token":{"${"x".repeat(201)}":null}}`, "whose name cannot be one"],
    [JSON.stringify({ id_token: { long: { value: "x".repeat(8_192) } } }), "too long"],
    [
      JSON.stringify({ userinfo: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`c${at}`, null])) }),
      "more than 100",
    ],
  ] as const) {
    rule("OIDC-5.5-1", `refuses ${text.slice(0, 60)}`, () => assert.include(refusalOf(text), says));
  }

  it("takes a claim that is called as what all objects have for one like any other", () => {
    const { idToken } = parseClaimsRequest('{"id_token":{"__proto__":{"essential":true},"toString":null}}');
    assert.sameMembers(Object.keys(idToken), ["__proto__", "toString"]);
    assert.strictEqual(Object.getPrototypeOf(idToken), Object.prototype);
  });
});

describe("properties of parseClaimsRequest()", () => {
  for (const [what, texts] of [
    ["any text", string()],
    ["any JSON", json()],
    ["any claims", json().map((text) => `{"id_token":${text},"userinfo":{"name":${text}}}`)],
  ] as const) {
    it(`reads ${what} or refuses it, and fails never`, () => {
      forAll(
        property(texts, (text) => {
          try {
            assert.hasAllKeys(parseClaimsRequest(text), ["idToken", "userinfo"]);
          } catch (error) {
            assert.instanceOf(error, OAuthError);
          }
        }),
      );
    });
  }
});
