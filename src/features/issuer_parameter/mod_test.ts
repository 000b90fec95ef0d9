import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { locationOf } from "../../../test/support/replies.ts";

for (const url of ["https://issuer.test", "https://issuer.test/tenant"]) {
  describe(`issuerParameter() of ${url}`, () => {
    async function answered(changes = {}) {
      const under = await issuerUnderTest({ url });
      const on = await codeFlow(under);
      await under.issuer.durable.clients.change(on.client.id, { skipAuthorization: true });
      const path = new URL(`${url}/authorize`).pathname;
      return locationOf(await on.browser.get(path, { query: codeRequest(on.client, changes) }));
    }

    rule(["RFC9207-2-1", "RFC9207-2.3-2", "RFC9700-4.4.2-1"], "names it beside a code", async () => {
      const { searchParams } = await answered();
      assert.isTrue(searchParams.has("code"));
      assert.deepEqual(searchParams.getAll("iss"), [url]);
    });

    rule("RFC9207-2-2", "names it beside an error", async () => {
      const { searchParams } = await answered({ scope: "nonsense" });
      assert.equal(searchParams.get("error"), "invalid_scope");
      assert.deepEqual(searchParams.getAll("iss"), [url]);
    });

    rule("RFC9207-2-1", "names it in the fragment beside a token", async () => {
      const { hash } = await answered({ response_type: "token" });
      assert.deepEqual(new URLSearchParams(hash.slice(1)).getAll("iss"), [url]);
    });

    rule(["RFC9207-2.3-1", "RFC9207-2.3-3", "RFC9207-3-1"], "says so in the metadata", async () => {
      const { issuer } = await issuerUnderTest({ url });
      const published = { issuer: url, authorization_response_iss_parameter_supported: true };
      assert.deepInclude(issuer.metadata, published);
    });
  });
}
