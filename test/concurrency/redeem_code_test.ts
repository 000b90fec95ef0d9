import { assert } from "chai";
import { describe } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { parseToken } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { type Answered, ask, codeFor, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 5;
const SHOTS = 50;

describe("one code redeemed fifty times at once on two processes", () => {
  let pair: ServerPair;
  let application: ClientRecord;
  let cookie: string;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair();
    application = await client(pair.issuer, { skipAuthorization: true });
    cookie = await sessionCookie(pair.issuer, await person(pair.issuer));
  });

  async function redeemByAll(): Promise<{ readonly won: readonly Answered[]; readonly lost: readonly Answered[] }> {
    const form = redemption(await codeFor(pair.servers[0], application, cookie));
    const answers = await atOnce(pair, SHOTS, (server) => ask(`${server}/token`, { form, as: application }));
    return {
      won: answers.filter(({ status }) => status === 200),
      lost: answers.filter(({ status }) => status !== 200),
    };
  }

  rule(
    ["RFC6749-4.1.2-5", "RFC9700-4.2.4-2"],
    "gives tokens to one and invalid_grant to all others",
    async function () {
      this.timeout(60_000);
      for (let round = 0; round < ROUNDS; round += 1) {
        const { won, lost } = await redeemByAll();
        assert.lengthOf(won, 1);
        assert.deepEqual(
          [...new Set(lost.map(({ status, body }) => `${status} ${JSON.stringify(body["error"])}`))],
          [`400 "invalid_grant"`],
        );
      }
    },
  );

  rule(
    ["RFC6749-4.1.2-6", "RFC6749-10.5-5", "RFC9700-4.2.4-3"],
    "leaves the winner's tokens dead on both",
    async function () {
      this.timeout(60_000);
      for (let round = 0; round < ROUNDS; round += 1) {
        const [winner] = (await redeemByAll()).won;
        for (const server of pair.servers) {
          for (const name of ["access_token", "refresh_token"])
            assert.isFalse(await isActive(server, textOf(winner!, name), application), `${name} at ${server}`);
        }
      }
    },
  );

  beyond("RFC6749-4.1.2-5", "remembers in the database that the code was redeemed, once", async () => {
    const [winner] = (await redeemByAll()).won;
    const { tag } = parseToken(textOf(winner!, "refresh_token"))!;
    const family = await pair.issuer.durable.families.find(tag);
    assert.isDefined(family?.revokedAt);
    assert.equal(family?.generation, 0);
  });
});
