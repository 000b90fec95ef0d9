import { assert } from "chai";
import * as fc from "fast-check";
import { isAt, parseResource } from "./resource.ts";

describe("parseResource()", () => {
  for (const [text, scheme, host] of [
    ["acct:ann@id.test", "acct", "id.test"],
    ["ACCT:ann@ID.TEST", "acct", "id.test"],
    ["acct:ann%40work@id.test", "acct", "id.test"],
    ["acct:ann+news@id.test", "acct", "id.test"],
    ["acct:ann@localhost:8000", "acct", "localhost:8000"],
    ["https://id.test", "https", "id.test"],
    ["https://id.test/ann?a=b#c", "https", "id.test"],
    ["https://id.test:443/", "https", "id.test"],
    ["HTTPS://ID.test:8443/", "https", "id.test:8443"],
    ["http://localhost:8000/ann", "http", "localhost:8000"],
    ["https://ann@id.test/", "https", "id.test"],
    ["mailto:ann@id.test", "mailto", ""],
    ["urn:ietf:rfc:7033", "urn", ""],
  ] as const) {
    it(`reads '${text}'`, () => assert.deepEqual(parseResource(text), { scheme, host }));
  }

  for (const text of [
    "",
    "ann",
    "ann@id.test",
    "acct:",
    "acct:ann",
    "acct:@id.test",
    "acct:ann@",
    "acct:ann@id@test",
    "acct:ann@id.test/path",
    "acct:ann@id.test?query",
    "acct:ann @id.test",
    "https://",
    "https:// id.test",
    "https://[::1",
    ":no",
    "1a:b",
    "//id.test",
    "/ann",
  ]) {
    it(`refuses '${text}'`, () => assert.isUndefined(parseResource(text)));
  }

  it("takes any text without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom("", "acct:", "https://"), (text, prefix) => {
        const resource = parseResource(prefix + text);
        assert.isTrue(resource === undefined || resource.scheme !== "");
      }),
    );
  });
});

describe("isAt()", () => {
  for (const [resource, issuer] of [
    ["acct:ann@id.test", "https://id.test"],
    ["acct:ann@id.test", "https://id.test/tenant"],
    ["acct:ann@id.test", "https://id.test:8443"],
    ["acct:ann@id.test:8443", "https://id.test:8443"],
    ["https://id.test/ann", "https://id.test/tenant"],
    ["https://id.test:443", "https://id.test"],
    ["http://localhost:8000/", "http://localhost:8000"],
    ["acct:ann@localhost", "http://localhost:8000"],
  ] as const) {
    it(`finds '${resource}' at '${issuer}'`, () => assert.isTrue(isAt(parseResource(resource)!, issuer)));
  }

  for (const [resource, issuer] of [
    ["acct:ann@other.test", "https://id.test"],
    ["acct:ann@sub.id.test", "https://id.test"],
    ["acct:ann@id.test.evil.test", "https://id.test"],
    ["acct:ann@id.test:9", "https://id.test:8443"],
    ["https://id.test", "https://id.test:8443"],
    ["http://id.test", "https://id.test"],
    ["https://localhost:8000", "http://localhost:8000"],
    ["https://id.test@evil.test/", "https://id.test"],
    ["mailto:ann@id.test", "https://id.test"],
    ["urn:id.test", "https://id.test"],
  ] as const) {
    it(`does not find '${resource}' at '${issuer}'`, () => assert.isFalse(isAt(parseResource(resource)!, issuer)));
  }

  it("does not depend on the name before the at sign", () => {
    const name = fc.stringMatching(/^[\w.~!$&'()*+,;=%-]+$/);
    fc.assert(
      fc.property(name, (user) => {
        assert.isTrue(isAt(parseResource(`acct:${user}@id.test`)!, "https://id.test"));
        assert.isFalse(isAt(parseResource(`acct:${user}@evil.test`)!, "https://id.test"));
      }),
    );
  });
});
