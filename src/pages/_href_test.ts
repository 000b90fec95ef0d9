import { assert } from "chai";
import { isPostable, linkTo } from "./_href.ts";

describe("linkTo()", () => {
  for (const href of ["https://a.example/x", "HTTP://a.example", "/", "/account?x=1", "#main"]) {
    it(`leads to '${href}'`, () => assert.deepEqual(linkTo(href), { href }));
  }
  for (const href of [
    "javascript:alert(1)",
    " javascript:x",
    "java\nscript:x",
    "data:text/html,x",
    "//evil.example",
    "/\\evil.example",
    "relative",
    "",
  ]) {
    it(`leads nowhere for ${JSON.stringify(href)}`, () => assert.deepEqual(linkTo(href), {}));
  }
});

describe("isPostable()", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ["https://a.example/cb", true],
    ["http://127.0.0.1:9/cb", true],
    ["com.example.app:/cb", true],
    ["com.example.app-2:/cb", true],
    ["app:/cb", false],
    ["javascript:x.y:/", false],
    [".com:/cb", false],
    ["https:/a.example", false],
  ];
  for (const [action, expected] of cases) {
    it(`is ${expected} for '${action}'`, () => assert.equal(isPostable(action), expected));
  }
});
