import { assert } from "chai";
import { wireRequest } from "../protocol/mod.ts";
import { sendsJson, wantsPage } from "./wants_page.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

describe("wantsPage()", () => {
  for (const [headers, expected] of [
    [{ accept: BROWSER }, true],
    [{ accept: "TEXT/HTML" }, true],
    [{ accept: BROWSER, "content-type": "application/x-www-form-urlencoded" }, true],
    [{}, false],
    [{ accept: "*/*" }, false],
    [{ accept: "application/json" }, false],
    [{ accept: "text/htmlx" }, false],
    [{ accept: BROWSER, authorization: "Bearer x" }, false],
    [{ accept: BROWSER, "content-type": "application/json" }, false],
  ] as readonly (readonly [Readonly<Record<string, string>>, boolean])[]) {
    it(`is ${String(expected)} of ${JSON.stringify(headers)}`, () => {
      assert.equal(wantsPage(wireRequest({ headers })), expected);
    });
  }
});

describe("sendsJson()", () => {
  for (const [type, expected] of [
    ["application/json", true],
    ["Application/JSON; charset=utf-8", true],
    ["application/json-patch+json", false],
    ["text/plain; application/json", false],
    ["text/plain", false],
    ["", false],
  ] as const) {
    it(`is ${String(expected)} of '${type}'`, () => {
      assert.equal(sendsJson(wireRequest({ headers: { "content-type": type } })), expected);
    });
  }

  it("is false where nothing says what the body is", () => assert.isFalse(sendsJson(wireRequest({}))));
});
