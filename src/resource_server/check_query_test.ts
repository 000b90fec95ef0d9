import { assert } from "chai";
import { assert as forAll, property, string, webPath, webQueryParameters } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { OAuthError } from "../protocol/mod.ts";
import { contextOf } from "./_context_test.ts";
import { checkQuery } from "./check_query.ts";

function checked(url: string): void {
  checkQuery(contextOf({ url }));
}

describe("checkQuery()", () => {
  for (const query of ["%", "a=%", "a=%4", "a=%zz", "a=%4g", "a=%g4", "%%41", "a=1&b=100%", "%u0041", "a=% 41"]) {
    rule("RFC6750-3.1-1", `refuses ?${query}`, () => {
      for (const path of ["/", "/books/%41"]) {
        assert.throws(() => checked(`${path}?${query}`), OAuthError, "percent sign");
      }
    });
  }

  for (const url of ["/", "/%", "/%zz", "/a?", "/a?b=%41", "/a?b=%c3%A9", "/a?%2525", "/a?b=%F0", ""]) {
    it(`lets '${url}' pass, whose path is not its business`, () => checked(url));
  }

  it("lets whatever pass that was encoded as it should be", () => {
    forAll(
      property(webPath(), webQueryParameters(), string({ unit: "binary" }), (path, query, text) => {
        checked(`${path}?${query}&text=${encodeURIComponent(text)}`);
      }),
    );
  });
});
