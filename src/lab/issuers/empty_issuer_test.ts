import { assert } from "chai";
import { client, person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { findAccessToken } from "../../tokens/mod.ts";
import { callerToken } from "../runs/caller_token.ts";
import { emptyIssuer, readAll } from "./empty_issuer.ts";

async function scene() {
  const { issuer, events } = await issuerUnderTest();
  const alice = await person(issuer, { username: "alice" });
  const app = await client(issuer, { type: "public", clientId: "app" });
  const { durable } = issuer;
  await issuer.sessions.start(alice);
  await durable.consents.remember({ accountId: alice.id, client: app.id, scope: ["read"], grantedAt: 1 });
  const token = await callerToken(issuer, { clientId: "app", username: "alice", scope: ["read"], trace: "t" });
  const left = async () => [
    (await durable.sessions.list(alice.id)).length,
    (await durable.consents.list(alice.id)).length,
    (await findAccessToken(token, issuer)) === undefined ? 0 : 1,
  ];
  return { issuer, events, left, alice };
}

describe("emptyIssuer()", () => {
  it("ends sessions, consents and tokens, and tells nobody", async () => {
    const { issuer, events, left } = await scene();
    assert.deepEqual(await left(), [1, 1, 1]);
    const before = events.length;
    await emptyIssuer(issuer);
    assert.deepEqual(await left(), [0, 0, 0]);
    assert.lengthOf(events, before);
  });

  it("leaves people and clients there, and may be done again", async () => {
    const { issuer, alice } = await scene();
    await emptyIssuer(issuer);
    await emptyIssuer(issuer);
    assert.equal((await issuer.durable.accounts.findByUsername("alice"))?.sub, alice.sub);
    assert.isDefined(await issuer.durable.clients.find("app"));
  });
});

describe("readAll()", () => {
  for (const count of [0, 1, 99, 100, 101, 200, 250]) {
    it(`reads ${count} records in pages, each once and in order`, async () => {
      const all = Array.from({ length: count }, (_, index) => ({ id: index + 1 }));
      const asked: (number | undefined)[] = [];
      const read = await readAll(async ({ after = 0, limit }) => {
        asked.push(after);
        return all.filter(({ id }) => id > after).slice(0, limit);
      });
      assert.deepEqual(read, all);
      assert.lengthOf(asked, Math.floor(count / 100) + 1);
    });
  }
});
