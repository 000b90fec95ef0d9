import { type Certificate, selfSigned } from "../../test/support/certificate.ts";
import { FetchRefused, createSafeFetch } from "./mod.ts";
import type { CreateSafeFetchOptions, ResolvedAddress, SafeFetchAnswer, SafeFetchOptions } from "./mod.ts";
import {
  type ForeignServer,
  type ForeignServerOptions,
  foreignServer,
  printAnswer,
} from "../../test/support/foreign_server.ts";
import type { Socket } from "node:net";
import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, nat, oneof, string, tuple } from "fast-check";
import { freePort } from "../../test/support/free_port.ts";

const started: ForeignServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function serve(
  answer: string | ((socket: Socket) => void),
  options?: ForeignServerOptions,
): Promise<ForeignServer> {
  const script = typeof answer === "string" ? (socket: Socket) => void socket.end(answer) : answer;
  const server = await foreignServer(script, options);
  started.push(server);
  return server;
}

/** A resolver that knows one address. */
function leadingTo(address: string): (host: string) => Promise<readonly ResolvedAddress[]> {
  return () => Promise.resolve([{ address, family: address.includes(":") ? 6 : 4 }]);
}

/** What a server's answer is made of, or the reason for which it is refused. */
async function ask(
  server: ForeignServer,
  options: SafeFetchOptions = {},
  maker: CreateSafeFetchOptions = {},
): Promise<SafeFetchAnswer | string> {
  const safeFetch = createSafeFetch({ loopback: true, resolve: leadingTo("127.0.0.1"), ...maker });
  return orReason(safeFetch(`http://client.example:${server.port}/keys?a=s3cret`, options));
}

async function orReason(answer: Promise<SafeFetchAnswer>): Promise<SafeFetchAnswer | string> {
  try {
    return await answer;
  } catch (thrown) {
    assert.instanceOf(thrown, FetchRefused);
    assert.notInclude(thrown.message, "s3cret");
    return thrown.reason;
  }
}

async function answerOf(server: ForeignServer, options?: SafeFetchOptions): Promise<SafeFetchAnswer> {
  const answer = await ask(server, options);
  if (typeof answer === "string") assert.fail(`refused: ${answer}`);
  return answer;
}

