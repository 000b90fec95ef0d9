import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { NO_STORE, empty, form, html, json, raw, redirect, withCookies, withHeaders } from "./mod.ts";

const SID = { name: "sid", value: "1" } as const;
const THEME = { name: "theme", value: "2" } as const;

describe("the replies", () => {
  for (const [name, reply, expected] of [
    ["json()", json(200, { a: 1 }), { kind: "json", status: 200, headers: {}, body: { a: 1 } }],
    [
      "json() with headers",
      json(400, null, { A: "b" }),
      { kind: "json", status: 400, headers: { A: "b" }, body: null },
    ],
    [
      "form()",
      form(200, { oauth_token: "a b", "\u00e4": "+&=" }, { A: "b" }),
      {
        kind: "json",
        status: 200,
        headers: { A: "b", "Content-Type": "application/x-www-form-urlencoded" },
        body: { oauth_token: "a b", "\u00e4": "+&=" },
        text: "oauth_token=a+b&%C3%A4=%2B%26%3D",
      },
    ],
    ["empty()", empty(204), { kind: "empty", status: 204, headers: {} }],
    ["empty() with headers", empty(405, { Allow: "GET" }), { kind: "empty", status: 405, headers: { Allow: "GET" } }],
    ["html()", html(200, "<p>"), { kind: "html", status: 200, headers: {}, markup: "<p>" }],
    [
      "html() with all options",
      html(200, "<p>", {
        formAction: ["https://a.example"],
        scriptHash: "sha256-x",
        headers: { A: "b" },
        cookies: [SID],
      }),
      {
        kind: "html",
        status: 200,
        headers: { A: "b" },
        markup: "<p>",
        formAction: ["https://a.example"],
        scriptHash: "sha256-x",
        cookies: [SID],
      },
    ],
    [
      "redirect() with all options",
      redirect("/login", { status: 302, headers: { A: "b" }, cookies: [SID] }),
      { kind: "redirect", status: 302, headers: { A: "b" }, location: "/login", cookies: [SID] },
    ],
    ["raw()", raw(200, "{"), { kind: "raw", status: 200, headers: {}, text: "{" }],
    [
      "raw() with all options",
      raw(599, "", { after: 1, drops: "before_head", headers: { A: "b" }, cookies: [SID] }),
      { kind: "raw", status: 599, headers: { A: "b" }, text: "", after: 1, drops: "before_head", cookies: [SID] },
    ],
  ] as const) {
    it(`${name} makes a plain value`, () => assert.deepEqual<unknown>(reply, expected));
  }
});

describe("redirect()", () => {
  rule(["RFC9700-4.12-1", "RFC9700-4.12-2"], "answers 303 when nothing is said", () => {
    assert.deepEqual(redirect("https://c.example/cb"), {
      kind: "redirect",
      status: 303,
      headers: {},
      location: "https://c.example/cb",
    });
  });

  for (const [name, location] of [
    ["nothing", ""],
    ["a line end", "/a\r\nSet-Cookie: x=y"],
    ["a space", "/a b"],
    ["a letter beyond ASCII", "/ü"],
    ["DEL", "/\x7f"],
  ] as const) {
    it(`will not lead to ${name}`, () => assert.throws(() => redirect(location), TypeError, "Cannot redirect"));
  }
});

describe("raw()", () => {
  for (const [name, status, options] of [
    ["the status of an answer that is not the last", 199, {}],
    ["a status of four digits", 1_000, {}],
    ["a part of a status", 200.5, {}],
    ["less than no time", 200, { after: -1 }],
    ["a part of a millisecond", 200, { after: 0.5 }],
    ["no number of milliseconds", 200, { after: Number.NaN }],
    ["longer than timers wait", 200, { after: 2 ** 31 }],
    ["less than nothing", 200, { drops: { afterBody: -1 } }],
    ["a part of a byte", 200, { drops: { afterBody: 0.5 } }],
    ["no end of bytes", 200, { drops: { afterBody: Number.POSITIVE_INFINITY } }],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => raw(status, "", options), RangeError, /^Cannot answer .*: \S+ is/));
  }

  for (const [status, options] of [
    [200, { after: 0, drops: { afterBody: 0 } }],
    [999, { after: 2 ** 31 - 1, drops: { afterBody: 1e9 } }],
  ] as const) {
    it(`goes as far as ${status}`, () => assert.deepInclude(raw(status, "", options), { status, ...options }));
  }

  it("takes further header fields and cookies as other replies do", () => {
    const reply = withCookies(withHeaders(raw(200, "a", { headers: { A: "1" }, after: 5 }), { B: "2" }), [SID]);
    assert.deepEqual(reply, raw(200, "a", { headers: { A: "1", B: "2" }, after: 5, cookies: [SID] }));
  });
});

it("redirect() leads to any printable ASCII", () => assert.equal(redirect("/!~").location, "/!~"));

describe("NO_STORE", () => {
  rule(["RFC6749-5.1-5", "RFC6749-5.1-6"], "forbids caches, and nobody can change that", () => {
    assert.deepEqual(NO_STORE, { "Cache-Control": "no-store", Pragma: "no-cache" });
    assert.isFrozen(NO_STORE);
  });
});

describe("withHeaders()", () => {
  it("adds and replaces, and leaves the old reply alone", () => {
    const reply = json(200, 1, { A: "1", B: "1" });
    assert.deepEqual(withHeaders(reply, { B: "2", C: "3" }).headers, { A: "1", B: "2", C: "3" });
    assert.deepEqual(reply.headers, { A: "1", B: "1" });
  });

  it("keeps the rest", () => assert.equal(withHeaders(redirect("/a"), {}).location, "/a"));
});

describe("withCookies()", () => {
  it("adds behind, and leaves the old reply alone", () => {
    const reply = withCookies(empty(204), [SID]);
    assert.deepEqual(withCookies(reply, [THEME]).cookies, [SID, THEME]);
    assert.deepEqual(reply.cookies, [SID]);
  });
});
