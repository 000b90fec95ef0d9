import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { describePushedRequest } from "./describe.ts";

describe("describePushedRequest()", () => {
  it("takes what the authorization endpoint takes, of every feature, but a request_uri", async () => {
    const { issuer } = await issuerUnderTest();
    const { POST } = describePushedRequest(issuer);
    const names = Object.keys(POST?.form ?? {});
    assert.includeMembers(names, ["client_id", "response_type", "redirect_uri", "code_challenge", "nonce", "request"]);
    assert.notInclude(names, "request_uri");
  });

  it("demands none of it, as it may all be in a request object", async () => {
    const { issuer } = await issuerUnderTest();
    for (const field of Object.values(describePushedRequest(issuer).POST?.form ?? {}))
      assert.notProperty(field, "required");
  });

  it("takes nothing of an issuer that has no authorization endpoint", async () => {
    const { issuer } = await issuerUnderTest();
    assert.deepEqual(describePushedRequest({ ...issuer, endpoints: [] }).POST?.form, {});
  });
});
