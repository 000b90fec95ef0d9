import { assert } from "chai";
import { describe } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { type RedisProcess, startRedisProcess } from "../contract/redis_process.ts";
import { startNodes, type Nodes } from "../faults/nodes.ts";
import { systemClock } from "../../src/platform/mod.ts";
import { client, person } from "../support/cast.ts";
import { type Answered, ask, codeFor, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { storeAddresses } from "../support/real_stores.ts";

const BOTH = ["access_token", "refresh_token"] as const;

describe("one code at two servers whose Redis fails over to an older state", function () {
  this.timeout(60_000);
  let redis: RedisProcess;
  let nodes: Nodes;
  let application: ClientRecord;

  before(async () => {
    redis = await startRedisProcess();
    const addresses = { ...(await storeAddresses()), redisUrl: redis.url };
    nodes = await startNodes([systemClock, systemClock], { addresses });
    application = await client(nodes.all[0]!.issuer, { skipAuthorization: true });
  });

  after(async () => {
    await nodes.stop();
    await redis.dispose();
  });

  /** A code that the older state knows as new. */
  async function savedCode(): Promise<string> {
    const { issuer, url } = nodes.all[0]!;
    const code = await codeFor(url, application, await sessionCookie(issuer, await person(issuer)));
    await redis.command("SAVE");
    return code;
  }

  function redeem(server: string, code: string): Promise<Answered> {
    return ask(`${server}/token`, { form: redemption(code), as: application });
  }

  /** Asks until there is an answer; each 503 on the way says when to come back. */
  async function answered(server: string, code: string): Promise<Answered> {
    for (;;) {
      const answer = await redeem(server, code);
      if (answer.status !== 503) return answer;
      assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
    }
  }

  async function failOver(): Promise<void> {
    await redis.kill();
    await redis.start();
  }

  async function allReady(): Promise<void> {
    await eventually(async () => {
      const answers = await Promise.all(nodes.all.map(({ url }) => ask(`${url}/ready`)));
      return answers.every(({ status }) => status === 200);
    });
  }

  async function assertDead(tokens: Answered): Promise<void> {
    for (const { url } of nodes.all) {
      for (const name of BOTH) assert.isFalse(await isActive(url, textOf(tokens, name), application), name);
    }
  }

  beyond("RFC6749-4.1.2-5", "is refused by the other, though the mark of its use was lost", async () => {
    const [here, there] = nodes.all;
    const code = await savedCode();
    const won = await redeem(here!.url, code);
    assert.equal(won.status, 200);
    const [, again] = await Promise.all([failOver(), answered(there!.url, code)]);
    assert.equal(again.body["error"], "invalid_grant");
    await allReady();
    await assertDead(won);
  });

  beyond("RFC6749-4.1.2-5", "gives tokens at most once when both are asked all the time", async () => {
    for (let round = 0; round < 3; round += 1) {
      const code = await savedCode();
      const shots = Promise.all(nodes.all.flatMap(({ url }) => [answered(url, code), answered(url, code)]));
      await failOver();
      const answers = await shots;
      const won = answers.filter(({ status }) => status === 200);
      assert.isAtMost(won.length, 1);
      const others = answers.filter(({ status }) => status !== 200);
      assert.deepEqual([...new Set(others.map(({ body }) => body["error"]))], ["invalid_grant"]);
      await allReady();
      for (const tokens of won) await assertDead(tokens);
    }
  });

  beyond("RFC6749-4.1.2-6", "that was stolen and replayed before stays dead with all that came of it", async () => {
    const [here, there] = nodes.all;
    const code = await savedCode();
    const won = await redeem(here!.url, code);
    assert.equal((await redeem(there!.url, code)).status, 400);
    await failOver();
    await allReady();
    await assertDead(won);
    const again = await Promise.all(nodes.all.map(({ url }) => answered(url, code)));
    assert.deepEqual(
      again.map(({ body }) => body["error"]),
      ["invalid_grant", "invalid_grant"],
    );
  });
});
