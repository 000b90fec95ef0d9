import { assert } from "chai";
import { rotateSecrets } from "../../src/clients/mod.ts";
import { parseChallenge } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../support/cast.ts";
import type { Asked } from "../support/issuer_under_test.ts";
import { fastSecret } from "../support/records.ts";
import { assertError } from "../support/replies.ts";
import { scene, type Scene } from "./tokens.ts";

const FORM = { grant_type: "client_credentials" };
const BASIC_CHALLENGE = { scheme: "Basic", params: { realm: "token endpoint", charset: "UTF-8" } };

function basic(text: string): Asked {
  return { form: FORM, headers: { authorization: `Basic ${Buffer.from(text).toString("base64")}` } };
}

async function assertIn(on: Scene, asked: Asked): Promise<void> {
  const reply = await on.post("/token", { form: FORM, ...asked });
  assert.equal(reply.status, 200, JSON.stringify(reply));
}

async function assertOut(on: Scene, asked: Asked): Promise<void> {
  const reply = await on.post("/token", { form: FORM, ...asked });
  assertError(reply, { error: "invalid_client", status: 401 });
  assert.deepEqual(parseChallenge(reply.headers["WWW-Authenticate"] ?? ""), BASIC_CHALLENGE);
}

async function change(on: Scene, changes: Partial<ClientRecord>): Promise<void> {
  await on.issuer.durable.clients.change(on.app.id, changes);
  await on.issuer.clients.changed(on.app);
}

describe("the authentication of clients at the token endpoint", () => {
  rule("RFC6749-2.3.1-1", "takes id and secret, form-encoded, by HTTP Basic", async () => {
    const on = await scene({ client: { clientId: "an-id/with=signs&%", clientSecret: "a secret: with + and %" } });
    await assertIn(on, { as: on.app, secret: "a secret: with + and %" });
    await assertOut(on, basic("an-id/with=signs&%:a secret: with + and %"));
  });

  it("takes id and secret in the body", async () => {
    const on = await scene();
    await assertIn(on, { form: { ...FORM, client_id: on.app.clientId, client_secret: SECRET } });
  });

  it("takes a client_id in the body beside HTTP Basic that says the same", async () => {
    const on = await scene();
    await assertIn(on, { as: on.app, form: { ...FORM, client_id: on.app.clientId } });
  });

  for (const [name, asked] of [
    ["nobody's name", {}],
    ["an unknown name", basic("nobody:secret")],
    ["__proto__ for a name", basic("__proto__:secret")],
    ["constructor for a name in the body", { form: { ...FORM, client_id: "constructor", client_secret: "x" } }],
    ["a secret without a name", { form: { ...FORM, client_secret: SECRET } }],
    ["an Authorization header of another scheme", { headers: { authorization: "Digest username=a" } }],
    ["an empty Authorization header", { headers: { authorization: "" } }],
    ["a Basic header without credentials", { headers: { authorization: "Basic" } }],
    ["a Basic header that is not base64", { headers: { authorization: "Basic !!!" } }],
    ["a Basic header without a colon", basic("name-and-secret")],
    ["a Basic header without a name", basic(":secret")],
    ["a Basic header with broken percent-encoding", basic("name:%zz")],
    ["a Basic header with NUL", basic("na%00me:secret")],
    ["a Basic header with raw UTF-8", basic("näme:secret")],
  ] satisfies readonly (readonly [string, Asked])[]) {
    rule(["RFC6749-5.2-3", "RFC6749-3.2.1-1"], `answers 401 and how to do better to ${name}`, async () => {
      await assertOut(await scene(), asked);
    });
  }

  rule(["RFC6749-5.2-3", "RFC6749-4.1.3-6"], "answers 401 and how to do better to a wrong secret", async () => {
    const on = await scene();
    await assertOut(on, { as: on.app, secret: "not the secret" });
    await assertOut(on, { as: on.app, secret: "" });
    await assertOut(on, { form: { ...FORM, client_id: on.app.clientId, client_secret: `${SECRET} ` } });
  });

  for (const [name, changes] of [
    ["HTTP Basic and a secret in the body", { client_secret: SECRET }],
    ["a client_id in the body that differs", { client_id: "another", client_secret: undefined }],
  ] as const) {
    beyond("RFC6749-2.3-1", `refuses ${name}`, async () => {
      const on = await scene();
      const form = { ...FORM, client_id: on.app.clientId, ...changes };
      assertError(await on.post("/token", { as: on.app, form }), { error: "invalid_request" });
    });
  }

  it("refuses a repeated client_id, whichever is right", async () => {
    const on = await scene();
    const form = { ...FORM, client_id: [on.app.clientId, "another"], client_secret: SECRET };
    assertError(await on.post("/token", { form }), { error: "invalid_request", says: "repeated" });
  });

  for (const [registered, asks] of [
    ["client_secret_basic", "client_secret_post"],
    ["client_secret_post", "client_secret_basic"],
  ] as const) {
    it(`holds a client that registered for ${registered} to it`, async () => {
      const on = await scene({ client: { authMethod: registered } });
      const inBody = { form: { ...FORM, client_id: on.app.clientId, client_secret: SECRET } };
      const inHeader = { as: on.app };
      const [right, wrong] = asks === "client_secret_post" ? [inHeader, inBody] : [inBody, inHeader];
      await assertIn(on, right);
      await assertOut(on, wrong);
    });
  }

  rule(
    ["RFC6749-2.1-1", "RFC8252-8.4-4"],
    "takes the type of a client from its registration, whatever it sends",
    async () => {
      const on = await scene({ client: { type: "public" } });
      const reply = await on.post("/token", { as: on.app, form: FORM });
      assertError(reply, { error: "unauthorized_client" });
    },
  );

  it("answers the error that HTTP Basic got also when the grant type is unknown", async () => {
    const on = await scene();
    assertError(await on.post("/token", { as: on.app, secret: "wrong", form: { grant_type: "magic" } }), {
      error: "invalid_client",
      status: 401,
    });
  });
});

