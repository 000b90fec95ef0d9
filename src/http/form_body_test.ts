import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { assert } from "chai";
import type { Middleware } from "koa";
import { rule } from "../../conformance/support/rule.ts";
import { koaOf, whileServing } from "../../test/support/koa_server.ts";
import { printRequest, type RawAnswer, sendRaw } from "../../test/support/raw_http.ts";
import { type ExpectedRefusal, refusalOf } from "../../test/support/refusals.ts";
import { OAuthError } from "../protocol/mod.ts";
import { readForm, readJson } from "./form_body.ts";

const TYPE = "application/x-www-form-urlencoded";
const LIMIT = 64 * 1_024;

/** Answers the text of the form, or how it was refused. */
const echo: Middleware = async (context) => {
  try {
    context.body = { form: await readForm(context) };
  } catch (error) {
    assert.instanceOf(error, OAuthError);
    const { code, status, description, rule: id } = error;
    context.body = { code, status, description, rule: id };
  }
};

interface Sent {
  /** Undefined leaves out what is sent otherwise. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

async function send({ headers = {}, body = "" }: Sent): Promise<RawAnswer> {
  const all = Object.entries({ "Content-Type": TYPE, ...headers });
  const given = all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const request = printRequest("POST /", { headers: Object.fromEntries(given), body });
  const [answer] = await whileServing(koaOf(echo), ({ port }) => sendRaw(port, request, { answers: 1 }));
  return answer ?? assert.fail("there is no answer");
}

async function formOf(sent: Sent): Promise<unknown> {
  const { form } = JSON.parse((await send(sent)).body) as Readonly<Record<string, unknown>>;
  return form;
}

async function assertRefused(sent: Sent, { says = "", ...expected }: ExpectedRefusal): Promise<RawAnswer> {
  const answer = await send(sent);
  const told = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
  assert.deepInclude(told, expected, answer.body);
  assert.include(told["description"], says);
  return answer;
}

/** Sends a part of a request and hangs up. */
function breakOff(port: number, part: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(part));
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });
}

