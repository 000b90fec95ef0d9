import { assert } from "chai";
import { parseChallenge, type Reply } from "../../src/protocol/mod.ts";
import { revokeFamilies } from "../../src/tokens/mod.ts";
import { rule } from "../../conformance/support/rule.ts";
import { client } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import { ask, introspected, pairFor, pairOf, refresh, scene, type Scene } from "./tokens.ts";

const INACTIVE = { active: false };

async function bearerFor(on: Scene, scope: string): Promise<string> {
  return textIn(await ask(on, on.app, { grant_type: "client_credentials", scope }), "access_token");
}

function assertChallenge(reply: Reply, scheme: string, params: Readonly<Record<string, string>>): void {
  const challenge = parseChallenge(reply.headers["WWW-Authenticate"] ?? "");
  assert.equal(challenge.scheme, scheme);
  assert.deepInclude(challenge.params, params);
}

describe("what POST /introspect tells", () => {
  rule(["RFC7662-2.2-1", "RFC7662-2.2-3"], "of a live access token", async () => {
    const on = await scene();
    const { access } = await pairFor(on, { scope: "read" });
    assert.deepEqual(await introspected(on, access), {
      active: true,
      scope: "read",
      client_id: on.app.clientId,
      username: on.ann.username,
      token_type: "Bearer",
      exp: on.clock.now() + 600,
      iat: on.clock.now(),
      sub: on.ann.sub,
      iss: "https://issuer.test",
    });
  });

  it("of a live refresh token", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on, { scope: "read" });
    assert.deepEqual(await introspected(on, token), {
      active: true,
      scope: "read",
      client_id: on.app.clientId,
      username: on.ann.username,
      token_type: "refresh_token",
      exp: on.clock.now() + 2_592_000,
      iat: on.clock.now(),
      sub: on.ann.sub,
      iss: "https://issuer.test",
    });
  });

  for (const [name, token] of [
    ["an access token that nobody made", strangeToken("at")],
    ["a refresh token that nobody made", strangeToken("rt")],
    ["a code", strangeToken("ac")],
    ["any text", "__proto__"],
    ["a long text", "x".repeat(10_000)],
  ] as const) {
    rule(["RFC7662-2.2-2", "RFC7662-2.3-2"], `nothing of ${name}`, async () => {
      assert.deepEqual(await introspected(await scene(), token), INACTIVE);
    });
  }

  for (const [name, kill] of [
    ["expired", async (on: Scene) => on.clock.advance(2_592_000)],
    [
      "was revoked",
      async (on: Scene) => revokeFamilies({ client: on.app.id }, { ...on.issuer, longestAccessToken: 600 }),
    ],
    [
      "belongs to a client that is gone",
      async (on: Scene) => {
        await on.issuer.durable.clients.remove(on.app.id);
        await on.issuer.clients.changed(on.app);
      },
    ],
  ] as const) {
    rule(["RFC7662-4-1", "RFC7662-4-8", "RFC7662-2.2-2"], `nothing of a token that ${name}`, async () => {
      const on = await scene();
      const { access, refresh: token } = await pairFor(on);
      await kill(on);
      assert.deepEqual(await introspected(on, access), INACTIVE);
      assert.deepEqual(await introspected(on, token), INACTIVE);
    });
  }

  it("nothing of a refresh token that gave way to its successor", async () => {
    const on = await scene();
    const first = await pairFor(on);
    const second = pairOf(await refresh(on, on.app, { refresh_token: first.refresh }));
    assert.deepEqual(await introspected(on, first.refresh), INACTIVE);
    assert.equal((await introspected(on, second.refresh))["active"], true);
  });

  it("nothing of the refresh token of a person who was barred", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
    assert.deepEqual(await introspected(on, token), INACTIVE);
  });

  for (const hint of ["refresh_token", "access_token", "nonsense"]) {
    rule("RFC7662-2.1-3", `all of a token whatever the hint says: ${hint}`, async () => {
      const on = await scene();
      const { access, refresh: token } = await pairFor(on);
      for (const one of [access, token]) {
        const reply = await on.post("/introspect", { as: on.app, form: { token: one, token_type_hint: hint } });
        assert.equal(bodyOf(reply)["active"], true);
      }
    });
  }

  rule("RFC7662-5-1", "to nobody but who asked: no cache may keep it", async () => {
    const on = await scene();
    const reply = await on.post("/introspect", { as: on.app, form: { token: (await pairFor(on)).access } });
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });
});

