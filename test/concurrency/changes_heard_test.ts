import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { newSecret, rotateSecrets } from "../../src/clients/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { ask, isActive, textOf } from "../support/journey.ts";
import { serverPair, type ServerPair } from "./server_pair.ts";

describe("what one process does is known to the other", () => {
  let pair: ServerPair;
  let application: ClientRecord;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair();
    application = await client(pair.issuer);
  });

  async function statusesFor(asked: ClientRecord, secret = SECRET): Promise<readonly number[]> {
    const form = { grant_type: "client_credentials" };
    const answers = await Promise.all(
      pair.servers.map((server) => ask(`${server}/token`, { form, as: asked, secret })),
    );
    return answers.map(({ status }) => status);
  }

  async function heard(asked: ClientRecord, status: number, secret = SECRET): Promise<void> {
    await eventually(async () => (await statusesFor(asked, secret)).every((one) => one === status), { within: 1_000 });
  }

  it("refuses a deleted client on both within a second", async () => {
    const doomed = await client(pair.issuer);
    assert.deepEqual(await statusesFor(doomed), [200, 200]);
    await pair.issuer.durable.clients.remove(doomed.id);
    await pair.issuer.clients.changed(doomed);
    await heard(doomed, 401);
  });

  it("accepts a new secret on both within a second, and the old one until it is taken away", async () => {
    const { issuer } = pair;
    const rotating = await client(issuer);
    assert.deepEqual(await statusesFor(rotating), [200, 200]);
    const now = issuer.clock.now();
    const next = newSecret(issuer.random, now);
    const secrets = rotateSecrets(rotating.secrets, next.record, { oldExpiresAt: now + 60 });
    await issuer.durable.clients.change(rotating.id, { secrets });
    await issuer.clients.changed(rotating);
    await heard(rotating, 200, next.text);
    assert.deepEqual(await statusesFor(rotating), [200, 200], "the old secret");
    await issuer.durable.clients.change(rotating.id, { secrets: [next.record] });
    await issuer.clients.changed(rotating);
    await heard(rotating, 401);
  });

  for (const which of ["access_token", "refresh_token"]) {
    rule(
      ["RFC7009-2.1-5", "RFC7009-2.1-6"],
      `a revoked ${which} is dead on the other at once, with all of its family`,
      async () => {
        const [here, there] = pair.servers;
        const { username } = await person(pair.issuer);
        const form = { grant_type: "password", username, password: PASSWORD };
        const tokens = await ask(`${here}/token`, { form, as: application });
        assert.isTrue(await isActive(there, textOf(tokens, "access_token"), application));
        await ask(`${here}/revoke`, { form: { token: textOf(tokens, which) }, as: application });
        assert.isFalse(await isActive(there, textOf(tokens, "access_token"), application));
        assert.isFalse(await isActive(there, textOf(tokens, "refresh_token"), application));
      },
    );
  }

  beyond("RFC7009-2.1-5", "revokes at the API of the other as well", async () => {
    const [here, there] = pair.servers;
    const { username } = await person(pair.issuer);
    const form = { grant_type: "password", username, password: PASSWORD };
    const bearer = textOf(await ask(`${here}/token`, { form, as: application }), "access_token");
    assert.equal((await ask(`${there}/api/users/`, { bearer })).status, 200);
    await ask(`${here}/revoke`, { form: { token: bearer }, as: application });
    assert.equal((await ask(`${there}/api/users/`, { bearer })).status, 401);
  });
});
