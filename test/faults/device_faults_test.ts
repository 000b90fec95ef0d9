import { assert } from "chai";
import { randomUUID } from "node:crypto";
import { beyond } from "../../conformance/support/rule.ts";
import { parseToken, type Reply } from "../../src/protocol/mod.ts";
import { person } from "../support/cast.ts";
import { type DeviceFlow, deviceFlow, errorOf, type Told } from "../support/device_flow.ts";
import type { Asked } from "../support/issuer_under_test.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { assertSpent, assertWhole, isAlive, memberOf, wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

const BOTH = ["access_token", "refresh_token"] as const;

/** A device that waits, and the page that its person sees. */
interface Waiting extends Told {
  readonly flow: DeviceFlow;
  readonly page: Reply;
}

let strangers = 0;

/** A device and a person in a network of their own, as tries of codes are counted for both. */
async function fresh(stage: FaultStage): Promise<DeviceFlow> {
  strangers += 1;
  const address = `10.${strangers >> 8}.${strangers & 255}.1`;
  const send: FaultStage["send"] = (method, path, asked) => stage.send(method, path, { address, ...asked });
  const under = {
    ...stage,
    send,
    get: (path: string, asked?: Asked) => send("GET", path, asked),
    post: (path: string, asked?: Asked) => send("POST", path, asked),
  };
  return deviceFlow(under, { client: stage.trusted, account: await person(stage.issuer, { sub: randomUUID() }) });
}

/** A device whose person is about to type its code. */
async function begun(stage: FaultStage): Promise<Waiting> {
  const flow = await fresh(stage);
  return { flow, ...(await flow.begin()), page: await flow.browser.get("/device") };
}

/** A device whose person is about to decide. */
async function asked(stage: FaultStage): Promise<Waiting> {
  const waiting = await begun(stage);
  return { ...waiting, page: await type(waiting) };
}

/** A device whose person has allowed what it asks. */
async function allowed(stage: FaultStage): Promise<Waiting> {
  const waiting = await asked(stage);
  await decide(waiting, "allow");
  return waiting;
}

function type({ flow, page, userCode }: Waiting): Promise<Reply> {
  return flow.browser.submit(page, { user_code: userCode });
}

function decide({ flow, page }: Waiting, action: "allow" | "deny"): Promise<Reply> {
  return flow.browser.submit(page, { action });
}

function poll({ flow, deviceCode }: Waiting): Promise<Reply> {
  return flow.poll(deviceCode);
}

/** Nobody has decided: the device goes on waiting. */
function assertPending(reply: Reply): void {
  assert.equal(reply.status, 400, wordsOf(reply));
  assert.include(["authorization_pending", "slow_down"], errorOf(reply));
}

/** All that is left to do succeeds: the person allows, and the device gets its tokens. */
async function assertGoesOn(stage: FaultStage, waiting: Waiting): Promise<void> {
  assert.equal((await decide({ ...waiting, page: await type(waiting) }, "allow")).status, 200);
  await assertWhole(stage, await poll(waiting), BOTH);
}

const BEGIN: Operation<DeviceFlow> = {
  prepare: fresh,
  run: (_stage, flow) => flow.ask(),
  async succeeded(stage, flow, reply) {
    const told = { deviceCode: memberOf(reply, "device_code"), userCode: memberOf(reply, "user_code") };
    await assertGoesOn(stage, { flow, ...told, page: await flow.browser.get("/device") });
  },
  failed: async (stage, flow) => BEGIN.succeeded(stage, flow, await BEGIN.run(stage, flow)),
};

const POLL: Operation<Waiting> = {
  prepare: begun,
  run: (_stage, waiting) => poll(waiting),
  async succeeded(stage, waiting, reply) {
    assertPending(reply);
    await assertGoesOn(stage, waiting);
  },
  failed: async (stage, waiting) => POLL.succeeded(stage, waiting, await poll(waiting)),
};

const TYPE: Operation<Waiting> = {
  prepare: begun,
  run: (_stage, waiting) => type(waiting),
  async succeeded(stage, waiting, page) {
    assert.equal((await decide({ ...waiting, page }, "allow")).status, 200);
    await assertWhole(stage, await poll(waiting), BOTH);
  },
  failed: async (stage, waiting) => TYPE.succeeded(stage, waiting, await type(waiting)),
};