describe("createSafeFetch()", () => {
  it("answers status, headers and text", async () => {
    const server = await serve(printAnswer('{"keys":"ü"}', ["Content-Type: application/json", "X-Two: 1", "X-Two: 2"]));
    const { status, headers, text } = await answerOf(server);
    assert.deepEqual([status, text], [200, '{"keys":"ü"}']);
    assert.deepEqual([headers.get("content-type"), headers.get("x-two")], ["application/json", "1, 2"]);
  });

  it("sends a GET for exactly this path, with nothing that tells who we are", async () => {
    const server = await serve(printAnswer(""));
    await ask(server);
    const lines = server.received[0]?.split("\r\n") ?? [];
    assert.equal(lines.shift(), "GET /keys?a=s3cret HTTP/1.1");
    assert.sameMembers(
      lines.filter((line) => line !== ""),
      [
        "accept: */*",
        "user-agent: touchstone",
        "accept-encoding: identity",
        `Host: client.example:${server.port}`,
        "Connection: close",
      ],
    );
  });

  for (const status of [201, 204, 400, 401, 404, 410, 429, 500, 503]) {
    it(`takes ${status} as an answer`, async () => {
      assert.equal((await answerOf(await serve(printAnswer("", [], `${status} Some`)))).status, status);
    });
  }

  it("waits for the last answer behind early hints", async () => {
    const server = await serve(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${printAnswer("last")}`);
    assert.equal((await answerOf(server)).text, "last");
  });

  it("sends parameters as a form, and a text as what its headers say", async () => {
    const server = await serve(printAnswer(""));
    await ask(server, { method: "POST", body: new URLSearchParams({ token: "ü &" }) });
    await ask(server, {
      method: "POST",
      body: "{}",
      headers: { "Content-Type": "application/jwt", Authorization: "Bearer x" },
    });
    assert.match(
      server.received[0] ?? "",
      /content-type: application\/x-www-form-urlencoded\r\n[^]*\r\n\r\ntoken=%C3%BC\+%26$/,
    );
    assert.match(
      server.received[1] ?? "",
      /content-type: application\/jwt\r\nauthorization: Bearer x\r\n[^]*\r\n\r\n\{\}$/,
    );
  });

  it("tells the length of a body in bytes, of none as well", async () => {
    const server = await serve(printAnswer(""));
    await ask(server, { method: "POST", body: "€" });
    await ask(server, { method: "POST" });
    assert.match(server.received[0] ?? "", /content-length: 3\r\n/);
    assert.match(server.received[1] ?? "", /content-length: 0\r\n/);
  });

  for (const name of [
    "Cookie",
    "Host",
    "Content-Length",
    "transfer-encoding",
    "Connection",
    "Accept-Encoding",
    "Proxy-Authorization",
    "upgrade",
    "TE",
  ]) {
    it(`sends no ${name} for its caller`, async () => {
      const server = await serve(printAnswer(""));
      const thrown = await createSafeFetch({ loopback: true })(`http://127.0.0.1:${server.port}/`, {
        headers: { [name]: "1" },
      }).catch(String);
      assert.equal(thrown, `TypeError: Cannot send the header '${name}' with a guarded request`);
      assert.isEmpty(server.received);
    });
  }

  for (const [what, options] of [
    ["a line break in a header", { headers: { "X-Name": "a\r\nCookie: b" } }],
    ["a header that is no word", { headers: { "X Name": "a" } }],
    ["a body with GET", { body: "a" }],
    ["a body with GET, said aloud", { method: "GET", body: new URLSearchParams() }],
  ] as const) {
    it(`calls ${what} the caller's mistake`, async () => {
      const safeFetch = createSafeFetch({ loopback: true });
      const thrown = await safeFetch("http://127.0.0.1:1/", options).catch((error: unknown) => error);
      assert.instanceOf(thrown, TypeError);
    });
  }

  it("drops cookies, and sends none back", async () => {
    const server = await serve(printAnswer("", ["Set-Cookie: sid=1", "Set-Cookie: b=2"]));
    assert.isFalse((await answerOf(server)).headers.has("set-cookie"));
    await ask(server);
    assert.notMatch(server.received[1] ?? "", /cookie/i);
  });

  it("keeps no connection", async () => {
    const server = await serve((socket) => void socket.write(printAnswer("", ["Connection: keep-alive"])));
    await ask(server);
    await server.allClosed();
    await ask(server);
    assert.lengthOf(server.received, 2);
  });

  it("stands alone: two at once do not mix", async () => {
    const servers = await Promise.all(["one", "two"].map((text) => serve(printAnswer(text))));
    const texts = await Promise.all(servers.map(async (server) => (await answerOf(server)).text));
    assert.deepEqual(texts, ["one", "two"]);
  });
});

