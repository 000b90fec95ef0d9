import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { labIssuer, labParts } from "../../../test/support/lab_issuer.ts";
import { openidFlow } from "../../../test/support/openid_flow.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { json, withHeaders } from "../../protocol/mod.ts";
import type { FaultContext } from "../faults/fault.ts";
import { faultOf, flowWith, servedIn } from "./_lab_flow_test.ts";

/** Uses of a fault that marks token answers, and whether each of four token requests is faulted. */
describe("when a fault is at work", () => {
  const MARK = faultOf("token", { reply: (right) => withHeaders(right, { "x-wrong": "1" }) });

  for (const [name, use, expected] of [
    ["always", {}, [1, 1, 1, 1]],
    ["once", { times: 1 }, [1, 0, 0, 0]],
    ["three times", { times: 3 }, [1, 1, 1, 0]],
    ["never", { times: 0 }, [0, 0, 0, 0]],
    ["the first time", { nth: 1 }, [1, 0, 0, 0]],
    ["the third time", { nth: 3 }, [0, 0, 1, 0]],
    ["the third time, once", { nth: 3, times: 1 }, [0, 0, 1, 0]],
    ["for another client", { client_id: "nobody" }, [0, 0, 0, 0]],
    ["for a scope that nobody asked for", { scope: "write" }, [0, 0, 0, 0]],
    ["for a state that nobody had", { state: "other" }, [0, 0, 0, 0]],
  ] as const) {
    it(`is as its use says: ${name}`, async () => {
      const lab = await labIssuer({ known: [MARK], faults: [{ fault: "wrong", ...use }] });
      const seen: number[] = [];
      for (let asked = 0; asked < 4; asked += 1) {
        const { headers } = await lab.post("/token", { form: { client_id: "me", scope: "read" } });
        seen.push(headers["x-wrong"] === "1" ? 1 : 0);
      }
      assert.deepEqual(seen, [...expected]);
    });
  }

  it("counts only where the other selectors hold", async () => {
    const lab = await labIssuer({ known: [MARK], faults: [{ fault: "wrong", client_id: "me", nth: 2 }] });
    const seen: unknown[] = [];
    for (const client_id of ["you", "me", "you", "you", "me", "me"])
      seen.push((await lab.post("/token", { form: { client_id } })).headers["x-wrong"]);
    assert.deepEqual(seen, [undefined, undefined, undefined, undefined, "1", undefined]);
  });

  it("is in one of many answers at once, where it is to be once", async () => {
    const lab = await labIssuer({ known: [MARK], faults: [{ fault: "wrong", times: 1 }] });
    const replies = await Promise.all(Array.from({ length: 50 }, () => lab.post("/token", { form: {} })));
    assert.lengthOf(
      replies.filter(({ headers }) => headers["x-wrong"] === "1"),
      1,
    );
    assert.lengthOf(servedIn(lab.journal()), 1);
  });

  it("is decided and counted once in an exchange, however many functions it has", async () => {
    const seen: number[] = [];
    const note = (_value: unknown, { before }: FaultContext) => void seen.push(before);
    const many = faultOf("token", {
      idToken: (claims, context) => (note(claims, context), { ...claims, odd: 1 }),
      tokenReply: (body, context) => (note(body, context), { ...body, odd: 1 }),
      accessToken: (record, context) => (note(record, context), { ...record }),
      reply: (right, context) => (note(right, context), withHeaders(right, { odd: "1" })),
    });
    const flow = await flowWith(many);
    await flow.tokens();
    await flow.tokens();
    assert.deepEqual(seen, [0, 0, 0, 0, 1, 1, 1, 1]);
    assert.deepEqual(servedIn(flow.journal()), ["wrong at token", "wrong at token"]);
  });

  it("is decided for each use alone, also where two are of one fault", async () => {
    const add = faultOf("token", {
      reply: (right) => withHeaders(right, { count: `${right.headers["count"] ?? ""}x` }),
    });
    const lab = await labIssuer({
      known: [add],
      faults: [{ fault: "wrong", times: 1 }, { fault: "wrong", nth: 2 }, { fault: "wrong" }],
    });
    const seen: unknown[] = [];
    for (let asked = 0; asked < 3; asked += 1) seen.push((await lab.post("/token")).headers["count"]);
    assert.deepEqual(seen, ["xx", "xx", "x"]);
  });

  it("passes over what nobody knows by its name", async () => {
    const lab = await labIssuer({ known: [], faults: [{ fault: "wrong" }] });
    assert.equal((await lab.post("/token")).status, 400);
    assert.isEmpty(lab.journal()[0]?.faults);
  });

  it("does not change within an exchange, whoever changes the faults meanwhile", async () => {
    const parts = labParts({
      known: [
        faultOf("token", {
          tokenReply: (body) => (parts.use([]), { ...body, stopped: true }),
          reply: (right) => withHeaders(right, { "x-wrong": "1" }),
        }),
      ],
      faults: [{ fault: "wrong" }],
    });
    const flow = await openidFlow(parts.options);
    assert.equal((await flow.redeem(await flow.code())).headers["x-wrong"], "1");
    assert.notProperty((await flow.redeem(await flow.code())).headers, "x-wrong");
  });
});

