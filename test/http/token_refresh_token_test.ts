import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client } from "../support/cast.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import { assertActive, introspected, pairFor, pairOf, refresh, scene, type Scene } from "./tokens.ts";

/** Presents a refresh token as its client. */
async function present(on: Scene, refreshToken: string): Promise<ReturnType<typeof pairOf>> {
  return pairOf(await refresh(on, on.app, { refresh_token: refreshToken }));
}

describe("POST /token with grant_type=refresh_token", () => {
  it("answers a new pair, and the access token of before lives on", async () => {
    const on = await scene();
    const first = await pairFor(on);
    const second = await present(on, first.refresh);
    assert.notEqual(second.refresh, first.refresh);
    assert.notEqual(second.access, first.access);
    await assertActive(on, first.access);
    await assertActive(on, second.access);
  });

  rule(
    ["RFC6749-6-7", "RFC6749-6-6"],
    "grants the original scope when none is asked for, also after a narrower one",
    async () => {
      const on = await scene();
      const { refresh: first } = await pairFor(on, { scope: "read write" });
      const narrow = await refresh(on, on.app, { refresh_token: first, scope: "read" });
      assert.equal(bodyOf(narrow)["scope"], "read");
      const again = await refresh(on, on.app, { refresh_token: pairOf(narrow).refresh });
      assert.equal(bodyOf(again)["scope"], "read write");
    },
  );

  for (const [id, name, form, error] of [
    ["RFC6749-6-1", "no refresh token", {}, "invalid_request"],
    ["RFC6749-6-4", "a refresh token that nobody made", { refresh_token: strangeToken("rt") }, "invalid_grant"],
    ["RFC6749-6-4", "an access token", { refresh_token: strangeToken("at") }, "invalid_grant"],
    ["RFC6749-10.4-6", "a made-up text", { refresh_token: "constructor" }, "invalid_grant"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => {
      const on = await scene();
      assertError(await refresh(on, on.app, form), { error });
    });
  }

  rule("RFC6749-6-5", "refuses a scope that was not granted, and does not use the token up", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on, { scope: "read" });
    assertError(await refresh(on, on.app, { refresh_token: token, scope: "read write" }), { error: "invalid_scope" });
    assert.equal((await refresh(on, on.app, { refresh_token: token })).status, 200);
  });

  rule(["RFC6749-6-2", "RFC6749-10.2-1"], "refuses a confidential client that does not prove who it is", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    const form = { grant_type: "refresh_token", client_id: on.app.clientId, refresh_token: token };
    assertError(await on.post("/token", { form }), { error: "invalid_client", status: 401 });
  });

  rule(
    ["RFC6749-6-3", "RFC6749-10.4-1", "RFC6749-10.4-4"],
    "refuses the token of another client, and does not harm its owner",
    async () => {
      const on = await scene();
      const { refresh: token } = await pairFor(on);
      const other = await client(on.issuer);
      assertError(await refresh(on, other, { refresh_token: token }), {
        error: "invalid_grant",
        says: "another client",
      });
      assert.equal((await refresh(on, on.app, { refresh_token: token })).status, 200);
    },
  );

  for (const type of ["confidential", "public"] as const) {
    rule(
      ["RFC9700-4.14.2-1", "RFC9700-2.2.2-1", "RFC6749-10.4-5"],
      `ends all tokens of the authorization when a ${type} client uses a token twice`,
      async () => {
        const on = await scene({ client: { type } });
        const first = await pairFor(on);
        const second = await present(on, first.refresh);
        assertError(await refresh(on, on.app, { refresh_token: first.refresh }), {
          error: "invalid_grant",
          says: "before",
        });
        assertError(await refresh(on, on.app, { refresh_token: second.refresh }), { error: "invalid_grant" });
        await assertActive(on, second.access, false);
        await assertActive(on, first.access, false);
        assert.include(on.events, "refresh.replayed");
      },
    );
  }

  beyond("RFC9700-4.14.2-1", "leaves other authorizations of the same person and client alone", async () => {
    const on = await scene();
    const stolen = await pairFor(on);
    const other = await pairFor(on);
    await present(on, stolen.refresh);
    await refresh(on, on.app, { refresh_token: stolen.refresh });
    await assertActive(on, other.access);
    await present(on, other.refresh);
  });

  rule("RFC9700-4.14.2-4", "notices when one character of a token was changed", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    for (let index = 0; index < token.length; index += 7) {
      const changed = token.slice(0, index) + (token[index] === "A" ? "B" : "A") + token.slice(index + 1);
      assertError(await refresh(on, on.app, { refresh_token: changed }), { error: "invalid_grant" });
    }
  });

  rule(["RFC9700-4.14.2-5", "RFC6749-6-4"], "refuses a token that was not used for a month", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    on.clock.advance(2_592_000);
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant", says: "expired" });
  });

  it("lets a token that is used live on", async () => {
    const on = await scene();
    let { refresh: token } = await pairFor(on);
    for (let months = 0; months < 3; months += 1) {
      on.clock.advance(2_591_999);
      token = (await present(on, token)).refresh;
    }
    assert.equal((await introspected(on, token))["active"], true);
  });

  rule("RFC6749-6-4", "refuses the token of a person who was barred", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant", says: "deactivated" });
  });

  rule("RFC9700-4.14.2-2", "refuses a client that may not use refresh tokens", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    const grantTypes = on.app.grantTypes.filter((type) => type !== "refresh_token");
    await on.issuer.durable.clients.change(on.app.id, { grantTypes });
    await on.issuer.clients.changed(on.app);
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "unauthorized_client" });
  });
});

