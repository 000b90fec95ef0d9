import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { OAuthError, parseChallenge, ruleUrl } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { contextOf, errorsOf, type Written, writtenTo } from "./_context_test.ts";
import { answerError } from "./answer_error.ts";
import { enterSpace } from "./challenge.ts";

type Options = Parameters<typeof answerError>[2];

function answerTo(thrown: unknown, options?: Options): Written & { readonly errors: readonly unknown[] } {
  const context = contextOf();
  enterSpace(context, { realm: "songs" });
  const errors = errorsOf(context);
  answerError(context, thrown, options);
  return { ...writtenTo(context), errors };
}

function challengeOf({ headers }: Written): Readonly<Record<string, string>> {
  return parseChallenge(String(headers["www-authenticate"])).params;
}

const SAYS = "Cannot do this";

describe("answerError(), of a refusal", () => {
  it("answers with its status, its code and its words, and tells nobody else", () => {
    const { status, body, errors } = answerTo(new OAuthError("invalid_request", SAYS));
    assert.deepEqual([status, body], [400, { error: "invalid_request", error_description: SAYS }]);
    assert.lengthOf(errors, 0);
  });

  it("links the rule that was broken", () => {
    const { body } = answerTo(new OAuthError("invalid_request", SAYS, { rule: "RFC6750-3.1-1" }));
    assert.propertyVal(body, "error_uri", ruleUrl("RFC6750-3.1-1"));
  });

  it("adds the members and the headers that the refusal brings", () => {
    const refusal = new OAuthError("invalid_request", SAYS, {
      status: 405,
      headers: { Allow: "GET" },
      extra: { hint: "use GET" },
    });
    const { status, headers, body } = answerTo(refusal);
    assert.deepEqual([status, headers["allow"]], [405, "GET"]);
    assert.propertyVal(body, "hint", "use GET");
  });

  it("never lets the cause of a refusal be seen", () => {
    const refusal = new OAuthError("invalid_request", SAYS, { cause: new TypeError("the inside") });
    assert.notInclude(JSON.stringify(answerTo(refusal)), "inside");
  });
});

describe("answerError(), as to the challenge", () => {
  for (const [code, options, challenged] of [
    ["invalid_token", undefined, true],
    ["insufficient_scope", undefined, true],
    ["invalid_request", undefined, false],
    ["invalid_request", { challenge: false }, false],
    ["invalid_request", { challenge: true }, true],
    ["temporarily_unavailable", { challenge: true }, false],
    ["server_error", { challenge: true }, false],
  ] as const) {
    it(`${challenged ? "sends one" : "sends none"} with ${code} and ${JSON.stringify(options) ?? "no options"}`, () => {
      const answer = answerTo(new OAuthError(code, SAYS), options);
      assert.equal("www-authenticate" in answer.headers, challenged);
    });
  }

  it("says in it what the body says, and the realm", () => {
    const answer = answerTo(new OAuthError("invalid_token", SAYS));
    assert.deepEqual(challengeOf(answer), { realm: "songs", error: "invalid_token", error_description: SAYS });
    assert.deepInclude(answer.body, { error: "invalid_token", error_description: SAYS });
  });

  it("is above a challenge that the refusal brings itself", () => {
    const headers = { "WWW-Authenticate": 'Basic realm="x"' };
    const answer = answerTo(new OAuthError("invalid_token", SAYS, { headers }));
    assert.match(String(answer.headers["www-authenticate"]), /^Bearer /);
  });
});

describe("answerError(), of what is no refusal", () => {
  for (const [what, thrown] of [
    ["an error", new RangeError("secret of the inside")],
    ["text", "secret of the inside"],
    ["nothing", undefined],
    ["null", null],
    ["an object that looks like a refusal", { code: "invalid_token", status: 401, description: "secret" }],
  ] as const) {
    it(`answers 500 in words of its own to ${what}`, () => {
      const { status, body, headers } = answerTo(thrown, { challenge: true });
      const error_description = "Cannot answer because of a mistake in the server";
      assert.deepEqual([status, body], [500, { error: "server_error", error_description }]);
      assert.notProperty(headers, "retry-after");
    });
  }

  it("hands the very error to the application", () => {
    const thrown = new RangeError("lost");
    assert.deepEqual([...answerTo(thrown).errors], [thrown]);
  });

  it("wraps what is no error, as Koa takes errors only", () => {
    const [wrapped] = answerTo("lost").errors;
    assert.instanceOf(wrapped, TypeError);
    assert.equal(wrapped.cause, "lost");
  });

  it("asks to try again where a store is away, and hands on which", () => {
    const thrown = new StoreUnavailable("redis", new TypeError("ECONNREFUSED"));
    const { status, headers, body, errors } = answerTo(thrown, { challenge: true });
    assert.deepEqual([status, headers["retry-after"]], [503, "2"]);
    assert.propertyVal(body, "error", "temporarily_unavailable");
    assert.notInclude(JSON.stringify(body), "redis");
    assert.deepEqual([...errors], [thrown]);
  });
});

describe("answerError(), of a signed request", () => {
  for (const [code, status] of [
    ["signature_invalid", 401],
    ["parameter_absent", 400],
    ["version_rejected", 400],
    ["token_revoked", 401],
  ] as const) {
    rule(
      ["RFC5849-3.2-8", "OAUTHPROBLEM-1-2", "OAUTHPROBLEM-1-3"],
      `says ${code} in the body and in the challenge`,
      () => {
        const refusal = new OAuthError(code, SAYS, { extra: { oauth_parameters_absent: "oauth_nonce" } });
        const answer = answerTo(refusal, { challenge: true });
        assert.equal(answer.status, status);
        const told = { oauth_problem: code, oauth_problem_advice: "Cannot%20do%20this" };
        assert.deepEqual({ ...challengeOf(answer) }, { realm: "songs", ...told });
        assert.deepInclude(answer.body, {
          error: code,
          error_description: SAYS,
          oauth_parameters_absent: "oauth_nonce",
        });
      },
    );
  }

  it("keeps what explains a signature out of the header, where nobody takes that much", () => {
    const extra = { oauth_signature_base_string: "GET&http" };
    const { headers } = answerTo(new OAuthError("signature_invalid", SAYS, { extra }), { challenge: true });
    assert.notInclude(String(headers["www-authenticate"]), "base_string");
  });
});
