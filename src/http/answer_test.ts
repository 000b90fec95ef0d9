import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { assertError, bodyOf } from "../../test/support/replies.ts";
import type { Endpoint, Feature, Method } from "../engine/mod.ts";
import { type Log, silentLog } from "../platform/mod.ts";
import { fail, json, type Reply, withHeaders } from "../protocol/mod.ts";
import { allowedMethods, answer, refuse } from "./answer.ts";

function endpointFor(said: Partial<Endpoint> = {}): Endpoint {
  return {
    name: "thing",
    path: "/thing",
    methods: ["GET"],
    speaks: "json",
    handle: ({ request }) => json(200, { method: request.method }),
    ...said,
  };
}

/** Marks each reply that passes. */
const MARK: Feature = {
  name: "mark",
  spec: "test",
  hooks: { reply: (reply, { trace }) => withHeaders(reply, { "X-Mark": trace }) },
};

/** Fails after a while. */
async function tooLate(): Promise<Reply> {
  await nextTurn();
  throw new TypeError("inside");
}

async function answered(method: string, said: Partial<Endpoint> = {}): Promise<Reply> {
  const { issuer } = await issuerUnderTest({ features: (standard) => [...standard, MARK] });
  const endpoint = endpointFor(said);
  return answer({ endpoint, allow: allowedMethods(endpoint) }, exchangeAt(issuer, { method, path: "/thing" }));
}

describe("allowedMethods()", () => {
  const LISTS: readonly (readonly [readonly Method[], string])[] = [
    [["GET"], "GET, HEAD, OPTIONS"],
    [["POST"], "POST, OPTIONS"],
    [["GET", "POST"], "GET, POST, HEAD, OPTIONS"],
    [["PUT", "DELETE"], "PUT, DELETE, OPTIONS"],
  ];

  for (const [methods, expected] of LISTS) {
    it(`lists ${expected}`, () => assert.equal(allowedMethods(endpointFor({ methods })), expected));
  }
});

describe("answer()", () => {
  for (const method of ["GET", "HEAD"]) {
    it(`has the endpoint answer ${method}, and features the last word`, async () => {
      const reply = await answered(method);
      assert.deepEqual([reply.status, bodyOf(reply)["method"]], [200, method]);
      assert.equal(reply.headers["X-Mark"], "trace-1");
    });
  }

  it("answers OPTIONS without the endpoint", async () => {
    const reply = await answered("OPTIONS", { handle: () => assert.fail("it was asked") });
    assert.deepInclude(reply, { kind: "empty", status: 204 });
    assert.equal(reply.headers["Allow"], "GET, HEAD, OPTIONS");
  });

  rule("RFC6749-3.2-1", "refuses another method and says which are taken", async () => {
    const methods: readonly Method[] = ["POST", "PUT"];
    for (const method of ["GET", "HEAD", "DELETE", "post", "TRACE"]) {
      const reply = await answered(method, { methods, handle: () => assert.fail("it was asked") });
      assert.deepInclude(bodyOf(reply), { error: "invalid_request" });
      assert.include(String(bodyOf(reply)["error_description"]), "POST or PUT");
      assert.equal(reply.status, 405);
      assert.deepInclude(reply.headers, { Allow: "POST, PUT, OPTIONS", "X-Mark": "trace-1" });
    }
  });

  const REFUSING: readonly (readonly [string, Endpoint["handle"], number])[] = [
    ["what it refuses", () => fail("invalid_scope", "Cannot"), 400],
    ["what it refuses later", async () => fail("invalid_scope", "Cannot"), 400],
    ["its mistakes", () => assert.fail("inside"), 500],
    ["its later mistakes", () => Promise.reject(new TypeError("inside")), 500],
  ];

  for (const [name, handle, status] of REFUSING) {
    it(`tells of ${name} as the endpoint speaks`, async () => {
      for (const [speaks, kind] of [
        ["json", "json"],
        ["page", "html"],
      ] as const) {
        const reply = await answered("GET", { handle, speaks });
        assert.deepInclude(reply, { kind, status });
        assert.deepInclude(reply.headers, { "Trace-Id": "trace-1", "X-Mark": "trace-1" });
      }
    });
  }

  const BROKEN: readonly (readonly [string, NonNullable<Feature["hooks"]>, Endpoint["handle"]])[] = [
    ["the last word on an answer", { reply: () => assert.fail("inside") }, () => json(200, {})],
    ["the last word on a refusal", { reply: () => assert.fail("inside") }, () => fail("invalid_scope", "Cannot")],
    ["the last word on an answer, late", { reply: tooLate }, () => json(200, {})],
    ["the last word on a refusal, late", { reply: tooLate }, () => fail("invalid_scope", "Cannot")],
    ["the words of a refusal", { errorReply: () => assert.fail("inside") }, () => fail("invalid_scope", "Cannot")],
  ];

  for (const [name, hooks, handle] of BROKEN) {
    it(`answers 500 and tells nothing of the inside when a feature fails at ${name}`, async () => {
      const breaking: Feature = { name: "breaking", spec: "test", hooks };
      const { issuer } = await issuerUnderTest({ features: (standard) => [...standard, breaking] });
      const told: string[] = [];
      const log: Log = { ...silentLog, error: (message) => void told.push(message) };
      const endpoint = endpointFor({ handle, speaks: "page" });
      const reply = await answer({ endpoint, allow: "GET" }, exchangeAt(issuer, { method: "GET", log }));
      assertError(reply, { error: "server_error", status: 500, says: "trace-1" });
      assert.equal(reply.headers["Trace-Id"], "trace-1");
      assert.notInclude(JSON.stringify(reply), "inside");
      assert.include(told, "Cannot finish a reply because of a mistake in a feature");
    });
  }

  for (const [name, handle, status] of [
    ["an answer", () => json(201, {}), 201],
    ["a refusal", () => fail("invalid_scope", "Cannot"), 400],
  ] as const) {
    it(`waits for a feature that takes its time over ${name}`, async () => {
      async function slowly(reply: Reply): Promise<Reply> {
        await nextTurn();
        return withHeaders(reply, { "X-Slow": String(reply.status) });
      }
      const { issuer } = await issuerUnderTest({
        features: () => [MARK, { ...MARK, name: "slow", hooks: { reply: slowly } }],
      });
      const endpoint = endpointFor({ handle });
      const reply = await answer({ endpoint, allow: "GET" }, exchangeAt(issuer, { method: "GET" }));
      assert.deepInclude(reply.headers, { "X-Mark": "trace-1", "X-Slow": String(status) });
    });
  }

  it("says of a feature that fails at answers alone what it says of any mistake", async () => {
    const reply = (one: Reply) => (one.status === 200 ? assert.fail("inside") : one);
    const breaking: Feature = { name: "breaking", spec: "test", hooks: { reply } };
    const { issuer } = await issuerUnderTest({ features: (standard) => [...standard, breaking] });
    const endpoint = endpointFor({ speaks: "page" });
    const answered = await answer({ endpoint, allow: "GET" }, exchangeAt(issuer, { method: "GET" }));
    assert.deepInclude(answered, { kind: "html", status: 500 });
  });
});

describe("refuse()", () => {
  it("answers at once where no feature takes its time", async () => {
    for (const features of [[], [MARK]]) {
      const { issuer } = await issuerUnderTest({ features: () => features });
      const reply = refuse(new TypeError("inside"), exchangeAt(issuer), { speaks: "json" });
      assert.notInstanceOf(reply, Promise);
      assert.propertyVal(reply, "status", 500);
    }
  });
});
