import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { bodyOf, markupOf } from "../../test/support/replies.ts";
import type { Feature } from "../engine/mod.ts";
import { TooBusy } from "../platform/mod.ts";
import { OAuthError, type Reply, withHeaders } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { renderError } from "./render_error.ts";

const REFUSAL = new OAuthError("invalid_scope", "Cannot grant this", {
  rule: "RFC6749-3.3-5",
  status: 403,
  extra: { scope: "read" },
  headers: { "WWW-Authenticate": "Bearer" },
  cause: new RangeError("inside"),
});

async function rendered(error: unknown, speaks: "json" | "bearer" | "page" | "oauth1" = "json") {
  const { issuer } = await issuerUnderTest({ url: "https://issuer.test/tenant" });
  const log = recordingLog();
  return { log, reply: renderError(error, exchangeAt(issuer, { path: "/token", log }), speaks) };
}

/** A mistake whose every part would tell an attacker something. */
function mistake(): Error {
  return new TypeError("Cannot read secret-in-message", { cause: new RangeError("secret-in-cause") });
}

describe("renderError()", () => {
  for (const speaks of ["json", "bearer"] as const) {
    rule(["RFC6749-5.2-5", "RFC6749-5.2-6"], `says in JSON what was refused (${speaks})`, async () => {
      const { reply } = await rendered(REFUSAL, speaks);
      assert.equal(reply.status, 403);
      assert.deepEqual(bodyOf(reply), {
        error: "invalid_scope",
        error_description: "Cannot grant this",
        error_uri: "https://www.rfc-editor.org/rfc/rfc6749#section-3.3",
        scope: "read",
      });
      assert.deepEqual(reply.headers, {
        "Cache-Control": "no-store",
        Pragma: "no-cache",
        "Trace-Id": "trace-1",
        "WWW-Authenticate": "Bearer",
      });
    });
  }

  it("names no page where the rule is of no specification that is known, or there is no rule", async () => {
    for (const options of [{}, { rule: "NOBODY-3.1-1" }]) {
      const { reply } = await rendered(new OAuthError("invalid_request", "Cannot", options));
      assert.hasAllKeys(bodyOf(reply), ["error", "error_description"]);
    }
  });

  for (const [accept, kind] of [
    ["text/html", "html"],
    ["application/json", "json"],
  ] as const) {
    it(`answers ${kind} to who takes ${accept}, where an endpoint speaks either`, async () => {
      const { issuer } = await issuerUnderTest();
      const exchange = exchangeAt(issuer, { headers: { accept } });
      assert.equal(renderError(REFUSAL, exchange, "either").kind, kind);
    });
  }

  it("shows a person a page with the rule, its link and the trace", async () => {
    const { reply } = await rendered(REFUSAL, "page");
    assert.equal(reply.status, 403);
    const url = "https://www.rfc-editor.org/rfc/rfc6749#section-3.3";
    for (const text of ["invalid_scope", "Cannot grant this", "RFC6749-3.3-5", url, "trace-1", "/tenant/"]) {
      assert.include(markupOf(reply), text);
    }
    assert.deepInclude(reply.headers, { "Trace-Id": "trace-1", "WWW-Authenticate": "Bearer" });
  });

  it("shows no rule on a page where there is none to link to", async () => {
    for (const options of [{}, { rule: "NOBODY-3.1-1" }]) {
      const { reply } = await rendered(new OAuthError("invalid_request", "Cannot", options), "page");
      assert.notInclude(markupOf(reply), "The rule behind this");
    }
  });

  it("logs what it refuses, under its trace and without a stack", async () => {
    const { log } = await rendered(REFUSAL);
    assert.deepEqual(log.lines, ["info Refused a request"]);
    assert.deepEqual(log.fields[0], {
      trace: "trace-1",
      path: "/token",
      error: "invalid_scope",
      rule: "RFC6749-3.3-5",
      description: "Cannot grant this",
    });
  });

  for (const cause of [new StoreUnavailable("redis", new RangeError("secret-in-cause")), new TooBusy()]) {
    it(`asks to come back later: ${cause.name}`, async () => {
      const { reply, log } = await rendered(cause);
      assert.deepInclude(bodyOf(reply), { error: "temporarily_unavailable" });
      assert.equal(reply.status, 503);
      assert.match(reply.headers["Retry-After"] ?? "", /^[1-9]\d*$/);
      assert.notInclude(JSON.stringify(reply), "redis");
      assert.deepEqual(log.lines, ["warn Cannot serve a request now"]);
      assert.deepEqual(log.fields[0], { trace: "trace-1", cause });
    });
  }

  for (const thrown of [mistake(), "secret-in-message", undefined, null, { status: 400, message: "secret" }]) {
    it(`says nothing of a mistake but its trace: ${typeof thrown}`, async () => {
      const { reply, log } = await rendered(thrown);
      assert.equal(reply.status, 500);
      assert.deepInclude(bodyOf(reply), { error: "server_error" });
      assert.include(JSON.stringify(reply), "trace-1");
      assert.notMatch(JSON.stringify(reply), /secret|\.ts|stack/);
      assert.deepEqual(log.lines, ["error Cannot serve a request because of a mistake in the server"]);
      assert.deepEqual(log.fields[0], { trace: "trace-1", cause: thrown });
    });
  }

  it("lets features see the error and refine the answer, last", async () => {
    const seen: unknown[] = [];
    const lab: Feature = {
      name: "lab",
      spec: "test",
      hooks: {
        errorReply(reply: Reply, { error }) {
          seen.push(error, reply.headers["Trace-Id"]);
          return withHeaders(reply, { "X-Lab": "1" });
        },
      },
    };
    const { issuer } = await issuerUnderTest({ features: (standard) => [...standard, lab] });
    const reply = renderError(REFUSAL, exchangeAt(issuer), "json");
    assert.deepEqual(seen, [REFUSAL, "trace-1"]);
    assert.equal(reply.headers["X-Lab"], "1");
  });
});