describe("who may ask POST /introspect", () => {
  rule(["RFC7662-2.1-2", "RFC7662-4-5"], "the bearer of a token with the scope introspection", async () => {
    const on = await scene();
    const { access } = await pairFor(on);
    const bearer = await bearerFor(on, "introspection");
    const reply = await on.post("/introspect", { bearer, form: { token: access } });
    assert.equal(bodyOf(reply)["active"], true);
    const own = await on.post("/introspect", { bearer, form: { token: bearer } });
    assert.equal(bodyOf(own)["scope"], "introspection");
  });

  rule("RFC7662-2.1-2", "not the bearer of another token", async () => {
    const on = await scene();
    const reply = await on.post("/introspect", { bearer: await bearerFor(on, "read"), form: { token: "a" } });
    assertError(reply, { error: "insufficient_scope", status: 403 });
    assertChallenge(reply, "Bearer", { error: "insufficient_scope", scope: "introspection" });
  });

  for (const [name, bearer] of [
    ["made up", strangeToken("at")],
    ["no token of ours", "abc"],
  ] as const) {
    rule(["RFC7662-2.3-1", "RFC7662-4-4"], `not the bearer of a token that is ${name}`, async () => {
      const on = await scene();
      const reply = await on.post("/introspect", { bearer, form: { token: "a" } });
      assertError(reply, { error: "invalid_token", status: 401 });
      assertChallenge(reply, "Bearer", { error: "invalid_token" });
    });
  }

  rule("RFC7662-2.3-1", "not the bearer of a token that has expired", async () => {
    const on = await scene();
    const bearer = await bearerFor(on, "introspection");
    on.clock.advance(600);
    const reply = await on.post("/introspect", { bearer, form: { token: "a" } });
    assertError(reply, { error: "invalid_token", status: 401 });
  });

  for (const [name, form] of [
    ["nobody", {}],
    ["an unknown client", { client_id: "constructor", client_secret: "secret" }],
  ] satisfies readonly (readonly [string, Given])[]) {
    rule(["RFC7662-2.3-1", "RFC7662-4-4"], `not ${name}`, async () => {
      const reply = await (await scene()).post("/introspect", { form: { ...form, token: "a" } });
      assertError(reply, { error: "invalid_client", status: 401 });
      assertChallenge(reply, "Basic", {});
    });
  }

  for (const scope of ["read write", "read"]) {
    rule("RFC7662-2.2-2", `a client that may have the scope '${scope}' alone, about its own tokens`, async () => {
      const on = await scene();
      const own = await client(on.issuer, { scope, grantTypes: ["client_credentials"] });
      const { access, refresh: renewable } = await pairFor(on, { scope: "read" });
      for (const token of [access, renewable]) {
        const reply = await on.post("/introspect", { form: { token }, as: own });
        assert.deepEqual(bodyOf(reply), INACTIVE);
      }
      const granted = await ask(on, own, { grant_type: "client_credentials" });
      const token = textIn(granted, "access_token");
      const reply = await on.post("/introspect", { form: { token }, as: own });
      assert.nestedPropertyVal(bodyOf(reply), "active", true);
    });
  }

  it("a client that may have the scope introspection among others, about the tokens of all", async () => {
    const on = await scene();
    const server = await client(on.issuer, { scope: "read introspection" });
    const { access, refresh: renewable } = await pairFor(on, { scope: "read" });
    for (const token of [access, renewable]) {
      const reply = await on.post("/introspect", { form: { token }, as: server });
      assert.nestedPropertyVal(bodyOf(reply), "active", true);
    }
  });

  rule("RFC7662-2.1-2", "not a public client, which cannot prove who it is", async () => {
    const on = await scene({ client: { type: "public" } });
    const { access } = await pairFor(on);
    const reply = await on.post("/introspect", { form: { client_id: on.app.clientId, token: access } });
    assertError(reply, { error: "invalid_client", status: 401, says: "public client" });
    assertChallenge(reply, "Basic", {});
  });

  it("a confidential client, also about the tokens of others: that is how resource servers ask", async () => {
    const on = await scene();
    const { access } = await pairFor(on);
    const other = await client(on.issuer);
    const reply = await on.post("/introspect", { as: other, form: { token: access } });
    assert.equal(bodyOf(reply)["client_id"], on.app.clientId);
  });

  for (const form of [{}, { token: "" }, { token: ["a", "b"] }]) {
    rule("RFC7662-2.1-1", `nobody without a token to ask about: ${JSON.stringify(form)}`, async () => {
      const on = await scene();
      assertError(await on.post("/introspect", { as: on.app, form }), { error: "invalid_request" });
    });
  }
});
