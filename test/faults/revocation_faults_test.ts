import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { isAlive, memberOf, passwordTokens, wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

function revoke(stage: FaultStage, token: string): Promise<Reply> {
  return stage.post("/revoke", { as: stage.trusted, form: { token } });
}

/** A 200 says that all of a family is dead, whatever failed on the way or before. */
async function assertAllDead(stage: FaultStage, tokens: Reply): Promise<void> {
  for (const name of ["access_token", "refresh_token"])
    assert.isFalse(await isAlive(stage, memberOf(tokens, name)), `${name} after the revocation`);
  const form = { grant_type: "refresh_token", refresh_token: memberOf(tokens, "refresh_token") };
  assert.equal((await stage.post("/token", { as: stage.trusted, form })).status, 400);
}

function revocationOf(name: "access_token" | "refresh_token"): Operation<Reply> {
  return {
    prepare: passwordTokens,
    run: (stage, tokens) => revoke(stage, memberOf(tokens, name)),
    async succeeded(stage, tokens, reply) {
      assert.equal(reply.status, 200, wordsOf(reply));
      await assertAllDead(stage, tokens);
    },
    async failed(stage, tokens) {
      assert.equal((await revoke(stage, memberOf(tokens, name))).status, 200);
      await assertAllDead(stage, tokens);
    },
  };
}

/** Dead in the database as well, so that it stays dead when the ephemeral store forgets. */
async function assertDeadForGood(stage: FaultStage, reply: Reply): Promise<void> {
  assert.isFalse(await isAlive(stage, memberOf(reply, "access_token")));
  const revoked = await stage.real.durable.families.revokedSince(0);
  assert.include(revoked, memberOf(reply, "access_token").slice(6, 14));
}

const OWN_TOKEN: Operation<Reply> = {
  prepare: (stage) => stage.post("/token", { as: stage.trusted, form: { grant_type: "client_credentials" } }),
  run: (stage, tokens) => revoke(stage, memberOf(tokens, "access_token")),
  succeeded: (stage, tokens) => assertDeadForGood(stage, tokens),
  async failed(stage, tokens) {
    assert.equal((await revoke(stage, memberOf(tokens, "access_token"))).status, 200);
    await assertDeadForGood(stage, tokens);
  },
};

describe("a store call that fails at the revocation endpoint", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage();
  });

  after(async () => stage.close());

  for (const name of ["access_token", "refresh_token"] as const) {
    rule(["RFC7009-2.1-4", "RFC7009-2.1-5", "RFC7009-2.1-6"], `never makes a 200 for an ${name} a lie`, async () => {
      assert.isAtLeast(await failEachCall(stage, revocationOf(name)), 3 * 3);
    });
  }

  rule("RFC7009-2.1-5", "never makes a 200 for a client's own token a lie", async () => {
    assert.isAtLeast(await failEachCall(stage, OWN_TOKEN), 3 * 3);
  });
});