describe("a fault that throws", () => {
  const throwing = (): never => {
    throw new TypeError("a mistake of the lab");
  };
  const BROKEN = [
    ["idToken", "token", { idToken: throwing }],
    ["tokenReply", "token", { tokenReply: throwing }],
    ["accessToken", "token", { accessToken: throwing }],
    ["reply", "token", { reply: throwing }],
    ["signature", "token", { signature: throwing }],
  ] as const;

  for (const [name, place, parts] of BROKEN) {
    it(`at ${name} is a 500 that the journal tells apart from misbehaviour`, async () => {
      const flow = await flowWith(faultOf(place, parts));
      const reply = await flow.redeem(await flow.code());
      assert.equal(reply.status, 500);
      assert.equal(bodyOf(reply)["error"], "server_error");
      assert.notInclude(JSON.stringify(reply), "a mistake of the lab");
      const entry = flow.journal().at(-1);
      assert.deepInclude(entry, { place: "token", status: 500, broken: "wrong" });
    });
  }

  it("at the authorization answer is a page for the person, and no answer to the client", async () => {
    const flow = await flowWith(faultOf("callback", { authorizeReply: throwing }));
    const reply = await flow.ask();
    assert.deepInclude(reply, { status: 500, kind: "html" });
    const entry = flow.journal().at(-1);
    assert.deepInclude(entry, { place: "authorize", status: 500, broken: "wrong" });
  });

  it("is in the log, with its name", async () => {
    const lines: unknown[] = [];
    const { options } = labParts({ known: [faultOf("token", { reply: throwing })], faults: [{ fault: "wrong" }] });
    const { under } = await openidFlow(options);
    const log = { ...under.issuer.log, error: (...said: readonly unknown[]) => void lines.push(said) };
    const exchange = { ...exchangeAt(under.issuer, { path: "/token", method: "POST" }), log };
    const failure = await under.issuer.hooks.reply(json(200, {}), exchange);
    assert.propertyVal(failure, "status", 500);
    assert.match(JSON.stringify(lines), /Cannot misbehave because of a mistake in a fault.*"fault":"wrong"/);
  });

  it("over an error is a 500 that is written down as well", async () => {
    const lab = await labIssuer({ known: [faultOf("token", { reply: throwing })], faults: [{ fault: "wrong" }] });
    const reply = await lab.post("/token");
    assert.deepEqual([reply.status, bodyOf(reply)["error"]], [500, "server_error"]);
    assert.deepInclude(lab.journal()[0], { status: 500, broken: "wrong" });
  });

  it("where it says when it is at work is a 500 as well", async () => {
    const lab = await labIssuer({
      known: [faultOf("token", { when: throwing, reply: throwing })],
      faults: [{ fault: "wrong" }],
    });
    assert.equal((await lab.post("/token")).status, 500);
    assert.propertyVal(lab.journal()[0], "broken", "wrong");
  });

  it("is none where it cannot read what a client sent: that is the client's mistake", async () => {
    const when = ({ request }: { readonly request: { readonly form: { get(name: string): unknown } } }): boolean =>
      request.form.get("grant_type") === "password";
    const lab = await labIssuer({ known: [faultOf("token", { when, reply: throwing })], faults: [{ fault: "wrong" }] });
    assert.equal((await lab.post("/token", { form: "grant_type=a&grant_type=b" })).status, 400);
    assert.notProperty(lab.journal()[0], "broken");
  });

  it("keeps the others from work in the same exchange, and not in the next", async () => {
    const lab = await labIssuer({
      known: [
        faultOf("token", { reply: throwing }),
        { ...faultOf("token", { reply: (right) => withHeaders(right, { odd: "1" }) }), name: "odd" },
      ],
      faults: [{ fault: "wrong", times: 1 }, { fault: "odd" }],
    });
    assert.notProperty((await lab.post("/token")).headers, "odd");
    assert.property((await lab.post("/token")).headers, "odd");
  });
});
