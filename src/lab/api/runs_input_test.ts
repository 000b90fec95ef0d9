import { assert } from "chai";
import * as fc from "fast-check";
import { assertRefused } from "../../../test/support/refusals.ts";
import { OAuthError, wireRequest } from "../../protocol/mod.ts";
import { ADDRESSES } from "../scenarios/setups.ts";
import { readAct, readNewAttempt, readNewRun, readOutcome, readStatement } from "./runs_input.ts";

function sent(body: unknown) {
  return { body: typeof body === "string" ? body : JSON.stringify(body) };
}

const ADDRESS = "http://127.0.0.1:4567/cb";
const READERS = { readNewRun, readNewAttempt, readOutcome, readAct } as const;

for (const [name, read] of Object.entries(READERS)) {
  describe(`${name}(), whatever is sent,`, () => {
    for (const body of ["{", "[]", '"text"', "null", '{"name":1,"name":2}', '{"other":1}'])
      it(`refuses ${body}`, async () =>
        assertRefused(() => read(sent(body)), { code: "invalid_request", status: 400 }));

    it("answers or refuses whatever is sent, and does nothing else", () => {
      const value = fc.anything({ values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)], maxDepth: 2 });
      const keys = fc.constantFrom("plan", "scenarios", "setups", "name", "client", "outcome", "act", "redirect_uri");
      fc.assert(
        fc.property(fc.dictionary(keys, value), (document) => {
          try {
            read(sent(document));
          } catch (error) {
            assert.instanceOf(error, OAuthError);
            assert.equal(error.status, 400);
          }
        }),
      );
    });
  });
}

describe("readNewRun()", () => {
  it("takes a plan, and what of it is wanted", () => {
    const body = {
      plan: "oidc-basic",
      scenarios: ["a"],
      setups: ["oidc-code"],
      name: "my client",
      client: { redirect_uri: ADDRESS, signature_method: "PLAINTEXT" },
    };
    assert.deepEqual(readNewRun(sent(body)), body);
  });

  it("takes what is null for what was not sent", () => {
    const { plan, name, scenarios, client } = readNewRun(
      sent({ plan: "all", name: null, scenarios: null, client: null }),
    );
    assert.deepEqual([plan, name, scenarios, client], ["all", undefined, undefined, {}]);
  });

  for (const [body, says] of [
    [{}, "plan: name one"],
    [{ plan: "" }, "plan"],
    [{ plan: 7 }, "plan: give a text"],
    [{ plan: "x".repeat(201) }, "plan"],
    [{ plan: "all", scenarios: "a" }, "scenarios: give a list"],
    [{ plan: "all", scenarios: [] }, "scenarios"],
    [{ plan: "all", scenarios: ["a", 7] }, "scenarios[1]"],
    [{ plan: "all", setups: Array.from({ length: 1_001 }, () => "code") }, "setups"],
    [{ plan: "all", name: "" }, "name"],
    [{ plan: "all", client: "x" }, "client: give an object"],
    [{ plan: "all", client: { redirect_uri: 7 } }, "client.redirect_uri"],
    [{ plan: "all", client: { redirect_uri: "x".repeat(2_001) } }, "client.redirect_uri"],
    [{ plan: "all", client: { redirect_uris: [ADDRESS] } }, "client.redirect_uris: there is none of that name"],
    [{ plan: "all", client: { signature_method: "MD5" } }, "client.signature_method: say one of HMAC-SHA1"],
    [{ plan: "all", key: "x" }, "key: there is none of that name, but plan"],
  ] as const) {
    it(`refuses ${JSON.stringify(body).slice(0, 60)}`, async () =>
      assertRefused(() => readNewRun(sent(body)), { code: "invalid_request", says }));
  }
});

describe("readNewAttempt()", () => {
  for (const name of ADDRESSES)
    it(`takes ${name}`, () =>
      assert.deepEqual(readNewAttempt(sent({ name: "a", [name]: ADDRESS })), { name: "a", [name]: ADDRESS }));

  for (const [body, says] of [
    [{}, "name: name an attempt"],
    [{ name: ["a"] }, "name"],
    [{ name: "a", redirect_uri: "" }, "redirect_uri"],
    [{ name: "a", client: {} }, "client: there is none"],
  ] as const) {
    it(`refuses ${JSON.stringify(body)}`, async () =>
      assertRefused(() => readNewAttempt(sent(body)), { code: "invalid_request", says }));
  }
});