describe("POST /token with grant_type=refresh_token and a grace period", () => {
  const settings = { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "30" };

  it("gives the same successor again to a client that lost the answer", async () => {
    const on = await scene({ settings });
    const first = await pairFor(on);
    const second = await present(on, first.refresh);
    on.clock.advance(29);
    const again = await present(on, first.refresh);
    assert.equal(again.refresh, second.refresh);
    await assertActive(on, again.access);
  });

  for (const [name, wait, uses] of [
    ["when the period is over", 30, 1],
    ["when the successor was used", 1, 2],
  ] as const) {
    it(`ends the family ${name}`, async () => {
      const on = await scene({ settings });
      const { refresh: first } = await pairFor(on);
      let last = first;
      for (let used = 0; used < uses; used += 1) last = (await present(on, last)).refresh;
      on.clock.advance(wait);
      assertError(await refresh(on, on.app, { refresh_token: first }), { error: "invalid_grant" });
      assertError(await refresh(on, on.app, { refresh_token: last }), { error: "invalid_grant" });
    });
  }
});

describe("POST /token with grant_type=refresh_token and other policies", () => {
  it("answers the same refresh token where rotation is off", async () => {
    const on = await scene({ settings: { ROTATE_REFRESH_TOKEN: "false" } });
    const first = await pairFor(on);
    const second = await present(on, first.refresh);
    assert.equal(second.refresh, first.refresh);
    assert.notEqual(second.access, first.access);
    await present(on, first.refresh);
  });

  it("only refuses a used token where reuse protection is off", async () => {
    const on = await scene({ settings: { REFRESH_TOKEN_REUSE_PROTECTION: "false" } });
    const first = await pairFor(on);
    const second = await present(on, first.refresh);
    assertError(await refresh(on, on.app, { refresh_token: first.refresh }), { error: "invalid_grant" });
    await assertActive(on, second.access);
    await present(on, second.refresh);
  });

  it("keeps refresh tokens for ever where the setting says none", async () => {
    const on = await scene({ settings: { REFRESH_TOKEN_EXPIRE_SECONDS: "none" } });
    const { refresh: token } = await pairFor(on);
    on.clock.advance(50 * 365 * 86_400);
    await present(on, token);
  });
});
