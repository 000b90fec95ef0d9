import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { contextOf } from "./_context_test.ts";
import { originOf, targetOf } from "./sent_address.ts";

describe("targetOf()", () => {
  for (const [url, path, query] of [
    ["/", "/", ""],
    ["/books?a=b", "/books", "a=b"],
    ["/books?", "/books", ""],
    ["/a%7Eb/%2F/~/%E3%82%AC?c=%7E&d=+&%C3%BC", "/a%7Eb/%2F/~/%E3%82%AC", "c=%7E&d=+&%C3%BC"],
    ["//double//slash", "//double//slash", ""],
    ["/q?a=b?c&d=/", "/q", "a=b?c&d=/"],
    ["*", "*", ""],
    ["http://elsewhere.test/books?a=b", "/books", "a=b"],
    ["HTTPS://elsewhere.test:8443?a=b", "", "a=b"],
    ["http://elsewhere.test", "", ""],
  ] as const) {
    rule("RFC5849-3.4.1.2-6", `finds path and query of ${url} as they were sent`, () => {
      assert.deepEqual(targetOf({ originalUrl: url }), { path, query });
    });
  }

  it("knows what was sent, though a router in front has cut a part of the path off", () => {
    const context = contextOf({ url: "/mounted/books?a=b" });
    context.path = "/books";
    assert.deepEqual(targetOf(context), { path: "/mounted/books", query: "a=b" });
  });
});

const FORWARDED = { "x-forwarded-proto": "https", "x-forwarded-host": "api.example, 10.0.0.7" };

describe("originOf()", () => {
  for (const [what, proxy, headers, origin] of [
    ["the Host header field", false, {}, "http://api.test"],
    ["it with its port", false, { host: "api.test:8080" }, "http://api.test:8080"],
    ["an address of IPv6", false, { host: "[::1]:3000" }, "http://[::1]:3000"],
    ["capitals as they are", false, { host: "API.Test" }, "http://API.Test"],
    ["no proxy that nobody trusts", false, FORWARDED, "http://api.test"],
    ["the proxy that is trusted", true, FORWARDED, "https://api.example"],
    ["the host where the proxy says the scheme alone", true, { "x-forwarded-proto": "https" }, "https://api.test"],
    ["no Origin header field", false, { origin: "https://evil.test" }, "http://api.test"],
  ] as const) {
    rule("RFC5849-3.4.1.2-2", `follows ${what}`, () => {
      const context = contextOf({ headers });
      context.app.proxy = proxy;
      assert.equal(originOf(context, undefined), origin);
    });
  }

  it("is what was given, whatever the request says", () => {
    const context = contextOf({ headers: FORWARDED });
    assert.equal(originOf(context, "https://id.example"), "https://id.example");
    assert.equal(
      originOf(context, ({ host }) => `https://${host}`),
      "https://api.test",
    );
  });
});
