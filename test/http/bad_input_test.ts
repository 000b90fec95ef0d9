import { assert } from "chai";
import { gzipSync } from "node:zlib";
import { rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../support/cast.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { printRequest, type RawAnswer, sendRaw } from "../support/raw_http.ts";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const LIMIT = 64 * 1_024;
const STRANGE_IDS = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
const JSON_ENDPOINTS = ["/token", "/revoke", "/introspect"];
const PAGE_ENDPOINTS = ["/login", "/logout", "/account/revoke", "/authorize", "/interaction/none"];

/** What is sent, beside the request line. */
interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

let server: HttpServer;
let basic = "";

before(async () => {
  server = await httpServer();
  const { clientId } = await client(server.issuer);
  basic = `Basic ${Buffer.from(`${clientId}:${SECRET}`).toString("base64")}`;
});

after(() => server.stop());

async function send(path: string, { headers = {}, body = "" }: Sent): Promise<RawAnswer> {
  const request = printRequest(`POST ${path}`, {
    headers: { Authorization: basic, Connection: "close", ...headers },
    body,
  });
  const [answer] = await sendRaw(server.port, request);
  return answer ?? assert.fail("there is no answer");
}

/** Fails unless an answer is an error as RFC 6749 5.2 has it. */
function assertError({ status, headers, body }: RawAnswer, expected: readonly [status: number, error: string]): void {
  const { error, error_description: says } = JSON.parse(body) as Readonly<Record<string, string>>;
  assert.deepEqual([status, error], [...expected], body);
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["cache-control"], "no-store");
  assert.match(says!, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
}

/** The server lives on: it answers somebody else. */
async function assertServing(): Promise<void> {
  const response = await fetch(`${server.origin}/.well-known/oauth-authorization-server`);
  assert.equal(response.status, 200);
}

function chunked(bytes: number): string {
  return `${bytes.toString(16)}\r\n${"a".repeat(bytes)}\r\n0\r\n\r\n`;
}

const BROKEN_BODIES: readonly (readonly [string, Sent, status?: number])[] = [
  ["JSON where a form is due", { headers: { "Content-Type": "application/json" }, body: '{"token":"a"}' }],
  ["a body of plain text", { headers: { "Content-Type": "text/plain" }, body: "token=a" }],
  ["a multipart form", { headers: { "Content-Type": "multipart/form-data; boundary=x" }, body: "--x--" }],
  ["a body of no type", { body: "token=a" }],
  [
    "a body of a type that only begins like a form",
    { headers: { "Content-Type": `${FORM["Content-Type"]}x` }, body: "a=b" },
  ],
  ["a body over 64 KiB", { headers: FORM, body: "a".repeat(LIMIT + 1) }, 413],
  [
    "a chunked body over 64 KiB",
    { headers: { ...FORM, "Transfer-Encoding": "chunked" }, body: chunked(LIMIT + 1) },
    413,
  ],
  [
    "a gzip body",
    { headers: { ...FORM, "Content-Encoding": "gzip" }, body: gzipSync("token=a").toString("latin1") },
    415,
  ],
  ["a body in brotli", { headers: { ...FORM, "Content-Encoding": "br" }, body: "x" }, 415],
  ["a repeated parameter", { headers: FORM, body: "grant_type=a&grant_type=a&token=a&token=a" }],
  ["a parameter that is repeated empty", { headers: FORM, body: "grant_type=a&grant_type=&token=a&token=" }],
  ["empty parameters", { headers: FORM, body: "grant_type=&token=" }],
  ["NUL", { headers: FORM, body: "grant_type=%00&token=a%00" }],
  ["a raw NUL", { headers: FORM, body: "grant_type=\0&token=\0" }],
  ["line breaks", { headers: FORM, body: "grant_type=a%0D%0Ab&token=a%0D%0Ab" }],
  ["a C1 control", { headers: FORM, body: "grant_type=%C2%85&token=%C2%85" }],
  ["raw letters beyond ASCII", { headers: FORM, body: "grant_type=ü&token=ü" }],
  ["invalid UTF-8", { headers: FORM, body: "grant_type=%FF&token=%FF" }],
  ["a lone surrogate", { headers: FORM, body: "grant_type=%ED%A0%80&token=%ED%A0%80" }],
  ["broken percent-encoding", { headers: FORM, body: "grant_type=%zz&token=%zz" }],
  ["percent-encoding that breaks off", { headers: FORM, body: "grant_type=a%2&token=a%2" }],
  ["201 parameters", { headers: FORM, body: "a=b&".repeat(201) }],
  ["20,000 repeats", { headers: FORM, body: "token&".repeat(10_000) }],
  ["brackets, which mean nothing here", { headers: FORM, body: "token[]=a&grant_type[x]=b" }],
  ["an empty body", { headers: FORM }],
  ["no body", {}],
];

for (const path of JSON_ENDPOINTS) {
  describe(`POST ${path}, with a body that is wrong`, () => {
    afterEach(assertServing);

    for (const [name, sent, status = 400] of BROKEN_BODIES) {
      rule(["RFC6749-5.2-1", "RFC6749-10.14-1"], `answers ${status} to ${name}`, async () => {
        assertError(await send(path, sent), [status, "invalid_request"]);
      });
    }

    it("closes the connection when it did not read the body", async () => {
      const { headers } = await send(path, {
        headers: { ...FORM, Connection: "keep-alive" },
        body: "a".repeat(LIMIT + 1),
      });
      assert.equal(headers["connection"], "close");
    });

    rule("RFC6749-5.2-3", "answers 401 to credentials that cannot be read", async () => {
      for (const authorization of ["Basic !!!", "Basic", "Basic YQ==", "Basic Og==", "Basic " + "A".repeat(8_000)]) {
        const answer = await send(path, {
          headers: { ...FORM, Authorization: authorization },
          body: "token=a&grant_type=b",
        });
        assertError(answer, [401, "invalid_client"]);
        assert.match(answer.headers["www-authenticate"] ?? "", /^Basic realm=/);
      }
    });

    it("answers 400 to two ways of client authentication at once", async () => {
      const body = "token=a&grant_type=b&client_id=a&client_secret=b";
      assertError(await send(path, { headers: FORM, body }), [400, "invalid_request"]);
    });

    for (const id of STRANGE_IDS) {
      it(`takes ${id} for the name of nothing`, async () => {
        const named = `token=${id}&grant_type=${id}&token_type_hint=${id}&scope=${id}&${id}=1`;
        assert.isBelow((await send(path, { headers: FORM, body: named })).status, 500);
        const credentials = { Authorization: `Basic ${Buffer.from(`${id}:${id}`).toString("base64")}` };
        assertError(await send(path, { headers: { ...FORM, ...credentials }, body: named }), [401, "invalid_client"]);
      });
    }
  });
}

for (const path of PAGE_ENDPOINTS) {
  describe(`POST ${path}, with a body that is wrong`, () => {
    afterEach(assertServing);

    for (const [name, sent, status] of BROKEN_BODIES) {
      it(`shows a page or stays in its place: ${name}`, async () => {
        const answer = await send(path, sent);
        assert.isBelow(answer.status, 500, answer.body);
        assert.equal(answer.headers["cache-control"], "no-store");
        if (status !== undefined) assert.equal(answer.status, status);
        if (answer.status < 400) assert.match(answer.headers["location"] ?? "", /^\/(?!\/)/);
        else assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
      });
    }
  });
}

describe("GET with a query that is wrong", () => {
  afterEach(assertServing);

  const queries = ["%", "%zz=1", "a=%ff", "client_id=%00", "client_id=%0d%0aa:b", "next=%ed%a0%80", "a=b&".repeat(201)];
  for (const path of ["/authorize", "/login", "/interaction/none"]) {
    for (const query of queries) {
      it(`shows a page at ${path}: ${query.slice(0, 30)}`, async () => {
        const response = await fetch(`${server.origin}${path}?${query}`, { redirect: "manual" });
        assert.oneOf(response.status, path === "/login" && !query.startsWith("next") ? [200, 400] : [400]);
        assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
      });
    }
  }

  for (const id of STRANGE_IDS) {
    it(`takes ${id} for the name of nothing`, async () => {
      const paths = [`/authorize?client_id=${id}&redirect_uri=${id}`, `/interaction/${id}`, `/${id}`, `/o/${id}/`];
      for (const path of paths) {
        const response = await fetch(server.origin + path, { redirect: "manual" });
        assert.oneOf(response.status, [400, 404], path);
      }
    });
  }
});
