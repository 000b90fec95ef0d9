import { Agent, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { assert } from "chai";
import bodyParser from "koa-bodyparser";
import type { Context, Middleware } from "koa";
import { assertRefused, thrownBy } from "../../test/support/refusals.ts";
import { askKoa, koaOf, whileServing } from "../../test/support/koa_server.ts";
import { printRequest, sendRaw } from "../../test/support/raw_http.ts";
import { contextOf } from "./_context_test.ts";
import { hasBody, peekBody } from "./peek_body.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

/** Looks at a body, leaves what it saw on the state, and goes on. */
function peeking(longest = 1_000_000): Middleware {
  return async (context, next) => {
    const seen = await peekBody(context.req, { longest });
    context.state["seen"] = seen === undefined ? "too long" : Buffer.from(seen).toString();
    await next();
  };
}

/** Reads the stream itself. */
async function readStream({ req }: Context): Promise<string> {
  let text = "";
  for await (const chunk of req) text += String(chunk);
  return text;
}

const answerStream: Middleware = async (context) => {
  context.body = { seen: context.state["seen"], read: await readStream(context) };
};

/** A body that comes in chunks, without its length. */
function inChunks(...chunks: readonly string[]): RequestInit {
  const body = new ReadableStream({
    async pull(controller) {
      for (const chunk of chunks) {
        controller.enqueue(Buffer.from(chunk));
        // Each goes out by itself.
        await new Promise((resolve) => setImmediate(resolve));
      }
      controller.close();
    },
  });
  return { method: "POST", body, duplex: "half" } as RequestInit;
}

/** Posts a body by a connection that is used again, and says what was answered. */
function postBy(agent: Agent, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = httpRequest({ agent, port, host: "127.0.0.1", method: "POST" }, (answer) => resolve(text(answer)));
    call.on("error", reject).end("a body");
  });
}

const LONG = "x".repeat(300_000);

describe("peekBody(), and who reads behind it", () => {
  for (const [what, init, text] of [
    ["a short body", { method: "POST", body: "hello" }, "hello"],
    ["a body of many packets", { method: "PUT", body: LONG }, LONG],
    ["one in chunks", inChunks("he", "ll", "o"), "hello"],
    ["many long chunks", inChunks(LONG, LONG), LONG + LONG],
    ["an empty one in chunks", inChunks(), ""],
    ["no body", { method: "POST" }, ""],
    ["no body of a GET", {}, ""],
    ["one that is not text", { method: "POST", body: Buffer.from([0, 255, 10]) }, "\0\ufffd\n"],
  ] as const) {
    it(`both see ${what}`, async () => {
      const { text: said } = await askKoa(koaOf(peeking(), answerStream), "/", init);
      assert.deepEqual(JSON.parse(said), { seen: text, read: text });
    });
  }

  for (const [what, init] of [
    ["with its length", { method: "POST", body: "hello" }],
    ["in chunks", inChunks("he", "llo")],
  ] as const) {
    it(`both see a body ${what} that has come whole before anybody looked`, async () => {
      const waiting: Middleware = async (context, next) => {
        while (!context.req.complete) await new Promise((resolve) => setImmediate(resolve));
        await next();
      };
      const { text: said } = await askKoa(koaOf(waiting, peeking(), answerStream), "/", init);
      assert.deepEqual(JSON.parse(said), { seen: "hello", read: "hello" });
    });
  }

  it("reads it twice, and a third time", async () => {
    const { text: said } = await askKoa(koaOf(peeking(), peeking(), answerStream), "/", { method: "POST", body: "a" });
    assert.deepEqual(JSON.parse(said), { seen: "a", read: "a" });
  });

  it("lets a parser parse", async () => {
    const answerParsed: Middleware = (context) => {
      const { body, rawBody } = context.request;
      context.body = { body, rawBody, seen: context.state["seen"] };
    };
    const app = koaOf(peeking(), bodyParser(), answerParsed);
    const { text: said } = await askKoa(app, "/", { method: "POST", headers: JSON_TYPE, body: '{"a":1}' });
    assert.deepEqual(JSON.parse(said), { body: { a: 1 }, rawBody: '{"a":1}', seen: '{"a":1}' });
  });

  it("keeps the connection for the next request, though nobody read the body", async () => {
    const app = koaOf(peeking(), (context) => void (context.body = String(context.req.socket.remotePort)));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await whileServing(app, async ({ port }) => {
      const first = await postBy(agent, port);
      assert.equal(await postBy(agent, port), first);
    });
    agent.destroy();
  });
});

describe("peekBody(), of a body that is too long", () => {
  for (const [what, init] of [
    ["as its length says", { method: "POST", body: "x".repeat(11) }],
    ["as its chunks show", inChunks("xxxxxx", "xxxxx")],
  ] as const) {
    it(`says so, ${what}, and leaves it whole`, async () => {
      const { text: said } = await askKoa(koaOf(peeking(10), answerStream), "/", init);
      assert.deepEqual(JSON.parse(said), { seen: "too long", read: "x".repeat(11) });
    });
  }

  it("does not wait for the rest of one that never ends", async () => {
    const app = koaOf(peeking(10), (context) => void (context.body = context.state["seen"]));
    await whileServing(app, async ({ port }) => {
      const headers = { "Transfer-Encoding": "chunked", Connection: "close" };
      const [answer] = await sendRaw(port, printRequest("POST /", { headers, body: "b\r\nxxxxxxxxxxx\r\n" }), {
        answers: 1,
      });
      assert.equal(answer?.body, "too long");
    });
  });

  it("reads one that just fits", async () => {
    const { text: said } = await askKoa(koaOf(peeking(10), answerStream), "/", {
      method: "POST",
      body: "x".repeat(10),
    });
    assert.deepEqual(JSON.parse(said), { seen: "x".repeat(10), read: "x".repeat(10) });
  });
});

describe("peekBody(), of what cannot be read", () => {
  it("refuses a body that is shorter than its headers tell", () =>
    assertRefused(() => peekBody(contextOf({ body: "abc", headers: { "content-length": "9" } }).req, { longest: 99 }), {
      code: "parameter_rejected",
      status: 400,
      says: "ends before",
    }));

  it("throws TypeError where somebody has read it before, as that is a mistake of the program", async () => {
    const context = contextOf({ body: "abc" });
    await readStream(context);
    assert.instanceOf(await thrownBy(() => peekBody(context.req, { longest: 99 })), TypeError);
  });

  it("stops to wait when the client goes away", async () => {
    let thrown: unknown;
    let end = (): void => assert.fail("ended before it began");
    const ended = new Promise<void>((resolve) => (end = resolve));
    const app = koaOf(async ({ req }) => {
      thrown = await thrownBy(() => peekBody(req, { longest: 99 }));
      end();
    });
    await whileServing(app, async ({ port }) => {
      const call = httpRequest({ port, host: "127.0.0.1", method: "POST", headers: { "Content-Length": 9 } });
      call.on("error", () => {});
      call.write("abc", () => setImmediate(() => call.destroy()));
      await ended;
    });
    assert.propertyVal(thrown, "code", "parameter_rejected");
  });
});

describe("hasBody()", () => {
  for (const [headers, expected] of [
    [{}, false],
    [{ "content-length": "0" }, false],
    [{ "content-length": "1" }, true],
    [{ "transfer-encoding": "chunked" }, true],
  ] as const) {
    it(`is ${expected} of ${JSON.stringify(headers)}`, () => assert.equal(hasBody({ headers }), expected));
  }
});
