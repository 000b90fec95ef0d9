import { assert } from "chai";
import { memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import { client } from "../support/cast.ts";
import { assertError, assertErrorSent, bodyOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { codeRequest } from "../support/code_flow.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertActive, pairFor, pairOf, refresh, scene, type Scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

const GRACE = { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "30" };

function presentAtOnce(on: Scene, token: string, count = 20) {
  return Promise.all(Array.from({ length: count }, () => refresh(on, on.app, { refresh_token: token })));
}

async function revoke(on: Scene, token: string) {
  return on.post("/revoke", { as: on.app, form: { token } });
}

describe("a refresh token", () => {
  elsewhere(["Keycloak CVE-2026-1035", "Ory Hydra #3207"], "is used once, by twenty at the same moment", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    const replies = await presentAtOnce(on, token);
    const won = replies.filter(({ status }) => status === 200);
    assert.isAtMost(won.length, 1);
    for (const reply of replies) assert.include([200, 400], reply.status);
    for (const reply of won) {
      assertError(await refresh(on, on.app, { refresh_token: pairOf(reply).refresh }), { error: "invalid_grant" });
    }
  });

  elsewhere("Ory Hydra #3207", "has one successor in its grace period, for twenty at the same moment", async () => {
    const on = await scene({ settings: GRACE });
    const { refresh: token } = await pairFor(on);
    const successors = (await presentAtOnce(on, token)).map((reply) => pairOf(reply).refresh);
    assert.lengthOf(new Set(successors), 1);
    assert.equal((await refresh(on, on.app, { refresh_token: successors[0] })).status, 200);
  });

  elsewhere("Keycloak CVE-2026-9802", "stays used and stays revoked when the fast store is lost", async () => {
    const on = await scene();
    const [used, revoked, live] = [await pairFor(on), await pairFor(on), await pairFor(on)];
    pairOf(await refresh(on, on.app, { refresh_token: used.refresh }));
    await revoke(on, revoked.refresh);
    const { durable } = on.issuer;
    const again = await issuerUnderTest({
      stores: (fresh) => ({ ...fresh, durable, ephemeral: memoryEphemeralStore({ clock: on.clock }) }),
    });
    const restarted = { ...again, app: on.app, ann: on.ann };
    for (const { refresh: token } of [used, revoked]) {
      assertError(await refresh(restarted, on.app, { refresh_token: token }), { error: "invalid_grant" });
    }
    assert.equal((await refresh(restarted, on.app, { refresh_token: live.refresh })).status, 200);
  });

  elsewhere("django-oauth-toolkit #1816", "has no grace once it was revoked, nor has its predecessor", async () => {
    const on = await scene({ settings: GRACE });
    const first = await pairFor(on);
    const second = pairOf(await refresh(on, on.app, { refresh_token: first.refresh }));
    await revoke(on, second.refresh);
    for (const token of [first.refresh, second.refresh]) {
      assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant" });
    }
  });

  for (const generations of [2, 3, 5]) {
    elsewhere("django-oauth-toolkit #1617", `has no grace when it is ${generations} generations old`, async () => {
      const on = await scene({ settings: GRACE });
      const first = await pairFor(on);
      let last = first;
      for (let born = 0; born < generations; born += 1) {
        last = pairOf(await refresh(on, on.app, { refresh_token: last.refresh }));
      }
      assertError(await refresh(on, on.app, { refresh_token: first.refresh }), { error: "invalid_grant" });
      await assertActive(on, last.access, false);
    });
  }

  elsewhere("Keycloak CVE-2025-12110", "is worth nothing once its client may not refresh", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    await on.issuer.durable.clients.change(on.app.id, { grantTypes: ["password"] });
    await on.issuer.clients.changed(on.app);
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "unauthorized_client" });
  });

  elsewhere("Keycloak CVE-2025-12110", "gives no scope that was taken from its client", async () => {
    const on = await scene({ client: { scope: "read write" } });
    const { refresh: token } = await pairFor(on, { scope: "read write" });
    await on.issuer.durable.clients.change(on.app.id, { scope: ["read"] });
    await on.issuer.clients.changed(on.app);
    assert.equal(bodyOf(await refresh(on, on.app, { refresh_token: token }))["scope"], "read");
  });

  elsewhere("Keycloak CVE-2022-3916", "brings no session of a browser back", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    await browser.signIn(on.ann);
    const { refresh: token } = await pairFor(on);
    await on.issuer.sessions.end(browser.cookies.get("sid") ?? "");
    const reply = await refresh(on, on.app, { refresh_token: token });
    assert.deepEqual(reply.cookies ?? [], []);
    const asked = await browser.get("/authorize", { query: codeRequest(on.app, { prompt: "none" }) });
    assertErrorSent(asked, { error: "login_required" });
  });

  elsewhere("django-oauth-toolkit #1510", "goes when the access token beside it is revoked", async () => {
    const on = await scene();
    const { access, refresh: token } = await pairFor(on);
    await revoke(on, access);
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant" });
  });

  for (const type of ["confidential", "public"] as const) {
    elsewhere("ZITADEL CVE-2026-55672", `of a ${type} client is nothing to others`, async () => {
      const on = await scene({ client: { type } });
      const { refresh: token } = await pairFor(on);
      for (const other of [await client(on.issuer), await client(on.issuer, { type: "public" })]) {
        assertError(await refresh(on, other, { refresh_token: token }), { error: "invalid_grant" });
      }
      assert.equal((await refresh(on, on.app, { refresh_token: token })).status, 200);
    });
  }

  for (const [name, changes, error] of [
    ["an unknown scope", { scope: "root" }, "invalid_scope"],
    ["a repeated scope", { scope: ["read", "read"] }, "invalid_request"],
    ["a scope that was not granted", { scope: "read write" }, "invalid_scope"],
  ] as const) {
    elsewhere("workers-oauth-provider #258", `is not used up by a request with ${name}`, async () => {
      const on = await scene();
      const { refresh: token } = await pairFor(on, { scope: "read" });
      assertError(await refresh(on, on.app, { refresh_token: token, ...changes }), { error });
      assert.equal((await refresh(on, on.app, { refresh_token: token })).status, 200);
    });
  }

  elsewhere(
    "ZITADEL CVE-2024-46999",
    "is worth nothing to a client that registers anew under the same name",
    async () => {
      const on = await scene();
      const { refresh: token } = await pairFor(on);
      await on.issuer.durable.clients.remove(on.app.id);
      await on.issuer.clients.changed(on.app);
      const heir = await client(on.issuer, { clientId: on.app.clientId });
      assertError(await refresh(on, heir, { refresh_token: token }), { error: "invalid_grant" });
    },
  );

  it("is no access token, and an access token is no refresh token", async () => {
    const on = await scene();
    const { access, refresh: token } = await pairFor(on);
    assertError(await refresh(on, on.app, { refresh_token: access }), { error: "invalid_grant" });
    assertError(await on.post("/introspect", { bearer: token, form: { token } }), {
      error: "invalid_token",
      status: 401,
    });
  });
});