describe("readOutcome()", () => {
  for (const outcome of [
    {},
    { statement: "completed", statedBy: "exit", exit: 0 },
    { statement: "refused", statedBy: "line", reason: "iss", exit: 76, output: ["a", ""] },
    { exit: 3_221_225_477 },
    { signal: "SIGSEGV", timedOut: true, output: [] },
  ])
    it(`takes ${JSON.stringify(outcome)}`, () => assert.deepEqual(readOutcome(sent({ outcome })), outcome as never));

  it("takes nothing at all for somebody who knows nothing", () => {
    for (const body of ["", "{}", '{"outcome":null}', '{"outcome":{"exit":null,"timedOut":false}}'])
      assert.deepEqual(readOutcome(sent(body)), {});
  });

  it("cuts lines that are too long", () => {
    const { output } = readOutcome(sent({ outcome: { output: ["x".repeat(5_000)] } }));
    assert.lengthOf(output?.[0] ?? "", 4_000);
  });

  for (const [outcome, says] of [
    ["refused", "outcome: give an object"],
    [{ statement: "passed" }, "outcome.statement: say one of completed, refused"],
    [{ statedBy: "me" }, "outcome.statedBy"],
    [{ reason: "" }, "outcome.reason"],
    [{ reason: "x".repeat(1_001) }, "outcome.reason"],
    [{ exit: "0" }, "outcome.exit"],
    [{ exit: -1 }, "outcome.exit"],
    [{ exit: 1.5 }, "outcome.exit"],
    [{ timedOut: "yes" }, "outcome.timedOut: say true or false"],
    [{ output: "a" }, "outcome.output: give a list"],
    [{ output: [7] }, "outcome.output[0]"],
    [{ output: Array.from({ length: 401 }, () => "") }, "outcome.output"],
    [{ verdict: "passed" }, "outcome.verdict: there is none"],
  ] as const) {
    it(`refuses ${JSON.stringify(outcome).slice(0, 60)}`, async () =>
      assertRefused(() => readOutcome(sent({ outcome })), { code: "invalid_request", says }));
  }
});

describe("readAct()", () => {
  for (const act of ["deny", "callback_twice", "foreign_callback", "no_visit", "end_session"] as const)
    it(`takes '${act}'`, () => assert.equal(readAct(sent({ act })), act));

  for (const act of [undefined, null, "", "allow", 7, ["deny"]])
    it(`refuses ${JSON.stringify(act)}`, async () =>
      assertRefused(() => readAct(sent({ act })), { code: "invalid_request", says: "act" }));
});

describe("readStatement()", () => {
  function form(text: string) {
    return wireRequest({ method: "POST", form: text });
  }

  function json(document: unknown) {
    return wireRequest({
      method: "POST",
      body: JSON.stringify(document),
      headers: { "content-type": "application/json" },
    });
  }

  for (const [name, request, expected] of [
    ["a form", form("outcome=refused&reason=iss+differs"), { statement: "refused", reason: "iss differs" }],
    ["a form without a reason", form("outcome=completed"), { statement: "completed" }],
    ["a form with other fields", form("outcome=completed&x=1"), { statement: "completed" }],
    ["JSON", json({ outcome: "refused", reason: "iss" }), { statement: "refused", reason: "iss" }],
    ["JSON without a reason", json({ outcome: "refused", reason: "" }), { statement: "refused" }],
  ] as const)
    it(`reads ${name}`, () => assert.deepEqual(readStatement(request), { ...expected, statedBy: "call" }));

  it("cuts a reason that is too long", () => {
    assert.lengthOf(readStatement(form(`outcome=refused&reason=${"x".repeat(3_000)}`)).reason ?? "", 1_000);
  });

  for (const [name, request] of [
    ["nothing", form("")],
    ["a word that is none", form("outcome=passed")],
    ["two words", form("outcome=refused&outcome=completed")],
    ["JSON that is no object", json(["refused"])],
    ["JSON with other members", json({ outcome: "refused", verdict: "passed" })],
    ["JSON whose word is no text", json({ outcome: true })],
    [
      "a form that says it is JSON",
      wireRequest({ body: "outcome=refused", headers: { "content-type": "application/json" } }),
    ],
  ] as const)
    it(`refuses ${name}`, async () =>
      assertRefused(() => readStatement(request), { code: "invalid_request", status: 400 }));
});
