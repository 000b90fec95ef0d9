import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { newSecret } from "../../src/clients/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import {
  type Answered,
  ask,
  authorizeUrl,
  codeFor,
  isActive,
  redemption,
  sessionCookie,
  textOf,
} from "../support/journey.ts";
import { visitor } from "../support/visitor.ts";
import { serverPair, type ServerPair } from "./server_pair.ts";

/** In each round the two come a little closer or farther apart, and change places. */
const ROUNDS = 10;
const BOTH = ["access_token", "refresh_token"] as const;

describe("what is taken away while it is being used, on two processes", function () {
  this.timeout(60_000);
  let pair: ServerPair;
  let application: ClientRecord;

  before(async () => {
    pair = await serverPair();
    application = await client(pair.issuer, { skipAuthorization: true });
  });

  async function tokensOf({ username }: AccountRecord): Promise<Answered> {
    const form = { grant_type: "password", username, password: PASSWORD };
    return ask(`${pair.servers[0]}/token`, { form, as: application });
  }

  function refresh(server: string, tokens: Answered, as = application): Promise<Answered> {
    return ask(`${server}/token`, {
      form: { grant_type: "refresh_token", refresh_token: textOf(tokens, "refresh_token") },
      as,
    });
  }

  /** What redeems a new code of a person, which they agreed to a moment ago. */
  async function newCode(owner: AccountRecord, of = application): Promise<Given> {
    return redemption(await codeFor(pair.servers[0], of, await sessionCookie(pair.issuer, owner)));
  }

  function removeSelf(server: string, owner: AccountRecord, tokens: Answered): Promise<Response> {
    const headers = { authorization: `Bearer ${textOf(tokens, "access_token")}` };
    return fetch(`${server}/api/users/${owner.id}/`, { method: "DELETE", headers });
  }

  function assertGivenOrRefused({ status, body }: Answered): void {
    assert.include(
      ["200 ok", "400 invalid_grant"],
      `${status} ${typeof body["error"] === "string" ? body["error"] : "ok"}`,
    );
  }

  /** No answer gave a refresh token that is of any use. */
  async function assertNotRenewed(answers: readonly Answered[]): Promise<void> {
    for (const answer of answers.filter(({ status }) => status === 200)) {
      for (const server of pair.servers) {
        assert.isFalse(await isActive(server, textOf(answer, "refresh_token"), application));
        assert.equal((await refresh(server, answer)).body["error"], "invalid_grant");
      }
    }
  }

  /** Nothing that any answer gave opens anything anywhere. */
  async function assertWorthless(answers: readonly Answered[]): Promise<void> {
    for (const answer of answers.filter(({ status }) => status === 200)) {
      for (const server of pair.servers) {
        for (const name of BOTH) assert.isFalse(await isActive(server, textOf(answer, name), application), name);
        const bearer = textOf(answer, "access_token");
        assert.equal((await ask(`${server}/api/users/`, { bearer })).status, 401);
      }
    }
    await assertNotRenewed(answers);
  }

  beyond("RFC7009-2.1-6", "access that its owner removes during a refresh leaves nothing alive", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = await person(pair.issuer);
      const tokens = await tokensOf(owner);
      const [here = "", there = ""] = round % 2 === 0 ? pair.servers : pair.servers.toReversed();
      const browser = visitor(here);
      await browser.submit(await browser.go("/login"), { fill: { username: owner.username, password: PASSWORD } });
      const page = await browser.go("/account");
      const [seen, refreshed] = await Promise.all([
        browser.submit(page, { form: "/account/revoke" }),
        refresh(there, tokens),
      ]);
      assert.include(seen.text, "No application can use your account");
      await assertWorthless([tokens, refreshed]);
    }
  });

  it("a consent that its owner removes during the next authorization is asked for once more, or was used before", async () => {
    const owner = await person(pair.issuer);
    const asking = await client(pair.issuer);
    const cookie = await sessionCookie(pair.issuer, owner);
    const consent = { accountId: owner.id, client: asking.id, scope: ["read", "write"], grantedAt: 1 };
    for (let round = 0; round < ROUNDS; round += 1) {
      await pair.issuer.durable.consents.remember(consent);
      const arrive = async (server: string) =>
        (await fetch(authorizeUrl(server, asking), { headers: { cookie }, redirect: "manual" })).headers.get(
          "location",
        );
      const [first] = await Promise.all([
        arrive(pair.servers[round % 2]!),
        pair.issuer.durable.consents.forget(owner.id, asking.id),
      ]);
      assert.match(first ?? "", /\/interaction\/|[?&]code=/);
      for (const server of pair.servers) assert.match((await arrive(server)) ?? "", /\/interaction\//);
    }
  });

  function bar(owner: AccountRecord): Promise<unknown> {
    return pair.issuer.durable.accounts.change(owner.id, { isActive: false });
  }

  beyond("RFC6749-6-4", "a person who is barred during a redemption gets nothing that can be renewed", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = await person(pair.issuer);
      const form = await newCode(owner);
      const redeem = ask(`${pair.servers[round % 2]!}/token`, { form, as: application });
      const [answer] = await Promise.all([redeem, bar(owner)]);
      assertGivenOrRefused(answer);
      await assertNotRenewed([answer]);
    }
  });

  beyond("RFC6749-6-4", "a person who is barred during a refresh gets nothing that can be renewed", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = await person(pair.issuer);
      const tokens = await tokensOf(owner);
      const [answer] = await Promise.all([refresh(pair.servers[round % 2]!, tokens), bar(owner)]);
      assertGivenOrRefused(answer);
      // The newer first: to present the older one would end both.
      await assertNotRenewed([answer, tokens]);
    }
  });

  beyond("RFC7009-2.1-6", "a person who removes their account during a refresh leaves nothing alive", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = await person(pair.issuer);
      const tokens = await tokensOf(owner);
      const [here = "", there = ""] = round % 2 === 0 ? pair.servers : pair.servers.toReversed();
      const [removed, answer] = await Promise.all([removeSelf(here, owner, tokens), refresh(there, tokens)]);
      assert.equal(removed.status, 204);
      assertGivenOrRefused(answer);
      await assertWorthless([tokens, answer]);
    }
  });

  beyond("RFC7009-2.1-6", "a person who removes their account during a redemption leaves nothing alive", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = await person(pair.issuer);
      const tokens = await tokensOf(owner);
      const form = await newCode(owner);
      const [here = "", there = ""] = round % 2 === 0 ? pair.servers : pair.servers.toReversed();
      const redeem = ask(`${there}/token`, { form, as: application });
      const [removed, answer] = await Promise.all([removeSelf(here, owner, tokens), redeem]);
      assert.equal(removed.status, 204);
      assertGivenOrRefused(answer);
      await assertWorthless([tokens, answer]);
    }
  });

  rule("RFC6749-3.2.1-1", "a secret that is replaced during a redemption costs nobody the code", async () => {
    const owner = await person(pair.issuer);
    for (let round = 0; round < ROUNDS; round += 1) {
      const rotating = await client(pair.issuer, { skipAuthorization: true });
      const form = await newCode(owner, rotating);
      const next = newSecret(pair.issuer.random, pair.issuer.clock.now());
      const [first] = await Promise.all([
        ask(`${pair.servers[round % 2]!}/token`, { form, as: rotating }),
        pair.issuer.durable.clients
          .change(rotating.id, { secrets: [next.record] })
          .then(() => pair.issuer.clients.changed(rotating)),
      ]);
      assert.include([200, 401], first.status, first.text);
      if (first.status === 200) continue;
      const again = await ask(`${pair.servers[0]}/token`, { form, as: rotating, secret: next.text });
      assert.equal(again.status, 200, again.text);
    }
  });

  it("a grant that a client loses ends for it on both, though its tokens live on", async () => {
    const losing = await client(pair.issuer);
    const owner = await person(pair.issuer);
    const form = { grant_type: "password", username: owner.username, password: PASSWORD };
    const tokens = await ask(`${pair.servers[0]}/token`, { form, as: losing });
    await pair.issuer.durable.clients.change(losing.id, { grantTypes: ["authorization_code"] });
    await pair.issuer.clients.changed(losing);
    await eventually(async () => {
      const answers = await Promise.all(pair.servers.map((server) => refresh(server, tokens, losing)));
      return answers.every(({ body }) => body["error"] === "unauthorized_client");
    });
    for (const server of pair.servers)
      assert.isTrue(await isActive(server, textOf(tokens, "access_token"), losing), "it was not taken away");
  });

  it("a person who is barred, and let in again, is so on both at once", async () => {
    const owner = await person(pair.issuer);
    const token = textOf(await tokensOf(owner), "refresh_token");
    const cookie = await sessionCookie(pair.issuer, owner);
    for (const letIn of [true, false, true, false]) {
      await pair.issuer.durable.accounts.change(owner.id, { isActive: letIn });
      for (const server of pair.servers) {
        assert.equal(await isActive(server, token, application), letIn);
        const page = await fetch(`${server}/account`, { headers: { cookie }, redirect: "manual" });
        assert.equal(page.status, letIn ? 200 : 303);
      }
    }
  });
});
