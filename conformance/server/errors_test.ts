import { assert } from "chai";
import { genericGrantRequest } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, basic, postForm } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";
import { configure } from "../support/target.ts";

/** @see RFC 6749 5.2 */
const LEGAL = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

suite("errors", (open) => {
  rule("RFC6749-5.2-1", "a grant type that it does not have is unsupported_grant_type", async () => {
    const target = await open();
    await assertRefused(
      genericGrantRequest(await configure(target, target.confidential), "urn:test:none", {}),
      "unsupported_grant_type",
    );
  });

  rule("RFC6749-5.2-1", "a missing parameter is invalid_request with status 400", async () => {
    const target = await open();
    const { token_endpoint: url } = (await configure(target, target.confidential)).serverMetadata();
    const { status, body, headers } = await postForm(
      url,
      { grant_type: "authorization_code" },
      basic(target.confidential),
    );
    assert.deepEqual([status, body["error"]], [400, "invalid_request"]);
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
  });

  rule(["RFC6749-5.2-4", "RFC6749-4.1.2.1-3"], "describes itself in legal characters", async () => {
    const target = await open();
    const { token_endpoint: url } = (await configure(target, target.confidential)).serverMetadata();
    const { body } = await postForm(url, { grant_type: 'none"\\é' }, basic(target.confidential));
    assert.match(String(body["error_description"]), LEGAL);
    const { sentTo } = await authorize(target, { mind: "deny" });
    assert.match(sentTo?.searchParams.get("error_description") ?? "none", LEGAL);
  });

  rule(
    ["RFC6749-3.1.1-2", "RFC6749-4.1.2.1-2"],
    "a response type that it does not have is told to the client",
    async () => {
      const { sentTo } = await authorize(await open(), { change: { response_type: "nothing" } });
      assert.equal(sentTo?.searchParams.get("error"), "unsupported_response_type");
    },
  );

  rule("RFC6749-3.1-3", "ignores parameters that it does not know", async () => {
    const { sentTo } = await authorize(await open(), { change: { color: "blue" } });
    assert.isString(sentTo?.searchParams.get("code"));
  });
});
