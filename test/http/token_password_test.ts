import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client, person, SECRET } from "../support/cast.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import { ask, pairFor, pairOf, passwordForm, refresh, scene, type Scene } from "./tokens.ts";

/** Guesses at a password until somebody has had enough. */
async function guess(on: Scene, times: number): Promise<void> {
  for (let tries = 0; tries < times; tries += 1) {
    await ask(on, on.app, passwordForm(on.ann, { password: `guess ${tries}` }));
  }
}

describe("POST /token with grant_type=password", () => {
  it("answers both tokens", async () => {
    const on = await scene();
    const body = bodyOf(await ask(on, on.app, passwordForm(on.ann)));
    assert.hasAllKeys(body, ["access_token", "token_type", "expires_in", "refresh_token", "scope"]);
    assert.deepInclude(body, { token_type: "Bearer", expires_in: 600, scope: "read write" });
  });

  it("finds a person whatever the case of the name", async () => {
    const on = await scene();
    const form = passwordForm(on.ann, { username: on.ann.username.toUpperCase() });
    assert.equal((await ask(on, on.app, form)).status, 200);
  });

  for (const [id, name, changes, error] of [
    ["RFC6749-4.3.2-4", "no user name", { username: undefined }, "invalid_request"],
    ["RFC6749-4.3.2-4", "no password", { password: undefined }, "invalid_request"],
    ["RFC6749-4.3.2-2", "a wrong password", { password: "wrong horse battery" }, "invalid_grant"],
    ["RFC6749-4.3.2-2", "an unknown person", { username: "nobody" }, "invalid_grant"],
    ["RFC6749-4.3.2-2", "__proto__ for a person", { username: "__proto__" }, "invalid_grant"],
    ["RFC6749-4.3.2-2", "a password of 2,000 characters", { password: "x".repeat(2_000) }, "invalid_grant"],
    ["RFC6749-3.2-4", "a repeated password", { password: ["a", "b"] }, "invalid_request"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => {
      const on = await scene();
      assertError(await ask(on, on.app, passwordForm(on.ann, changes)), { error });
    });
  }

  beyond("RFC6749-4.3.2-2", "says the same to an unknown name, a wrong password and a barred person", async () => {
    const on = await scene();
    const barred = await person(on.issuer, { isActive: false });
    const replies = [
      await ask(on, on.app, passwordForm(on.ann, { username: "nobody" })),
      await ask(on, on.app, passwordForm(on.ann, { password: "wrong horse battery" })),
      await ask(on, on.app, passwordForm(barred)),
    ].map(bodyOf);
    assert.equal(replies[0]!["error"], "invalid_grant");
    assert.deepEqual(replies[1], replies[0]);
    assert.deepEqual(replies[2], replies[0]);
  });

  for (const [name, go] of [
    ["the person is removed", ({ issuer, ann }: Scene) => issuer.durable.accounts.remove(ann.id, 0)],
    ["the person is barred", ({ issuer, ann }: Scene) => issuer.durable.accounts.change(ann.id, { isActive: false })],
    ["the client is removed", ({ issuer, app }: Scene) => issuer.durable.clients.remove(app.id)],
  ] as const) {
    beyond("RFC6749-4.3.2-2", `refuses where ${name} after the password was found to be right`, async () => {
      const gone: { go?: () => Promise<unknown> } = {};
      const on = await scene({
        stores: ({ durable, ...others }) => {
          const { families } = durable;
          const open: typeof families.open = async (family) => {
            await gone.go?.();
            return families.open(family);
          };
          return { ...others, durable: { ...durable, families: { ...families, open } } };
        },
      });
      gone.go = () => go(on);
      assertError(await ask(on, on.app, passwordForm(on.ann)), { error: "invalid_grant", says: "is gone" });
    });
  }

  rule(["RFC6749-4.3.2-3", "RFC6749-10.10-4"], "slows down whoever tries out passwords", async () => {
    const on = await scene();
    await guess(on, 6);
    const reply = await ask(on, on.app, passwordForm(on.ann));
    assertError(reply, { error: "invalid_grant", status: 429, says: "too many tries" });
    assert.equal(reply.headers["Retry-After"], "1");
    on.clock.advance(1);
    assert.equal((await ask(on, on.app, passwordForm(on.ann))).status, 200);
  });

  it("waits longer with each wrong try, and forgets them after a right one", async () => {
    const on = await scene();
    const waits: unknown[] = [];
    await guess(on, 5);
    for (let tries = 0; tries < 4; tries += 1) {
      await guess(on, 1);
      const wait = (await ask(on, on.app, passwordForm(on.ann))).headers["Retry-After"];
      waits.push(wait);
      on.clock.advance(Number(wait));
    }
    assert.deepEqual(waits, ["1", "2", "4", "8"]);
    await ask(on, on.app, passwordForm(on.ann));
    await guess(on, 5);
    assert.equal((await ask(on, on.app, passwordForm(on.ann))).status, 200);
  });

  it("does not make others wait", async () => {
    const on = await scene();
    await guess(on, 6);
    const bob = await person(on.issuer);
    assert.equal((await ask(on, on.app, passwordForm(bob))).status, 200);
  });

  for (const [id, name, credentials] of [
    ["RFC6749-4.3.2-1", "does not prove who it is", {}],
    ["RFC6749-4.3.2-5", "comes with a wrong secret", { client_secret: "wrong secret" }],
  ] as const) {
    rule(id, `refuses a confidential client that ${name}`, async () => {
      const on = await scene();
      const form = passwordForm(on.ann, { client_id: on.app.clientId, ...credentials });
      assertError(await on.post("/token", { form }), { error: "invalid_client", status: 401 });
    });
  }

  rule("RFC6749-10.7-1", "refuses a client that was not allowed the grant", async () => {
    const on = await scene({ client: { grantTypes: ["authorization_code"] } });
    assertError(await ask(on, on.app, passwordForm(on.ann)), { error: "unauthorized_client" });
  });

  it("lets a public client in by its name, with or without something for a secret", async () => {
    const on = await scene({ client: { type: "public" } });
    assert.equal((await ask(on, on.app, passwordForm(on.ann))).status, 200);
    const basic = { as: on.app, form: passwordForm(on.ann) };
    for (const secret of ["", SECRET]) assert.equal((await on.post("/token", { ...basic, secret })).status, 200);
  });

  it("gives no refresh token to a client that may not use one", async () => {
    const on = await scene({ client: { grantTypes: ["password"] } });
    assert.notProperty(bodyOf(await ask(on, on.app, passwordForm(on.ann))), "refresh_token");
  });

  it("gives a client with several grant types the tokens of each, which do not mix", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on);
    assert.equal((await ask(on, on.app, { grant_type: "client_credentials" })).status, 200);
    assert.equal(pairOf(await refresh(on, on.app, { refresh_token: token })).refresh.slice(0, 6), "ts_rt_");
    const other = await client(on.issuer, { grantTypes: ["client_credentials"], redirectUris: [] });
    assertError(await ask(on, other, passwordForm(on.ann)), { error: "unauthorized_client" });
  });
});
