import { assert } from "chai";
import { grantLabel, grantTypesOf, hasHybrid, HYBRID } from "./grant_labels.ts";

describe("grantLabel()", () => {
  for (const [type, label] of [
    ["password", "Resource owner password-based"],
    ["urn:ietf:params:oauth:grant-type:device_code", "Device code"],
    ["oauth1", "OAuth 1.0a (signed requests)"],
    ["urn:example:new", "urn:example:new"],
    ["constructor", "constructor"],
  ] as const) {
    it(`calls ${type} ${label}`, () => assert.equal(grantLabel(type), label));
  }
});

describe("grantTypesOf()", () => {
  for (const [chosen, expected] of [
    [[HYBRID], ["authorization_code", "implicit"]],
    [
      ["refresh_token", HYBRID, "implicit"],
      ["refresh_token", "authorization_code", "implicit"],
    ],
    [["password"], ["password"]],
    [[], []],
  ] as const) {
    it(`makes ${expected.join(", ") || "nothing"} of ${chosen.join(", ") || "nothing"}`, () =>
      assert.deepEqual(grantTypesOf(chosen), [...expected]));
  }
});

describe("hasHybrid()", () => {
  it("needs both of what it is made of", () => {
    assert.isTrue(hasHybrid(["implicit", "password", "authorization_code"]));
    assert.isFalse(hasHybrid(["implicit"]));
    assert.isFalse(hasHybrid(["authorization_code"]));
  });
});