describe("renderError() to clients of OAuth 1.0a", () => {
  function problemOf({ reply }: { readonly reply: Reply }): Readonly<Record<string, string>> {
    const text = reply.kind === "json" ? reply.text : undefined;
    return Object.fromEntries(new URLSearchParams(text));
  }

  it("reports the problem in a form, and in the challenge", async () => {
    const extra = { oauth_parameters_absent: "oauth_nonce&oauth_timestamp" };
    const { reply } = await rendered(new OAuthError("parameter_absent", "Cannot go on", { extra }), "oauth1");
    assert.equal(reply.status, 400);
    assert.deepEqual(problemOf({ reply }), {
      oauth_problem: "parameter_absent",
      oauth_problem_advice: "Cannot go on",
      ...extra,
    });
    assert.deepInclude(reply.headers, {
      "Content-Type": "application/x-www-form-urlencoded",
      "Cache-Control": "no-store",
      "WWW-Authenticate":
        'OAuth realm="https://issuer.test/tenant", oauth_problem="parameter_absent", oauth_problem_advice="Cannot%20go%20on"',
    });
  });

  it("says in the words of the convention what has none of its own there", async () => {
    const { reply } = await rendered(new OAuthError("invalid_request", "Cannot read it", { status: 413 }), "oauth1");
    assert.equal(problemOf({ reply })["oauth_problem"], "parameter_rejected");
    assert.notProperty(reply.headers, "WWW-Authenticate");
  });

  it("shows nothing of a mistake of the server", async () => {
    const { reply } = await rendered(mistake(), "oauth1");
    assert.equal(reply.status, 500);
    assert.equal(problemOf({ reply })["oauth_problem"], "server_error");
    assert.notInclude(JSON.stringify(reply), "secret-in");
  });
});
