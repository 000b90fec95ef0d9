import { assert } from "chai";
import { describe, it } from "mocha";
import { type Clock, systemClock } from "../../src/platform/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { serverPair } from "../concurrency/server_pair.ts";
import { eventually } from "../contract/eventually.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { ask, authorizeUrl, codeFor, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { type ServerProcess, startTwo } from "../support/server_process.ts";
import { breachesIn, type Recorder, recorder } from "./history.ts";
import { type Nodes, startNodes } from "./nodes.ts";

function clockOff(by: number): Clock {
  return { now: () => systemClock.now() + by };
}

const TEN_MINUTES = 600;

describe("two nodes of which one's clock is off", function () {
  this.timeout(60_000);

  for (const [name, by] of [
    ["ten minutes slow", -TEN_MINUTES],
    ["ten minutes fast", TEN_MINUTES],
  ] as const) {
    describe(name, () => {
      let nodes: Nodes;
      let application: ClientRecord;
      let owner: AccountRecord;

      before(async () => {
        const settings = { ACCESS_TOKEN_EXPIRE_SECONDS: "2", AUTHORIZATION_CODE_EXPIRE_SECONDS: "2" };
        nodes = await startNodes([systemClock, clockOff(by)], { settings });
        application = await client(nodes.all[0]!.issuer, { skipAuthorization: true });
        owner = await person(nodes.all[0]!.issuer);
      });
      after(() => nodes.stop());

      it("serves a person from the login to a refresh by itself", async () => {
        const { url, issuer } = nodes.all[1]!;
        const cookie = await sessionCookie(issuer, owner);
        const form = redemption(await codeFor(url, application, cookie));
        const tokens = await ask(`${url}/token`, { form, as: application });
        const refresh = { grant_type: "refresh_token", refresh_token: textOf(tokens, "refresh_token") };
        const refreshed = await ask(`${url}/token`, { form: refresh, as: application });
        assert.isTrue(await isActive(url, textOf(refreshed, "access_token"), application));
      });

      it("calls no access token alive that has expired", async () => {
        const [right, off] = nodes.all;
        const form = { grant_type: "client_credentials" };
        const token = textOf(await ask(`${right!.url}/token`, { form, as: application }), "access_token");
        await eventually(async () => !(await isActive(right!.url, token, application)));
        // The store's own clock ends a record; the nodes' clocks may end it a second earlier.
        await eventually(async () => !(await isActive(off!.url, token, application)), { within: 1_500 });
      });

      it("redeems no code that has expired", async () => {
        const [right, off] = nodes.all;
        const cookie = await sessionCookie(right!.issuer, owner);
        const form = redemption(await codeFor(right!.url, application, cookie));
        // Asked for by another, a code that lives is called somebody else's, and nothing happens to it.
        const stranger = await client(right!.issuer);
        async function isGone(): Promise<boolean> {
          return (await ask(`${off!.url}/token`, { form, as: stranger })).text.includes("unknown or has expired");
        }
        await eventually(isGone, { within: 4_000 });
        const answer = await ask(`${off!.url}/token`, { form, as: application });
        assert.deepEqual([answer.status, answer.body["error"]], [400, "invalid_grant"]);
      });
    });
  }
});

