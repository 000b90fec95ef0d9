import { assert } from "chai";
import { SECRET, client, PASSWORD, person } from "../../../test/support/cast.ts";
import { codeFlow, VERIFIER } from "../../../test/support/code_flow.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { type LabIssuer, labIssuer, labParts } from "../../../test/support/lab_issuer.ts";
import { openidFlow } from "../../../test/support/openid_flow.ts";
import { bodyOf, textIn } from "../../../test/support/replies.ts";
import { valueBrowser } from "../../../test/support/value_browser.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { json, raw } from "../../protocol/mod.ts";
import type { Fault } from "../faults/fault.ts";
import type { JournalEntry } from "./entry.ts";
import { journal as journalFeature } from "./feature.ts";

function places(journal: readonly JournalEntry[]): readonly string[] {
  return journal.map(({ place }) => place);
}

describe("the journal of a whole flow", () => {
  it("has every request and the answer at the callback, in order and numbered", async () => {
    const lab = await labIssuer();
    const flow = await codeFlow(lab);
    await lab.get("/.well-known/openid-configuration");
    const code = await flow.code();
    const token = textIn(await flow.redeem(code), "access_token");
    await lab.get("/resource", { bearer: token });
    assert.deepEqual(places(lab.journal()), [
      "discovery",
      "authorize",
      "person",
      "person",
      "callback",
      "token",
      "resource",
    ]);
    assert.deepEqual(
      lab.journal().map(({ n }) => n),
      [1, 2, 3, 4, 5, 6, 7],
    );
    const times = lab.journal().map(({ at }) => at);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
  });

  it("holds no secret of anybody", async () => {
    const lab = await labIssuer();
    const account = await person(lab.issuer);
    const flow = await codeFlow(lab, { account });
    const login = valueBrowser(lab);
    await login.logIn(await login.get("/login"), account);
    const code = await flow.code();
    const body = bodyOf(await flow.redeem(code));
    await lab.post("/introspect", { as: flow.client, form: { token: String(body["access_token"]) } });
    await lab.post("/token", { form: { client_id: flow.client.clientId, client_secret: SECRET, grant_type: "x" } });
    await lab.get("/resource", { query: { access_token: String(body["access_token"]) } });
    const text = JSON.stringify(lab.journal());
    const cookies = [...flow.browser.cookies.values(), ...login.cookies.values()];
    for (const secret of [code, body["access_token"], body["refresh_token"], VERIFIER, SECRET, PASSWORD, ...cookies])
      assert.notInclude(text, String(secret));
    assert.notInclude(text, Buffer.from(`${flow.client.clientId}:${SECRET}`).toString("base64"));
  });

  it("marks one secret the same wherever it is", async () => {
    const lab = await labIssuer();
    const flow = await codeFlow(lab);
    await flow.redeem(await flow.code());
    const [callback, token] = ["callback", "token"].map((place) =>
      lab.journal().find((entry) => entry.place === place),
    );
    assert.equal(
      callback?.query.find(([name]) => name === "code")?.[1],
      token?.form.find(([name]) => name === "code")?.[1],
    );
  });
});

describe("the answer of the authorization endpoint", () => {
  for (const [name, changes, part, url] of [
    ["in the query", {}, "query", "https://client.test/cb"],
    ["in the fragment", { response_type: "code id_token" }, "fragment", "https://client.test/cb"],
    ["as a form", { response_mode: "form_post" }, "form", "https://client.test/cb"],
    ["as an error", { prompt: "none", scope: "nonsense" }, "query", "https://client.test/cb"],
  ] as const) {
    it(`is an entry of its own ${name}, with what the client gets`, async () => {
      const { options, journal } = labParts();
      const flow = await openidFlow(options);
      await flow.ask(changes);
      const [request, callback] = journal().slice(-2);
      assert.equal(request?.place, "authorize");
      assert.deepInclude(callback, { place: "callback", url, client_id: flow.client.clientId });
      assert.deepInclude(callback?.[part] ?? [], ["state", "a state"]);
      assert.deepInclude(callback?.[part] ?? [], ["iss", "https://issuer.test"]);
      assert.equal(callback?.method, part === "form" ? "POST" : "GET");
    });
  }

  it("is none where a fault sends the client nothing, which the entry of the request then names", async () => {
    const nothing: Fault = { name: "nothing", place: "callback", says: "Nothing is sent", reply: () => raw(500, "no") };
    const { options, journal } = labParts({ known: [nothing], faults: [{ fault: "nothing" }] });
    await (await openidFlow(options)).ask();
    assert.deepEqual(places(journal()), ["authorize"]);
    assert.deepInclude(journal()[0], { status: 500, faults: ["nothing"] });
  });

  it("is none where the person sees an error, as nobody knows where to send it", async () => {
    const lab = await labIssuer();
    await lab.get("/authorize", { query: { client_id: "nobody", state: "s" } });
    assert.deepEqual(places(lab.journal()), ["authorize"]);
    assert.deepInclude(lab.journal()[0], { status: 400, client_id: "nobody" });
  });
});