/** The same page may be sent again, unless somebody is known to decide and nobody did: the device then begins anew. */
function decision(
  action: "allow" | "deny",
  settled: (stage: FaultStage, polled: Reply) => Promise<void>,
): Operation<Waiting> {
  return {
    prepare: asked,
    run: (_stage, waiting) => decide(waiting, action),
    async succeeded(stage, waiting, reply) {
      assert.equal(reply.status, 200, wordsOf(reply));
      await settled(stage, await poll(waiting));
    },
    async failed(stage, waiting, failure) {
      const again = await decide(waiting, action);
      if (failure === "refused" || again.status === 200) return this.succeeded(stage, waiting, again);
      assert.equal(again.status, 409, wordsOf(again));
      assertPending(await poll(waiting));
    },
  };
}

const ALLOW = decision("allow", (stage, polled) => assertWhole(stage, polled, BOTH));

const DENY = decision("deny", async (_stage, polled) => {
  assert.deepEqual([polled.status, errorOf(polled)], [400, "access_denied"]);
});

const REDEEM: Operation<Waiting> = {
  prepare: allowed,
  run: (_stage, waiting) => poll(waiting),
  async succeeded(stage, waiting, reply) {
    await assertWhole(stage, reply, BOTH);
    await assertSpent(stage, await poll(waiting), tagOf(waiting));
    for (const name of BOTH) assert.isFalse(await isAlive(stage, memberOf(reply, name)), `${name} after a replay`);
  },
  async failed(stage, waiting, failure) {
    const again = await poll(waiting);
    if (failure === "refused" || again.status === 200) return assertWhole(stage, again, BOTH);
    return assertSpent(stage, again, tagOf(waiting));
  },
};

function tagOf({ deviceCode }: Waiting): string {
  return parseToken(deviceCode)!.tag;
}

/** A device code that was redeemed, and what it gave. */
interface Redeemed {
  readonly waiting: Waiting;
  readonly tokens: Reply;
}

const REPLAY: Operation<Redeemed> = {
  async prepare(stage) {
    const waiting = await allowed(stage);
    return { waiting, tokens: await poll(waiting) };
  },
  run: (_stage, { waiting }) => poll(waiting),
  async succeeded(stage, { waiting, tokens }, reply) {
    await assertSpent(stage, reply, tagOf(waiting));
    for (const name of BOTH) assert.isFalse(await isAlive(stage, memberOf(tokens, name)), `${name} after a replay`);
  },
  failed: async (stage, redeemed) => REPLAY.succeeded(stage, redeemed, await poll(redeemed.waiting)),
};

describe("a store call that fails in a device grant", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage();
  });

  after(() => stage.close());

  for (const [id, sentence, failEach, calls] of [
    [
      "RFC8628-3.2-1",
      "has the device begin anew, and what it was told works",
      (on: FaultStage) => failEachCall(on, BEGIN),
      4,
    ],
    ["RFC8628-3.5-2", "lets the device poll on", (on: FaultStage) => failEachCall(on, POLL), 3],
    ["RFC8628-3.3-1", "lets the person type the code again", (on: FaultStage) => failEachCall(on, TYPE), 4],
    [
      "RFC8628-3.5-2",
      "never gives tokens that nobody allowed, nor loses what was allowed",
      (on: FaultStage) => failEachCall(on, ALLOW),
      4,
    ],
    ["RFC8628-3.5-6", "never gives tokens that somebody denied", (on: FaultStage) => failEachCall(on, DENY), 4],
    [
      "RFC6749-4.1.2-5",
      "leaves a device code as it was, or spent with all that came of it",
      (on: FaultStage) => failEachCall(on, REDEEM),
      5,
    ],
    [
      "RFC6749-4.1.2-5",
      "has all of a replayed device code end, at the second try at last",
      (on: FaultStage) => failEachCall(on, REPLAY),
      3,
    ],
  ] as const) {
    beyond(id, sentence, async () => {
      assert.isAtLeast(await failEach(stage), 3 * calls);
    });
  }
});
