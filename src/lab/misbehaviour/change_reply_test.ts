import { assert } from "chai";
import { empty, html, json, jwt, raw, redirect, type Reply, withCookies } from "../../protocol/mod.ts";
import { asRaw, withAddress, withBody } from "./change_reply.ts";

const odd = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({ ...body, odd: 1 });

/** Answers that hold no JSON object. */
const OTHERS: readonly (readonly [string, Reply])[] = [
  ["a page", html(200, "<p>")],
  ["a redirection", redirect("https://client.test/cb")],
  ["nothing", empty(204)],
  ["a list", json(200, [1])],
  ["null", json(200, null)],
  ["a JWT", jwt(200, "a.b.c")],
  ["what was written by hand", raw(200, "{}")],
];

describe("withBody()", () => {
  it("changes the members of a JSON answer, and nothing else of it", () => {
    const reply = json(201, { a: 1 }, { "X-Own": "1" });
    assert.deepEqual(withBody(reply, odd), { ...reply, body: { a: 1, odd: 1 } });
    assert.deepEqual(reply.body, { a: 1 });
  });

  it("changes what was serialised already", () => {
    const reply = { ...json(200, { stale: true }), text: '{"a":2}' };
    assert.deepEqual(withBody(reply, odd), { kind: "json", status: 200, headers: {}, body: { a: 2, odd: 1 } });
  });

  it("answers the very same answer where nothing is changed", () => {
    for (const reply of [json(200, { a: 1 }), { ...json(200, {}), text: '{"a":2}' }])
      assert.equal(
        withBody(reply, (body) => body),
        reply,
      );
  });

  for (const [name, reply] of OTHERS) {
    it(`leaves ${name} alone`, () => assert.equal(withBody(reply, odd), reply));
  }
});

describe("withAddress()", () => {
  const change = (address: URL): URL => {
    const changed = new URL(address);
    changed.searchParams.set("state", "other");
    return changed;
  };

  it("changes where the client gets its answer", () => {
    const reply = withCookies(redirect("https://client.test/cb?state=s", { headers: { "X-Own": "1" } }), [
      { name: "a", value: "b" },
    ]);
    assert.deepEqual(withAddress(reply, change), { ...reply, location: "https://client.test/cb?state=other" });
  });

  it("changes the address of an application's own scheme", () => {
    assert.propertyVal(withAddress(redirect("com.app:/cb?state=s"), change), "location", "com.app:/cb?state=other");
  });

  it("leaves an address of the issuer's own pages alone, and one that stays as it is", () => {
    for (const location of ["/interaction/x", "https://client.test/cb?state=s"]) {
      const reply = redirect(location);
      assert.equal(withAddress(reply, location.startsWith("/") ? change : (same) => same), reply);
    }
  });

  it("leaves what is no redirection alone", () => {
    for (const [, reply] of OTHERS) if (reply.kind !== "redirect") assert.equal(withAddress(reply, change), reply);
  });
});

describe("asRaw()", () => {
  for (const [name, reply, text, headers] of [
    ["JSON", json(400, { a: 1 }, { "X-Own": "1" }), '{"a":1}', { "Content-Type": "application/json", "X-Own": "1" }],
    ["JSON that was serialised", { ...json(200, {}), text: "{ }" }, "{ }", { "Content-Type": "application/json" }],
    ["a JWT", jwt(200, "a.b.c"), "a.b.c", { "Content-Type": "application/jwt" }],
    ["a page", html(200, "<p>"), "<p>", { "Content-Type": "text/html; charset=utf-8" }],
    ["a redirection", redirect("https://c.test/"), "", { Location: "https://c.test/" }],
    ["nothing", empty(204, { Allow: "GET" }), "", { Allow: "GET" }],
  ] as const) {
    it(`writes ${name} as it would be sent`, () => {
      assert.deepEqual(asRaw(reply), { kind: "raw", status: reply.status, headers, text });
    });
  }

  it("keeps cookies, and says when it is sent and where it is cut off", () => {
    const reply = withCookies(json(200, {}), [{ name: "sid", value: "1" }]);
    const made = asRaw(reply, { after: 5, drops: "before_head" });
    assert.deepEqual([made.after, made.drops, made.cookies], [5, "before_head", reply.cookies]);
  });

  it("leaves what is written by hand as it is", () => {
    const reply = raw(299, "x", { after: 7 });
    assert.deepEqual(asRaw(reply), reply);
    assert.deepEqual(asRaw(reply, { drops: { afterBody: 1 } }), { ...reply, drops: { afterBody: 1 } });
  });
});
