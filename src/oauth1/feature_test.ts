import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { Endpoint, Feature } from "../engine/mod.ts";
import { wireRequest, type WireRequestParts } from "../protocol/mod.ts";
import { oauth1 } from "./feature.ts";
import type { Oauth1Options } from "./options.ts";

const OPTIONS: Oauth1Options = {
  methods: ["HMAC-SHA1"],
  plaintextOverHttp: false,
  window: 300,
  temporaryLifetime: 600,
  explains: false,
};

function endpointOf({ endpoints = [] }: Feature, path: string): Endpoint {
  return endpoints.find((one) => one.path === path) ?? assert.fail(`there is no ${path}`);
}

describe("oauth1()", () => {
  const feature = oauth1(OPTIONS);

  for (const [path, methods, alias] of [
    ["/oauth1/request_token", ["GET", "POST"], "request_token"],
    ["/oauth1/authorize", ["GET"], "authorize"],
    ["/oauth1/access_token", ["GET", "POST"], "access_token"],
  ] as const) {
    rule("RFC5849-2-4", `answers at ${path}, which has no parameters of its own`, () => {
      const endpoint = endpointOf(feature, path);
      assert.deepEqual([endpoint.methods, endpoint.aliases], [methods, [alias]]);
      assert.notInclude(endpoint.path, "oauth_");
      for (const member of ["cors", "metadata"]) assert.notProperty(endpoint, member);
    });
  }

  for (const [name, parts, expected] of [
    ["a signed header", { headers: { authorization: 'OAuth oauth_token="a"' } }, true],
    ["a header in another case", { headers: { authorization: "oauth a" } }, true],
    ["a signature in the query", { query: "oauth_signature=x" }, true],
    ["a consumer key in the form", { method: "POST", form: "oauth_consumer_key=x" }, true],
    ["a client of OAuth 2.0", { headers: { authorization: "Basic YTpi" }, form: "grant_type=password" }, false],
    ["a bearer token", { headers: { authorization: "Bearer OAuth" } }, false],
    ["a name like that of another parameter", { form: "x_oauth_signature=x" }, false],
    ["nothing", {}, false],
  ] as const satisfies readonly (readonly [string, WireRequestParts, boolean])[]) {
    it(`is ${expected ? "" : "not "}whom ${name} at a shared address is for`, () => {
      const { answersWhen } = endpointOf(feature, "/oauth1/access_token");
      assert.equal(answersWhen?.(wireRequest(parts)), expected);
    });
  }

  it("is not there where a setting says so, and with it the grant that consumers are registered for", async () => {
    const { issuer } = await issuerUnderTest({ settings: { OAUTH1_ENABLED: "false" } });
    assert.isFalse(issuer.responseWords.has("oauth1"));
    assert.notInclude(
      issuer.endpoints.map(({ path }) => path),
      "/oauth1/request_token",
    );
  });
});
