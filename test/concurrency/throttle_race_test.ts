import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { ask, textOf } from "../support/journey.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const SHOTS = 50;
const USER = 20;
const ANON = 10;
const TOKEN = 30;

const SETTINGS = {
  TRUSTED_PROXIES: "1",
  THROTTLE_TOKEN: `${TOKEN}/hour`,
  // Large enough for a process to lease some of it.
  THROTTLE_LOGIN: "400/hour",
  DEFAULT_THROTTLE_RATES: JSON.stringify({ user: `${USER}/hour`, anon: `${ANON}/hour` }),
};

describe("fifty callers at once on two processes", () => {
  let pair: ServerPair;
  let application: ClientRecord;
  let network = 0;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair(SETTINGS, "throttle_race_test");
    application = await client(pair.issuer);
  });

  /** A network that nobody has called from. */
  function somewhere(): string {
    network += 1;
    return `192.0.2.${network}`;
  }

  async function shoot(path: string, init: RequestInit): Promise<readonly Response[]> {
    return atOnce(pair, SHOTS, async (server) => {
      const response = await fetch(server + path, { redirect: "manual", ...init });
      await response.arrayBuffer();
      return response;
    });
  }

  function countOf(answers: readonly Response[], status: number): number {
    return answers.filter((answer) => answer.status === status).length;
  }

  async function tokenOfSomebody(): Promise<string> {
    const { username } = await person(pair.issuer);
    const form = { grant_type: "password", username, password: PASSWORD };
    return textOf(await ask(`${pair.servers[0]}/token`, { form, as: application }), "access_token");
  }

  rule(
    ["RFC6585-4-2", "RFC9110-10.2.3-1"],
    "never get more answers of a throttled view than its rate says, and not one less",
    async () => {
      for (const [headers, limit] of [
        [{ authorization: `Bearer ${await tokenOfSomebody()}` }, USER],
        [{ "x-forwarded-for": somewhere() }, ANON],
      ] as const) {
        const answers = await shoot("/api/throttled/", { headers });
        assert.deepEqual([countOf(answers, 200), countOf(answers, 429)], [limit, SHOTS - limit]);
        for (const { headers: told } of answers.filter(({ status }) => status === 429)) {
          assert.isAtLeast(Number(told.get("retry-after")), 3_590);
          assert.isAtMost(Number(told.get("retry-after")), 3_600);
        }
      }
    },
  );

  beyond("RFC6585-4-2", "are told of no more that is left than there is", async () => {
    const headers = { authorization: `Bearer ${await tokenOfSomebody()}` };
    const answers = await shoot("/api/throttled/", { headers });
    const left = answers
      .filter(({ status }) => status === 200)
      .map(({ headers: told }) => Number(/r=(\d+)/.exec(told.get("ratelimit") ?? "")?.[1]));
    assert.sameMembers(
      left,
      Array.from({ length: USER }, (_, index) => index),
    );
  });

  it("are counted apart where they come from different networks, as one where they come from one", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: application.clientId,
      client_secret: SECRET,
    });
    const [one, other] = await Promise.all(
      [somewhere(), somewhere()].map((from) =>
        shoot("/token", { method: "POST", body, headers: { "x-forwarded-for": from } }),
      ),
    );
    for (const answers of [one!, other!])
      assert.deepEqual([countOf(answers, 200), countOf(answers, 429)], [TOKEN, SHOTS - TOKEN]);
  });

  it("never get more than a rate of which processes lease, and hardly less", async () => {
    const headers = { "x-forwarded-for": somewhere() };
    let passed = 0;
    for (let round = 0; round < 12; round += 1)
      passed += SHOTS - countOf(await shoot("/login", { method: "POST", headers, body: new URLSearchParams() }), 429);
    assert.isAtMost(passed, 400);
    assert.isAtLeast(passed, 392);
  }).timeout(30_000);
});
