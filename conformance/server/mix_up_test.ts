import { assert } from "chai";
import { authorize, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";

/** What somebody between browser and client does to an answer. */
const TRICKS: readonly (readonly [name: string, rule: string, change: (answer: URLSearchParams) => void])[] = [
  ["another issuer", "RFC9207-2-1", (answer) => answer.set("iss", "https://evil.test")],
  ["an issuer with a slash more", "RFC9207-2.3-2", (answer) => answer.set("iss", `${answer.get("iss") ?? ""}/`)],
  ["no issuer", "RFC9207-2.3-3", (answer) => answer.delete("iss")],
  ["another state", "RFC6749-4.1.2-8", (answer) => answer.set("state", "another")],
  ["no state", "RFC6749-4.1.2-8", (answer) => answer.delete("state")],
  ["a state that comes twice", "RFC6749-4.1.2-8", (answer) => answer.append("state", "another")],
];

suite("an answer that somebody tampered with", (open) => {
  for (const [name, id, change] of TRICKS) {
    rule(id, `can be told by ${name}, and its code is still good for the true one`, async function () {
      const journey = await authorize(await open());
      const { authorization_response_iss_parameter_supported: sendsIss } = journey.config.serverMetadata();
      need(this, id.startsWith("RFC9207") ? sendsIss : true, "iss in its answers");
      const tampered = new URL(journey.sentTo ?? "");
      change(tampered.searchParams);
      const error: unknown = await redeem({ ...journey, sentTo: tampered }).catch((thrown: unknown) => thrown);
      assert.propertyVal(error, "code", "OAUTH_INVALID_RESPONSE");
      assert.isString((await redeem(journey)).access_token);
    });
  }

  rule("RFC7636-4.6-3", "cannot have the code of another request put into it", async () => {
    const target = await open();
    const [own, foreign] = [await authorize(target), await authorize(target)];
    const injected = new URL(own.sentTo ?? "");
    injected.searchParams.set("code", foreign.sentTo?.searchParams.get("code") ?? "");
    const error: unknown = await redeem({ ...own, sentTo: injected }).catch((thrown: unknown) => thrown);
    assert.propertyVal(error, "error", "invalid_grant");
    assert.isString((await redeem(own)).access_token);
  });
});
