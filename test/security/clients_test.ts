import { assert } from "chai";
import { client, SECRET } from "../support/cast.ts";
import type { Asked } from "../support/issuer_under_test.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import { ask, assertActive, pairFor, passwordForm, scene, type Scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

const GRANT = { grant_type: "client_credentials" };

function header(text: string): Asked {
  return { headers: { authorization: text } };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

async function assertOut(on: Scene, asked: Asked): Promise<void> {
  for (const path of ["/token", "/introspect", "/revoke"]) {
    const reply = await on.post(path, { form: { ...GRANT, token: "x" }, ...asked });
    assert.include([400, 401], reply.status, path);
    assert.include(["invalid_client", "invalid_request", "invalid_token"], String(bodyOf(reply)["error"]), path);
  }
}

describe("the secret of a client", () => {
  for (const [ids, name, secret] of [
    ["node-oidc-provider 9.13.3", "a NUL behind it", `${SECRET}\0`],
    ["node-oidc-provider 9.13.3", "many NULs behind it", SECRET + "\0".repeat(64)],
    ["node-oidc-provider 9.13.3", "a blank behind it", `${SECRET} `],
    ["doorkeeper-openid_connect CVE-2026-44476", "nothing for it", ""],
    ["doorkeeper-openid_connect CVE-2026-44476", "a blank for it", " "],
    ["doorkeeper-openid_connect CVE-2026-44476", "the word null", "null"],
    ["doorkeeper-openid_connect CVE-2026-44476", "the word undefined", "undefined"],
    ["ZITADEL CVE-2026-27840", "its beginning", SECRET.slice(0, -1)],
  ] as const) {
    elsewhere(ids, `is not ${name}, in the header or in the body`, async () => {
      const on = await scene();
      await assertOut(on, { as: on.app, secret });
      const form = new URLSearchParams({ ...GRANT, token: "x", client_id: on.app.clientId, client_secret: secret });
      await assertOut(on, { form: form.toString() });
    });
  }

  elsewhere("doorkeeper-openid_connect CVE-2026-44476", "is needed: a name alone is not enough", async () => {
    const on = await scene();
    await assertOut(on, { form: { ...GRANT, token: "x", client_id: on.app.clientId } });
  });

  elsewhere(
    "node-oidc-provider 9.13.3",
    "is what a public client lacks, so that it gets no token for itself",
    async () => {
      const on = await scene({ client: { type: "public" } });
      for (const credentials of [{}, { client_secret: SECRET }, { client_secret: "" }]) {
        const form = { ...GRANT, client_id: on.app.clientId, ...credentials };
        const reply = await on.post("/token", { form });
        assert.include(["unauthorized_client", "invalid_client"], String(bodyOf(reply)["error"]));
      }
    },
  );

  elsewhere("Doorkeeper CVE-2020-10187", "stands in no answer, nor does its hash", async () => {
    const on = await scene();
    const { access } = await pairFor(on);
    const asked = { as: on.app, form: { token: access } };
    const answers = [await on.post("/introspect", asked), await on.get("/.well-known/oauth-authorization-server")];
    for (const { hash } of on.app.secrets) {
      for (const answer of answers) {
        assert.notInclude(JSON.stringify(answer), SECRET);
        assert.notInclude(JSON.stringify(answer), hash);
      }
    }
  });
});

describe("a header with the credentials of a client", () => {
  const good = `client:${SECRET}`;
  for (const [ids, name, text] of [
    ["workers-oauth-provider #247", "nothing behind its scheme", "Basic "],
    ["workers-oauth-provider #247", "no colon", `Basic ${base64("client")}`],
    ["workers-oauth-provider #247", "half an escape", `Basic ${base64("client:%")}`],
    [
      "workers-oauth-provider #247",
      "bytes that are no UTF-8",
      `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString("base64")}`,
    ],
    ["node-oidc-provider 9.11.4", "something behind it", `Basic ${base64(good)}, Basic ${base64(good)}`],
    ["node-oidc-provider 9.11.4", "a blank within", `Basic ${base64(good).slice(0, 8)} ${base64(good).slice(8)}`],
    ["node-oidc-provider 9.11.4", "letters that base64 has not", `Basic ${base64(good)}*`],
    ["node-oidc-provider 9.11.4", "another alphabet", `Basic ${base64("client:???>>>").replace(/\//g, "_")}`],
  ] as const) {
    elsewhere(ids, `is refused with ${name}`, async () => {
      const on = await scene({ client: { clientId: "client" } });
      await assertOut(on, header(text));
    });
  }

  for (const [registered, other] of [
    ["client_secret_basic", "body"],
    ["client_secret_post", "header"],
  ] as const) {
    elsewhere("workers-oauth-provider #276", `counts as registered: ${registered}, not the ${other}`, async () => {
      const on = await scene({ client: { authMethod: registered } });
      const inBody = { form: { ...GRANT, token: "x", client_id: on.app.clientId, client_secret: SECRET } };
      await assertOut(on, other === "body" ? inBody : { as: on.app });
    });
  }
});

describe("what a client is allowed", () => {
  elsewhere("authentik CVE-2024-52287", "bounds the scope of a token for itself", async () => {
    const on = await scene({ client: { scope: "read" } });
    for (const scope of ["write", "read write", "root", "READ"]) {
      assertError(await ask(on, on.app, { ...GRANT, scope }), { error: "invalid_scope" });
    }
    assert.equal(bodyOf(await ask(on, on.app, { ...GRANT, scope: "read" }))["scope"], "read");
  });

  elsewhere("authentik CVE-2024-52287", "bounds the scope that a person's password gives it", async () => {
    const on = await scene({ client: { scope: "read" } });
    assertError(await ask(on, on.app, passwordForm(on.ann, { scope: "read write" })), { error: "invalid_scope" });
  });

  elsewhere(
    ["ZITADEL CVE-2024-46999", "authentik CVE-2025-64521"],
    "ends when it is removed, and so do its tokens",
    async () => {
      const on = await scene();
      const { access } = await pairFor(on);
      await on.issuer.durable.clients.remove(on.app.id);
      await on.issuer.clients.changed(on.app);
      await assertOut(on, { as: on.app });
      await assertActive(on, access, false);
    },
  );

  elsewhere(
    "authentik CVE-2025-64521",
    "does not reach beyond the person: who is barred gets in by no grant",
    async () => {
      const on = await scene();
      await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
      assertError(await ask(on, on.app, passwordForm(on.ann)), { error: "invalid_grant" });
    },
  );

  elsewhere(
    "Gitea CVE-2026-58422",
    "does not bring a barred person back: trying to log in changes nothing",
    async () => {
      const on = await scene();
      await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
      const before = await on.issuer.durable.accounts.find(on.ann.id);
      await ask(on, on.app, passwordForm(on.ann));
      assert.deepEqual(await on.issuer.durable.accounts.find(on.ann.id), before);
      assert.isFalse(before?.isActive);
    },
  );

  it("is its own: a client of the same name has nothing of it", async () => {
    const on = await scene({ client: { name: "The shop" } });
    const twin = await client(on.issuer, { name: "The shop" });
    const { access } = await pairFor(on);
    assertError(await on.post("/revoke", { as: twin, form: { token: access } }), { error: "invalid_grant" });
    await assertActive(on, access);
  });
});
