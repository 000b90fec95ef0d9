import { assert } from "chai";
import { constantFrom, assert as forAll, property, tuple } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { checkIssuerUrl, endpointUrl, wellKnownPath } from "./mod.ts";
import { hostileText } from "./_arbitrary_test.ts";

describe("checkIssuerUrl()", () => {
  for (const url of [
    "https://id.example",
    "https://id.example:8443",
    "https://id.example/tenant",
    "https://id.example/tenant/",
    "http://localhost:8000",
    "http://127.0.0.1:8000/o",
    "http://[::1]:8000",
  ]) {
    it(`answers ${url} as given`, () => assert.equal(checkIssuerUrl(url), url));
  }

  for (const [url, says] of [
    ["https://id.example?", "query"],
    ["https://id.example/tenant?a=b", "query"],
    ["https://id.example#", "fragment"],
    ["https://id.example/#a", "fragment"],
    ["http://id.example", "loopback"],
    ["http://localhost.evil.example", "loopback"],
    ["ftp://id.example", "scheme"],
    ["javascript:alert(1)", "scheme"],
  ] as const) {
    rule("RFC8414-2-1", `refuses ${url}`, () => assert.throws(() => checkIssuerUrl(url), SyntaxError, says));
  }

  for (const [name, url, says] of [
    ["nothing", "", "absolute"],
    ["a path", "/tenant", "absolute"],
    ["no host", "https://", "absolute"],
    ["a user", "https://user@id.example", "user information"],
    ["a password", "https://:secret@id.example", "user information"],
    ["an empty user", "https://@id.example", "use 'https://id.example'"],
    ["a bare slash, saying what to write", "https://id.example/", "slash at its end must go: use 'https://id.example'"],
    ["a bare slash behind a port", "http://localhost:8000/", "use 'http://localhost:8000'"],
    ["a host in capitals", "https://ID.example", "use 'https://id.example'"],
    ["the usual port", "https://id.example:443/a", "use 'https://id.example/a'"],
    ["a way back in the path", "https://id.example/a/../b", "use 'https://id.example/b'"],
    ["a backslash", "https://id.example\\a", "usual form"],
    ["a space around", " https://id.example", "usual form"],
  ] as const) {
    it(`refuses ${name}`, () => assert.throws(() => checkIssuerUrl(url), SyntaxError, says));
  }

  it("lets plain http through anywhere when told so", () => {
    assert.equal(checkIssuerUrl("http://id.internal:8000", { allowHttp: true }), "http://id.internal:8000");
    assert.throws(() => checkIssuerUrl("http://id.internal:8000", { allowHttp: false }), SyntaxError);
  });
});

describe("wellKnownPath()", () => {
  for (const [issuer, path] of [
    ["https://id.example", "/.well-known/oauth-authorization-server"],
    ["https://id.example/issuer1", "/.well-known/oauth-authorization-server/issuer1"],
    ["https://id.example/issuer1/", "/.well-known/oauth-authorization-server/issuer1"],
    ["https://id.example/a/b", "/.well-known/oauth-authorization-server/a/b"],
  ] as const) {
    rule(["RFC8414-3.1-1", "RFC8414-3.1-2"], `puts the well-known part before the path of ${issuer}`, () => {
      assert.equal(wellKnownPath(issuer, "oauth-authorization-server"), path);
    });
  }
});

describe("endpointUrl()", () => {
  for (const [issuer, url] of [
    ["https://id.example", "https://id.example/token"],
    ["https://id.example/tenant", "https://id.example/tenant/token"],
    ["https://id.example/tenant/", "https://id.example/tenant/token"],
  ] as const) {
    it(`puts the path behind ${issuer}`, () => assert.equal(endpointUrl(issuer, "/token"), url));
  }
});

describe("issuer_url properties", () => {
  it("lets through only what a URL parser prints again, a bare slash apart", () => {
    forAll(
      property(
        tuple(constantFrom("https://", "https://id.example", "http://localhost"), hostileText),
        ([start, rest]) => {
          const url = start + rest;
          try {
            checkIssuerUrl(url);
          } catch (error) {
            assert.instanceOf(error, SyntaxError);
            return;
          }
          assert.include([url, `${url}/`], new URL(url).href);
          assert.isTrue(URL.canParse(endpointUrl(url, "/token")));
        },
      ),
    );
  });
});
