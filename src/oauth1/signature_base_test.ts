import { assert } from "chai";
import {
  array,
  assert as forAll,
  constantFrom,
  integer,
  oneof,
  property,
  shuffledSubarray,
  string,
  tuple,
} from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import type { Param } from "../protocol/mod.ts";
import { baseStringUri, decodeForm, normalizedParameters, readSigned, signatureBaseString } from "./mod.ts";
import { naiveBase } from "./_naive_test.ts";
import { received } from "./_received_test.ts";
import rfc5849 from "./testdata/rfc5849.json" with { type: "json" };
import testCases from "./testdata/oauth_test_cases.json" with { type: "json" };

const PARAMETERS = rfc5849.parameters.map(([name = "", value = ""]): Param => [name, value]);

describe("signatureBaseString()", () => {
  for (const { section, request, base } of rfc5849.baseStrings) {
    rule(["RFC5849-3.4.1.1-1", "RFC5849-3.4.1.1-3"], `is that of RFC 5849 ${section}`, () => {
      assert.equal(signatureBaseString(readSigned(received(request))), base);
    });
  }

  rule("RFC5849-3.4.1.1-1", "writes the method in upper case", () => {
    const parts = { origin: "https://api.test", path: "/", params: [] };
    assert.equal(signatureBaseString({ ...parts, method: "get" }), "GET&https%3A%2F%2Fapi.test%2F&");
  });

  rule("RFC5849-3.4.1.1-2", "encodes a method of somebody's own", () => {
    const parts = { origin: "https://api.test", path: "/", params: [] };
    assert.equal(signatureBaseString({ ...parts, method: "m*x" }), "M%2AX&https%3A%2F%2Fapi.test%2F&");
  });
});

describe("baseStringUri()", () => {
  for (const { origin, path, uri } of rfc5849.baseStringUris) {
    rule(["RFC5849-3.4.1.2-1", "RFC5849-3.4.1.2-3", "RFC5849-3.4.1.2-4"], `is that of RFC 5849: ${uri}`, () => {
      assert.equal(baseStringUri({ origin, path }), uri);
    });
  }

  for (const [origin = "", path = "", uri] of testCases.baseStringUris) {
    it(`is that of the old test cases: '${origin}${path}'`, () => assert.equal(baseStringUri({ origin, path }), uri));
  }

  for (const [id, origin, path, uri] of [
    ["RFC5849-3.4.1.2-3", "https://a.test:443", "/", "https://a.test/"],
    ["RFC5849-3.4.1.2-4", "http://a.test:443", "/", "http://a.test:443/"],
    ["RFC5849-3.4.1.2-4", "https://a.test:80", "/", "https://a.test:80/"],
    ["RFC5849-3.4.1.2-4", "http://a.test:8080", "/", "http://a.test:8080/"],
    ["RFC5849-3.4.1.2-4", "https://a.test:4430", "/", "https://a.test:4430/"],
    ["RFC5849-3.4.1.2-1", "HTTPS://[2001:DB8::1]:443", "/", "https://[2001:db8::1]/"],
    ["RFC5849-3.4.1.2-3", "http://[::1]:80", "/", "http://[::1]/"],
    ["RFC5849-3.4.1.2-4", "http://[::80]", "/", "http://[::80]/"],
    ["RFC5849-3.4.1.2-6", "https://a.test", "//A/%7Eb/~c/%e3/..", "https://a.test//A/%7Eb/~c/%e3/.."],
  ] as const) {
    rule(id, `of ${origin}${path} is ${uri}`, () => assert.equal(baseStringUri({ origin, path }), uri));
  }
});

describe("normalizedParameters()", () => {
  rule(["RFC5849-3.4.1.3.2-1", "RFC5849-3.4.1.3.2-4"], "are those of RFC 5849 3.4.1.3.2", () => {
    assert.equal(normalizedParameters(PARAMETERS), rfc5849.baseStrings[0]?.normalized);
  });

  for (const [name, value, encoded] of rfc5849.parameters) {
    rule("RFC5849-3.4.1.3.2-1", `encode the value of ${name} as the RFC does`, () => {
      assert.equal(normalizedParameters([["n", value ?? ""]]), `n=${encoded}`);
    });
  }

  for (const [raw = "", normalized] of testCases.normalized) {
    rule(["RFC5849-3.4.1.3.2-2", "RFC5849-3.4.1.3.2-3"], `are those of the old test cases: ${raw}`, () => {
      const params = raw.split("&").map((pair): Param => {
        const [name = "", value = ""] = pair.split("=").map((part) => decodeForm(part) ?? "");
        return [name, value];
      });
      assert.equal(normalizedParameters(params), normalized);
    });
  }

  rule("RFC5849-3.4.1.3.2-2", "are in the order of the bytes of what is encoded, not of its characters", () => {
    // encoded, ~ comes behind %E2…, and the character beyond the basic plane behind the private one before it
    const names = ["~", "\u2603", "\u{10000}", "\ue000", "z", "Z", "a-", "a"];
    const sorted = "%E2%98%83=&%EE%80%80=&%F0%90%80%80=&Z=&a=&a-=&z=&~=";
    assert.equal(normalizedParameters(names.map((name): Param => [name, ""])), sorted);
  });

  it("do not change the list they are made of", () => {
    const params: Param[] = [
      ["b", "1"],
      ["a", "2"],
    ];
    normalizedParameters(params);
    assert.deepEqual(params, [
      ["b", "1"],
      ["a", "2"],
    ]);
  });
});

describe("the signature base string, as laws", () => {
  const word = oneof(
    string({ unit: "binary" }),
    constantFrom("", "+", "%", "&", "=", "~", " ", "%7E", "a", "é", "\u{1F3B5}"),
  );
  const params = array(tuple(word, word), { maxLength: 12 });
  const method = constantFrom("GET", "post", "Put", "DELETE", "PROPFIND");
  const host = constantFrom("example.com", "EXAMPLE.com", "a.b.c", "[::1]", "[2001:DB8::80]", "127.0.0.1");
  const port = oneof(
    constantFrom("", ":80", ":443", ":8080"),
    integer({ min: 1, max: 65_535 }).map((each) => `:${each}`),
  );
  const path = constantFrom("", "/", "//", "/a//b/", "/%7Eme/~me", "/r%20v/X", "/caf%C3%A9", "/a;b=c,d");

  it("is that of an independent implementation", () => {
    forAll(
      property(method, constantFrom("http", "https", "HTTPS"), host, port, path, params, (...drawn) => {
        const [verb, scheme, name, at, where, pairs] = drawn;
        const origin = `${scheme}://${name}${at}`;
        const ours = signatureBaseString({ method: verb, origin, path: where, params: pairs });
        assert.equal(ours, naiveBase(verb, `${origin}${where}`, pairs));
      }),
    );
  });

  it("does not depend on the order of parameters", () => {
    const shuffled = params.chain((pairs) =>
      tuple(
        tuple(...[pairs].map((each) => shuffledSubarray(each, { minLength: each.length }))),
        params.map(() => pairs),
      ),
    );
    forAll(
      property(shuffled, ([[other], pairs]) => {
        assert.equal(normalizedParameters(other ?? []), normalizedParameters(pairs));
      }),
    );
  });

  it("tells requests apart that differ in one parameter", () => {
    forAll(
      property(params, word, word, (pairs, name, value) => {
        assert.notEqual(normalizedParameters([...pairs, [name, value]]), normalizedParameters(pairs));
        assert.notEqual(normalizedParameters([[name, value]]), normalizedParameters([[name, `${value}x`]]));
      }),
    );
  });
});
