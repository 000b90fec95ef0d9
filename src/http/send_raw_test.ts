import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { assert } from "chai";
import { array, assert as forAll, asyncProperty, integer, string } from "fast-check";
import { askKoa, koaOf, type KoaServer, whileServing } from "../../test/support/koa_server.ts";
import { printRequest, sendRaw as ask } from "../../test/support/raw_http.ts";
import { raw, type RawOptions, type RawReply, withCookies, withHeaders } from "../protocol/mod.ts";
import { sendReply, type SendOptions } from "./send_reply.ts";

const AN_HOUR = 3_600_000;

/** What came over a connection until the server ended it. */
interface Received {
  /** Names of header fields in lower case. */
  readonly fields: readonly string[];
  readonly head: string;
  readonly body: Buffer;
}

function serving<T>(
  reply: RawReply,
  use: (server: KoaServer) => Promise<T>,
  options: Partial<SendOptions> = {},
): Promise<T> {
  return whileServing(
    koaOf((context) => sendReply(context, reply, { secure: false, ...options })),
    use,
  );
}

/** Sends a request and keeps the connection open for as long as the server does. */
async function received(port: number, request: string): Promise<Received> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, Math.max(end, 0));
  const fields = head.split("\r\n").slice(1);
  return { head, fields: fields.map((line) => line.split(":")[0]!.toLowerCase()), body: bytes.subarray(end + 4) };
}

/** What is received where the server must end the connection, as the client asks it to keep it. */
function dropped(text: string, options: RawOptions, method = "GET"): Promise<Received> {
  const reply = raw(200, text, { headers: { "X-Own": "1" }, ...options });
  return serving(reply, ({ port }) => received(port, printRequest(`${method} /`)));
}

