import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import { parseToken, type Reply } from "../../src/protocol/mod.ts";
import { authorization, codeAt, redemption } from "../support/journey.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { assertSpent, assertWhole, isAlive, memberOf, passwordTokens } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

const BOTH = ["access_token", "refresh_token"] as const;

async function cookiesOf(stage: FaultStage): Promise<Readonly<Record<string, string>>> {
  return { sid: (await stage.issuer.sessions.start(stage.owner)).id };
}

function redeem(stage: FaultStage, code: string): Promise<Reply> {
  return stage.post("/token", { as: stage.trusted, form: redemption(code) });
}

const REDEEM: Operation<string> = {
  async prepare(stage) {
    const query = authorization(stage.trusted);
    const reply = await stage.get("/authorize", { query, cookies: await cookiesOf(stage) });
    return codeAt(reply.kind === "redirect" ? reply.location : "");
  },
  run: redeem,
  async succeeded(stage, code, reply) {
    await assertWhole(stage, reply, BOTH);
    await assertSpent(stage, await redeem(stage, code), parseToken(code)!.tag);
    for (const name of BOTH) assert.isFalse(await isAlive(stage, memberOf(reply, name)), `${name} after a replay`);
  },
  async failed(stage, code, failure) {
    const again = await redeem(stage, code);
    if (failure === "refused" || again.status === 200) return assertWhole(stage, again, BOTH);
    return assertSpent(stage, again, parseToken(code)!.tag);
  },
};

function refresh(stage: FaultStage, token: string): Promise<Reply> {
  return stage.post("/token", { as: stage.trusted, form: { grant_type: "refresh_token", refresh_token: token } });
}

async function freshRefreshToken(stage: FaultStage): Promise<string> {
  return memberOf(await passwordTokens(stage), "refresh_token");
}

const REFRESH: Operation<string> = {
  prepare: freshRefreshToken,
  run: refresh,
  async succeeded(stage, token, reply) {
    await assertWhole(stage, reply, BOTH);
    assert.isFalse(await isAlive(stage, token), "the token that was exchanged");
  },
  async failed(stage, token, failure) {
    const again = await refresh(stage, token);
    if (failure === "refused" || again.status === 200) return assertWhole(stage, again, BOTH);
    return assertSpent(stage, again, parseToken(token)!.tag);
  },
};

/** Within a grace period nobody is ever logged out by a lost answer. */
const REFRESH_WITH_GRACE: Operation<string> = {
  ...REFRESH,
  failed: async (stage, token) => assertWhole(stage, await refresh(stage, token), BOTH),
};

const PASSWORD_GRANT: Operation<undefined> = {
  prepare: async () => undefined,
  run: passwordTokens,
  succeeded: (stage, _nothing, reply) => assertWhole(stage, reply, BOTH),
  failed: async (stage) => assertWhole(stage, await passwordTokens(stage), BOTH),
};

function ownToken(stage: FaultStage): Promise<Reply> {
  return stage.post("/token", { as: stage.trusted, form: { grant_type: "client_credentials" } });
}

const CLIENT_CREDENTIALS: Operation<undefined> = {
  prepare: async () => undefined,
  run: ownToken,
  succeeded: (stage, _nothing, reply) => assertWhole(stage, reply, ["access_token"]),
  failed: async (stage) => assertWhole(stage, await ownToken(stage), ["access_token"]),
};

const INTROSPECT: Operation<string> = {
  prepare: async (stage) => memberOf(await passwordTokens(stage), "access_token"),
  run: (stage, token) => stage.post("/introspect", { as: stage.trusted, form: { token } }),
  async succeeded(_stage, _token, reply) {
    assert.nestedPropertyVal(reply, "body.active", true, "A fault never makes a live token look dead");
  },
  failed: async (stage, token) => assert.isTrue(await isAlive(stage, token)),
};

describe("a store call that fails at the token endpoint", function () {
  this.timeout(60_000);
  let stage: FaultStage;
  let withGrace: FaultStage;

  before(async () => {
    [stage, withGrace] = await Promise.all([faultStage(), faultStage({ REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "10" })]);
  });

  after(async () => {
    await Promise.all([stage.close(), withGrace.close()]);
  });

  beyond("RFC6749-4.1.2-5", "leaves a code as it was, or spent with all that came of it", async () => {
    assert.isAtLeast(await failEachCall(stage, REDEEM), 3 * 5);
  });

  beyond("RFC9700-4.14.2-1", "leaves a refresh token as it was, or its family dead", async () => {
    assert.isAtLeast(await failEachCall(stage, REFRESH), 3 * 5);
  });

  beyond("RFC9700-4.14.2-1", "costs nobody the refresh token within a grace period", async () => {
    assert.isAtLeast(await failEachCall(withGrace, REFRESH_WITH_GRACE), 3 * 5);
  });

  beyond("RFC6749-4.3.2-2", "leaves nothing behind of a password grant", async () => {
    assert.isAtLeast(await failEachCall(stage, PASSWORD_GRANT), 3 * 5);
  });

  beyond("RFC6749-4.4.2-1", "leaves nothing behind of client credentials", async () => {
    assert.isAtLeast(await failEachCall(stage, CLIENT_CREDENTIALS), 3 * 2);
  });

  beyond("RFC7662-2.2-2", "never makes a live token look dead", async () => {
    assert.isAtLeast(await failEachCall(stage, INTROSPECT), 3 * 2);
  });
});
