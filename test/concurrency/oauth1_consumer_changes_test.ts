import { assert } from "chai";
import { renewSecret } from "../../src/clients/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { askTemporary, type Consumer, consumerOf, registerConsumer } from "../support/oauth1.ts";
import { serverPair, type ServerPair } from "./server_pair.ts";

describe("what is changed of a consumer is known to every process", function () {
  this.timeout(60_000);
  let pair: ServerPair;

  before(async () => {
    pair = await serverPair();
  });

  /** What each process answers to the first leg: `ok`, or the problem. */
  async function answers(consumer: Consumer): Promise<readonly (string | undefined)[]> {
    const all = await Promise.all(pair.servers.map((url) => askTemporary({ url }, { consumer })));
    return all.map(({ said, problem }) => (said["oauth_token"] === undefined ? problem : "ok"));
  }

  async function heard(consumer: Consumer, answer: string): Promise<void> {
    await eventually(async () => (await answers(consumer)).every((one) => one === answer), { within: 1_000 });
  }

  async function change(client: ClientRecord, said: Parameters<typeof pair.issuer.durable.clients.change>[1]) {
    await pair.issuer.durable.clients.change(client.id, said);
    await pair.issuer.clients.changed(client);
  }

  it("signs by another secret within a second, and by the old one until that ends", async () => {
    const { issuer } = pair;
    const application = await registerConsumer(issuer);
    const old = consumerOf(application);
    assert.deepEqual(await answers(old), ["ok", "ok"]);
    const { text, secrets } = renewSecret(application, { ...issuer, now: issuer.clock.now(), keep: 60 });
    const renewed = { ...old, secret: text };
    await change(application, { secrets });
    await heard(renewed, "ok");
    assert.deepEqual(await answers(old), ["ok", "ok"], "the old secret");
    await change(application, { secrets: secrets.slice(0, 1) });
    await heard(old, "signature_invalid");
    assert.deepEqual(await answers(renewed), ["ok", "ok"]);
  });

  for (const [what, said, answer] of [
    ["loses a method", { metadata: { oauth_signature_methods: ["HMAC-SHA256"] } }, "signature_method_rejected"],
    ["loses the grant", { grantTypes: ["client_credentials"] }, "consumer_key_rejected"],
  ] as const) {
    it(`is refused within a second where it ${what}`, async () => {
      const application = await registerConsumer(pair.issuer);
      const consumer = consumerOf(application);
      assert.deepEqual(await answers(consumer), ["ok", "ok"]);
      await change(application, said);
      await heard(consumer, answer);
    });
  }

  it("is unknown within a second where it was deleted", async () => {
    const application = await registerConsumer(pair.issuer);
    const consumer = consumerOf(application);
    assert.deepEqual(await answers(consumer), ["ok", "ok"]);
    await pair.issuer.durable.clients.remove(application.id);
    await pair.issuer.clients.changed(application);
    await heard(consumer, "consumer_key_unknown");
  });
});
