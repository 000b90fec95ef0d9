import { assert } from "chai";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import { settableClock } from "../../src/platform/mod.ts";
import { client } from "../support/cast.ts";
import { FAILURES, faultyStores, type FaultyStores } from "../support/faulty_stores.ts";
import { START } from "../support/issuer_under_test.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import { credentialsOf } from "../support/code_flow.ts";
import { ask, assertActive, pairFor, refresh, scene, type Scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

const GRANT = { grant_type: "client_credentials" };

async function revoke(on: Scene, token: string, as = on.app) {
  const { form, ...credentials } = credentialsOf(as);
  return on.post("/revoke", { ...credentials, form: { ...form, token } });
}

describe("giving a token back", () => {
  for (const type of ["confidential", "public"] as const) {
    elsewhere(
      ["django-oauth-toolkit #727", "workers-oauth-provider #188"],
      `is for its own client: a ${type} stranger cannot`,
      async () => {
        const on = await scene();
        const pair = await pairFor(on);
        const stranger = await client(on.issuer, { type });
        for (const token of [pair.access, pair.refresh]) {
          assertError(await revoke(on, token, stranger), { error: "invalid_grant" });
          await assertActive(on, token);
        }
      },
    );
  }

  elsewhere("Doorkeeper CVE-2018-1000211", "works for public clients, and ends what it says", async () => {
    const on = await scene({ client: { type: "public" } });
    const { access, refresh: token } = await pairFor(on);
    assert.equal((await revoke(on, token)).status, 200);
    await assertActive(on, access, false);
    await assertActive(on, token, false);
  });

  elsewhere("Doorkeeper CVE-2018-1000211", "asks a confidential client for its secret", async () => {
    const on = await scene();
    const { access } = await pairFor(on);
    const reply = await on.post("/revoke", { form: { client_id: on.app.clientId, token: access } });
    assertError(reply, { error: "invalid_client", status: 401 });
    await assertActive(on, access);
  });

  elsewhere("Keycloak CVE-2023-0091", "ends what a client got for itself", async () => {
    const on = await scene();
    const access = textIn(await ask(on, on.app, { ...GRANT, scope: "introspection" }), "access_token");
    await revoke(on, access);
    await assertActive(on, access, false);
    assertError(await on.post("/introspect", { bearer: access, form: { token: access } }), {
      error: "invalid_token",
      status: 401,
    });
  });

  for (const failure of FAILURES) {
    elsewhere(
      "fosite CVE-2020-15223",
      `is not called done when a store is ${failure}, at any of its calls`,
      async () => {
        let held: FaultyStores | undefined;
        const on = await scene({ stores: (standard) => (held = faultyStores(standard)).stores });
        let reached = 0;
        for (let call = 1; call <= 12; call += 1) {
          const { refresh: token } = await pairFor(on);
          held!.arm({ call, failure });
          const reply = await revoke(on, token);
          const { failed } = held!;
          held!.arm();
          if (failed !== undefined) reached += 1;
          if (reply.status === 200) await assertActive(on, token, false);
          else assert.equal(reply.status, 503, failed ?? "");
        }
        assert.isAtLeast(reached, 2);
      },
    );
  }
});

describe("a token", () => {
  elsewhere("ZITADEL CVE-2026-27840", "is all of it: no part of it is a token", async () => {
    const on = await scene();
    const pair = await pairFor(on);
    for (const token of [pair.access, pair.refresh]) {
      for (let length = 0; length < token.length; length += 1) {
        const form = { token: token.slice(0, length) };
        const body = bodyOf(await on.post("/introspect", { as: on.app, form }));
        assert.notStrictEqual(body["active"], true, form.token);
      }
      await assertActive(on, token);
    }
  });

  elsewhere("authentik CVE-2024-47077", "of one issuer is nothing to another on the same stores", async () => {
    const clock = settableClock(START);
    const [database, ephemeral, broadcast] = [
      memoryDatabase({ clock }),
      memoryEphemeralStore({ clock }),
      memoryBroadcast(),
    ];
    const at = async (name: string) =>
      scene({
        seed: name,
        stores: async () => ({ durable: await database.forIssuer(name), ephemeral: ephemeral.within(name), broadcast }),
      });
    const [one, other] = [await at("one"), await at("other")];
    const { access, refresh: token } = await pairFor(one);
    for (const dead of [access, token]) await assertActive(other, dead, false);
    assertError(await refresh(other, other.app, { refresh_token: token }), { error: "invalid_grant" });
    await assertActive(one, access);
  });

  elsewhere("authentik CVE-2025-64708", "is dead to the second, though no sweep was there", async () => {
    const on = await scene();
    const { access, refresh: token } = await pairFor(on);
    on.clock.advance(599);
    await assertActive(on, access);
    on.clock.advance(1);
    await assertActive(on, access, false);
    on.clock.advance(2_592_000 - 600);
    await assertActive(on, token, false);
  });

  elsewhere("django-oauth-toolkit #1734", "is not what lies at rest, nor what is recorded of it", async () => {
    const kept: string[] = [];
    const on = await scene({
      stores: (standard) => ({
        ...standard,
        ephemeral: {
          ...standard.ephemeral,
          put(kind, entry) {
            kept.push(entry.key, Buffer.from(kind.encode(entry.value)).toString("latin1"));
            return standard.ephemeral.put(kind, entry);
          },
        },
      }),
    });
    const pair = await pairFor(on);
    const families = JSON.stringify(await on.issuer.durable.families.listOf(on.ann.id));
    assert.isAtLeast(kept.length, 2);
    for (const text of [...kept, families]) {
      for (const token of [pair.access, pair.refresh]) assert.notInclude(text, token.slice(14, 40));
    }
  });

  elsewhere("ZITADEL CVE-2024-46999", "is no longer renewed for a person who was barred", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
    await assertActive(on, token, false);
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant", says: "deactivated" });
  });

  it("tells nobody whether it lived: dead, made up and foreign ones are answered alike", async () => {
    const on = await scene();
    const { access } = await pairFor(on);
    await revoke(on, access);
    const answers = await Promise.all(
      [access, "made up", "ts_at_0", "__proto__"].map((token) =>
        on.post("/introspect", { as: on.app, form: { token } }),
      ),
    );
    assert.lengthOf(new Set(answers.map((answer) => JSON.stringify(answer))), 1);
  });
});
