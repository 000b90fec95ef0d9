import { assert } from "chai";
import { client, SECRET } from "../support/cast.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import { ask, assertActive, pairFor, pairOf, passwordForm, refresh, scene } from "./tokens.ts";

/** What people who come from Django OAuth Toolkit rely on, where no other test says so. */
describe("what Django OAuth Toolkit does as well", () => {
  const grace = { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "30" };

  it("refuses a refresh token of several generations ago within the grace of a newer one, and ends the family", async () => {
    const on = await scene({ settings: grace });
    const first = await pairFor(on);
    const second = pairOf(await refresh(on, on.app, { refresh_token: first.refresh }));
    const third = pairOf(await refresh(on, on.app, { refresh_token: second.refresh }));
    assertError(await refresh(on, on.app, { refresh_token: first.refresh }), { error: "invalid_grant" });
    for (const { access } of [first, second, third]) await assertActive(on, access, false);
  });

  it("honours no refresh token in its grace once it was revoked", async () => {
    const on = await scene({ settings: grace });
    const first = await pairFor(on);
    const second = pairOf(await refresh(on, on.app, { refresh_token: first.refresh }));
    await on.post("/revoke", { as: on.app, form: { token: second.refresh } });
    for (const token of [first.refresh, second.refresh])
      assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant" });
  });

  it("refuses a refresh token whose person is gone", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    await on.issuer.durable.accounts.remove(on.ann.id, on.clock.now());
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant" });
  });

  for (const length of [255, 256, 4_000]) {
    it(`refuses a refresh token of ${length} characters as any other that nobody made`, async () => {
      const on = await scene();
      assertError(await refresh(on, on.app, { refresh_token: "x".repeat(length) }), { error: "invalid_grant" });
    });
  }

  it("decodes percent signs in the credentials of HTTP Basic", async () => {
    const on = await scene();
    const secret = "a % secret: with + and &";
    const app = await client(on.issuer, { clientSecret: secret });
    assert.equal((await on.post("/token", { as: app, secret, form: passwordForm(on.ann) })).status, 200);
    const other = encodeURIComponent(secret);
    assertError(await on.post("/token", { as: app, secret: other, form: passwordForm(on.ann) }), {
      error: "invalid_client",
      status: 401,
    });
  });

  it("keeps no secret of a client in the clear", async () => {
    const on = await scene();
    assert.notInclude(JSON.stringify(await on.issuer.durable.clients.find(on.app.clientId)), `"${SECRET}"`);
  });

  for (const [feature, path, member] of [
    ["revocation", "/revoke", "revocation_endpoint"],
    ["introspection", "/introspect", "introspection_endpoint"],
  ] as const) {
    it(`leaves ${member} out of the metadata where ${path} is not served`, async () => {
      const without = await scene({ features: (all) => all.filter(({ name }) => name !== feature) });
      assert.notProperty(without.issuer.metadata, member);
      assert.property((await scene()).issuer.metadata, member);
    });
  }

  it("answers the default scopes where none is asked for", async () => {
    const on = await scene({ settings: { DEFAULT_SCOPES: "read" } });
    assert.equal(bodyOf(await ask(on, on.app, passwordForm(on.ann)))["scope"], "read");
  });
});
