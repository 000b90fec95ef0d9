import { assert } from "chai";
import type { Context } from "mocha";
import { signIn } from "../support/openid_journey.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

/** The address of the frame, as the configuration has it. */
async function frameAddress(context: Context, target: Target): Promise<string> {
  const { check_session_iframe: address } = (await configure(target, target.confidential)).serverMetadata();
  return need(context, typeof address === "string" ? address : undefined, "frame that watches the session");
}

suite("session management", (open) => {
  rule("SESSION-3.3-1", "has a page with a script that other sites may show in a frame", async function () {
    const response = await fetch(await frameAddress(this, await open()));
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.include(await response.text(), "<script");
    assert.isNull(response.headers.get("x-frame-options"));
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.notMatch(policy, /frame-ancestors '(?:none|self)'/);
  });

  for (const type of ["code", "id_token", "code id_token token"] as const) {
    rule("SESSION-2-1", `answers response_type=${type} with a session_state`, async function () {
      const target = await open();
      await frameAddress(this, target);
      const { front } = await signIn(target, { type });
      assert.match(front.get("session_state") ?? "", /^[\x21-\x7e]+$/);
    });
  }

  rule(["SESSION-2-2", "SESSION-3.2-8"], "says it in errors as well, another each time", async function () {
    const target = await open();
    await frameAddress(this, target);
    const states = [];
    for (let count = 0; count < 2; count += 1) {
      const { front } = await signIn(target, { change: { prompt: "none" } });
      assert.equal(front.get("error"), "login_required");
      states.push(front.get("session_state"));
    }
    assert.isNotNull(states[0]);
    assert.notEqual(states[0], states[1]);
  });

  beyond("SESSION-2-1", "answers a request that is not one of OpenID Connect without it", async function () {
    const target = await open();
    await frameAddress(this, target);
    const { front } = await signIn(target, { change: { scope: target.scope } });
    assert.isTrue(front.has("code"));
    assert.isFalse(front.has("session_state"));
  });
});
