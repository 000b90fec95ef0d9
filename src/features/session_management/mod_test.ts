import { createHash } from "node:crypto";
import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { CALLBACK, client, person } from "../../../test/support/cast.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { type Given, issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { locationOf, markupOf } from "../../../test/support/replies.ts";
import { valueBrowser } from "../../../test/support/value_browser.ts";
import type { ClientInput } from "../../clients/mod.ts";

async function opened(options: IssuerUnderTestOptions = {}, said: Partial<ClientInput> = {}) {
  const under = await issuerUnderTest(options);
  const app = await client(under.issuer, { skipAuthorization: true, ...said });
  const { browser } = await codeFlow(under, { client: app });
  // The visit brings the cookie that scripts read.
  await browser.get(`${under.issuer.base}/account`);
  async function answered(changes: Given = {}, by = browser): Promise<URLSearchParams> {
    const query = codeRequest(app, { scope: "openid", ...changes });
    const { searchParams, hash } = locationOf(await by.get(`${under.issuer.base}/authorize`, { query }));
    return hash === "" ? searchParams : new URLSearchParams(hash.slice(1));
  }
  return { under, app, browser, answered, stranger: valueBrowser(under) };
}

/** Whether the frame would say unchanged to the application: the same computation once more. */
function isUnchanged(state: string, clientId: string, cookie = ""): boolean {
  const [hash, salt] = state.split(".");
  const text = `${clientId} ${new URL(CALLBACK).origin} ${cookie} ${salt}`;
  return createHash("sha256").update(text).digest("base64url") === hash;
}

describe("session_state in an answer", () => {
  rule("SESSION-2-1", "is that of the browser, as its script reads it", async () => {
    const { app, browser, answered } = await opened();
    const state = (await answered()).get("session_state") ?? "";
    assert.match(state, /^[\w-]{43}\.[\w-]{22}$/);
    assert.isTrue(isUnchanged(state, app.clientId, browser.cookies.get("bs")));
  });

  for (const responseType of ["code", "id_token", "id_token token", "code id_token", "code token", "none"]) {
    it(`stands once beside what response_type=${responseType} brings`, async () => {
      const { answered } = await opened({}, { grantTypes: ["authorization_code", "implicit"] });
      const answer = await answered({ response_type: responseType, nonce: "n" });
      assert.isNull(answer.get("error"), answer.get("error_description") ?? "");
      assert.lengthOf(answer.getAll("session_state"), 1);
    });
  }

  it("is right in the very answer to a sign-in", async () => {
    const { under, app, stranger } = await opened();
    const ann = await person(under.issuer);
    const begun = await stranger.get("/authorize", { query: codeRequest(app, { scope: "openid" }) });
    const reply = await stranger.logIn(await stranger.follow(begun), ann);
    const state = locationOf(reply).searchParams.get("session_state") ?? "";
    assert.isTrue(isUnchanged(state, app.clientId, stranger.cookies.get("bs")));
  });

  it("is another for another application, and another each time", async () => {
    const { under, app, browser, answered } = await opened();
    const other = await client(under.issuer, { skipAuthorization: true });
    const states = [await answered(), await answered(), await answered({ client_id: other.clientId })];
    const [one, two, three] = states.map((answer) => answer.get("session_state") ?? "");
    assert.isTrue(isUnchanged(two!, app.clientId, browser.cookies.get("bs")));
    assert.isTrue(isUnchanged(three!, other.clientId, browser.cookies.get("bs")));
    assert.lengthOf([...new Set([one, two, three])], 3);
  });

  for (const [name, changes] of [
    ["a request that is not one of OpenID Connect", { scope: "read" }],
    ["an error of such a request", { scope: "read", code_challenge: undefined, code_challenge_method: undefined }],
    ["a scope that comes twice", { scope: ["openid", "openid"] }],
  ] as const) {
    it(`is not in the answer to ${name}`, async () => {
      const { answered } = await opened();
      assert.isFalse((await answered(changes)).has("session_state"));
    });
  }

  it("is not told to an app that lives on no web page", async () => {
    const settings = { PRIVATE_USE_URI_SCHEMES: "true" };
    const { answered } = await opened({ settings }, { redirectUris: ["com.example.app:/cb"] });
    const answer = await answered({ redirect_uri: "com.example.app:/cb" });
    assert.isTrue(answer.has("code"));
    assert.isFalse(answer.has("session_state"));
  });
});

