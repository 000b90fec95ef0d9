import { assert } from "chai";
import { endSession, type Feature } from "../../src/engine/mod.ts";
import { standardFeatures } from "../../src/server/mod.ts";
import { client, person } from "../support/cast.ts";
import { assertionClaims, assertionForm, keyClient, namedKey, signed } from "../support/client_jwt.ts";
import { codeFlow, codeRequest } from "../support/code_flow.ts";
import { testConfig } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { DEVICE_GRANT } from "../support/device_flow.ts";
import { sendProved } from "../support/dpop_client.ts";
import { exchangeAt } from "../support/exchange.ts";
import { type Given, type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { consumerOf, registerConsumer, signRequest } from "../support/oauth1.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../support/trusted_issuer.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { registered } from "../http/registration.ts";
import { ask, passwordForm, refresh } from "../http/tokens.ts";

/** Something that an issuer can do, and the features that it takes. */
interface Smoke {
  readonly needs: readonly string[];
  /** Throws when the issuer cannot do it. */
  readonly run: (under: IssuerUnderTest) => Promise<void>;
}

const PRE_PKCE: Given = { code_challenge: undefined, code_challenge_method: undefined };

/** An issuer with a client that is not asked for consent, and a person. */
async function castOf(under: IssuerUnderTest) {
  return { app: await client(under.issuer, { skipAuthorization: true }), ann: await person(under.issuer) };
}

/** Where the browser is sent with the answer to a request. */
async function answered(under: IssuerUnderTest, changes: Given): Promise<URL> {
  const { app, ann } = await castOf(under);
  const { browser } = await codeFlow(under, { client: app, account: ann });
  return locationOf(await browser.get("/authorize", { query: codeRequest(app, changes) }));
}

const SMOKES: Readonly<Record<string, Smoke>> = {
  "gives a client a token of its own": {
    needs: ["spine", "client_secret", "client_credentials"],
    async run(under) {
      const { app } = await castOf(under);
      textIn(await ask(under, app, { grant_type: "client_credentials" }), "access_token");
    },
  },
  "takes a JWT of a client's own key": {
    needs: ["spine", "client_credentials", "client_assertion"],
    async run(under) {
      const app = await keyClient(under.issuer);
      const text = await signed(assertionClaims(under.issuer, app), await namedKey());
      const form = { grant_type: "client_credentials", ...assertionForm(text) };
      textIn(await under.post("/token", { form }), "access_token");
    },
  },
  "takes a password": {
    needs: ["spine", "client_secret", "password"],
    async run(under) {
      const { app, ann } = await castOf(under);
      textIn(await ask(under, app, passwordForm(ann)), "access_token");
    },
  },
  "takes the word of an issuer that it trusts": {
    needs: ["spine", "client_secret", "jwt_bearer"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const assertion = await signedByIdp(bearerClaims(under.issuer, ann));
      textIn(await ask(under, app, { grant_type: JWT_BEARER_GRANT, assertion }), "access_token");
    },
  },
  refreshes: {
    needs: ["spine", "client_secret", "password", "refresh_token"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const token = textIn(await ask(under, app, passwordForm(ann)), "refresh_token");
      textIn(await refresh(under, app, { refresh_token: token }), "refresh_token");
    },
  },
  "redeems a code": {
    needs: ["spine", "client_secret", "authorization_code"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const flow = await codeFlow(under, { client: app, account: ann });
      textIn(await flow.redeem(await flow.code()), "access_token");
    },
  },
  "answers a token in the fragment": {
    needs: ["spine", "implicit"],
    async run(under) {
      assert.include((await answered(under, { response_type: "token", ...PRE_PKCE })).hash, "access_token=");
    },
  },
  "binds a token to a resource": {
    needs: ["spine", "client_secret", "client_credentials", "introspection", "resource_indicators"],
    async run(under) {
      const { app } = await castOf(under);
      const form = { grant_type: "client_credentials", resource: "https://api.test/books" };
      const token = textIn(await ask(under, app, form), "access_token");
      const said = bodyOf(await under.post("/introspect", { as: app, form: { token } }));
      assert.equal(said["aud"], "https://api.test/books");
    },
  },
  "says what its API is": {
    needs: ["resource_metadata"],
    async run(under) {
      const said = bodyOf(await under.get("/.well-known/oauth-protected-resource/api"));
      assert.equal(said["resource"], `${under.issuer.url}/api`);
    },
  },
  "answers with a form": {
    needs: ["spine", "form_post"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const { browser } = await codeFlow(under, { client: app, account: ann });
      const query = codeRequest(app, { response_mode: "form_post" });
      assert.equal((await browser.get("/authorize", { query })).kind, "html");
    },
  },
  "signs its answer": {
    needs: ["spine", "jarm"],
    async run(under) {
      const { searchParams } = await answered(under, { response_mode: "jwt" });
      assert.deepEqual([...searchParams.keys()], ["response"]);
    },
  },
  "names itself in the answer": {
    needs: ["spine", "issuer_parameter"],
    async run(under) {
      assert.equal((await answered(under, {})).searchParams.get("iss"), under.issuer.url);
    },
  },
  "gives a device its codes": {
    needs: ["spine", "client_secret", "device"],
    async run(under) {
      const { app } = await castOf(under);
      const told = await under.post("/device_authorization", { as: app });
      const form = { grant_type: DEVICE_GRANT, device_code: textIn(told, "device_code") };
      assert.equal(bodyOf(await ask(under, app, form))["error"], "authorization_pending");
    },
  },
  "gives a consumer temporary credentials, and asks a person about them": {
    needs: ["spine", "oauth1"],
    async run(under) {
      const app = await registerConsumer(under.issuer);
      const { headers } = signRequest({
        url: `${under.issuer.url}/oauth1/request_token`,
        method: "POST",
        consumer: consumerOf(app),
        params: { oauth_callback: "oob" },
        timestamp: under.clock.now(),
      });
      const told = await under.post("/oauth1/request_token", { headers });
      const query = {
        oauth_token: new URLSearchParams(told.kind === "json" ? told.text : "").get("oauth_token") ?? "",
      };
      assert.match(locationOf(await under.get("/authorize", { query })).pathname, /^\/interaction\//);
    },
  },
  "tells who a token stands for": {
    needs: ["spine", "client_secret", "password", "openid"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const bearer = textIn(await ask(under, app, passwordForm(ann, { scope: "openid" })), "access_token");
      assert.equal(bodyOf(await under.get("/userinfo", { bearer }))["sub"], ann.sub);
    },
  },
  "logs a person out for a client": {
    needs: ["spine", "client_secret", "authorization_code", "openid", "rp_initiated_logout"],
    async run(under) {
      const metadata = { post_logout_redirect_uris: ["https://client.test/bye"] };
      const app = await client(under.issuer, { skipAuthorization: true, metadata });
      const flow = await codeFlow(under, { client: app });
      const hint = textIn(await flow.redeem(await flow.code({ scope: "openid" })), "id_token");
      const query = { id_token_hint: hint, post_logout_redirect_uri: "https://client.test/bye" };
      assert.equal(locationOf(await flow.browser.get("/logout", { query })).href, "https://client.test/bye");
    },
  },
  "has a person choose an account": {
    needs: ["spine", "authorization_code", "authentication_request"],
    async run(under) {
      const asked = await answered(under, { prompt: "select_account" });
      assert.match(asked.pathname, /^\/interaction\//);
    },
  },
  "tells clients, server to server, that a session has ended": {
    needs: ["back_channel_logout"],
    async run(under) {
      const app = await client(under.issuer, { metadata: { backchannel_logout_uri: "https://client.test/out" } });
      const { session } = await under.issuer.sessions.start(await person(under.issuer));
      await under.issuer.sessions.join(session, app.id);
      await endSession(exchangeAt(under.issuer), session);
      for (const { close } of under.issuer.features) await close?.();
      // Nobody is reached in this test, and that is said.
      assert.include(under.events, "logout.failed");
    },
  },
  "lets somebody make an account": {
    needs: ["spine", "authorization_code", "sign_up"],
    async run(under) {
      assert.match((await answered(under, { prompt: "create" })).pathname, /^\/interaction\//);
    },
  },
  "gives an ID token with a code": {
    needs: ["spine", "client_secret", "authorization_code", "openid"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const flow = await codeFlow(under, { client: app, account: ann });
      textIn(await flow.redeem(await flow.code({ scope: "openid" })), "id_token");
    },
  },
  "publishes its keys": {
    needs: ["jwks"],
    async run(under) {
      assert.isNotEmpty(bodyOf(await under.get("/jwks"))["keys"]);
    },
  },
  "binds a token to a key": {
    needs: ["spine", "client_secret", "client_credentials", "dpop"],
    async run(under) {
      const { app } = await castOf(under);
      const form = { grant_type: "client_credentials" };
      assert.equal(bodyOf(await sendProved(under, ["POST", "/token"], { as: app, form }))["token_type"], "DPoP");
    },
  },
  "insists on PKCE": {
    needs: ["spine", "authorization_code", "pkce"],
    async run(under) {
      assert.equal((await answered(under, PRE_PKCE)).searchParams.get("error"), "invalid_request");
    },
  },
  "takes tokens back": {
    needs: ["client_secret", "revocation"],
    async run(under) {
      const { app } = await castOf(under);
      assert.equal((await under.post("/revoke", { as: app, form: { token: "nonsense" } })).status, 200);
    },
  },
  introspects: {
    needs: ["client_secret", "introspection"],
    async run(under) {
      const { app } = await castOf(under);
      assert.deepEqual(bodyOf(await under.post("/introspect", { as: app, form: { token: "x" } })), { active: false });
    },
  },
  "says what it can do": {
    needs: ["server_metadata"],
    async run(under) {
      assert.equal(bodyOf(await under.get("/.well-known/oauth-authorization-server"))["issuer"], under.issuer.url);
    },
  },
  "says what it can do to clients of OpenID Connect": {
    needs: ["openid_discovery"],
    async run(under) {
      assert.equal(bodyOf(await under.get("/.well-known/openid-configuration"))["issuer"], under.issuer.url);
    },
  },
  "reads a request that is a signed JWT": {
    needs: ["spine", "authorization_code", "request_object"],
    async run(under) {
      const key = await namedKey();
      const app = await client(under.issuer, { skipAuthorization: true, metadata: { jwks: key.jwks } });
      const { browser } = await codeFlow(under, { client: app });
      const query = { client_id: app.clientId, request: await signed(codeRequest(app), key) };
      assert.isTrue(locationOf(await browser.get("/authorize", { query })).searchParams.has("code"));
    },
  },
  "takes a request that was pushed": {
    needs: ["spine", "client_secret", "authorization_code", "par"],
    async run(under) {
      const { app, ann } = await castOf(under);
      const { browser } = await codeFlow(under, { client: app, account: ann });
      const requestUri = textIn(await under.post("/par", { as: app, form: codeRequest(app) }), "request_uri");
      const query = { client_id: app.clientId, request_uri: requestUri };
      assert.isTrue(locationOf(await browser.get("/authorize", { query })).searchParams.has("code"));
    },
  },
  "tells where the people of its host sign in": {
    needs: ["webfinger"],
    async run(under) {
      const reply = await under.get("/.well-known/webfinger", { query: { resource: "acct:ann@issuer.test" } });
      assert.equal(reply.status, 200);
    },
  },
  "documents what it does": {
    needs: ["api_docs"],
    async run(under) {
      assert.property(bodyOf(await under.get("/openapi.json")), "openapi");
    },
  },
  "loads pages of clients after a logout": {
    needs: ["spine", "authorization_code", "console", "openid", "front_channel_logout"],
    async run(under) {
      const told = { frontchannel_logout_uri: "https://client.test/out" };
      const app = await client(under.issuer, { skipAuthorization: true, metadata: told });
      const { browser, code } = await codeFlow(under, { client: app });
      await code({ scope: "openid" });
      const page = await browser.get("/account");
      const csrf = /name="csrf" value="([^"]+)"/.exec(markupOf(page))?.[1];
      assert.include(markupOf(await browser.post("/logout", { form: { csrf } })), told.frontchannel_logout_uri);
    },
  },
  "takes the address at which a client begins a login": {
    needs: ["initiate_login"],
    async run({ issuer }) {
      assert.isTrue(issuer.clientMetadata.has("initiate_login_uri"));
    },
  },
  "tells pages of clients whether a session changed": {
    needs: ["session_management"],
    async run(under) {
      assert.equal((await under.get("/check_session")).status, 200);
    },
  },
  "lets clients register": {
    needs: ["client_secret", "authorization_code", "registration"],
    async run(under) {
      const told = await registered(under);
      assert.equal((await under.get(told.path, { bearer: told.token })).status, 200);
    },
  },
  "writes down what happened": {
    needs: ["client_secret", "spine", "audit", "password"],
    async run(under) {
      const { app, ann } = await castOf(under);
      await ask(under, app, passwordForm(ann, { password: "wrong horse" }));
      assert.isNotEmpty(await under.issuer.durable.audit.list({ limit: 9, event: "login.failed" }));
    },
  },
  "lets staff look after everything": {
    needs: ["administration"],
    async run(under) {
      const desk = valueBrowser(under);
      await desk.signIn(await person(under.issuer, { isStaff: true }));
      for (const path of ["/admin", "/admin/applications", "/admin/keys"])
        assert.equal((await desk.get(path)).status, 200);
    },
  },
  "lets people register applications": {
    needs: ["applications"],
    async run(under) {
      const browser = valueBrowser(under);
      await browser.signIn(await person(under.issuer));
      const fill = { name: "App", redirect_uris: "https://app.test/cb" };
      const reply = await browser.submit(await browser.get("/applications/register"), fill);
      assert.include(markupOf(reply), "Client secret");
    },
  },
  "has pages for people": {
    needs: ["console"],
    async run(under) {
      assert.equal((await under.get("/")).status, 200);
    },
  },
};

async function works({ run }: Smoke, under: IssuerUnderTest): Promise<boolean> {
  try {
    await run(under);
    return true;
  } catch {
    return false;
  }
}

/** Words that a feature alone brings, by the member of the metadata where each stands: two members may share a word. */
function wordsOf(feature: Feature): Readonly<Record<string, readonly string[]>> {
  const { grants = [], responseModes = [], responseWords = [], clientAuth = [] } = feature;
  return {
    grant_types_supported: grants.map(({ type }) => type),
    response_modes_supported: responseModes.map(({ name }) => name),
    response_types_supported: responseWords.map(({ name }) => name),
    token_endpoint_auth_methods_supported: clientAuth.map(({ name }) => name),
  };
}

/** The words in a member of the metadata; a response type may be several. */
function wordsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => String(one).split(" ")) : [];
}