describe("two nodes that are asked in turn", function () {
  this.timeout(60_000);
  let nodes: Nodes;
  let application: ClientRecord;

  before(async () => {
    nodes = await startNodes([systemClock, systemClock]);
    application = await client(nodes.all[0]!.issuer, { skipAuthorization: true });
  });
  after(() => nodes.stop());

  /** One person's way with every request at another node. */
  async function journey({ send }: Recorder): Promise<void> {
    const cookie = await sessionCookie(nodes.all[0]!.issuer, await person(nodes.all[1]!.issuer));
    const code = await codeFor(nodes.next(), application, cookie);
    const redeem = { form: redemption(code), as: application };
    let tokens = await send("redeem", code, { url: `${nodes.next()}/token`, ...redeem });
    for (let round = 0; round < 4; round += 1) {
      const token = textOf(tokens!, "refresh_token");
      const form = { grant_type: "refresh_token", refresh_token: token };
      tokens = await send("refresh", token, { url: `${nodes.next()}/token`, form, as: application });
    }
    const last = { form: { token: textOf(tokens!, "access_token") }, as: application };
    for (const errand of ["introspect", "revoke", "introspect", "introspect"] as const) {
      const path = errand === "revoke" ? "revoke" : "introspect";
      await send(errand, last.form.token, { url: `${nodes.next()}/${path}`, ...last });
    }
  }

  it("serve everybody as one would, and break no promise", async () => {
    const history = recorder();
    await Promise.all(Array.from({ length: 12 }, () => journey(history)));
    assert.isEmpty(breachesIn(history.entries));
    assert.deepEqual([...new Set(history.entries.map(({ status }) => status))], [200]);
    const alive = history.entries.filter(({ errand }) => errand === "introspect").map(({ active }) => active);
    assert.deepEqual([alive.filter((one) => one).length, alive.length], [12, 36]);
  });

  it("know the session and the page of a login at the other", async () => {
    const owner = await person(nodes.all[0]!.issuer);
    const cookie = await sessionCookie(nodes.all[0]!.issuer, owner);
    for (const { url } of nodes.all) {
      const response = await fetch(`${url}/account`, { headers: { cookie }, redirect: "manual" });
      assert.include(await response.text(), owner.username);
    }
  });

  it("count guesses at a password together", async () => {
    const { username } = await person(nodes.all[0]!.issuer);
    const statuses: number[] = [];
    for (let guess = 0; guess < 10; guess += 1) {
      const form = { grant_type: "password", username, password: `${PASSWORD}${guess}` };
      statuses.push((await ask(`${nodes.next()}/token`, { form, as: application })).status);
    }
    assert.include(statuses, 429);
  });

  it("say the same of themselves but for where they are", async () => {
    const texts = await Promise.all(
      nodes.all.map(async ({ url }) => {
        const { text } = await ask(`${url}/.well-known/oauth-authorization-server`);
        return text.replaceAll(url, "https://issuer.test");
      }),
    );
    assert.equal(texts[0], texts[1]);
  });
});

describe("a process that is stopped and goes on", function () {
  this.timeout(60_000);
  let started: readonly ServerProcess[] = [];
  let application: ClientRecord;
  let cookie: string;

  before(async () => {
    const { issuer, stores } = await serverPair();
    started = await startTwo({ stores, issuer: issuer.url });
    application = await client(issuer, { skipAuthorization: true });
    cookie = await sessionCookie(issuer, await person(issuer));
  });
  after(async () => {
    for (const { child } of started) child.kill("SIGCONT");
    await Promise.all(started.map((one) => one.stop()));
  });

  it("redeems nothing twice that the other redeemed meanwhile, and lets the other go on alone", async () => {
    const [stopped, other] = started;
    const history = recorder();
    const code = await codeFor(stopped!.address, application, cookie);
    const redeem = { form: redemption(code), as: application };
    stopped!.child.kill("SIGSTOP");
    const late = history.send("redeem", code, { url: `${stopped!.address}/token`, ...redeem });
    const won = await history.send("redeem", code, { url: `${other!.address}/token`, ...redeem });
    assert.equal(won?.status, 200);
    assert.equal((await ask(authorizeUrl(other!.address, application), { patience: 1_000 })).status, 303);
    stopped!.child.kill("SIGCONT");
    assert.equal((await late)?.status, 400);
    assert.isEmpty(breachesIn(history.entries));
  });

  it("rotates nothing twice that the other rotated meanwhile", async () => {
    const [stopped, other] = started;
    const history = recorder();
    const form = redemption(await codeFor(other!.address, application, cookie));
    const token = textOf(await ask(`${other!.address}/token`, { form, as: application }), "refresh_token");
    const refresh = { form: { grant_type: "refresh_token", refresh_token: token }, as: application };
    stopped!.child.kill("SIGSTOP");
    const late = history.send("refresh", token, { url: `${stopped!.address}/token`, ...refresh });
    await history.send("refresh", token, { url: `${other!.address}/token`, ...refresh });
    stopped!.child.kill("SIGCONT");
    await late;
    assert.deepEqual(
      history.entries.map(({ status }) => status),
      [200, 400],
    );
    assert.isEmpty(breachesIn(history.entries));
  });

  it("knows of a revocation that it slept through", async () => {
    const [stopped, other] = started;
    const form = { grant_type: "client_credentials" };
    const token = textOf(await ask(`${stopped!.address}/token`, { form, as: application }), "access_token");
    assert.isTrue(await isActive(stopped!.address, token, application));
    stopped!.child.kill("SIGSTOP");
    await ask(`${other!.address}/revoke`, { form: { token }, as: application });
    stopped!.child.kill("SIGCONT");
    assert.isFalse(await isActive(stopped!.address, token, application));
  });
});
