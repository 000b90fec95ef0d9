import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { ask, passwordForm, scene } from "../../../test/http/tokens.ts";
import { client } from "../../../test/support/cast.ts";
import { faultyStores } from "../../../test/support/faulty_stores.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";
import type { Feature, Grant, Redemption } from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";

const FORM = { grant_type: "client_credentials" };

/** A grant whose claim is lost or won, and which notes what is called. */
function testGrant(called: string[], wins: boolean): Grant {
  return {
    type: "test",
    publicClients: false,
    async load({ client: asks }) {
      called.push("load");
      const entitlement = {
        client: asks,
        scope: ["read"],
        accessLifetime: 60,
        refresh: { kind: "none" },
        bindings: {},
      } as const;
      return {
        entitlement,
        bindings: {},
        async claim() {
          called.push("claim");
          return wins;
        },
        async lost() {
          called.push("lost");
          return fail("invalid_grant", "Cannot win");
        },
      };
    },
  };
}

/** A scene in which a client may use that grant, and a feature notes its hooks. */
async function grantScene(called: string[], options: { wins?: boolean; hooks?: Feature["hooks"] } = {}) {
  const { wins = true, hooks = {} } = options;
  const noting: Feature["hooks"] = {
    proveSender: () => (called.push("proveSender"), { key: "thumb" }),
    checkRedemption: () => void called.push("checkRedemption"),
    accessToken: (record) => (called.push("accessToken"), record),
    tokenReply: (body) => (called.push("tokenReply"), { ...body, extra: true }),
    happened: ({ name }) => void called.push(name),
    ...hooks,
  };
  const on = await scene({
    features: (standard) => [
      ...standard,
      { name: "test", spec: "test", grants: [testGrant(called, wins)], hooks: noting },
    ],
  });
  await on.issuer.durable.clients.change(on.app.id, { grantTypes: ["test"] });
  return on;
}

describe("the token endpoint", () => {
  it("calls everything in the order that it promises", async () => {
    const called: string[] = [];
    const on = await grantScene(called);
    assert.isTrue(bodyOf(await ask(on, on.app, { grant_type: "test" }))["extra"]);
    const order = "proveSender load checkRedemption accessToken claim tokenReply token.issued";
    assert.equal(called.join(" "), order);
  });

  it("refuses as the grant does when the claim is lost, and tells nobody of a token", async () => {
    const called: string[] = [];
    const on = await grantScene(called, { wins: false });
    assertError(await ask(on, on.app, { grant_type: "test" }), { error: "invalid_grant", says: "Cannot win" });
    assert.equal(called.join(" "), "proveSender load checkRedemption accessToken claim lost");
  });

  it("claims nothing that a feature refuses", async () => {
    const called: string[] = [];
    const hooks = { checkRedemption: () => fail("invalid_grant", "Cannot please this feature") };
    const on = await grantScene(called, { hooks });
    assertError(await ask(on, on.app, { grant_type: "test" }), { error: "invalid_grant", says: "please" });
    assert.equal(called.join(" "), "proveSender load");
  });

  it("shows features who sent the request", async () => {
    const seen: unknown[] = [];
    const hooks = { checkRedemption: ({ sender, client: asks }: Redemption) => void seen.push(sender, asks.id) };
    const on = await grantScene([], { hooks });
    await ask(on, on.app, { grant_type: "test" });
    assert.deepEqual(seen, [{ key: "thumb" }, on.app.id]);
  });

  for (const [name, grant_type] of [
    ["none", undefined],
    ["an empty one", ""],
  ] as const) {
    rule("RFC6749-3.2-2", `refuses ${name} as grant type before it looks at the client`, async () => {
      const on = await scene();
      assertError(await on.post("/token", { form: { grant_type } }), { error: "invalid_request", says: "grant_type" });
    });
  }

  rule("RFC6749-3.2-4", "refuses two grant types", async () => {
    const on = await scene();
    const reply = await ask(on, on.app, { grant_type: ["password", "client_credentials"] });
    assertError(reply, { error: "invalid_request", says: "repeated" });
  });

  it("tells nobody which grants there are before it knows the client", async () => {
    const on = await scene();
    assertError(await on.post("/token", { form: { grant_type: "nonsense" } }), {
      error: "invalid_client",
      status: 401,
    });
  });

  for (const grant_type of ["nonsense", "Password", "__proto__", "constructor", "implicit"]) {
    rule("RFC6749-5.2-1", `knows no grant type '${grant_type}'`, async () => {
      const on = await scene();
      assertError(await ask(on, on.app, { grant_type }), {
        error: "unsupported_grant_type",
        says: "client_credentials",
      });
    });
  }

  rule("RFC6749-3.2-3", "does not mind parameters that it does not know", async () => {
    const on = await scene();
    assert.equal((await ask(on, on.app, { ...FORM, foo: ["a", "b"], "x.y": "z" })).status, 200);
  });

  rule("RFC6749-4.4-1", "keeps a grant that is not for public clients from them", async () => {
    const on = await grantScene([]);
    const open = await client(on.issuer, { type: "public" });
    await on.issuer.durable.clients.change(open.id, { grantTypes: ["test"] });
    assertError(await ask(on, open, { grant_type: "test" }), { error: "unauthorized_client", says: "public client" });
  });

  it("says what was issued, to whom and for whom", async () => {
    const heard: unknown[] = [];
    const listener: Feature = {
      name: "listener",
      spec: "test",
      hooks: { happened: ({ family, ...happening }) => void heard.push({ ...happening, tag: family?.length }) },
    };
    const on = await scene({ features: (standard) => [...standard, listener] });
    await ask(on, on.app, FORM);
    await ask(on, on.app, passwordForm(on.ann));
    const issued = { name: "token.issued", client: on.app.id, tag: 8 };
    assert.deepEqual(heard, [
      { ...issued, detail: { grantType: "client_credentials" } },
      { ...issued, accountId: on.ann.id, detail: { grantType: "password" } },
    ]);
  });

  it("answers all the same when a listener fails", async () => {
    const deaf: Feature = {
      name: "deaf",
      spec: "test",
      hooks: { happened: () => Promise.reject(new RangeError("deaf")) },
    };
    const on = await scene({ features: (standard) => [...standard, deaf] });
    assert.equal((await ask(on, on.app, FORM)).status, 200);
  });

  for (const [name, failure, status] of [
    ["is away", "refused", 503],
    ["took the token and did not say so", "unacknowledged", 503],
  ] as const) {
    it(`says that it cannot answer now when its store ${name}`, async () => {
      let faults: ReturnType<typeof faultyStores> | undefined;
      const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
      await ask(on, on.app, FORM);
      faults!.arm({ call: 1, failure });
      const reply = await ask(on, on.app, FORM);
      assertError(reply, { error: "temporarily_unavailable", status });
      assert.equal(reply.headers["Retry-After"], "2");
    });
  }
});
