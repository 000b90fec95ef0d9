import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { html, type HtmlOptions } from "../protocol/mod.ts";
import { pageHeaders, STRICT_TRANSPORT } from "./security_headers.ts";

function policyOf(options: HtmlOptions = {}): readonly string[] {
  return (pageHeaders(html(200, "", options))["Content-Security-Policy"] ?? "").split("; ");
}

describe("pageHeaders()", () => {
  it("let a page load our stylesheet and our images, and nothing else", () => {
    assert.deepEqual(policyOf(), [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  const ACTIONS: readonly (readonly [string, readonly string[], string])[] = [
    ["to this origin", [], "form-action 'self'"],
    ["to a client as well", ["https://client.test"], "form-action 'self' https://client.test"],
    ["to this origin once, though it is named", ["'self'", "https://a.test"], "form-action 'self' https://a.test"],
    ["to the scheme of an app", ["com.example.app:"], "form-action 'self' com.example.app:"],
  ];

  for (const [name, formAction, expected] of ACTIONS) {
    it(`let forms go ${name}`, () => assert.include(policyOf({ formAction }), expected));
  }

  it("let the one script run whose hash is known", () => {
    assert.include(policyOf({ scriptHash: "sha256-abc=" }), "script-src 'sha256-abc='");
  });

  it("let scripts of ours run that are files, and ask this server and no other, where a page says so", () => {
    const policy = policyOf({ ownScripts: true });
    assert.includeMembers([...policy], ["default-src 'none'", "script-src 'self'", "connect-src 'self'"]);
    assert.notMatch(policyOf({ scriptHash: "sha256-abc=" }).join(), /connect-src|script-src 'self'/);
  });

  it("let in the frames of a page, each by its address without its query, and no other", () => {
    const frames = [
      "https://a.test:8443/out?iss=x&sid=y",
      "https://a.test:8443/out?sid=z",
      "https://b.test/o;u,t",
      "http://[::1]:3000/x",
    ];
    assert.include(policyOf({ frames }), "frame-src https://a.test:8443/out https://b.test/o%3Bu%2Ct http:");
    assert.notInclude(policyOf({ frames: [] }).join(), "frame-src");
  });

  it("let in the images that a page names, each by its address without its query, beside our own", () => {
    const images = ["https://a.test/logo.png?size=2", "https://a.test/logo.png"];
    assert.include(policyOf({ images }), "img-src 'self' https://a.test/logo.png");
  });

  rule(["RFC6749-10.13-1", "RFC9700-4.16-1"], "forbid framing in the words of old and new browsers", () => {
    assert.equal(pageHeaders(html(200, ""))["X-Frame-Options"], "DENY");
    assert.include(policyOf(), "frame-ancestors 'none'");
  });

  it("let those show a page in a frame that it names, in words of new browsers alone", () => {
    const frameAncestors = ["https:", "http://localhost:*"];
    assert.include(policyOf({ frameAncestors }), "frame-ancestors https: http://localhost:*");
    assert.notProperty(pageHeaders(html(200, "", { frameAncestors })), "X-Frame-Options");
  });

  beyond("RFC9700-4.2.4-1", "leak no address, keep no copy, guess no type, share no window", () => {
    assert.deepInclude(pageHeaders(html(200, "")), {
      "Cache-Control": "no-store",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    });
  });
});

describe("STRICT_TRANSPORT", () => {
  it("lasts a year and takes subdomains along", () => {
    assert.equal(STRICT_TRANSPORT, `max-age=${365 * 86_400}; includeSubDomains`);
  });
});
