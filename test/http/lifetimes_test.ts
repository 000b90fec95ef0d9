import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import { ask, assertActive, introspected, pairFor, refresh, scene } from "./tokens.ts";

const FORM = { grant_type: "client_credentials" };

describe("the lifetime of an access token", () => {
  for (const [name, options, seconds] of [
    ["ten minutes by default", {}, 600],
    ["what the setting says", { settings: { ACCESS_TOKEN_EXPIRE_SECONDS: "36000" } }, 36_000],
    ["what the client was given", { client: { accessTokenLifetime: 30 } }, 30],
  ] as const) {
    rule(["RFC6750-5.2-9", "RFC6749-5.1-3"], `is ${name}`, async () => {
      const on = await scene(options);
      const reply = await ask(on, on.app, FORM);
      assert.equal(bodyOf(reply)["expires_in"], seconds);
      on.clock.advance(seconds - 1);
      await assertActive(on, textIn(reply, "access_token"));
      on.clock.advance(1);
      await assertActive(on, textIn(reply, "access_token"), false);
    });
  }

  rule("RFC6750-5.3-5", "is an hour at most where nobody said otherwise", async () => {
    const { issuer } = await scene();
    assert.isAtMost(Number(issuer.settings.accessTokenLifetime), 3_600);
  });

  it("is never longer than the longest that the issuer allows, whatever the client's record says", async () => {
    const on = await scene({ settings: { ACCESS_TOKEN_MAX_SECONDS: "1000" } });
    await on.issuer.durable.clients.change(on.app.id, { accessTokenLifetime: 5_000 });
    assert.equal(bodyOf(await ask(on, on.app, FORM))["expires_in"], 1_000);
  });

  it("is the same for a token that comes of a refresh token", async () => {
    const on = await scene({ client: { accessTokenLifetime: 30 } });
    const { refresh: token } = await pairFor(on);
    assert.equal(bodyOf(await refresh(on, on.app, { refresh_token: token }))["expires_in"], 30);
  });
});

describe("the lifetime of a refresh token", () => {
  it("is what the client was given, and begins anew with each use", async () => {
    const on = await scene({ client: { refreshTokenLifetime: 100 } });
    const { refresh: first } = await pairFor(on);
    assert.equal((await introspected(on, first))["exp"], on.clock.now() + 100);
    on.clock.advance(99);
    const second = textIn(await refresh(on, on.app, { refresh_token: first }), "refresh_token");
    assert.equal((await introspected(on, second))["exp"], on.clock.now() + 100);
    on.clock.advance(100);
    assertError(await refresh(on, on.app, { refresh_token: second }), { error: "invalid_grant", says: "expired" });
  });

  it("is none where the setting says none, and introspection names no end", async () => {
    const on = await scene({ settings: { REFRESH_TOKEN_EXPIRE_SECONDS: "none" } });
    assert.notProperty(await introspected(on, (await pairFor(on)).refresh), "exp");
  });
});