describe("createSafeFetch() and what comes back", () => {
  for (const status of [
    "300",
    "301 Moved",
    "302 Found",
    "303 See",
    "304 Not Modified",
    "307 Temporary",
    "308 Permanent",
  ]) {
    it(`refuses ${status} and goes nowhere`, async () => {
      const other = await serve(printAnswer("inner"));
      const location = `Location: http://127.0.0.1:${other.port}/`;
      const server = await serve(printAnswer("", [location], status));
      assert.equal(await ask(server), "redirect");
      assert.isEmpty(other.received);
    });
  }

  for (const encoding of ["gzip", "br", "deflate", "zstd", "identity, gzip", "x-unknown"]) {
    it(`refuses an answer in ${encoding}, which was not asked for`, async () => {
      assert.equal(await ask(await serve(printAnswer("packed", [`Content-Encoding: ${encoding}`]))), "encoded");
    });
  }

  it("takes an answer that says it is not compressed", async () => {
    assert.equal((await answerOf(await serve(printAnswer("plain", ["Content-Encoding: Identity"])))).text, "plain");
  });

  for (const [type, taken] of [
    ["application/json", true],
    ["Application/JSON; charset=utf-8", true],
    ["application/jwk-set+json", true],
    ["text/html", false],
    ["application/jsonp", false],
    ["text/plain; application/json", false],
    ["", false],
  ] as const) {
    it(`${taken ? "takes" : "refuses"} '${type}' where JSON is wanted`, async () => {
      const server = await serve(printAnswer("{}", [`Content-Type: ${type}`]));
      const answer = await ask(server, { accept: ["application/json", "application/jwk-set+json"] });
      assert.equal(typeof answer === "string" ? answer : answer.text, taken ? "{}" : "media_type");
      assert.match(server.received[0] ?? "", /accept: application\/json, application\/jwk-set\+json\r\n/);
    });
  }

  it("takes an error in another type than was wanted", async () => {
    const server = await serve(printAnswer("<h1>", ["Content-Type: text/html"], "404 Not Found"));
    assert.equal((await answerOf(server, { accept: ["application/json"] })).status, 404);
  });

  it("refuses bytes that are no UTF-8", async () => {
    const server = await serve(
      (socket) => void socket.end(Buffer.from(`${printAnswer("", ["Content-Length: 1"])}\xff`, "latin1")),
    );
    assert.equal(await ask(server), "malformed");
  });

  it("drops a byte order mark", async () => {
    assert.equal((await answerOf(await serve(printAnswer("\ufeff{}")))).text, "{}");
  });

  for (const [what, answer] of [
    ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["HTTP of 1991", "<h1>Hello</h1>"],
    ["two lengths", printAnswer("ab", ["Content-Length: 1", "Content-Length: 2"])],
    ["a length and chunks", printAnswer("1\r\na\r\n0\r\n\r\n", ["Content-Length: 1", "Transfer-Encoding: chunked"])],
    ["a length that is no number", printAnswer("a", ["Content-Length: 1x"])],
    ["a header with a NUL", printAnswer("", ["X-Name: a\0b"])],
    ["a header without a name", printAnswer("", [": a"])],
  ] as const) {
    it(`refuses ${what} as malformed`, async () => assert.equal(await ask(await serve(answer)), "malformed"));
  }

  for (const [what, answer] of [
    ["without a word", ""],
    ["within the status line", "HTTP/1.1 2"],
    ["within the headers", "HTTP/1.1 200 OK\r\nContent-Le"],
    ["before the promised length", printAnswer("half", ["Content-Length: 8"])],
    ["within a chunk", printAnswer("8\r\nhalf", ["Transfer-Encoding: chunked"])],
    ["with a chunk whose length is no number", printAnswer("zz\r\n", ["Transfer-Encoding: chunked"])],
    ["before the last chunk", printAnswer("4\r\nhalf\r\n", ["Transfer-Encoding: chunked"])],
    ["with another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
  ] as const) {
    it(`calls an answer that ends ${what} a broken connection`, async () => {
      assert.include(["connection", "malformed"], await ask(await serve(answer), { timeoutMs: 4000 }));
    });
  }

  it("calls a reset within the body a broken connection", async () => {
    const server = await serve((socket) => {
      socket.write(printAnswer("half", ["Content-Length: 8"]), () => socket.resetAndDestroy());
    });
    assert.equal(await ask(server), "connection");
  });

  it("reads no further than the promised length", async () => {
    const server = await serve(printAnswer(`{}${printAnswer("other")}`, ["Content-Length: 2"]));
    assert.equal((await answerOf(server)).text, "{}");
  });
});

describe("createSafeFetch() and any bytes that come back", function () {
  this.timeout(30_000);

  /** An answer in order, into which other bytes are put somewhere. */
  const spoilt = tuple(
    constantFrom(
      printAnswer('{"keys":[]}', ["Content-Type: application/json"]),
      printAnswer('b\r\n{"keys":[]}\r\n0\r\n\r\n', ["Transfer-Encoding: chunked"]),
    ),
    nat(),
    nat(8),
    oneof(
      string({ unit: "binary" }),
      constantFrom("\r\n", ": ", "\0", "\r\n\r\n", " HTTP/1.1", "Content-Length: 1\r\n"),
    ),
  ).map(([whole, place, removed, put]) => {
    const at = place % whole.length;
    return whole.slice(0, at) + put + whole.slice(at + removed);
  });

  it("ends in an answer of limited size or in a refusal, and hangs up", async () => {
    let bytes = "";
    const server = await serve((socket) => void socket.end(bytes));
    const anyAnswer = asyncProperty(spoilt, async (answer) => {
      bytes = answer;
      const given = await ask(server, { maxBytes: 8, timeoutMs: 2000 });
      assert.notEqual(given, "timeout");
      if (typeof given !== "string") assert.isAtMost(Buffer.byteLength(given.text), 8);
      await server.allClosed();
    });
    await forAll(anyAnswer, { numRuns: 300 });
  });
});

describe("createSafeFetch() and its limits", () => {
  /** An answer that begins with these lines and then never ends, and counts how much of it was taken. */
  function endless(lines: readonly string[], piece: string): { script: (socket: Socket) => void; sent: () => number } {
    let sent = 0;
    function script(socket: Socket): void {
      socket.write(printAnswer("", lines));
      const pour = (): void => {
        while (!socket.destroyed && socket.write(piece)) sent += piece.length;
      };
      socket.on("drain", pour);
      pour();
    }
    return { script, sent: () => sent };
  }

  for (const [what, lines, piece] of [
    ["of a length that is true", ["Content-Length: 99999999999"], "a".repeat(1024)],
    ["in chunks", ["Transfer-Encoding: chunked"], `400\r\n${"a".repeat(1024)}\r\n`],
    ["that ends with the connection", ["Transfer-Encoding: identity"], "a".repeat(1024)],
  ] as const) {
    it(`stops reading a body without end ${what}, and hangs up`, async () => {
      const { script, sent } = endless(lines, piece);
      const server = await serve(script);
      assert.equal(await ask(server), "too_large");
      await server.allClosed();
      assert.isBelow(sent(), 16 * 1024 * 1024);
    });
  }

  it("does not read a body that announces too much", async () => {
    const server = await serve((socket) => void socket.write(printAnswer("", ["Content-Length: 65537"])));
    assert.equal(await ask(server, { timeoutMs: 4000 }), "too_large");
  });

  it("reads 64 KiB when not told otherwise", async () => {
    assert.lengthOf((await answerOf(await serve(printAnswer("a".repeat(65_536))))).text, 65_536);
  });

  for (const [size, taken] of [
    [9, true],
    [10, true],
    [11, false],
  ] as const) {
    it(`${taken ? "takes" : "refuses"} ${size} bytes in pieces where 10 are allowed`, async () => {
      const chunks = Array.from({ length: size }, () => "1\r\na\r\n").join("");
      const server = await serve(printAnswer(`${chunks}0\r\n\r\n`, ["Transfer-Encoding: chunked"]));
      const answer = await ask(server, { maxBytes: 10 });
      assert.equal(typeof answer === "string" ? answer : answer.text, taken ? "a".repeat(size) : "too_large");
    });
  }

  it("counts bytes, not letters", async () => {
    assert.equal(await ask(await serve(printAnswer("€€€€")), { maxBytes: 11 }), "too_large");
  });

  for (const [what, line] of [
    ["one header of 17 KiB", `X-Long: ${"a".repeat(17 * 1024)}`],
    ["a thousand headers", Array.from({ length: 1000 }, (_, at) => `X-Header-${at}: aaaaaaaa`).join("\r\n")],
  ] as const) {
    it(`refuses ${what}`, async () => assert.equal(await ask(await serve(printAnswer("", [line]))), "too_large"));
  }

  for (const [what, script] of [
    ["never answers", () => undefined],
    ["begins to answer", (socket: Socket) => void socket.write("HTTP/1.1 200 OK\r\nX-Slow: ")],
    ["never ends its body", (socket: Socket) => void socket.write(printAnswer("half", ["Content-Length: 8"]))],
    ["sends hints for ever", (socket: Socket) => drip(socket, "HTTP/1.1 103 Early Hints\r\n\r\n")],
    ["sends its headers by drops", (socket: Socket) => drip(socket, "X-Drop: 1\r\n", "HTTP/1.1 200 OK\r\n")],
    ["sends its body by drops", (socket: Socket) => drip(socket, "a", printAnswer("", ["Content-Length: 9999"]))],
  ] as const) {
    it(`waits no longer than allowed for a server that ${what}, and hangs up`, async () => {
      const server = await serve(script);
      const before = performance.now();
      assert.equal(await ask(server, { timeoutMs: 100 }), "timeout");
      assert.isBelow(performance.now() - before, 2000);
      await server.allClosed();
    });
  }

  function drip(socket: Socket, drop: string, first = ""): void {
    socket.write(first);
    const timer = setInterval(() => socket.write(drop), 10);
    socket.on("close", () => clearInterval(timer));
  }

  it("counts the look-up of the name into its time", async () => {
    const server = await serve(printAnswer(""));
    assert.equal(await ask(server, { timeoutMs: 50 }, { resolve: () => new Promise(() => undefined) }), "timeout");
    assert.isEmpty(server.received);
  });

  it("asks nobody when the name resolves too late", async () => {
    const server = await serve(printAnswer(""));
    let answerLate: (found: readonly ResolvedAddress[]) => void = () => undefined;
    const resolve = () => new Promise<readonly ResolvedAddress[]>((done) => (answerLate = done));
    assert.equal(await ask(server, { timeoutMs: 50 }, { resolve }), "timeout");
    answerLate([{ address: "127.0.0.1", family: 4 }]);
    await new Promise(setImmediate);
    assert.isEmpty(server.received);
  });
});

describe("createSafeFetch() and where names lead", () => {
  it("connects where the name led when it was judged, though it leads elsewhere a moment later", async () => {
    const judged = await serve(printAnswer("judged"));
    const inner = await serve(printAnswer("inner"), { host: "127.0.0.2", port: judged.port });
    const answers = ["127.0.0.1", "127.0.0.2"];
    let asked = 0;
    const resolve = (host: string) => leadingTo(answers[asked++] ?? "127.0.0.2")(host);
    const answer = await ask(judged, {}, { resolve });
    assert.deepEqual([typeof answer === "string" ? answer : answer.text, asked], ["judged", 1]);
    assert.isEmpty(inner.received);
  });

  it("judges a name anew each time", async () => {
    const server = await serve(printAnswer("once"));
    const answers = ["127.0.0.1", "10.0.0.1"];
    const safeFetch = createSafeFetch({ loopback: true, resolve: (host) => leadingTo(answers.shift() ?? "")(host) });
    const url = `http://client.example:${server.port}/`;
    assert.propertyVal(await orReason(safeFetch(url)), "text", "once");
    assert.equal(await orReason(safeFetch(url)), "address");
    assert.lengthOf(server.received, 1);
  });

  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::"]) {
    it(`does not reach this machine by ${address} when it is closed`, async () => {
      const server = await serve(printAnswer("inner"), { host: "::" });
      const safeFetch = createSafeFetch({ ports: [443, server.port], resolve: leadingTo(address) });
      assert.equal(await orReason(safeFetch(`https://client.example:${server.port}/`)), "address");
      assert.isEmpty(server.received);
    });
  }

  it("reaches an origin that the operator named by plain http, and follows no redirect of it elsewhere", async () => {
    const server = await serve(printAnswer("inside"));
    const named = { loopback: false, origins: [`http://client.example:${server.port}`] };
    assert.propertyVal(await ask(server, {}, named), "text", "inside");
    const moved = await serve(printAnswer("", [`Location: http://127.0.0.1:${server.port}/`], "302 Found"));
    const both = { ...named, origins: [`http://client.example:${moved.port}`] };
    assert.equal(await ask(moved, {}, both), "redirect");
  });

  it("speaks IPv6", async () => {
    const server = await serve(printAnswer("six"), { host: "::1" });
    const safeFetch = createSafeFetch({ loopback: true });
    assert.propertyVal(await orReason(safeFetch(`http://[::1]:${server.port}/`)), "text", "six");
    assert.include(server.received[0], `Host: [::1]:${server.port}\r\n`);
  });

  it("tries the next address when the first one does not answer", async () => {
    const server = await serve(printAnswer("second"), { host: "127.0.0.2" });
    const addresses = ["127.0.0.1", "127.0.0.2"].map((address): ResolvedAddress => ({ address, family: 4 }));
    assert.propertyVal(await ask(server, {}, { resolve: () => Promise.resolve(addresses) }), "text", "second");
  });

  it("finds names by itself", async () => {
    const server = await serve(printAnswer("by name"), { host: "localhost" });
    const safeFetch = createSafeFetch({ loopback: true });
    assert.propertyVal(await orReason(safeFetch(`http://localhost:${server.port}/`)), "text", "by name");
    assert.equal(await orReason(safeFetch("https://nobody.invalid/")), "name");
  });

  it("says so when nobody listens", async () => {
    const safeFetch = createSafeFetch({ loopback: true });
    assert.equal(await orReason(safeFetch(`http://127.0.0.1:${await freePort()}/`)), "connection");
  });
});