/** Something that is told once, and that can be waited for. */
function news<T = void>(): { readonly promise: Promise<T>; readonly resolve: (told: T) => void } {
  let resolve: (told: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Timers of this process that still run. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

/** What clients may do while an answer is waited for, and the number of timers that are left of it. */
async function timersLeft(options: RawOptions, leave: (socket: Socket) => unknown): Promise<number> {
  const asked = news();
  const over = news();
  const app = koaOf(async (context) => {
    asked.resolve();
    await sendReply(context, raw(200, "late", options), { secure: false });
    over.resolve();
  });
  return whileServing(app, async ({ port }) => {
    const before = timers();
    const socket = connect(port, "127.0.0.1");
    socket.write(printRequest("GET /"));
    await asked.promise;
    assert.equal(timers(), before + 1);
    leave(socket);
    await over.promise;
    return timers() - before;
  });
}

describe("sendReply() of what is written by hand", () => {
  it("adds nothing but the length to the header fields", async () => {
    const { fields, body } = await serving(raw(200, "<p>ü", { headers: { "X-Own": "1" } }), ({ port }) =>
      received(port, printRequest("GET /", { headers: { Connection: "close" } })),
    );
    assert.sameMembers([...fields], ["content-length", "x-own", "date", "connection"]);
    assert.equal(body.toString(), "<p>ü");
  });

  for (const [name, value] of [
    ["cache-control", "public"],
    ["STRICT-TRANSPORT-SECURITY", "never"],
    ["access-control-allow-origin", "https://other.test"],
    ["set-cookie", "own=1"],
  ] as const) {
    it(`has its own ${name} win over what is added, however it is spelled`, async () => {
      const reply = withCookies(raw(200, "", { headers: { [name]: value } }), [{ name: "b", value: "1" }]);
      const cors = () => ({ "Access-Control-Allow-Origin": "*" });
      await serving(reply, async ({ origin }) => assert.equal((await fetch(origin)).headers.get(name), value), {
        secure: true,
        cors,
      });
    });
  }

  it("lets scripts of other origins read it, and sets cookies, as of all answers", async () => {
    const cors = () => ({ "Access-Control-Allow-Origin": "*" });
    const reply = withHeaders(withCookies(raw(200, "a"), [{ name: "b", value: "1" }]), { "X-Own": "1" });
    await serving(
      reply,
      async ({ origin }) => {
        const { headers } = await fetch(origin);
        assert.deepEqual([headers.get("access-control-allow-origin"), headers.get("x-own")], ["*", "1"]);
        assert.lengthOf(headers.getSetCookie(), 1);
      },
      { cors },
    );
  });

  for (const status of [200, 201, 299, 404, 418, 499, 503, 599, 999]) {
    it(`answers ${status}, known or not`, async () => {
      await serving(raw(status, "x"), async ({ port }) => {
        const [answer] = await ask(port, printRequest("GET /"), { answers: 1 });
        assert.deepInclude(answer, { status, body: "x" });
      });
    });
  }

  it("leaves the connection to further requests", async () => {
    await serving(raw(200, "{"), async ({ port }) => {
      const two = printRequest("GET /1") + printRequest("GET /2");
      assert.deepEqual(
        (await ask(port, two, { answers: 2 })).map(({ body }) => body),
        ["{", "{"],
      );
    });
  });

  for (const [name, length, text] of [
    ["too long", "9", "abc"],
    ["too short", "2", "abc"],
    ["no number", "abc", "abc"],
    ["right", "3", "abc"],
  ] as const) {
    it(`tells the length that it is told, and closes the connection behind it: ${name}`, async () => {
      const { head, fields, body } = await dropped(text, { headers: { "content-LENGTH": length } });
      assert.include(head, `content-LENGTH: ${length}`);
      assert.lengthOf(
        fields.filter((field) => field === "content-length"),
        1,
      );
      assert.include(head, "Connection: close");
      assert.equal(body.toString(), "abc");
    });
  }

  it("tells no length of what comes in chunks", async () => {
    const { fields, body } = await dropped("abc", { headers: { "Transfer-Encoding": "chunked" } });
    assert.notInclude(fields, "content-length");
    assert.equal(body.toString(), "3\r\nabc\r\n0\r\n\r\n");
  });

  it("cannot be made to write a header of somebody else's", async () => {
    const app = koaOf((context) =>
      sendReply(context, raw(200, "a", { headers: { "X-Own": "a\r\nSet-Cookie: b=c" } }), { secure: false }),
    );
    const { status, headers } = await askKoa(app, "/");
    assert.equal(status, 500);
    assert.deepEqual(headers.getSetCookie(), []);
  });

  it("sends 50 MB to a client that reads slowly, and answers the next request behind it", async () => {
    const text = "0123456789".repeat(5_000_000);
    await serving(raw(200, text), async ({ origin }) => {
      let length = 0;
      for await (const chunk of (await fetch(origin)).body ?? []) {
        length += chunk.length;
        await Promise.resolve();
      }
      assert.equal(length, text.length);
      assert.equal((await fetch(origin, { method: "HEAD" })).headers.get("content-length"), String(text.length));
    });
  }).timeout(20_000);
});

describe("sendReply() of an answer that drops the connection", () => {
  it("sends nothing at all where it drops it before the head", async () => {
    for (const method of ["GET", "HEAD", "POST"]) {
      const { head, body } = await dropped("abc", { drops: "before_head" }, method);
      assert.deepEqual([head, body.toString()], ["", ""]);
    }
  });

  for (const [afterBody, expected] of [
    [0, ""],
    [1, "a"],
    [2, "ab"],
    [5, "abü"],
    [9, "abü"],
  ] as const) {
    it(`sends the head, which tells of all, and ${afterBody} bytes of the body`, async () => {
      const { head, fields, body } = await dropped("abü", { drops: { afterBody } });
      assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
      assert.includeMembers([...fields], ["x-own", "content-length"]);
      assert.include(head, "Content-Length: 4");
      assert.equal(body.toString(), expected);
    });
  }

  for (const [name, reply, method] of [
    ["HEAD", raw(200, "abc", { drops: { afterBody: 2 } }), "HEAD"],
    ["a status without a body", raw(204, "abc", { drops: { afterBody: 2 } }), "GET"],
  ] as const) {
    it(`sends the head alone where there can be no body: ${name}`, async () => {
      const { head, body } = await serving(reply, ({ port }) => received(port, printRequest(`${method} /`)));
      assert.match(head, /^HTTP\/1\.1 20[04] /);
      assert.equal(body.length, 0);
    });
  }

  it("sends no last chunk", async () => {
    const options = { headers: { "Transfer-Encoding": "chunked" }, drops: { afterBody: 2 } } as const;
    assert.equal((await dropped("abc", options)).body.toString(), "2\r\nab\r\n");
  });

  it("sends what was asked for before on the same connection", async () => {
    const app = koaOf((context) =>
      sendReply(context, raw(200, "abc", context.path === "/2" ? { drops: "before_head" } : {}), { secure: false }),
    );
    await whileServing(app, async ({ port }) => {
      const { head, body } = await received(port, printRequest("GET /1") + printRequest("GET /2"));
      assert.match(head, /^HTTP\/1\.1 200 /);
      assert.equal(body.toString(), "abc");
    });
  });

  it("sends so many bytes and nothing behind them, also where they are too many to be sent at once", async () => {
    const { body } = await dropped("a".repeat(30_000_000), { drops: { afterBody: 20_000_000 } });
    assert.equal(body.length, 20_000_000);
  });

  it("has clients fail, who are told of more than they got", async () => {
    for (const drops of ["before_head", { afterBody: 2 }] as const) {
      await serving(raw(200, "abc", { drops }), async ({ origin }) => {
        const read = fetch(origin).then((response) => response.text());
        assert.instanceOf(await read.catch((error: unknown) => error), TypeError);
      });
    }
  });

  it("sends the bytes that come first, whatever they are", async () => {
    const texts = array(string({ unit: "binary" }), { maxLength: 4 }).map((parts) => parts.join(""));
    await forAll(
      asyncProperty(texts, integer({ min: 0, max: 40 }), async (text, afterBody) => {
        const { body } = await dropped(text, { drops: { afterBody } });
        assert.deepEqual(body, Buffer.from(text).subarray(0, afterBody));
      }),
      { numRuns: 20 },
    );
  });
});

describe("sendReply() of an answer that is late", () => {
  it("waits before it sends the head", async () => {
    await serving(raw(200, "late", { after: 60 }), async ({ origin }) => {
      const begun = performance.now();
      const response = await fetch(origin);
      // Timers may go off a millisecond early.
      assert.isAtLeast(performance.now() - begun, 59);
      assert.equal(await response.text(), "late");
    });
  });

  it("waits before it drops the connection", async () => {
    const begun = performance.now();
    assert.equal((await dropped("abc", { after: 60, drops: "before_head" })).head, "");
    assert.isAtLeast(performance.now() - begun, 59);
  });

  it("answers others in the meantime", async () => {
    const app = koaOf((context) =>
      sendReply(context, raw(200, context.path, context.path === "/slow" ? { after: AN_HOUR } : {}), { secure: false }),
    );
    await whileServing(app, async ({ origin }) => {
      const slow = fetch(`${origin}/slow`).catch((error: unknown) => error);
      assert.equal(await (await fetch(`${origin}/quick`)).text(), "/quick");
      // The server is closed now, and does not wait for the hour.
      void slow;
    });
  });

  for (const [name, leave] of [
    ["hangs up", (socket: Socket) => socket.destroy()],
    ["is reset", (socket: Socket) => socket.resetAndDestroy()],
  ] as const) {
    it(`leaves no timer behind for a client that ${name} while it waits`, async () => {
      assert.equal(await timersLeft({ after: AN_HOUR }, leave), 0);
    });
  }

  it("leaves no timer behind once it is sent", async () => {
    assert.equal(await timersLeft({ after: 20 }, () => undefined), 0);
  });

  it("does not begin to wait for a client that is gone already", async () => {
    const over = news<number>();
    const app = koaOf(async (context) => {
      const gone = once(context.res, "close");
      context.req.socket.destroy();
      await gone;
      const before = timers();
      await sendReply(context, raw(200, "late", { after: AN_HOUR }), { secure: false });
      over.resolve(timers() - before);
    });
    await whileServing(app, async ({ origin }) => {
      await fetch(origin).catch(() => undefined);
      assert.equal(await over.promise, 0);
    });
  });

  it("is cut off by a server that has waited long enough for its clients", async () => {
    const asked = news();
    const over = news();
    const app = koaOf(async (context) => {
      asked.resolve();
      await sendReply(context, raw(200, "late", { after: AN_HOUR }), { secure: false });
      over.resolve();
    });
    const answers = await whileServing(app, async ({ port }) => {
      const answer = received(port, printRequest("GET /"));
      await asked.promise;
      return [answer];
    });
    assert.equal((await answers[0])?.head, "");
    await over.promise;
  });
});
