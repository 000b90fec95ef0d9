import { assert } from "chai";
import type { Operations } from "../engine/mod.ts";
import { describeAccessToken, describeOauth1Authorize, describeRequestToken } from "./describe.ts";

/** Names of the parameters that an operation must be given. */
function requiredBy({ POST, GET }: Operations): readonly (readonly string[])[] {
  return [POST?.form, GET?.query].map((fields = {}) =>
    Object.entries(fields).flatMap(([name, { required }]) => (required === true ? [name] : [])),
  );
}

const SIGNED = ["oauth_consumer_key", "oauth_signature_method", "oauth_signature"];

describe("what the endpoints of OAuth 1.0a are said to do", () => {
  for (const [name, operations, own, members] of [
    ["temporary", describeRequestToken(), ["oauth_callback"], ["oauth_callback_confirmed"]],
    ["token", describeAccessToken(), ["oauth_token", "oauth_verifier"], []],
  ] as const) {
    it(`names what a request for ${name} credentials needs, by GET and by POST`, () => {
      for (const required of requiredBy(operations)) assert.sameMembers([...required], [...SIGNED, ...own]);
    });

    it(`names what comes with ${name} credentials, as a form`, () => {
      for (const operation of [operations.GET, operations.POST]) {
        const answer = operation?.answers[200];
        assert.deepEqual(operation?.access, [{ kind: "consumer" }]);
        assert.equal(answer?.type, "application/x-www-form-urlencoded");
        assert.sameMembers([...(answer?.schema?.required ?? [])], ["oauth_token", "oauth_token_secret", ...members]);
      }
    });
  }

  it("sends a person by the temporary credentials alone", () => {
    assert.deepEqual(Object.keys(describeOauth1Authorize().GET?.query ?? {}), ["oauth_token"]);
  });
});
