import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import { systemClock } from "../../src/platform/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { serverPair } from "../concurrency/server_pair.ts";
import { eventually } from "../contract/eventually.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type Answered, ask, codeFor, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { storeAddresses } from "../support/real_stores.ts";
import { startProcess } from "../support/server_process.ts";
import { asker, assertRecovered, assertUnavailable, REQUESTS, timed } from "./asking.ts";
import { breachesIn, recorder } from "./history.ts";
import { startNode } from "./nodes.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

const GRACE = { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "60" };

describe("what this server promises", function () {
  this.timeout(60_000);
  let server: BreakableServer;
  let application: ClientRecord;

  before(async () => {
    server = await startBreakable(GRACE);
    application = await client(server.issuer, { skipAuthorization: true });
  });
  after(() => server.stop());

  async function passwordTokens(): Promise<Answered> {
    const { username } = await person(server.issuer);
    return ask(`${server.url}/token`, {
      form: { grant_type: "password", username, password: PASSWORD },
      as: application,
    });
  }

  async function freshCode(): Promise<string> {
    return codeFor(server.url, application, await sessionCookie(server.issuer, await person(server.issuer)));
  }

  function refreshOf(token: string) {
    return { url: `${server.url}/token`, form: { grant_type: "refresh_token", refresh_token: token }, as: application };
  }

  beyond("RFC6749-4.1.2-5", "P1: a code is redeemed at most once, though the database goes at any moment", async () => {
    const history = recorder();
    const codes = await Promise.all(Array.from({ length: 15 }, freshCode));
    for (const [index, code] of codes.entries()) {
      const request = { url: `${server.url}/token`, form: redemption(code), as: application };
      const shots = [1, 2].map(() => history.send("redeem", code, request));
      // Later and later, so that each meets the break at another step.
      for (let turn = 0; turn < index; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      server.postgres.cut();
      await Promise.all(shots);
      await history.send("redeem", code, request);
    }
    assert.isEmpty(breachesIn(history.entries));
    assert.isTrue(history.entries.some(({ status }) => status === 200));
  });

  beyond("RFC9700-4.14.2-1", "P2: a rotation is whole or not at all, and who asks again gets the same", async () => {
    const history = recorder();
    let token = textOf(await passwordTokens(), "refresh_token");
    for (let round = 0; round < 15; round += 1) {
      const shot = history.send("refresh", token, refreshOf(token));
      for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      server.postgres.cut();
      await shot;
      await eventually(async () => (await ask(`${server.url}/ready`)).status === 200);
      const again = await history.send("refresh", token, refreshOf(token));
      assert.equal(again?.status, 200, again?.text);
      token = textOf(again!, "refresh_token");
    }
    assert.isEmpty(breachesIn(history.entries));
  });

  beyond("RFC7009-2.1-5", "P3: what was revoked is dead at another node at once, and at a new one", async () => {
    const addresses = await storeAddresses();
    const one = await startNode(addresses);
    const other = await startNode(addresses);
    const asked = await asker(one);
    assert.equal((await REQUESTS["a revocation"]!(asked)).status, 200);
    assert.isFalse(await isActive(other.url, asked.accessToken, asked.application));
    await Promise.all([one.stop(), other.stop()]);
    const restarted = await startNode(addresses);
    for (const token of [asked.accessToken, asked.refreshToken])
      assert.isFalse(await isActive(restarted.url, token, asked.application));
    await restarted.stop();
  });

  it("P4: nothing durable that was told is lost, though Redis lost all and the process ended", async () => {
    const addresses = await storeAddresses();
    const first = await startNode(addresses);
    const asked = await asker(first);
    await first.stop();
    // Another prefix is a Redis that knows nothing.
    const second = await startNode({ ...addresses, redisUrl: (await storeAddresses()).redisUrl });
    const there = { ...asked, server: second };
    assert.equal((await REQUESTS["a refresh"]!(there)).status, 200, "the family and the client");
    assert.equal((await REQUESTS["a token for a person"]!(there)).status, 200, "the person");
    await second.stop();
  });

  it("P5: a Redis that lost everything ends what is short, and only that, in ordinary words", async () => {
    const asked = await asker(server);
    const form = redemption(await freshCode());
    await server.redis.command("FLUSHALL");
    const api = await REQUESTS["a call of the API"]!(asked);
    assert.equal(api.status, 401);
    assert.include(api.headers.get("www-authenticate") ?? "", 'error="invalid_token"');
    const code = await ask(`${server.url}/token`, { form, as: application });
    assert.deepEqual([code.status, code.body["error"]], [400, "invalid_grant"]);
    const account = await REQUESTS["the account page"]!(asked);
    // Sessions are durable: nobody is logged out.
    assert.equal(account.status, 200);
    assert.include(account.text, "Log out");
    assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200);
  });

  it("P6: a store that is away costs a 503 in time, and nothing when it is back, with no restart", async () => {
    const asked = await asker(server);
    await server.redis.kill();
    const [refused, metadata] = await Promise.all([
      timed(() => REQUESTS["a token for a client"]!(asked)),
      timed(() => ask(`${server.url}/.well-known/oauth-authorization-server`)),
    ]);
    assertUnavailable(refused);
    assert.equal(metadata.status, 200);
    await server.redis.start();
    const start = performance.now();
    await assertRecovered(asked);
    assert.equal((await REQUESTS["a token for a client"]!(asked)).status, 200);
    assert.isBelow(performance.now() - start, 5_000);
  });

  it("P7: what is signed verifies against the keys that any node publishes; access tokens are opaque", async () => {
    const { body } = await ask(`${server.url}/.well-known/oauth-authorization-server`);
    assert.equal(body["jwks_uri"], `${server.url}/jwks`);
    const { body: published } = await ask(`${server.url}/jwks`);
    assert.deepEqual(published, JSON.parse(server.issuer.keys.jwks().text));
    assert.notMatch(textOf(await passwordTokens(), "access_token"), /\./, "an access token is opaque");
  });

  it("P9: a node whose clock is slow accepts no access token that has expired", async () => {
    const settings = { ACCESS_TOKEN_EXPIRE_SECONDS: "1" };
    const addresses = await storeAddresses();
    const right = await startNode(addresses, { settings });
    const slow = await startNode(addresses, { clock: { now: () => systemClock.now() - 600 } });
    const lasting = await asker(slow);
    assert.equal((await REQUESTS["a call of the API"]!(lasting)).status, 200, "it accepts what lives");
    const { accessToken } = await asker(right);
    await eventually(async () => (await ask(`${slow.url}/api/users/`, { bearer: accessToken })).status === 401);
    await Promise.all([right.stop(), slow.stop()]);
  });
});

describe("a deploy", function () {
  this.timeout(60_000);

  it("P8: drops nothing: each process is replaced under load, and no request fails", async () => {
    const { issuer, stores } = await serverPair();
    const application = await client(issuer);
    const options = { stores, issuer: issuer.url };
    const [old, first] = await Promise.all([startProcess(options), startProcess(options)]);
    let live: readonly string[] = [old.address, first.address];
    const over = new AbortController();
    const history = recorder();
    async function lane(index: number): Promise<void> {
      for (let round = index; !over.signal.aborted; round += 1) {
        const request = { form: { grant_type: "client_credentials" }, as: application };
        await history.send("other", "load", { url: `${live[round % live.length]}/token`, ...request });
      }
    }
    const load = Promise.all(Array.from({ length: 6 }, (_, index) => lane(index)));
    const next = await startProcess(options);
    // As a balancer does: away from it first, and then it is told to end.
    live = [first.address, next.address];
    assert.equal(await old.stop(), 0);
    live = [next.address];
    assert.equal(await first.stop(), 0);
    over.abort();
    await load;
    await next.stop();
    assert.deepEqual([...new Set(history.entries.map(({ status }) => status))], [200]);
    assert.isAbove(history.entries.length, 50);
  });
});
