import { assert } from "chai";
import { client, PASSWORD, person } from "../../test/support/cast.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { textIn } from "../../test/support/replies.ts";
import { type Log, silentLog } from "../platform/mod.ts";
import { type AppAuthorized, type Events, openEvents, type ProviderEvent } from "./events.ts";

/** An issuer whose events are told, and what was complained of. */
async function scene(): Promise<{ readonly on: IssuerUnderTest; readonly events: Events; readonly errors: string[] }> {
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (text: string) => void errors.push(text) };
  const events = openEvents(log);
  const on = await issuerUnderTest({ features: (standard) => [...standard, events.feature] });
  return { on, events, errors };
}

async function passwordTokens(on: IssuerUnderTest) {
  const app = await client(on.issuer);
  const ann = await person(on.issuer);
  const form = { grant_type: "password", username: ann.username, password: PASSWORD, scope: "read" };
  return { app, ann, reply: await on.post("/token", { form, as: app }) };
}

describe("openEvents()", () => {
  it("tells app_authorized of each answer of the token endpoint, and not the tokens", async () => {
    const { on, events } = await scene();
    const heard: AppAuthorized[] = [];
    events.source.on("app_authorized", (event) => heard.push(event));
    const app = await client(on.issuer);
    const reply = await on.post("/token", { form: { grant_type: "client_credentials", scope: "read" }, as: app });
    const [event] = heard;
    assert.lengthOf(heard, 1);
    assert.deepInclude(event, { client: app, scope: ["read"], expiresIn: 600, grantType: "client_credentials" });
    assert.equal(event?.at, on.clock.now());
    assert.notInclude(JSON.stringify(heard), textIn(reply, "access_token"));
  });

  it("does not tell app_authorized of a refusal", async () => {
    const { on, events } = await scene();
    events.source.on("app_authorized", () => assert.fail("nobody was authorized"));
    const app = await client(on.issuer);
    await on.post("/token", { form: { grant_type: "client_credentials", scope: "unknown" }, as: app });
    await on.post("/token", { form: { grant_type: "client_credentials" }, as: app, secret: "wrong secret" });
  });

  it("tells what happens by its name, with when and in which request", async () => {
    const { on, events } = await scene();
    const heard: ProviderEvent[] = [];
    events.source.on("token.issued", (event) => heard.push(event));
    events.source.on("token.revoked", (event) => heard.push(event));
    const app = await client(on.issuer);
    const reply = await on.post("/token", { form: { grant_type: "client_credentials" }, as: app });
    await on.post("/revoke", { form: { token: textIn(reply, "access_token") }, as: app });
    assert.deepEqual(
      heard.map(({ name }) => name),
      ["token.issued", "token.revoked"],
    );
    for (const event of heard) {
      assert.equal(event.client, app.id);
      assert.isString(event.trace);
      assert.equal(event.at, on.clock.now());
    }
  });

  it("tells once where one wants that, and nothing more to who stopped listening", async () => {
    const { on, events } = await scene();
    const heard: string[] = [];
    events.source.once("token.issued", () => heard.push("once"));
    const stop = events.source.on("token.issued", () => heard.push("on"));
    const stopOnce = events.source.once("token.issued", () => heard.push("never"));
    stopOnce();
    const app = await client(on.issuer);
    const form = { grant_type: "client_credentials" };
    await on.post("/token", { form, as: app });
    await on.post("/token", { form, as: app });
    stop();
    await on.post("/token", { form, as: app });
    assert.deepEqual(heard, ["once", "on", "on"]);
  });

  for (const [what, listener] of [
    ["throws", () => assert.fail("a listener's mistake")],
    ["answers a promise that fails", () => Promise.reject(new Error("a listener's mistake"))],
    ["never finishes", () => new Promise<void>(() => undefined)],
  ] as const) {
    it(`harms nobody by a listener that ${what}`, async () => {
      const { on, events, errors } = await scene();
      let others = 0;
      events.source.on("app_authorized", listener);
      events.source.on("app_authorized", () => (others += 1));
      const app = await client(on.issuer);
      const reply = await on.post("/token", { form: { grant_type: "client_credentials" }, as: app });
      await Promise.resolve();
      assert.equal(reply.status, 200);
      assert.equal(others, 1);
      assert.lengthOf(errors, what === "never finishes" ? 0 : 1);
      for (const text of errors) assert.include(text, "app_authorized");
    });
  }

  it("tells whose tokens they are", async () => {
    const { on, events } = await scene();
    const heard: AppAuthorized[] = [];
    events.source.on("app_authorized", (event) => heard.push(event));
    const { ann, reply } = await passwordTokens(on);
    assert.equal(reply.status, 200);
    assert.equal(heard[0]?.accountId, ann.id);
    assert.isString(heard[0]?.family);
  });

  it("forgets all listeners when it is closed", async () => {
    const { on, events } = await scene();
    events.source.on("app_authorized", () => assert.fail("it was closed"));
    events.close();
    const app = await client(on.issuer);
    assert.equal((await on.post("/token", { form: { grant_type: "client_credentials" }, as: app })).status, 200);
  });
});
