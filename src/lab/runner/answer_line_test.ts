import { assert } from "chai";
import { answerLine } from "./answer_line.ts";

describe("answerLine()", () => {
  const FORM = new URLSearchParams([
    ["code", "a b"],
    ["state", "s&t"],
  ]);

  for (const [what, url, body, line] of [
    ["a query", "http://a.test/cb?code=1", undefined, "http://a.test/cb?code=1"],
    ["a fragment", "http://a.test/cb#id_token=1", undefined, "http://a.test/cb#id_token=1"],
    ["a scheme of its own", "com.example.app:/cb?code=1", undefined, "com.example.app:/cb?code=1"],
    ["a form", "http://a.test/cb", FORM, "http://a.test/cb?code=a+b&state=s%26t"],
    ["a form behind a query", "http://a.test/cb?x=1", FORM, "http://a.test/cb?x=1&code=a+b&state=s%26t"],
  ] as const) {
    it(`writes ${what} as one address`, () => {
      assert.equal(answerLine({ url: new URL(url), ...(body === undefined ? {} : { body }) }), line);
    });
  }
});