describe("an entry", () => {
  let lab: LabIssuer;

  beforeEach(async () => {
    lab = await labIssuer({ settings: { CLIENT_REGISTRATION: "open" } });
  });

  async function last(): Promise<JournalEntry> {
    const entry = lab.journal().at(-1);
    assert(entry !== undefined, "nothing was written down");
    return entry;
  }

  it("names the rule for which a request was refused, and no other", async () => {
    await lab.post("/token", { form: {} });
    assert.deepInclude(await last(), { status: 400, rule: "RFC6749-5.2-1" });
    await lab.get("/jwks");
    assert.notProperty(await last(), "rule");
  });

  it("is there for a method that is not allowed, and for a preflight", async () => {
    await lab.get("/token");
    assert.deepInclude(await last(), { place: "token", method: "GET", status: 405, rule: "RFC6749-3.2-1" });
    await lab.send("OPTIONS", "/token", {
      headers: { origin: "https://app.test", "access-control-request-method": "POST" },
    });
    assert.deepInclude(await last(), { place: "token", method: "OPTIONS", status: 204 });
    assert.deepInclude((await last()).headers, { origin: "https://app.test", "access-control-request-method": "POST" });
  });

  it("has the JSON of a registration and of its answer, without what is secret", async () => {
    await lab.post("/register", { json: { redirect_uris: ["https://client.test/cb"], client_name: "new" } });
    const entry = await last();
    assert.deepEqual(entry.body, { redirect_uris: ["https://client.test/cb"], client_name: "new" });
    assert.deepInclude(entry, { place: "registration", status: 201 });
    const { client_secret: secret } = entry.reply as Readonly<Record<string, unknown>>;
    assert.match(String(secret), /^\[\d+ characters, #[0-9a-f]{8}\]$/);
  });

  for (const [name, asked, credentials] of [
    ["basic", { headers: { authorization: "Basic YTpi" } }, "basic"],
    ["a secret in the form", { form: { client_id: "a", client_secret: "b" } }, "form"],
    ["a secret in the query", { query: { client_id: "a", client_secret: "b" } }, "query"],
    ["none", { form: { client_id: "a" } }, "none"],
  ] as const) {
    it(`tells by what a client showed who it is: ${name}`, async () => {
      await lab.post("/token", asked);
      assert.deepInclude(await last(), { credentials, client_id: "a" });
    });
  }

  it("has the client that a token belongs to, which no request names", async () => {
    const asks = await client(lab.issuer);
    const body = bodyOf(
      await lab.post("/token", { as: asks, form: { grant_type: "client_credentials", scope: "read" } }),
    );
    await lab.get("/resource", { bearer: String(body["access_token"]) });
    assert.deepInclude(await last(), {
      place: "resource",
      status: 200,
      client_id: asks.clientId,
      credentials: "bearer",
    });
  });

  it("has what was sent where it could not be read", async () => {
    await lab.post("/token", { form: "grant_type=a&grant_type=b&x=%zz" });
    assert.deepEqual((await last()).form, [
      ["grant_type", "a"],
      ["grant_type", "b"],
      ["x", "%zz"],
    ]);
  });

  it("has the time that an answer waits in the time that it took", async () => {
    const { hooks } = lab.issuer;
    await hooks.reply(raw(200, "", { after: 3_000, drops: "before_head" }), exchangeAt(lab.issuer, { path: "/token" }));
    assert.deepInclude(await last(), { took: 3_000, dropped: true });
  });

  it("counts its time from when the request came", async () => {
    const exchange = { ...exchangeAt(lab.issuer, { path: "/jwks" }), since: performance.now() - 250 };
    const now = lab.live.time();
    await lab.issuer.hooks.reply(json(200, {}), exchange);
    const { at, took } = await last();
    assert.isAtLeast(took, 250);
    assert.equal(at, now + 1 - took);
  });
});

describe("a journal that cannot be written", () => {
  it("keeps no answer back", async () => {
    const { live } = labParts();
    const away = { ...live, record: () => Promise.reject(new TypeError("away")) };
    const under = await issuerUnderTest({ features: (standard) => [...standard, journalFeature(away)] });
    assert.equal((await under.get("/jwks")).status, 200);
  });
});