describe("two live secrets of a client", () => {
  const old = fastSecret("the old secret");
  const fresh = fastSecret("the fresh secret");

  it("both let it in while the old one has not expired", async () => {
    const on = await scene();
    const oldExpiresAt = on.clock.now() + 60;
    await change(on, { secrets: rotateSecrets([old], fresh, { oldExpiresAt }) });
    await assertIn(on, { as: on.app, secret: "the old secret" });
    await assertIn(on, { as: on.app, secret: "the fresh secret" });
    on.clock.advance(60);
    await assertOut(on, { as: on.app, secret: "the old secret" });
    await assertIn(on, { as: on.app, secret: "the fresh secret" });
  });

  it("are never three", async () => {
    const on = await scene();
    const oldExpiresAt = on.clock.now() + 60;
    const once = rotateSecrets([old], fresh, { oldExpiresAt });
    await change(on, { secrets: rotateSecrets(once, fastSecret("the freshest"), { oldExpiresAt }) });
    await assertOut(on, { as: on.app, secret: "the old secret" });
    await assertIn(on, { as: on.app, secret: "the fresh secret" });
    await assertIn(on, { as: on.app, secret: "the freshest" });
  });

  it("work beside a secret that a person chose", async () => {
    const on = await scene();
    const [chosen] = on.app.secrets;
    await change(on, { secrets: [fresh, chosen!] });
    await assertIn(on, { as: on.app, secret: SECRET });
    await assertIn(on, { as: on.app, secret: "the fresh secret" });
    await assertOut(on, { as: on.app, secret: "neither" });
  });

  it("go when the client is removed", async () => {
    const on = await scene();
    await on.issuer.durable.clients.remove(on.app.id);
    await on.issuer.clients.changed(on.app);
    await assertOut(on, { as: on.app });
    await client(on.issuer, { clientId: on.app.clientId, clientSecret: "another client" });
    await assertOut(on, { as: on.app });
  });
});

describe("guesses at a client secret that a person chose", () => {
  rule(
    ["RFC6749-2.3.1-5", "RFC7009-5-2"],
    "are slowed down at each endpoint, without keeping the owner out",
    async () => {
      const on = await scene();
      await assertIn(on, { as: on.app });
      const guesses = Array.from({ length: 9 }, (_, guess) =>
        on.post(guess % 2 === 0 ? "/token" : "/revoke", {
          as: on.app,
          secret: `guess ${guess}`,
          form: { ...FORM, token: "x" },
        }),
      );
      const slowed = (await Promise.all(guesses)).filter(({ status }) => status === 429);
      assert.isAtLeast(slowed.length, 3);
      assertError(slowed[0]!, { error: "invalid_client", status: 429 });
      assert.match(slowed[0]!.headers["Retry-After"] ?? "", /^\d+$/);
      await assertIn(on, { as: on.app });
    },
  );
});
