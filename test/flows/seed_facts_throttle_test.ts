import { assert } from "chai";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { HABITS, objectOf, say, tokensOf } from "./habits.ts";

/** Settings that a person of the tutorials would write down, and none at all, which means the same. */
const SETTINGS = [{}, { DEFAULT_THROTTLE_RATES: '{"user":"100/hour","anon":"10/hour"}' }];

for (const settings of SETTINGS) {
  describe(`more calls an hour than a throttled view takes (row B8), with ${JSON.stringify(settings)}`, function () {
    this.timeout(60_000);
    let server: RunningServer;
    let app: ClientRecord;

    before(async () => {
      server = await startServer({ settings });
      app = await client(server.issuer);
    });
    after(() => server.stop());

    async function tokenOf({ username }: AccountRecord): Promise<string> {
      const form = [
        ["grant_type", "password"],
        ["username", username],
        ["password", PASSWORD],
      ] as const;
      const answer = await say(`${server.url}/o/token/`, { form, user: `${app.clientId}:${SECRET}` });
      return tokensOf(answer, "read write").access;
    }

    for (const [index, habit] of HABITS.entries()) {
      it(`are 429 with Retry-After for a token's user, and nobody else is held up: ${habit.name}`, async () => {
        const [ann, bob] = await Promise.all([person(server.issuer), person(server.issuer)]);
        const [first, second, others] = [await tokenOf(ann), await tokenOf(ann), await tokenOf(bob)];
        const address = `${server.url}/api/throttled${index === 0 ? "/" : ""}`;
        for (let call = 1; call <= 100; call += 1) {
          const { status } = await say(address, { bearer: call % 2 === 0 ? first : second }, habit);
          assert.equal(status, 200, `call ${call}`);
        }
        const answer = await say(address, { bearer: first }, habit);
        objectOf(answer, 429);
        assert.match(answer.headers["retry-after"] ?? "", /^3[56]\d\d$/);
        assert.equal((await say(address, { bearer: others }, habit)).status, 200);
        assert.equal((await say(`${server.url}/api/users/`, { bearer: first }, habit)).status, 200);
      });
    }

    it("are 429 with Retry-After for the eleventh caller without a token", async () => {
      const statuses: (number | undefined)[] = [];
      for (let call = 1; call <= 11; call += 1) statuses.push((await say(`${server.url}/api/throttled/`)).status);
      assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429]);
    });
  });
}
