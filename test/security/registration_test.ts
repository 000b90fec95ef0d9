import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import {
  clientCount,
  type Document,
  initialToken,
  register,
  registeredIn,
  registrar,
  WEB_APP,
} from "../http/registration.ts";
import { person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { assertError, assertErrorSent, assertProblemPage, bodyOf, markupOf } from "../support/replies.ts";
import { DEVICE_GRANT, deviceFlow } from "../support/device_flow.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { elsewhere } from "./elsewhere.ts";

describe("clients that register by themselves", () => {
  elsewhere("Keycloak CVE-2023-6544", "are let in by what they show, not by where they say that they are", async () => {
    const under = await registrar("token");
    for (const headers of [
      { "x-forwarded-for": "127.0.0.1" },
      { forwarded: "for=127.0.0.1" },
      { host: "trusted.test", origin: "https://issuer.test" },
    ] as readonly Readonly<Record<string, string>>[])
      assertError(await register(under, WEB_APP, { headers, address: "127.0.0.1" }), {
        error: "invalid_token",
        status: 401,
      });
    assert.equal(await clientCount(under), 0);
  });

  elsewhere("Keycloak CVE-2020-27838", "learn no secret of another, nor their own a second time", async () => {
    const under = await registrar("open");
    const [one, other] = [registeredIn(await register(under)), registeredIn(await register(under))];
    for (const bearer of [one.token, other.token, String(one.told["client_secret"]), ""])
      assert.notProperty(bodyOf(await under.get(one.path, { bearer })), "client_secret");
    const stolen = { ...WEB_APP, client_id: one.id };
    assertError(await under.send("PUT", one.path, { bearer: other.token, json: stolen }), {
      error: "invalid_token",
      status: 401,
    });
    assertError(await under.send("PUT", other.path, { bearer: other.token, json: stolen }), {
      error: "invalid_request",
    });
  });

  it("get ids and secrets of their own, whatever they ask for", async () => {
    const under = await registrar("open");
    const wish = { ...WEB_APP, client_id: "admin", client_secret: "mine mine mine", registration_access_token: "mine" };
    const seen = new Set<unknown>();
    for (let count = 0; count < 3; count += 1) {
      const { told } = registeredIn(await register(under, wish));
      for (const member of ["client_id", "client_secret", "registration_access_token"]) seen.add(told[member]);
    }
    assert.lengthOf([...seen], 9);
    for (const text of ["admin", wish.client_secret, "mine"]) assert.isFalse(seen.has(text));
  });

  for (const member of [
    { skip_authorization: true },
    { skipAuthorization: true },
    { is_unverified: false },
    { isUnverified: undefined },
    { owner_id: 1, ownerId: 1 },
    { access_token_lifetime: 1e9, accessTokenLifetime: 1e9 },
    { id: 1, type: "confidential", secrets: [], metadata: { skipAuthorization: true } },
    { registration_digest: "x", registrationDigest: "x" },
  ] as readonly Document[]) {
    it(`set nothing that is ours: ${Object.keys(member).join(", ")}`, async () => {
      const under = await registrar("open");
      const { id } = registeredIn(await register(under, { ...WEB_APP, ...member }));
      const client = (await under.issuer.durable.clients.find(id))!;
      assert.isFalse(client.skipAuthorization);
      assert.isTrue(client.isUnverified);
      for (const name of ["ownerId", "accessTokenLifetime"]) assert.notProperty(client, name);
      for (const name of Object.keys(member)) assert.notProperty(client.metadata, name);
    });
  }

  it("are asked for consent, and the page does not run what they call themselves", async () => {
    const under = await registrar("token");
    const said = { ...WEB_APP, client_name: "<img src=x onerror=alert(1)>" };
    const bearer = await initialToken(under);
    const { id } = registeredIn(await register(under, said, { bearer }));
    assert.equal((await under.issuer.durable.clients.find(id))?.name, said.client_name);
    assert.isFalse((await under.issuer.durable.clients.find(id))?.skipAuthorization);
  });
});

describe("the question whether a client may have what it asks for", () => {
  for (const [mode, isWarned] of [
    ["open", true],
    ["token", false],
  ] as const) {
    it(`${isWarned ? "warns" : "says nothing"} where the client came in by CLIENT_REGISTRATION=${mode}`, async () => {
      const under = await registrar(mode);
      const asked = mode === "open" ? {} : { bearer: await initialToken(under) };
      const said = { ...WEB_APP, client_name: "Bank", logo_uri: "https://bank.test/logo.png" };
      const { id } = registeredIn(await register(under, said, asked));
      const client = (await under.issuer.durable.clients.find(id))!;
      const browser = valueBrowser(under);
      await browser.signIn(await person(under.issuer));
      const query = codeRequest(client, { redirect_uri: "https://app.test/cb" });
      const page = await browser.follow(await browser.get("/authorize", { query }));
      assert.equal(markupOf(page).includes("Nobody here has checked this application"), isWarned);
      assert.equal(markupOf(page).includes("https://bank.test/logo.png"), !isWarned);
    });
  }
});

describe("the question whether a device may be connected", () => {
  it("warns of an application for which nobody vouched", async () => {
    const under = await registrar("open");
    const said = {
      token_endpoint_auth_method: "none",
      grant_types: [DEVICE_GRANT],
      response_types: [],
      redirect_uris: [],
    };
    const { id } = registeredIn(await register(under, said));
    const client = (await under.issuer.durable.clients.find(id))!;
    const flow = await deviceFlow(under, { client });
    const { userCode } = await flow.begin();
    assert.include(markupOf(await flow.type(userCode)), "Nobody here has checked this application");
  });
});

describe("a mistake in the request of a client for which nobody vouched", () => {
  async function ask(mode: "open" | "token", changes: Parameters<typeof codeRequest>[1]) {
    const under = await registrar(mode);
    const asked = mode === "open" ? {} : { bearer: await initialToken(under) };
    const { id } = registeredIn(await register(under, WEB_APP, asked));
    const client = (await under.issuer.durable.clients.find(id))!;
    const query = codeRequest(client, { redirect_uri: "https://app.test/cb", ...changes });
    return under.get("/authorize", { query });
  }

  for (const [what, changes, error] of [
    ["an unknown scope", { scope: "fly" }, "invalid_scope"],
    ["no PKCE", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    ["a response type that it did not register", { response_type: "code id_token", nonce: "n" }, "unauthorized_client"],
    ["an unreadable request object", { request: "nonsense" }, "invalid_request_object"],
  ] as const) {
    rule("RFC9700-4.11.2-3", `is shown here and not sent anywhere: ${what}`, async () => {
      assertProblemPage(await ask("open", changes), { error });
    });

    beyond("RFC9700-4.11.2-3", `is told to a client for which somebody vouched: ${what}`, async () => {
      const reply = await ask("token", changes);
      const part = reply.kind === "redirect" && reply.location.includes("#") ? "hash" : "search";
      assertErrorSent(reply, { error, part });
    });
  }

  it("is sent where it asked for silence", async () => {
    assertErrorSent(await ask("open", { prompt: "none", scope: "openid" }), { error: "login_required" });
  });
});
