import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../support/cast.ts";
import { credentialsOf } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, textIn } from "../support/replies.ts";
import { ask, assertActive, pairFor, pairOf, refresh, scene, type Scene } from "./tokens.ts";

/** Gives a token back as a client, the scene's own unless said otherwise. */
function revoke(on: Scene, form: Given, as = on.app): Promise<Reply> {
  const { form: named, ...credentials } = credentialsOf(as);
  return on.post("/revoke", { ...credentials, form: { ...named, ...form } });
}

function assertDone(reply: Reply): void {
  assert.deepEqual(
    { kind: reply.kind, status: reply.status, cache: reply.headers["Cache-Control"] },
    { kind: "empty", status: 200, cache: "no-store" },
  );
}

describe("POST /revoke", () => {
  rule(["RFC7009-2.1-5", "RFC7009-2.1-9"], "ends an access token at once, and its refresh token with it", async () => {
    const on = await scene();
    const { access, refresh: token } = await pairFor(on);
    assertDone(await revoke(on, { token: access }));
    await assertActive(on, access, false);
    await assertActive(on, token, false);
    assertError(await refresh(on, on.app, { refresh_token: token }), { error: "invalid_grant" });
  });

  rule(["RFC7009-2.1-4", "RFC7009-2.1-6"], "ends a refresh token, and every access token of its family", async () => {
    const on = await scene();
    const first = await pairFor(on);
    const second = pairOf(await refresh(on, on.app, { refresh_token: first.refresh }));
    assertDone(await revoke(on, { token: second.refresh }));
    for (const token of [first.access, second.access, second.refresh]) await assertActive(on, token, false);
  });

  it("ends the family also when an old refresh token of it is given back", async () => {
    const on = await scene();
    const first = await pairFor(on);
    const second = pairOf(await refresh(on, on.app, { refresh_token: first.refresh }));
    assertDone(await revoke(on, { token: first.refresh }));
    await assertActive(on, second.access, false);
  });

  it("ends a token that a client got for itself", async () => {
    const on = await scene();
    const token = textIn(await ask(on, on.app, { grant_type: "client_credentials" }), "access_token");
    assertDone(await revoke(on, { token }));
    await assertActive(on, token, false);
  });

  it("leaves other authorizations alone", async () => {
    const on = await scene();
    const [one, other] = [await pairFor(on), await pairFor(on)];
    await revoke(on, { token: one.access });
    await assertActive(on, other.access);
    await assertActive(on, other.refresh);
  });

  for (const [id, hint] of [
    ["RFC7009-2.1-7", "refresh_token"],
    ["RFC7009-2.1-7", "access_token"],
    ["RFC7009-2.2-2", "nonsense"],
    ["RFC7009-2.2-2", "__proto__"],
  ] as const) {
    rule(id, `finds a token whatever the hint says: ${hint}`, async () => {
      const on = await scene();
      const { access } = await pairFor(on);
      const { refresh: token } = await pairFor(on);
      assertDone(await revoke(on, { token: access, token_type_hint: hint }));
      assertDone(await revoke(on, { token, token_type_hint: hint }));
      await assertActive(on, access, false);
      await assertActive(on, token, false);
    });
  }

  for (const [name, token] of [
    ["an access token that nobody made", strangeToken("at")],
    ["a refresh token that nobody made", strangeToken("rt")],
    ["a code", strangeToken("ac")],
    ["any text", "constructor"],
  ] as const) {
    rule("RFC7009-2.2-1", `answers 200 to ${name}`, async () => {
      const on = await scene();
      assertDone(await revoke(on, { token }));
      assert.notInclude(on.events, "token.revoked");
    });
  }

  rule("RFC7009-2.2-1", "answers 200 to a token that was given back before, or that has expired", async () => {
    const on = await scene();
    const { access, refresh: token } = await pairFor(on);
    await revoke(on, { token });
    assertDone(await revoke(on, { token }));
    assertDone(await revoke(on, { token: access }));
    on.clock.advance(2_592_000);
    assertDone(await revoke(on, { token }));
  });

  rule("RFC7009-2.1-3", "refuses a token of another client, which stays alive", async () => {
    const on = await scene();
    const { access, refresh: token } = await pairFor(on);
    const other = await client(on.issuer);
    for (const one of [access, token]) {
      assertError(await revoke(on, { token: one }, other), { error: "invalid_grant", says: "another client" });
      await assertActive(on, one);
    }
  });

  it("lets a public client give its own token back by its name alone", async () => {
    const on = await scene({ client: { type: "public" } });
    const { access } = await pairFor(on);
    assertDone(await revoke(on, { token: access }));
    await assertActive(on, access, false);
  });

  for (const [id, name, form, error] of [
    ["RFC7009-2.1-1", "no token", {}, "invalid_request"],
    ["RFC7009-2.1-1", "an empty token", { token: "" }, "invalid_request"],
    ["RFC7009-2.2.1-1", "a repeated token", { token: ["a", "b"] }, "invalid_request"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => assertError(await revoke(await scene(), form), { error }));
  }

  for (const [name, credentials] of [
    ["nobody", {}],
    ["a confidential client by its name alone", { named: true }],
    ["a client with a wrong secret", { named: true, client_secret: `${SECRET}!` }],
  ] as const) {
    rule("RFC7009-2.1-2", `refuses ${name}, before it looks at the token`, async () => {
      const on = await scene();
      const { access } = await pairFor(on);
      const { named, ...secret } = { named: false, ...credentials };
      const form = { ...(named ? { client_id: on.app.clientId } : {}), ...secret, token: access };
      assertError(await on.post("/revoke", { form }), { error: "invalid_client", status: 401 });
      assertError(await on.post("/revoke", { form: { ...form, token: undefined } }), {
        error: "invalid_client",
        status: 401,
      });
      await assertActive(on, access);
    });
  }

  it("tells who listens that a token was revoked, once", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    await revoke(on, { token });
    await revoke(on, { token });
    assert.lengthOf(
      on.events.filter((name) => name === "token.revoked"),
      1,
    );
  });
});