describe("session_state in an error", () => {
  rule(["SESSION-2-2", "SESSION-3.2-8"], "is there as well, and another with each request", async () => {
    const { app, answered, stranger } = await opened();
    const errors = [await answered({ prompt: "none" }, stranger), await answered({ prompt: "none" }, stranger)];
    const states = errors.map((answer) => answer.get("session_state") ?? "");
    assert.deepEqual(
      errors.map((answer) => answer.get("error")),
      ["login_required", "login_required"],
    );
    assert.notEqual(states[0], states[1]);
    for (const state of states) assert.isTrue(isUnchanged(state, app.clientId));
  });

  it("is that of the person who is signed in", async () => {
    const { app, browser, answered } = await opened();
    const answer = await answered({ scope: "openid nonsense" });
    assert.equal(answer.get("error"), "invalid_scope");
    assert.isTrue(isUnchanged(answer.get("session_state") ?? "", app.clientId, browser.cookies.get("bs")));
  });

  beyond(
    "SESSION-5.1-1",
    "is what the frame sees, where a frame of another site asked without the session's cookie",
    async () => {
      const { app, browser, answered, stranger } = await opened();
      const state = browser.cookies.get("bs") ?? "";
      stranger.cookies.set("bs", state);
      const answer = await answered({ prompt: "none" }, stranger);
      assert.equal(answer.get("error"), "login_required");
      assert.isTrue(isUnchanged(answer.get("session_state") ?? "", app.clientId, state));
      assert.equal(stranger.cookies.get("bs"), state);
    },
  );
});

describe("GET /check_session", () => {
  it("is a page with a script that any page of a client may show in a frame", async () => {
    const { under } = await opened();
    const reply = await under.get("/check_session");
    assert.include(markupOf(reply), "<script>");
    assert.deepInclude(reply, {
      frameAncestors: ["https:", "http://localhost:*", "http://127.0.0.1:*"],
      headers: { "Cache-Control": "public, max-age=3600" },
    });
  });

  it("lets http pages of other hosts in where clients may have them", async () => {
    const { under } = await opened({ settings: { HTTP_REDIRECT_URIS: "any" } });
    assert.deepInclude(await under.get("/check_session"), { frameAncestors: ["https:", "http:"] });
  });

  it("brings nobody's cookie, as caches hand it on to others", async () => {
    const { under, browser } = await opened();
    const { sid = "" } = Object.fromEntries(browser.cookies);
    for (const path of ["/check_session", "/jwks", "/.well-known/openid-configuration"]) {
      for (const cookies of [{ bs: "kept" }, { sid }, { sid, bs: "older" }])
        assert.isUndefined((await under.get(path, { cookies })).cookies, path);
    }
  });

  rule("SESSION-3.3-1", "is named in the metadata, below the path of the issuer", async () => {
    const { issuer } = await issuerUnderTest({ url: "https://issuer.test/tenant" });
    assert.equal(issuer.metadata["check_session_iframe"], "https://issuer.test/tenant/check_session");
  });

  for (const settings of [{ SESSION_MANAGEMENT: "off" }, { OIDC_ENABLED: "false" }]) {
    it(`is not there with ${JSON.stringify(settings)}, and nothing speaks of it`, async () => {
      const { issuer } = await issuerUnderTest({ settings });
      assert.notProperty(issuer.metadata, "check_session_iframe");
      assert.isUndefined(issuer.endpoints.find(({ path }) => path === "/check_session"));
      const browser = valueBrowser(await issuerUnderTest({ settings }));
      assert.isFalse(browser.cookies.has("bs"));
    });
  }
});
