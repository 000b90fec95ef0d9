import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type Answered, ask, codeFor, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

describe("a Redis that forgot", () => {
  let server: BreakableServer;
  let application: ClientRecord;

  before(async function () {
    this.timeout(60_000);
    server = await startBreakable();
    application = await client(server.issuer, { skipAuthorization: true });
  });

  after(async () => server.stop());

  async function freshTokens(): Promise<Answered> {
    const { username } = await person(server.issuer);
    const form = { grant_type: "password", username, password: PASSWORD };
    return ask(`${server.url}/token`, { form, as: application });
  }

  function introspect(token: string): Promise<Answered> {
    return ask(`${server.url}/introspect`, { form: { token }, as: application });
  }

  /** Asks without a pause until the server answers again; every 503 on the way says when to come back. */
  async function firstAnswer(token: string): Promise<Answered> {
    for (;;) {
      const answer = await introspect(token);
      if (answer.status !== 503) return answer;
      assert.isNotNull(answer.headers.get("retry-after"));
    }
  }

  /** Redis dies and comes back as it was when it last saved; meanwhile a client asks about a token, without a pause. */
  async function comeBackOlder(token: string): Promise<Answered> {
    await server.redis.kill();
    const [answer] = await Promise.all([firstAnswer(token), server.redis.start()]);
    return answer;
  }

  for (const which of ["access_token", "refresh_token"]) {
    beyond(
      "RFC7009-2.1-5",
      `keeps what the revocation of a ${which} ended dead, though it came back with older data`,
      async function () {
        this.timeout(60_000);
        for (let round = 0; round < 5; round += 1) {
          const tokens = await freshTokens();
          await server.redis.command("SAVE");
          await ask(`${server.url}/revoke`, { form: { token: textOf(tokens, which) }, as: application });
          const answer = await comeBackOlder(textOf(tokens, "access_token"));
          assert.deepEqual([answer.status, answer.body], [200, { active: false }], `round ${round}`);
          const again = await firstAnswer(textOf(tokens, "access_token"));
          assert.deepEqual(again.body, { active: false });
        }
      },
    );
  }

  beyond("RFC7009-2.1-5", "keeps the revoked token of a client itself dead", async function () {
    this.timeout(60_000);
    const token = textOf(
      await ask(`${server.url}/token`, { form: { grant_type: "client_credentials" }, as: application }),
      "access_token",
    );
    await server.redis.command("SAVE");
    await ask(`${server.url}/revoke`, { form: { token }, as: application });
    assert.deepEqual((await comeBackOlder(token)).body, { active: false });
  });

  beyond("RFC6749-4.1.2-5", "does not let a code be redeemed again", async function () {
    this.timeout(60_000);
    const cookie = await sessionCookie(server.issuer, await person(server.issuer));
    const form = redemption(await codeFor(server.url, application, cookie));
    await server.redis.command("SAVE");
    const won = await ask(`${server.url}/token`, { form, as: application });
    assert.equal(won.status, 200);
    await comeBackOlder(textOf(won, "access_token"));
    const again = await ask(`${server.url}/token`, { form, as: application });
    assert.deepEqual([again.status, again.body["error"]], [400, "invalid_grant"]);
    assert.isFalse(await isActive(server.url, textOf(won, "refresh_token"), application), "a replay was seen");
  });

  it("keeps tokens alive that were never revoked", async () => {
    const tokens = await freshTokens();
    await server.redis.command("SAVE");
    assert.equal((await comeBackOlder(textOf(tokens, "access_token"))).body["active"], true);
  });

  it("that lost everything answers as if all had expired, and refreshing goes on", async () => {
    const tokens = await freshTokens();
    const cookie = await sessionCookie(server.issuer, await person(server.issuer));
    const form = redemption(await codeFor(server.url, application, cookie));
    await server.redis.command("FLUSHALL");
    assert.deepEqual((await introspect(textOf(tokens, "access_token"))).body, { active: false });
    const api = await ask(`${server.url}/api/users/`, { bearer: textOf(tokens, "access_token") });
    assert.equal(api.status, 401);
    const code = await ask(`${server.url}/token`, { form, as: application });
    assert.deepEqual([code.status, code.body["error"]], [400, "invalid_grant"]);
    const refresh = { grant_type: "refresh_token", refresh_token: textOf(tokens, "refresh_token") };
    assert.equal((await ask(`${server.url}/token`, { form: refresh, as: application })).status, 200);
  });

  it("that lost everything does not bring a revoked family back", async () => {
    const tokens = await freshTokens();
    await ask(`${server.url}/revoke`, { form: { token: textOf(tokens, "refresh_token") }, as: application });
    await server.redis.command("FLUSHALL");
    const refresh = { grant_type: "refresh_token", refresh_token: textOf(tokens, "refresh_token") };
    const answer = await ask(`${server.url}/token`, { form: refresh, as: application });
    assert.deepEqual([answer.status, answer.body["error"]], [400, "invalid_grant"]);
    assert.deepEqual((await introspect(textOf(tokens, "access_token"))).body, { active: false });
  });
});
