import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type Answered, ask, codeFor, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 10;

describe("revoking while tokens are being issued, on two processes", () => {
  let pair: ServerPair;
  let application: ClientRecord;
  let owner: AccountRecord;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair();
    application = await client(pair.issuer, { skipAuthorization: true });
    owner = await person(pair.issuer);
  });

  async function firstTokens(): Promise<Answered> {
    const form = { grant_type: "password", username: owner.username, password: PASSWORD };
    return ask(`${pair.servers[0]}/token`, { form, as: application });
  }

  async function assertAllDead(answers: readonly Answered[], asker: ClientRecord): Promise<void> {
    for (const answer of answers.filter(({ body }) => body["access_token"] !== undefined)) {
      for (const server of pair.servers) {
        for (const name of ["access_token", "refresh_token"])
          assert.isFalse(await isActive(server, textOf(answer, name), asker), `${name} at ${server}`);
      }
    }
  }

  for (const which of ["access_token", "refresh_token"]) {
    beyond("RFC7009-2.1-6", `leaves nothing active when the ${which} is revoked during a refresh`, async function () {
      this.timeout(60_000);
      for (let round = 0; round < ROUNDS; round += 1) {
        const first = await firstTokens();
        const refresh = { grant_type: "refresh_token", refresh_token: textOf(first, "refresh_token") };
        const answers = await atOnce(pair, 2, (server, index) =>
          index === round % 2
            ? ask(`${server}/token`, { form: refresh, as: application })
            : ask(`${server}/revoke`, { form: { token: textOf(first, which) }, as: application }),
        );
        await assertAllDead([first, ...answers], application);
      }
    });
  }

  it("leaves nothing active when the client is deleted during a redemption", async function () {
    this.timeout(60_000);
    const cookie = await sessionCookie(pair.issuer, owner);
    for (let round = 0; round < ROUNDS; round += 1) {
      const doomed = await client(pair.issuer, { skipAuthorization: true });
      const form = redemption(await codeFor(pair.servers[0], doomed, cookie));
      const [answer] = await Promise.all([
        ask(`${pair.servers[round % 2]!}/token`, { form, as: doomed }),
        pair.issuer.durable.clients.remove(doomed.id).then(() => pair.issuer.clients.changed(doomed)),
      ]);
      assert.include([200, 400, 401], answer.status, answer.text);
      await pair.issuer.clients.changed(doomed);
      await assertAllDead([answer], application);
    }
  });
});
