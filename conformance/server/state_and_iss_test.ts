import { assert } from "chai";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";

suite("who answers, and to what", (open) => {
  rule(["RFC9207-2-1", "RFC9207-2-3"], "names itself in an answer", async () => {
    const target = await open();
    const { sentTo } = await authorize(target);
    assert.equal(sentTo?.searchParams.get("iss"), target.issuer);
  });

  rule("RFC9207-2-2", "names itself in an error", async () => {
    const target = await open();
    const { sentTo } = await authorize(target, { mind: "deny" });
    assert.equal(sentTo?.searchParams.get("iss"), target.issuer);
  });

  rule("RFC9207-3-1", "says in its metadata that it does so", async () => {
    const { config } = await authorize(await open());
    assert.isTrue(config.serverMetadata().authorization_response_iss_parameter_supported);
  });

  rule("RFC6749-4.1.2.1-4", "gives the state back in an error", async () => {
    const { sentTo, state } = await authorize(await open(), { mind: "deny" });
    assert.equal(sentTo?.searchParams.get("state"), state);
  });

  rule("RFC6749-4.1.2-8", "an answer to somebody else's state is one that openid-client refuses", async () => {
    const journey = await authorize(await open());
    const error: unknown = await redeem({ ...journey, state: "another" }).catch((thrown: unknown) => thrown);
    assert.propertyVal(error, "code", "OAUTH_INVALID_RESPONSE");
    await assertRefused(redeem({ ...journey, verifier: "x".repeat(43) }), "invalid_grant");
  });
});
