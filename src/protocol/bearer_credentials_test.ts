import { assert } from "chai";
import { assert as forAll, nat, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { parseBearer } from "./mod.ts";
import { characterOf, hostileText } from "./_arbitrary_test.ts";
import { answersOrRefuses, assertRefused } from "./_refusal_test.ts";

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";

describe("parseBearer()", () => {
  for (const [header, token] of [
    ["Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"],
    ["bearer a", "a"],
    ["BEARER a==", "a=="],
    ["Bearer   a", "a"],
    [`Bearer ${CHARACTERS}`, CHARACTERS],
  ] as const) {
    it(`reads '${header}'`, () => assert.equal(parseBearer(header), token));
  }

  for (const header of ["", "Basic YTpi", "DPoP a", "Bearers a", "Bearer\ta", "Beare", "a Bearer b"]) {
    it(`leaves '${header}' to others`, () => assert.isUndefined(parseBearer(header)));
  }

  for (const header of [
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Bearer =",
    "Bearer a=b",
    "Bearer a,b",
    "Bearer a ",
    "Bearer ü",
    'Bearer "a"',
    "Bearer a\0",
  ]) {
    rule("RFC6750-3.1-1", `refuses '${header}'`, () => {
      assertRefused(() => parseBearer(header), { code: "invalid_request", status: 400, rule: "RFC6750-3.1-1" });
    });
  }

  describe("properties", () => {
    it("reads every token", () => {
      const token = string({ unit: characterOf(CHARACTERS), minLength: 1 });
      forAll(
        property(token, nat(3), (text, padding) => {
          assert.equal(parseBearer(`Bearer ${text}${"=".repeat(padding)}`), text + "=".repeat(padding));
        }),
      );
    });

    it("answers or refuses", () => {
      forAll(property(hostileText, (text) => void answersOrRefuses(() => parseBearer(`Bearer ${text}`))));
    });
  });
});
