import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { WireRequestParts } from "../protocol/mod.ts";
import { receivedAt } from "./own_request.ts";

async function received(parts: WireRequestParts, url?: string) {
  const { issuer } = await issuerUnderTest(url === undefined ? {} : { url });
  return receivedAt(exchangeAt(issuer, parts));
}

describe("receivedAt()", () => {
  rule("RFC5849-3.4.1.2-6", "has the origin of the issuer, and path and query as they came", async () => {
    const parts = { method: "POST", path: "/oauth1/request_token", query: "a=%7E&b=2+q", secure: true };
    assert.deepInclude(await received({ ...parts, headers: { host: "10.0.0.7", authorization: "OAuth a=b" } }), {
      method: "POST",
      origin: "https://issuer.test",
      path: "/oauth1/request_token",
      query: "a=%7E&b=2+q",
      authorization: "OAuth a=b",
      form: undefined,
      body: "",
      secure: true,
    });
  });

  it("has the path of the issuer in that of the request, once", async () => {
    const { origin, path } = await received({ path: "/tenant/oauth1/request_token" }, "https://issuer.test/tenant");
    assert.equal(origin + path, "https://issuer.test/tenant/oauth1/request_token");
  });

  rule("RFC5849-3.4.1.3.1-3", "has a form where there is a body, letter by letter", async () => {
    const { form, body } = await received({ method: "POST", form: "b=%7E&a=2+q&a" });
    assert.deepEqual([form, body], ["b=%7E&a=2+q&a", "b=%7E&a=2+q&a"]);
  });

  it("says whether anybody could read it on its way", async () => {
    assert.isFalse((await received({ secure: false })).secure);
  });
});
