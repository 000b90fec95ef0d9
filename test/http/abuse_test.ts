import { connect, type Socket } from "node:net";
import { assert } from "chai";
import { describe, it } from "mocha";
import { Params } from "../../src/protocol/mod.ts";
import { parseJsonObject } from "../../src/sample_api/json_object.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { printRequest, sendRaw } from "../support/raw_http.ts";
import { thrownBy } from "../support/refusals.ts";

const METADATA = "/.well-known/oauth-authorization-server";

let server: HttpServer;

before(async () => {
  server = await httpServer();
});
after(() => server.stop());

/** Opens a connection and says something, or nothing, and then no more. */
function hold(bytes = ""): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes, () => resolve(socket)));
    socket.once("error", reject);
  });
}

async function othersAreServed(): Promise<void> {
  const start = performance.now();
  assert.equal((await fetch(server.origin + METADATA)).status, 200);
  assert.isBelow(performance.now() - start, 1_000);
}

describe("many connections that are held", () => {
  const held: Socket[] = [];

  afterEach(() => {
    for (const socket of held.splice(0)) socket.destroy();
  });

  for (const [name, bytes] of [
    ["and say nothing", ""],
    ["in the middle of a request line", "GET /autho"],
    ["in the middle of the headers", "GET /authorize HTTP/1.1\r\nHost: a\r\nX-A: "],
    ["before a body that was promised", printRequest("POST /token", { headers: { "Content-Length": "100" } })],
    [
      "in the middle of a chunk",
      printRequest("POST /token", { headers: { "Transfer-Encoding": "chunked" }, body: "ff\r\nab" }),
    ],
    ["after an answer", printRequest(`GET ${METADATA}`)],
  ] as const) {
    it(`do not keep others waiting: 300 ${name}`, async function () {
      this.timeout(30_000);
      held.push(...(await Promise.all(Array.from({ length: 300 }, () => hold(bytes)))));
      await othersAreServed();
    });
  }

  it("are cut ten seconds after they began, when their headers do not come", async function () {
    this.timeout(20_000);
    const start = performance.now();
    const socket = await hold("GET / HTTP/1.1\r\nHost: a\r\n");
    // A byte now and then does not help.
    const drip = setInterval(() => socket.write("X"), 500);
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(drip);
    assert.isAbove(performance.now() - start, 9_000);
    assert.isBelow(performance.now() - start, 14_000);
  });
});

/** Milliseconds that the fastest of several runs takes. */
function fastest(run: () => unknown): number {
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    for (let round = 0; round < 5; round += 1) run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function parsed(read: () => unknown): () => void {
  return () => {
    try {
      read();
    } catch {
      // A refusal may be slow as well.
    }
  };
}

const LONG_TEXTS: readonly (readonly [string, (size: number) => () => void])[] = [
  ["a name that is repeated", (size) => parsed(() => Params.parse("a&".repeat(size)).get("a"))],
  ["parameters that are empty", (size) => parsed(() => Params.parse("&".repeat(size)))],
  ["values that are encoded", (size) => parsed(() => Params.parse(`a=${"%41".repeat(size)}`).get("a"))],
  ["values that are encoded badly", (size) => parsed(() => Params.parse(`a=${"%41".repeat(size)}%`))],
  ["equals signs", (size) => parsed(() => Params.parse("=".repeat(size)))],
  ["plus signs", (size) => parsed(() => Params.parse(`a=${"+".repeat(size)}`).get("a"))],
  ["brackets that open", (size) => parsed(() => parseJsonObject("[".repeat(size)))],
  ["strings of backslashes", (size) => parsed(() => parseJsonObject(`{"a":"${"\\\\".repeat(size)}"}`))],
  ["members of one name", (size) => parsed(() => parseJsonObject(`{${'"a":1,'.repeat(size)}"a":1}`))],
];

describe("a text of sixteen times the length", () => {
  for (const [name, reading] of LONG_TEXTS) {
    it(`takes about sixteen times as long, not 256 times: ${name}`, () => {
      const [short, long] = [fastest(reading(5_000)), fastest(reading(80_000))];
      // A busy machine may take five times as long; below some milliseconds its unrest is all that is measured.
      assert.isBelow(long, Math.max(80 * short, 100));
    });
  }
});

describe("JSON that is nested", () => {
  const nests: readonly (readonly [string, string, string])[] = [
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ];
  for (const [name, open, close] of nests) {
    it(`is read when ${name} are 19 deep below the object, and refused when they are 20`, async () => {
      function nested(depth: number): string {
        return `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`;
      }
      assert.equal(parseJsonObject(nested(19)).size, 1);
      assert.propertyVal(await thrownBy(() => parseJsonObject(nested(20))), "code", "invalid_request");
    });

    it(`is refused in words, not by an overflow, when 50,000 ${name} are open`, async () => {
      const refusal = await thrownBy(() => parseJsonObject(open.repeat(50_000)));
      assert.propertyVal(refusal, "code", "invalid_request");
    });
  }

  it("counts no bracket in a string", () => {
    assert.equal(parseJsonObject(`{"a":"${"[{".repeat(1_000)}","b":"\\"[[["}`).size, 2);
  });
});

describe("a body that announces too much", () => {
  for (const path of ["/token", "/revoke", "/introspect", "/login"]) {
    it(`is refused at ${path} before it came`, async () => {
      const headers = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": "1000000000" };
      const [answer] = await sendRaw(server.port, printRequest(`POST ${path}`, { headers, body: "a=b" }), {
        answers: 1,
      });
      assert.equal(answer?.status, 413);
      assert.equal(answer?.headers["connection"], "close");
    });
  }
});
