import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import { parseToken, peekJwt, type Reply } from "../../src/protocol/mod.ts";
import { authorization, codeAt, redemption } from "../support/journey.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { assertSpent, assertWhole, bodyOf, isAlive, memberOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

const ALL = ["access_token", "refresh_token", "id_token"] as const;
const TOKENS = ["access_token", "refresh_token"] as const;
/** An ID token that tells of the person what the database has to be asked for. */
const ASKED = { scope: "openid profile", claims: '{"id_token":{"preferred_username":null}}' };

async function freshCode(stage: FaultStage): Promise<string> {
  const cookies = { sid: (await stage.issuer.sessions.start(stage.owner)).id };
  const reply = await stage.get("/authorize", { query: authorization(stage.trusted, ASKED), cookies });
  return codeAt(reply.kind === "redirect" ? reply.location : "");
}

function redeem(stage: FaultStage, code: string): Promise<Reply> {
  return stage.post("/token", { as: stage.trusted, form: redemption(code) });
}

function refresh(stage: FaultStage, token: string): Promise<Reply> {
  return stage.post("/token", { as: stage.trusted, form: { grant_type: "refresh_token", refresh_token: token } });
}

/** Both tokens live, and the ID token tells of the person. */
async function assertSignedIn(stage: FaultStage, reply: Reply): Promise<void> {
  await assertWhole(stage, reply, TOKENS);
  assert.containsAllKeys(bodyOf(reply), ALL);
  const { sub, username: preferred_username } = stage.owner;
  assert.deepInclude(peekJwt(memberOf(reply, "id_token")).claims, { sub, preferred_username });
}

/** A code, or a refresh token: what failed can be done again, or is spent with all that came of it. */
function redeeming(
  prepare: (stage: FaultStage) => Promise<string>,
  run: (stage: FaultStage, text: string) => Promise<Reply>,
): Operation<string> {
  return {
    prepare,
    run,
    succeeded: (stage, _text, reply) => assertSignedIn(stage, reply),
    async failed(stage, text, failure) {
      const again = await run(stage, text);
      if (failure === "refused" || again.status === 200) return assertSignedIn(stage, again);
      return assertSpent(stage, again, parseToken(text)?.tag ?? "");
    },
  };
}

const REDEEM = redeeming(freshCode, redeem);
const REFRESH = redeeming(
  async (stage) => memberOf(await redeem(stage, await freshCode(stage)), "refresh_token"),
  refresh,
);

/** Tokens from the authorization endpoint, in the fragment. */
const IMPLICIT: Operation<Readonly<Record<string, string>>> = {
  prepare: async (stage) => ({ sid: (await stage.issuer.sessions.start(stage.owner)).id }),
  run: (stage, cookies) =>
    stage.get("/authorize", {
      query: authorization(stage.trusted, { ...ASKED, response_type: "id_token token", nonce: "n-1" }),
      cookies,
    }),
  async succeeded(stage, _cookies, reply) {
    const fragment = new URLSearchParams(reply.kind === "redirect" ? new URL(reply.location).hash.slice(1) : "");
    assert.isTrue(await isAlive(stage, fragment.get("access_token") ?? ""));
    const { claims } = peekJwt(fragment.get("id_token") ?? "");
    assert.equal(claims["preferred_username"], stage.owner.username);
  },
  async failed(stage, cookies) {
    await IMPLICIT.succeeded(stage, cookies, await IMPLICIT.run(stage, cookies));
  },
};

const USERINFO: Operation<string> = {
  prepare: async (stage) => memberOf(await redeem(stage, await freshCode(stage)), "access_token"),
  run: (stage, bearer) => stage.get("/userinfo", { bearer }),
  async succeeded(stage, _bearer, reply) {
    assert.equal(bodyOf(reply)["sub"], stage.owner.sub);
  },
  async failed(stage, bearer) {
    assert.equal(bodyOf(await stage.get("/userinfo", { bearer }))["sub"], stage.owner.sub);
  },
};

describe("a store call that fails on the way to an ID token", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage();
  });

  after(() => stage.close());

  beyond("OIDC-3.1.3.3-1", "leaves a code as it was, or spent with all that came of it", async () => {
    assert.isAtLeast(await failEachCall(stage, REDEEM), 3 * 6);
  });

  beyond("OIDC-12.2-1", "leaves a refresh token as it was, or its family dead", async () => {
    assert.isAtLeast(await failEachCall(stage, REFRESH), 3 * 5);
  });

  beyond("OIDC-3.2.2.5-2", "leaves no access token behind that nobody was given", async () => {
    assert.isAtLeast(await failEachCall(stage, IMPLICIT), 3 * 4);
  });

  beyond("OIDC-5.3.3-1", "never makes the token of a person look like that of nobody at UserInfo", async () => {
    assert.isAtLeast(await failEachCall(stage, USERINFO), 3 * 2);
  });
});
