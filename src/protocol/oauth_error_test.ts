import { assert } from "chai";
import { assert as forAll, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { OAuthError, fail, legalDescription } from "./mod.ts";
import { refusalOf } from "./_refusal_test.ts";

const LEGAL = /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/;

describe("OAuthError", () => {
  for (const [code, status] of [
    ["invalid_client", 401],
    ["invalid_token", 401],
    ["insufficient_scope", 403],
    ["temporarily_unavailable", 503],
    ["server_error", 500],
    ["invalid_request", 400],
    ["invalid_grant", 400],
    ["access_denied", 400],
    ["login_required", 400],
  ] as const) {
    it(`has status ${status} for ${code}`, () => {
      assert.equal(new OAuthError(code, "Cannot go on").status, status);
    });
  }

  it("has the status it is given", () => {
    assert.equal(new OAuthError("invalid_client", "Cannot go on", { status: 400 }).status, 400);
  });

  it("is an Error with a name, a message and a cause", () => {
    const cause = new TypeError("Inner");
    const error = new OAuthError("invalid_grant", "Cannot go on", { cause });
    assert.instanceOf(error, Error);
    assert.equal(String(error), "OAuthError: Cannot go on");
    assert.strictEqual(error.cause, cause);
  });

  it("has no cause, rule or headers unless given", () => {
    const error = new OAuthError("invalid_grant", "Cannot go on");
    assert.isFalse(Object.hasOwn(error, "cause"));
    assert.deepEqual([error.rule, error.headers, error.extra], [undefined, undefined, {}]);
  });

  it("keeps rule, headers and extra members", () => {
    const options = { rule: "RFC6749-3.3-4", headers: { "Retry-After": "1" }, extra: { scope: "read" } };
    assert.deepInclude(new OAuthError("invalid_scope", "Cannot go on", options), options);
  });

  it("is described legally whatever it is given", () => {
    assert.equal(new OAuthError("invalid_scope", 'No "x"').description, "No 'x'");
  });
});

describe("fail()", () => {
  it("throws the error that it is told", () => {
    const error = refusalOf(() => fail("invalid_grant", "Cannot go on", { rule: "RFC6749-4.1.2-5" }));
    assert.deepEqual([error.code, error.description, error.rule], ["invalid_grant", "Cannot go on", "RFC6749-4.1.2-5"]);
  });
});

describe("legalDescription()", () => {
  for (const [name, text, legal] of [
    ["double quotes by single ones", 'a"b', "a'b"],
    ["a backslash by a slash", "a\\b", "a/b"],
    ["line ends by question marks", "a\r\nb", "a??b"],
    ["DEL by a question mark", "a\x7f", "a?"],
    ["a letter beyond ASCII by one question mark", "aüb", "a?b"],
    ["an emoji by one question mark", "a😀b", "a?b"],
  ] as const) {
    it(`replaces ${name}`, () => assert.equal(legalDescription(text), legal));
  }

  it("leaves every legal character alone", () => {
    const all = String.fromCharCode(
      ...Array.from({ length: 128 }, (_, code) => code).filter((code) => LEGAL.test(String.fromCharCode(code))),
    );
    assert.lengthOf(all, 93);
    assert.equal(legalDescription(all), all);
  });

  describe("properties", () => {
    rule(["RFC6749-5.2-4", "RFC6749-4.2.2.1-4"], "describes every error in legal characters", () => {
      forAll(
        property(string({ unit: "binary" }), (text) => {
          assert.match(new OAuthError("invalid_request", text).description, LEGAL);
        }),
      );
    });
  });
});
