import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { rule } from "../../conformance/support/rule.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { type CodeFlow, codeFlow } from "../support/code_flow.ts";
import { type Given, issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { formOf } from "../support/value_browser.ts";
import { codeIn, consentPage, parametersOf } from "./authorization.ts";
import { assertActive, introspected, pairOf } from "./tokens.ts";

const TOKEN = { response_type: "token", code_challenge: undefined, code_challenge_method: undefined };

async function flow(options: IssuerUnderTestOptions & { readonly client?: Parameters<typeof client>[1] } = {}) {
  const under = await issuerUnderTest(options);
  return codeFlow(under, { client: await client(under.issuer, options.client) });
}

/** Has the person agree and answers what the browser is told then. */
async function agree(journey: CodeFlow, changes: Given = {}): Promise<Reply> {
  return journey.browser.submit(await consentPage(journey, changes), { action: "allow" });
}

describe("the answer of /authorize to response_type=code", () => {
  rule(
    ["RFC6749-4.1.2-1", "RFC6749-4.1.2-8", "RFC9207-2-1", "RFC9700-4.4.2-1"],
    "is code, state and iss in the query",
    async () => {
      const reply = await agree(await flow());
      const { code, ...rest } = parametersOf(reply);
      assert.match(code!, /^ts_ac_[0-9A-Za-z]{57}$/);
      assert.deepEqual(rest, { state: "a state", iss: "https://issuer.test" });
      assert.isTrue(locationOf(reply).href.startsWith(`${CALLBACK}?code=`));
      assert.equal(locationOf(reply).hash, "");
    },
  );

  rule(
    ["RFC9700-4.12-1", "RFC9700-4.12-2", "RFC9700-2.1-3"],
    "is a 303, so that no password travels along",
    async () => {
      const reply = await agree(await flow());
      assert.equal(reply.status, 303);
      assert.equal(reply.headers["Cache-Control"], "no-store");
    },
  );

  for (const state of ["a b+c%d&e=f", "ünïcode ✓", '"<script>"', "x".repeat(2_000), "a#b?c/d\\e", "%00"]) {
    rule("RFC6749-4.1.2-8", `gives the state back as it came: ${JSON.stringify(state).slice(0, 40)}`, async () => {
      assert.equal(parametersOf(await agree(await flow(), { state }))["state"], state);
    });
  }

  it("has no state where the request had none", async () => {
    assert.hasAllKeys(parametersOf(await agree(await flow(), { state: undefined })), ["code", "iss"]);
  });

  rule("RFC6749-3.1.2-3", "keeps the query of the redirect URI", async () => {
    const redirectUri = `${CALLBACK}?app=1&x=%20`;
    const journey = await flow({ client: { redirectUris: [redirectUri] } });
    const { href } = locationOf(await agree(journey, { redirect_uri: redirectUri }));
    assert.isTrue(href.startsWith(`${redirectUri}&code=`));
  });

  it("goes to the one redirect URI that is registered where the request names none", async () => {
    const reply = await agree(await flow(), { redirect_uri: undefined });
    assert.isTrue(locationOf(reply).href.startsWith(`${CALLBACK}?code=`));
  });

  rule(["RFC9207-2.3-2", "RFC9207-2-3"], "names the issuer that the metadata names, with its path", async () => {
    const journey = await flow({ url: "https://issuer.test/tenant" });
    const page = await journey.browser.follow(
      await journey.browser.get("/tenant/authorize", {
        query: {
          client_id: journey.client.clientId,
          response_type: "code",
          code_challenge: "x".repeat(43),
          code_challenge_method: "S256",
        },
      }),
    );
    const { iss } = parametersOf(await journey.browser.submit(page, { action: "allow" }));
    assert.equal(iss, journey.under.issuer.metadata["issuer"] as string);
    assert.equal(iss, "https://issuer.test/tenant");
  });

  rule(["RFC6749-3.1-2", "RFC6749-3.1-3"], "does not mind parameters that are empty or not known", async () => {
    const reply = await agree(await flow(), { scope: "", nonsense: "1", __proto__x: "2", constructor: "3" });
    assert.hasAllKeys(parametersOf(reply), ["code", "state", "iss"]);
  });

  rule(["RFC7636-4.4-1", "RFC7636-4.4-2"], "holds no challenge in the code", async () => {
    const journey = await flow();
    const codes = [codeIn(await agree(journey)), codeIn(await agree(journey, { approval_prompt: "force" }))];
    for (const code of codes) assert.notInclude(code, "challenge");
    assert.notEqual(codes[0], codes[1]);
    assert.equal((await journey.redeem(codes[0]!)).status, 200);
  });
});

describe("the answer of /authorize in other response modes", () => {
  rule(["MULTIRESPONSE-2.1-1", "MULTIRESPONSE-2.1-2"], "is in the fragment for response_mode=fragment", async () => {
    const reply = await agree(await flow(), { response_mode: "fragment" });
    assert.hasAllKeys(parametersOf(reply, "hash"), ["code", "state", "iss"]);
    assert.equal(locationOf(reply).search, "");
  });

  it("is a form for response_mode=form_post, which the policy of the page lets out to the client alone", async () => {
    const reply = await agree(await flow(), { response_mode: "form_post", state: '"><script>' });
    const { action, fields } = formOf(reply);
    assert.equal(action, CALLBACK);
    assert.deepEqual(
      fields.map(([name]) => name),
      ["code", "state", "iss"],
    );
    assert.equal(Object.fromEntries(fields)["state"], '"><script>');
    assert(reply.kind === "html");
    assert.deepEqual(reply.formAction, ["https://client.test"]);
    assert.match(reply.scriptHash ?? "", /^sha256-/);
    assert.notInclude(markupOf(reply), '"><script>');
  });

  it("is a form for a token as well", async () => {
    const reply = await agree(await flow(), { ...TOKEN, response_mode: "form_post" });
    assert.deepEqual(
      formOf(reply)
        .fields.map(([name]) => name)
        .slice(0, 2),
      ["access_token", "token_type"],
    );
  });
});

describe("the answer of /authorize to response_type=token", () => {
  rule(
    ["RFC6749-4.2.2-1", "RFC6749-4.2.2-3", "RFC6749-4.2.2-4", "RFC6749-4.2.2-2", "RFC6749-4.2.1-1"],
    "is an access token in the fragment, and no refresh token",
    async () => {
      const journey = await flow();
      const reply = await agree(journey, TOKEN);
      const { access_token: token, ...rest } = parametersOf(reply, "hash");
      const told = { token_type: "Bearer", expires_in: "600", scope: "read write", state: "a state" };
      assert.deepEqual(rest, { ...told, iss: "https://issuer.test" });
      assert.equal(locationOf(reply).search, "");
      await assertActive(journey.under, token!);
    },
  );

  rule("RFC6749-4.2.2-6", "tells the scope that the person left", async () => {
    const journey = await flow();
    const page = await consentPage(journey, TOKEN);
    const reply = await journey.browser.submit(page, { action: "allow", scope: ["write"] });
    const { scope, access_token: token } = parametersOf(reply, "hash");
    assert.equal(scope, "write");
    assert.equal((await introspected(journey.under, token!))["scope"], "write");
  });

  rule("RFC6749-4.2.1-4", "goes to a registered redirect URI alone", async () => {
    const reply = await agree(await flow(), TOKEN);
    assert.isTrue(locationOf(reply).href.startsWith(`${CALLBACK}#access_token=`));
  });

  it("answers code and token together where both are asked for", async () => {
    const journey = await flow();
    const reply = await agree(journey, { response_type: "token code" });
    const { code, access_token: token } = parametersOf(reply, "hash");
    assert.equal((await journey.redeem(code!)).status, 200);
    await assertActive(journey.under, token!);
  });
});

describe("the redirect URI of a native application", () => {
  const native = { type: "public" } as const;

  rule(["RFC9700-4.1.3-2", "RFC8252-7-1", "RFC8252-8.4-1"], "may have any port on the loopback interface", async () => {
    const journey = await flow({ client: { ...native, redirectUris: ["http://127.0.0.1/cb", "http://[::1]/cb"] } });
    for (const redirectUri of ["http://127.0.0.1:51004/cb", "http://[::1]:61023/cb", "http://127.0.0.1/cb"]) {
      const reply = await agree(journey, { redirect_uri: redirectUri });
      assert.isTrue(locationOf(reply).href.startsWith(`${redirectUri}?code=`), redirectUri);
      const redeemed = await journey.redeem(codeIn(reply), { redirect_uri: redirectUri });
      assert.equal(redeemed.status, 200);
    }
  });

  for (const redirectUri of [
    "http://127.0.0.1:51004/other",
    "http://localhost:51004/cb",
    "http://127.0.0.2:51004/cb",
    "https://127.0.0.1:51004/cb",
    "http://127.0.0.1:51004@evil.test/cb",
    "http://127.0.0.1.evil.test/cb",
    "http://127.0.0.1:99999/cb",
  ]) {
    rule("RFC8252-8.4-1", `may differ in nothing else: ${redirectUri}`, async () => {
      const journey = await flow({ client: { ...native, redirectUris: ["http://127.0.0.1/cb"] } });
      const reply = await journey.browser.get("/authorize", {
        query: { client_id: journey.client.clientId, response_type: "code", redirect_uri: redirectUri },
      });
      assert.equal(reply.kind, "html");
      assert.equal(reply.status, 400);
    });
  }

  rule("RFC8252-7-1", "may have a scheme of its own where a setting says so", async () => {
    const redirectUri = "com.example.app:/cb";
    const settings = { PRIVATE_USE_URI_SCHEMES: "true" };
    const journey = await flow({ settings, client: { ...native, redirectUris: [redirectUri] } });
    const reply = await agree(journey, { redirect_uri: redirectUri });
    assert.isTrue(locationOf(reply).href.startsWith(`${redirectUri}?code=`));
    const redeemed = await journey.redeem(codeIn(reply), { redirect_uri: redirectUri });
    assert.equal(pairOf(redeemed).access.slice(0, 6), "ts_at_");
  });

  rule(["RFC8252-8.1-1", "RFC8252-8.1-2", "RFC9700-2.1.1-1"], "gets no code without PKCE", async () => {
    const journey = await flow({ settings: { PKCE_REQUIRED: "public" }, client: native });
    const { error } = parametersOf(
      await journey.browser.get("/authorize", {
        query: { client_id: journey.client.clientId, response_type: "code" },
      }),
    );
    assert.equal(error, "invalid_request");
  });

  rule("RFC8252-8.5-1", "needs no secret", async () => {
    const journey = await flow({ client: native });
    assert.deepEqual(journey.client.secrets, []);
    assert.equal((await journey.redeem(codeIn(await agree(journey)))).status, 200);
  });

  rule(
    ["RFC6749-3.1.2.2-4", "RFC6749-10.2-2"],
    "is registered in full: a part of it covers nothing below",
    async () => {
      const registered = ["http://127.0.0.1/", "https://client.test/", "https://client.test/*"];
      const journey = await flow({ client: { ...native, redirectUris: registered } });
      for (const redirectUri of ["http://127.0.0.1/cb", "https://client.test/cb", "https://client.test/?a=b"]) {
        const query = { client_id: journey.client.clientId, response_type: "code", redirect_uri: redirectUri };
        assert.equal((await journey.browser.get("/authorize", { query })).kind, "html", redirectUri);
      }
    },
  );

  rule("RFC8252-8.4-5", "has a scheme with a dot, as a name of a domain has, or is not registered", async () => {
    const { issuer } = await issuerUnderTest({ settings: { PRIVATE_USE_URI_SCHEMES: "true" } });
    for (const redirectUri of ["myapp:/cb", "javascript:/cb", "data:/cb"]) {
      let refused: unknown;
      await client(issuer, { ...native, redirectUris: [redirectUri] }).catch((error: unknown) => {
        refused = error;
      });
      assert.include(String(refused), "redirectUris", redirectUri);
    }
  });
});
