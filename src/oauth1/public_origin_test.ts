import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { publicOrigin } from "./public_origin.ts";

describe("publicOrigin()", () => {
  for (const [issuer, host, origin] of [
    ["https://id.test", "id.test", "https://id.test"],
    ["https://id.test", "10.0.0.7:8000", "https://id.test"],
    ["https://id.test", "localhost:8000", "https://id.test"],
    ["https://id.test:8443/tenant", "id.test", "https://id.test:8443"],
    ["https://id.test/a/b/", undefined, "https://id.test"],
    ["http://localhost:8000", undefined, "http://localhost:8000"],
    ["http://localhost:8000", "evil.test", "http://localhost:8000"],
    ["http://localhost:8000", "localhost.evil.test", "http://localhost:8000"],
    ["http://localhost:8000", "127.0.0.1:8000@evil.test", "http://localhost:8000"],
    ["http://localhost:8000", "", "http://localhost:8000"],
    ["http://localhost.evil.test", "127.0.0.1", "http://localhost.evil.test"],
    ["http://[2001:db8::1]:8000", "localhost", "http://[2001:db8::1]:8000"],
  ] as const) {
    rule("RFC5849-3.4.1.2-2", `is ${origin} at ${issuer}, asked as ${host}`, () => {
      assert.equal(publicOrigin(issuer, { host }), origin);
    });
  }

  for (const issuer of ["http://localhost:8000", "http://127.0.0.1:1", "http://[::1]:8000/tenant"]) {
    it(`is another name of this machine where it was asked by it: ${issuer}`, () => {
      for (const host of ["localhost:4711", "127.0.0.1:4711", "[::1]:4711", "LocalHost", "127.0.0.1"])
        assert.equal(publicOrigin(issuer, { host }), `http://${host}`);
    });
  }

  it("keeps the scheme of the issuer on this machine too", () => {
    assert.equal(publicOrigin("https://localhost", { host: "127.0.0.1:8443" }), "https://127.0.0.1:8443");
  });

  it("never follows the header of a request elsewhere", () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        assert.equal(publicOrigin("https://id.test/tenant", { host }), "https://id.test");
        assert.match(
          publicOrigin("http://localhost:8000", { host }),
          /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i,
        );
      }),
    );
  });
});