describe("createSafeFetch() and TLS", () => {
  const certificate = selfSigned(["client.example", "127.0.0.1"]);

  async function askTls(host: string, shown: Certificate, maker: CreateSafeFetchOptions = {}): Promise<unknown> {
    const server = await serve(printAnswer("secret"), { certificate: shown });
    const safeFetch = createSafeFetch({ loopback: true, resolve: leadingTo("127.0.0.1"), ca: shown.cert, ...maker });
    const answer = await orReason(safeFetch(`https://${host}:${server.port}/`));
    return typeof answer === "string" ? `${answer}, ${server.received.join("").length} bytes sent` : answer.text;
  }

  it("talks to a server whose certificate is trusted and names it", async () => {
    assert.equal(await askTls("client.example", certificate), "secret");
    assert.equal(await askTls("127.0.0.1", certificate), "secret");
  });

  for (const [what, host, shown, maker] of [
    ["for another name", "other.example", certificate, {}],
    ["for another address", "127.0.0.1", selfSigned(["client.example"]), {}],
    ["that has expired", "client.example", selfSigned(["client.example"], { until: "200101000000Z" }), {}],
    ["of a stranger", "client.example", certificate, { ca: selfSigned(["client.example"]).cert }],
  ] as const) {
    it(`tells nothing to a server with a certificate ${what}`, async () => {
      assert.equal(await askTls(host, shown, maker), "connection, 0 bytes sent");
    });
  }

  it("checks certificates also where the environment says not to", async () => {
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      assert.equal(await askTls("other.example", certificate), "connection, 0 bytes sent");
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
  });

  it("does not fall back to plain http", async () => {
    const server = await serve(printAnswer("plain"));
    const safeFetch = createSafeFetch({ loopback: true });
    const url = `https://127.0.0.1:${server.port}/keys`;
    assert.equal(await orReason(safeFetch(url, { timeoutMs: 200 })), "timeout");
    assert.lengthOf(server.received, 1);
    assert.notInclude(server.received[0], "keys");
  });
});
