import { assert } from "chai";
import { empty, form, html, json, jwt, raw, redirect, type Reply } from "../../protocol/mod.ts";
import { marksUnder } from "./marks.ts";
import { replyPart, waitOf } from "./reply_part.ts";

const mark = marksUnder(Buffer.alloc(32, "replies"));
const JSON_TYPE = { "Content-Type": "application/json" };

function said(reply: Reply): unknown {
  return replyPart(reply, mark).reply;
}

describe("replyPart()", () => {
  it("has JSON as a value, its type, and the header fields that tell something", () => {
    const reply = json(
      401,
      { error: "invalid_client" },
      { "WWW-Authenticate": "Basic", "Trace-Id": "t", "Cache-Control": "no-store" },
    );
    assert.deepEqual(replyPart(reply, mark), {
      status: 401,
      reply_headers: { "content-type": "application/json", "cache-control": "no-store", "www-authenticate": "Basic" },
      reply: { error: "invalid_client" },
    });
  });

  it("has the type that a fault said, whatever its case", () => {
    const reply = json(200, {}, { "content-TYPE": "text/plain" });
    assert.equal(replyPart(reply, mark).reply_headers["content-type"], "text/plain");
  });

  it("has the secrets of a form marked", () => {
    const reply = form(200, { oauth_token: "a", oauth_token_secret: "b", oauth_callback_confirmed: "true" });
    assert.equal(said(reply), `oauth_token=${mark("a")}&oauth_token_secret=${mark("b")}&oauth_callback_confirmed=true`);
  });

  it("tells what a signed answer says", () => {
    const text = `${Buffer.from('{"alg":"ES256"}').toString("base64url")}.${Buffer.from('{"sub":"me"}').toString("base64url")}.x`;
    assert.deepEqual(said(jwt(200, text)), { header: { alg: "ES256" }, claims: { sub: "me" }, text: mark(text) });
  });

  it("has of a page no more than its name, as its forms are nobody else's", () => {
    const page = html(200, '<html><head><title> Sign in </title></head><input value="hush"></html>');
    assert.equal(said(page), "[page: Sign in]");
    assert.equal(said(html(200, "<p>hush</p>")), "[page: without a title]");
  });

  it("tells where a browser is sent, without what is secret there", () => {
    const part = replyPart(redirect("https://c.test/cb?code=x&state=s"), mark);
    assert.deepEqual(part, { status: 303, reply_headers: { location: `https://c.test/cb?code=${mark("x")}&state=s` } });
  });

  it("tells where an answer that was written by hand sends a browser", () => {
    const part = replyPart(raw(307, "", { headers: { LOCATION: "https://c.test/?code=x" } }), mark);
    assert.equal(part.reply_headers["location"], `https://c.test/?code=${mark("x")}`);
  });

  for (const [name, reply, expected] of [
    ["JSON written by hand", raw(200, '{"access_token":"x"}', { headers: JSON_TYPE }), { access_token: mark("x") }],
    ["broken JSON", raw(200, '{"access_token":"x', { headers: JSON_TYPE }), `{"access_token":"${mark("x")}`],
    ["a page instead of JSON", raw(502, "<h1>Bad gateway</h1>"), "<h1>Bad gateway</h1>"],
    ["nothing", raw(200, ""), undefined],
    ["an empty answer", empty(204), undefined],
    ["text that is not read as JSON", json(200, { a: 1 }, {}), { a: 1 }],
  ] as const) {
    it(`has ${name}`, () => assert.deepEqual<unknown>(said(reply), expected));
  }

  for (const [name, reply, dropped] of [
    ["before the head", raw(200, "", { drops: "before_head" }), true],
    ["within the body", raw(200, "abc", { drops: { afterBody: 1 } }), true],
    ["not at all", raw(200, "abc"), undefined],
  ] as const) {
    it(`says that a connection is dropped ${name}`, () => assert.equal(replyPart(reply, mark).dropped, dropped));
  }
});

describe("waitOf()", () => {
  for (const [reply, wait] of [
    [json(200, {}), 0],
    [raw(200, ""), 0],
    [raw(200, "", { after: 3_000 }), 3_000],
  ] as const) {
    it(`is ${wait} for what is ${reply.kind}`, () => assert.equal(waitOf(reply), wait));
  }
});