/** Members of the metadata that a feature alone brings. */
function membersOf({ endpoints = [], hooks }: Feature, { issuer }: IssuerUnderTest): readonly string[] {
  const addresses = endpoints.flatMap(({ metadata }) => (metadata === undefined ? [] : [metadata]));
  return [...addresses, ...Object.keys(hooks?.metadata?.(issuer) ?? {})];
}

const FEATURES = standardFeatures(testConfig(EVERYTHING));

describe("an issuer without one of its features", () => {
  for (const feature of FEATURES) {
    describe(`without ${feature.name}`, () => {
      const features = (all: readonly Feature[]) => all.filter(({ name }) => name !== feature.name);

      it("names nothing of it in its metadata", async () => {
        const under = await issuerUnderTest({ features, settings: EVERYTHING });
        const { metadata } = under.issuer;
        for (const member of membersOf(feature, under)) assert.notProperty(metadata, member);
        for (const [member, words] of Object.entries(wordsOf(feature)))
          for (const word of words) assert.notInclude(wordsIn(metadata[member]), word, member);
      });

      for (const [name, smoke] of Object.entries(SMOKES)) {
        const needed = smoke.needs.includes(feature.name);
        it(`${needed ? "no longer" : "still"} ${name}`, async () => {
          const under = await issuerUnderTest({ features, settings: EVERYTHING });
          if (needed) assert.isFalse(await works(smoke, under));
          else await smoke.run(under);
        });
      }
    });
  }

  it("is tried for every feature: each has something that only it can do", () => {
    const needed = new Set(Object.values(SMOKES).flatMap(({ needs }) => needs));
    assert.sameMembers(
      FEATURES.map(({ name }) => name),
      [...needed],
    );
  });

  it("is the whole issuer again with all of them", async () => {
    for (const smoke of Object.values(SMOKES)) await smoke.run(await issuerUnderTest({ settings: EVERYTHING }));
  });
});
