import { assert } from "chai";
import { connect } from "node:net";
import { client, SECRET } from "../support/cast.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { printRequest, sendRaw } from "../support/raw_http.ts";

const METADATA = "/.well-known/oauth-authorization-server";
const LAST = { Connection: "close" };

let server: HttpServer;

before(async () => {
  server = await httpServer();
});

after(() => server.stop());

async function statusesOf(bytes: string | Buffer): Promise<readonly number[]> {
  const answers = await sendRaw(server.port, bytes);
  return answers.map(({ status }) => status);
}

/** A proper request for a token. */
async function tokenRequest(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { clientId } = await client(server.issuer);
  const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${SECRET}`;
  return printRequest("POST /token", {
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    body,
  });
}

describe("bytes that are no proper request", () => {
  afterEach(async () => {
    assert.deepEqual(await statusesOf(printRequest(`GET ${METADATA}`, { headers: LAST })), [200]);
  });

  for (const [name, bytes, status] of [
    ["garbage", "garbage\r\n\r\n", 400],
    ["a TLS greeting", Buffer.from("16030100c8010000c40303", "hex"), 400],
    ["NUL in the request line", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["a header without a colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400],
    ["a header with NUL", "GET / HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n\r\n", 400],
    ["a header that is folded", "GET / HTTP/1.1\r\nHost: a\r\nX-A: a\r\n\tb\r\nbroken\r\n\r\n", 400],
    ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["a version that does not exist", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400],
    ["a header of 100 KB", printRequest("GET /", { headers: { "X-Long": "a".repeat(100_000) } }), 431],
    [
      "credentials of 100 KB",
      printRequest("POST /token", { headers: { Authorization: `Basic ${"A".repeat(100_000)}` } }),
      431,
    ],
    ["cookies of 100 KB", printRequest("GET /login", { headers: { Cookie: `a=${"b".repeat(100_000)}` } }), 431],
    ["an address of 100 KB", printRequest(`GET /authorize?a=${"b".repeat(100_000)}`), 431],
    ["a length that is no number", printRequest("POST /token", { headers: { "Content-Length": "ten" } }), 400],
    ["a length below zero", printRequest("POST /token", { headers: { "Content-Length": "-1" } }), 400],
    ["two lengths", "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400],
    [
      "a length beside chunks",
      printRequest("POST /token", {
        headers: { "Content-Length": "4", "Transfer-Encoding": "chunked" },
        body: "0\r\n\r\n",
      }),
      400,
    ],
    [
      "chunks whose length is no number",
      printRequest("POST /token", {
        headers: { "Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked" },
        body: "zz\r\nabc\r\n0\r\n\r\n",
      }),
      400,
    ],
    [
      "a coding that does not exist",
      printRequest("POST /token", {
        headers: { "Transfer-Encoding": "nonsense", "Content-Type": "application/x-www-form-urlencoded" },
        body: "abc",
      }),
      400,
    ],
  ] as const) {
    it(`get ${status} and the end of the connection: ${name}`, async () => {
      const answers = await sendRaw(server.port, bytes);
      assert.deepEqual(
        answers.map((answer) => answer.status),
        [status],
      );
      assert.equal(answers[0]!.headers["connection"], "close");
    });
  }

  it("get 417 when they expect what nobody can do", async () => {
    assert.deepEqual(await statusesOf(printRequest("GET /", { headers: { ...LAST, Expect: "nonsense" } })), [417]);
  });

  it("end the connection when they come behind a proper request", async () => {
    // Node may close before the first answer is written: what counts is that the garbage gets none but 400.
    const statuses = await statusesOf(`${await tokenRequest()}garbage\r\n\r\n`);
    assert.equal(statuses.at(-1), 400);
    assert.isAtMost(statuses.length, 2);
  });

  it("are a request of their own when the body is longer than it was said", async () => {
    const request = (await tokenRequest()) + printRequest("GET /nothing", { headers: LAST });
    assert.deepEqual(await statusesOf(request), [200, 404]);
  });

  it("harm nobody when they break off in the middle of a body", async () => {
    const request = (await tokenRequest({ "Content-Length": "1000" })).slice(0, -10);
    const socket = connect(server.port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.write(request, () => resolve()));
    socket.destroy();
  });
});

describe("requests that are unusual and proper", () => {
  it("are answered in order when they come at once", async () => {
    const request = await tokenRequest();
    const answers = await statusesOf(
      [request, printRequest("GET /nothing"), request, printRequest("GET /", { headers: LAST })].join(""),
    );
    assert.deepEqual(answers, [200, 404, 200, 200]);
  });

  for (const [name, headers] of [
    ["a charset beside the type", { "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8" }],
    ["the type in capitals", { "Content-Type": "Application/X-WWW-Form-URLEncoded" }],
    ["a coding that changes nothing", { "Content-Encoding": "identity" }],
    ["a client that waits to be told to go on", { Expect: "100-continue" }],
  ] as const) {
    it(`are answered: ${name}`, async () => {
      const statuses = await statusesOf(await tokenRequest({ ...headers, ...LAST }));
      assert.equal(statuses.at(-1), 200);
    });
  }

  it("are answered when their body comes in chunks", async () => {
    const { clientId } = await client(server.issuer);
    const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${SECRET}`;
    const chunks = [body.slice(0, 20), body.slice(20)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked", ...LAST };
    assert.deepEqual(
      await statusesOf(printRequest("POST /token", { headers, body: `${chunks.join("")}0\r\n\r\n` })),
      [200],
    );
  });

  it("are answered for what they are when they name another host", async () => {
    const answers = await sendRaw(
      server.port,
      printRequest(`GET ${METADATA}`, { headers: { Host: "evil.test", ...LAST } }),
    );
    assert.notInclude(answers[0]!.body, "evil.test");
    const absolute = await sendRaw(server.port, printRequest(`GET http://evil.test${METADATA}`, { headers: LAST }));
    assert.equal(absolute[0]!.body, answers[0]!.body);
  });
});