describe("readForm()", () => {
  const READ: readonly (readonly [string, Sent, string])[] = [
    ["the text as it came", { body: "a.b=c&a[b]=1+2%20&&=&a.b=d" }, "a.b=c&a[b]=1+2%20&&=&a.b=d"],
    ["a form that names its charset", { headers: { "Content-Type": `${TYPE}; charset=UTF-8` }, body: "a=ü" }, "a=ü"],
    ["a type in capitals", { headers: { "Content-Type": TYPE.toUpperCase() }, body: "a=b" }, "a=b"],
    ["a type with spaces around it", { headers: { "Content-Type": `${TYPE} ; x=y` }, body: "a=b" }, "a=b"],
    [
      "a charset that means nothing: forms are UTF-8",
      { headers: { "Content-Type": `${TYPE}; charset=x` }, body: "ü" },
      "ü",
    ],
    ["a body that says it is not compressed", { headers: { "Content-Encoding": "identity" }, body: "a=b" }, "a=b"],
    [
      "a body in chunks",
      { headers: { "Transfer-Encoding": "chunked" }, body: "2\r\na=\r\n1\r\nb\r\n0\r\n\r\n" },
      "a=b",
    ],
    ["nothing of a body without content", { headers: { "Content-Length": "0" } }, ""],
    ["nothing where there is no body, whatever its type", { headers: { "Content-Type": "application/json" } }, ""],
    [
      "nothing of a body that says that it is empty, whatever its type",
      { headers: { "Content-Type": "text/plain", "Content-Length": "0" } },
      "",
    ],
    ["a body of exactly 64 KiB", { body: "a".repeat(LIMIT) }, "a".repeat(LIMIT)],
  ];

  for (const [name, sent, expected] of READ) {
    it(`reads ${name}`, async () => assert.equal(await formOf(sent), expected));
  }

  for (const type of ["application/json", "text/plain", `${TYPE}x`, "multipart/form-data; boundary=x", ""]) {
    rule("RFC6749-B-1", `takes no body of the type '${type}'`, async () => {
      const sent = { headers: { "Content-Type": type }, body: "a=b" };
      await assertRefused(sent, { code: "invalid_request", status: 400, rule: "RFC6749-B-1", says: TYPE });
    });
  }

  it("takes no body of no type", async () => {
    const sent = { headers: { "Content-Type": undefined }, body: "a=b" };
    await assertRefused(sent, { code: "invalid_request", status: 400, says: TYPE });
  });

  for (const encoding of ["gzip", "br", "deflate", "gzip, identity"]) {
    it(`takes no body in ${encoding}: a small one could unpack to a large one`, async () => {
      const sent = { headers: { "Content-Encoding": encoding }, body: "a=b" };
      await assertRefused(sent, { code: "invalid_request", status: 415, says: "Content-Encoding" });
    });
  }

  const TOO_LONG: readonly (readonly [string, Sent])[] = [
    ["that says so", { body: "a".repeat(LIMIT + 1) }],
    ["that says so and does not come", { headers: { "Content-Length": "1000000000" }, body: "a" }],
    [
      "in chunks",
      {
        headers: { "Transfer-Encoding": "chunked" },
        body: `${(LIMIT + 1).toString(16)}\r\n${"a".repeat(LIMIT + 1)}\r\n0\r\n\r\n`,
      },
    ],
  ];

  for (const [name, sent] of TOO_LONG) {
    it(`takes no body over 64 KiB ${name}, and gives the connection up`, async () => {
      const answer = await assertRefused(sent, { code: "invalid_request", status: 413, says: String(LIMIT) });
      assert.equal(answer.headers["connection"], "close");
    });
  }

  it("refuses a body that breaks off, and gives the connection up", async () => {
    const heard = new EventEmitter();
    const app = koaOf(async (context) => {
      heard.emit("refused", await refusalOf(() => readForm(context)), context.res.getHeader("Connection"));
    });
    const headers = { "Content-Type": TYPE, "Content-Length": "10" };
    await whileServing(app, async ({ port }) => {
      const refused = once(heard, "refused");
      await breakOff(port, printRequest("POST /", { headers, body: "a=b" }));
      const [refusal, connection] = await refused;
      assert.deepInclude(refusal, { code: "invalid_request", status: 400 });
      assert.equal(connection, "close");
    });
  });
});

describe("readJson()", () => {
  async function jsonOf({ headers = {}, body = "" }: Sent): Promise<Readonly<Record<string, unknown>>> {
    const app = koaOf(async (context) => {
      const text = await readJson(context).catch((error: unknown) => error);
      context.body = text instanceof OAuthError ? { status: text.status, rule: text.rule } : { text };
    });
    const given = Object.entries({ "Content-Type": "application/json", ...headers });
    const sent = given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    const request = printRequest("PUT /", { headers: Object.fromEntries(sent), body });
    const [answer] = await whileServing(app, ({ port }) => sendRaw(port, request, { answers: 1 }));
    return JSON.parse(answer!.body) as Readonly<Record<string, unknown>>;
  }

  for (const [name, sent, text] of [
    ["text that is not judged", { body: '{"a":' }, '{"a":'],
    [
      "a type that names its charset",
      { headers: { "Content-Type": "Application/JSON; charset=UTF-8" }, body: "ü" },
      "ü",
    ],
    ["nothing where there is no body", {}, ""],
  ] as const) {
    it(`reads ${name}`, async () => assert.equal((await jsonOf(sent))["text"], text));
  }

  for (const type of [TYPE, "text/json", "application/json+x", "application/jsonx", undefined]) {
    rule("RFC7591-3-2", `takes no body of the type '${type}'`, async () => {
      const told = await jsonOf({ headers: { "Content-Type": type }, body: "{}" });
      assert.deepEqual(told, { status: 400, rule: "RFC7591-3-2" });
    });
  }

  it("takes no body that is too long or compressed", async () => {
    assert.equal((await jsonOf({ body: "x".repeat(LIMIT + 1) }))["status"], 413);
    assert.equal((await jsonOf({ headers: { "Content-Encoding": "gzip" }, body: "{}" }))["status"], 415);
  });
});
