import { assert } from "chai";
import { genericGrantRequest } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure } from "../support/target.ts";

suite("password", (open) => {
  rule("RFC6749-4.3.2-2", "gives tokens for a right password and none for a wrong one", async function () {
    const target = await open();
    need(this, target.own, "password grant");
    const config = await configure(target, target.confidential);
    assert.isString((await genericGrantRequest(config, "password", { ...target.person })).access_token);
    await assertRefused(
      genericGrantRequest(config, "password", { ...target.person, password: "wrong" }),
      "invalid_grant",
    );
  });

  rule("RFC6749-4.3.2-3", "slows guessing down", async function () {
    const target = await open();
    need(this, target.own, "password grant");
    const config = await configure(target, target.confidential);
    const guesses = Array.from({ length: 9 }, async (_, guess) =>
      assertRefused(
        genericGrantRequest(config, "password", { username: "somebody", password: `guess ${guess}` }),
        "invalid_grant",
      ),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.include(statuses, 429);
  });
});
