import { assert } from "chai";
import { type Answered, askKoa, koaOf } from "../../test/support/koa_server.ts";
import { empty, html, json, NO_STORE, raw, redirect, type Reply, withCookies } from "../protocol/mod.ts";
import type { Cors } from "./cors.ts";
import { pageHeaders, STRICT_TRANSPORT } from "./security_headers.ts";
import { sendReply, type SendOptions } from "./send_reply.ts";

function sent(reply: Reply, options: Partial<SendOptions> = {}, init: RequestInit = {}): Promise<Answered> {
  const app = koaOf((context) => sendReply(context, reply, { secure: false, ...options }));
  return askKoa(app, "/", init);
}

const REPLIES: readonly (readonly [string, Reply])[] = [
  ["JSON", json(201, { a: "ü" }, NO_STORE)],
  ["a redirect", redirect("https://client.test/cb?code=1")],
  ["a page", html(400, "<p>ü</p>")],
  ["nothing", empty(200, NO_STORE)],
  ["what is written by hand", raw(500, "{ü", { headers: NO_STORE })],
];

describe("sendReply()", () => {
  it("writes JSON as such, which no browser may take for anything else", async () => {
    const { status, headers, text } = await sent(json(201, { a: "ü" }, NO_STORE));
    assert.deepEqual([status, text], [201, '{"a":"ü"}']);
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("pragma"), "no-cache");
  });

  it("writes JSON that is text already as it is", async () => {
    const { text } = await sent({ ...json(200, { a: 1 }), text: '{ "a" : 1 }' });
    assert.equal(text, '{ "a" : 1 }');
  });

  it("writes a redirect that nobody keeps and that tells nobody where it came from", async () => {
    const { status, headers, text } = await sent(redirect("https://client.test/cb?code=1"));
    assert.deepEqual([status, text], [303, ""]);
    assert.equal(headers.get("location"), "https://client.test/cb?code=1");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
  });

  it("writes a page with the headers of pages", async () => {
    const reply = html(400, "<p>ü</p>", { formAction: ["https://client.test"] });
    const { status, headers, text } = await sent(reply);
    assert.deepEqual([status, text], [400, "<p>ü</p>"]);
    assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
    for (const [name, value] of Object.entries(pageHeaders(reply))) assert.equal(headers.get(name), value, name);
  });

  for (const status of [200, 204]) {
    it(`writes an empty answer with ${status} and without a type`, async () => {
      const answer = await sent(empty(status, { Allow: "GET" }));
      assert.deepEqual([answer.status, answer.text, answer.headers.get("allow")], [status, "", "GET"]);
      assert.isFalse(answer.headers.has("content-type"));
    });
  }

  for (const status of [204, 304]) {
    it(`tells no length of an answer that can have none: ${status}`, async () => {
      assert.isFalse((await sent(empty(status))).headers.has("content-length"));
    });
  }

  it("adds what is said to scripts of other origins, which is asked of the request itself", async () => {
    const cors: Cors = ({ method, headers }) => ({ "X-Cors": `${method} ${headers.origin}`, Vary: "Origin" });
    const { headers } = await sent(json(200, {}), { cors }, { headers: { origin: "https://app.test" } });
    assert.equal(headers.get("x-cors"), "GET https://app.test");
    assert.equal(headers.get("vary"), "Origin");
    assert.isNull((await sent(json(200, {}), { cors: () => undefined })).headers.get("vary"));
  });

  it("lets the headers of a reply win over those of its kind", async () => {
    const headers = { "Cache-Control": "private", "Content-Type": "application/jwt", "Referrer-Policy": "origin" };
    for (const reply of [json(200, {}, headers), redirect("/", { headers }), html(200, "", { headers })]) {
      const answer = await sent(reply);
      for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers.get(name), value, reply.kind);
    }
  });

  for (const [name, reply] of REPLIES) {
    it(`answers HEAD with the head alone: ${name}`, async () => {
      const [get, head] = [await sent(reply), await sent(reply, {}, { method: "HEAD" })];
      assert.deepEqual([head.status, head.text], [reply.status, ""]);
      for (const header of ["content-type", "content-length", "location"])
        assert.equal(head.headers.get(header), get.headers.get(header), header);
    });

    it(`says how long it is, and of https that it stays: ${name}`, async () => {
      for (const [secure, expected] of [
        [true, STRICT_TRANSPORT],
        [false, null],
      ] as const) {
        const { headers, text } = await sent(reply, { secure });
        assert.equal(headers.get("strict-transport-security"), expected);
        assert.equal(headers.get("content-length"), String(Buffer.byteLength(text)));
      }
    });
  }

  it("sets each cookie on its own line, with the prefix over https", async () => {
    const reply = withCookies(redirect("/"), [
      { name: "b", value: "1" },
      { name: "sid", value: "2", clear: true },
    ]);
    const { headers } = await sent(reply, { secure: true });
    assert.deepEqual(headers.getSetCookie(), [
      "__Host-b=1; Path=/; HttpOnly; SameSite=Lax; Secure",
      "__Host-sid=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0",
    ]);
  });

  it("sets one cookie", async () => {
    const { headers } = await sent(withCookies(json(200, {}), [{ name: "b", value: "1" }]));
    assert.deepEqual(headers.getSetCookie(), ["b=1; Path=/; HttpOnly; SameSite=Lax"]);
  });

  it("sets no cookie where there is none", async () => {
    assert.deepEqual((await sent(withCookies(json(200, {}), []))).headers.getSetCookie(), []);
  });

  it("cannot be made to write a header of somebody else's", async () => {
    const { status, headers } = await sent(json(200, {}, { "X-Name": "a\r\nSet-Cookie: b=c" }));
    assert.equal(status, 500);
    assert.deepEqual(headers.getSetCookie(), []);
  });
});
