import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { halfHash, ISSUING_ALGS, type Reply } from "../../src/protocol/mod.ts";
import { claimsIn, openidFlow, verified } from "../support/openid_flow.ts";
import { assertErrorSent, bodyOf, locationOf, markupOf } from "../support/replies.ts";
import { formsOf } from "../support/visitor.ts";

/** What each response type brings, and whether it may travel in a query. */
const TYPES = [
  ["code", ["code"], true],
  ["token", ["access_token"], false],
  ["id_token", ["id_token"], false],
  ["id_token token", ["access_token", "id_token"], false],
  ["code id_token", ["code", "id_token"], false],
  ["code token", ["code", "access_token"], false],
  ["code id_token token", ["code", "access_token", "id_token"], false],
  ["none", [], true],
] as const;

const MODES = [undefined, "query", "fragment", "form_post"] as const;
const ISSUED = ["code", "access_token", "id_token"];

type Part = "query" | "fragment" | "form_post";

/** The parameters of an answer, and how they came. */
function received(reply: Reply): { readonly part: Part; readonly given: URLSearchParams } {
  if (reply.kind === "html") {
    const fields = formsOf(markupOf(reply))[0]?.fields ?? [];
    return { part: "form_post", given: new URLSearchParams(fields.map(([name, value]) => [name, value])) };
  }
  const { hash, search } = locationOf(reply);
  assert.isTrue(hash === "" || search === "", "an answer comes in one place");
  return hash === ""
    ? { part: "query", given: new URLSearchParams(search) }
    : { part: "fragment", given: new URLSearchParams(hash.slice(1)) };
}

describe("every response type in every response mode", () => {
  for (const [responseType, brings, mayQuery] of TYPES) {
    for (const mode of MODES) {
      const isRefused = mode === "query" && !mayQuery;
      const part = isRefused ? "fragment" : (mode ?? (mayQuery ? "query" : "fragment"));
      const said = `${responseType}, ${mode ?? "no mode"}`;

      rule(
        ["OIDC-3.2.2.5-1", "OIDC-3.3.2.5-1", "OIDC-3.2.2.5-2"],
        `is ${isRefused ? "refused" : "answered"} in the ${part} (${said})`,
        async () => {
          const flow = await openidFlow();
          const answer = received(await flow.ask({ response_type: responseType, response_mode: mode }));
          const { given } = answer;
          assert.equal(answer.part, part);
          assert.deepEqual([given.get("state"), given.get("iss")], ["a state", "https://issuer.test"]);
          assert.equal(given.get("error"), isRefused ? "invalid_request" : null);
          assert.deepEqual(
            ISSUED.filter((name) => given.has(name)),
            isRefused ? [] : [...brings],
          );
          assert.equal(given.get("token_type"), !isRefused && given.has("access_token") ? "Bearer" : null);
        },
      );
    }

    for (const mode of MODES.filter((one) => one !== "query" || mayQuery)) {
      it(`sends an error where the answer would have been (${responseType}, ${mode ?? "no mode"})`, async () => {
        const flow = await openidFlow();
        const { part, given } = received(
          await flow.ask({ response_type: responseType, response_mode: mode, scope: "openid unknown" }),
        );
        assert.equal(part, mode ?? (mayQuery ? "query" : "fragment"));
        assert.deepEqual([given.get("error"), given.get("state")], ["invalid_scope", "a state"]);
        assert.deepEqual(
          ISSUED.filter((name) => given.has(name)),
          [],
        );
      });
    }
  }
});

describe("the ID token from the authorization endpoint", () => {
  const WITH_ID_TOKEN = TYPES.filter(([type]) => type.includes("id_token"));

  for (const alg of ISSUING_ALGS) {
    for (const [responseType, brings] of WITH_ID_TOKEN) {
      rule(
        ["OIDC-3.2.2.10-2", "OIDC-3.3.2.11-2", "OIDC-3.3.2.11-3", "OIDC-2-8"],
        `vouches by the hash of ${alg} for what comes beside it (${responseType})`,
        async () => {
          const flow = await openidFlow({ client: { metadata: { id_token_signed_response_alg: alg } } });
          const given = await flow.front({ response_type: responseType });
          const { claims, header } = await verified(flow, given.get("id_token"));
          const hashOf = (name: string) => halfHash(alg, given.get(name) ?? "");
          const includes = (name: string) => brings.some((one) => one === name);
          assert.equal(header.alg, alg);
          assert.equal(claims["c_hash"], includes("code") ? hashOf("code") : undefined);
          assert.equal(claims["at_hash"], includes("access_token") ? hashOf("access_token") : undefined);
          assert.equal(claims["s_hash"], halfHash(alg, "a state"));
        },
      );
    }
  }

  for (const [responseType] of WITH_ID_TOKEN) {
    rule(
      ["OIDC-3.2.2.10-1", "OIDC-3.3.2.11-1"],
      `holds the nonce, and is refused without one (${responseType})`,
      async () => {
        const flow = await openidFlow();
        const given = await flow.front({ response_type: responseType, nonce: "n 2" });
        assert.equal(claimsIn(given.get("id_token"))["nonce"], "n 2");
        const refused = await flow.ask({ response_type: responseType, nonce: undefined });
        assertErrorSent(refused, { error: "invalid_request", says: "nonce", part: "hash" });
      },
    );
  }

  it("says nothing of a state that was not sent", async () => {
    const flow = await openidFlow();
    const given = await flow.front({ response_type: "id_token", state: undefined });
    assert.notProperty(claimsIn(given.get("id_token")), "s_hash");
  });

  it("needs no PKCE where no code comes", async () => {
    const flow = await openidFlow();
    const none = { code_challenge: undefined, code_challenge_method: undefined };
    assert.isTrue((await flow.front({ response_type: "id_token", ...none })).has("id_token"));
  });
});

describe("the two ID tokens of the hybrid flow", () => {
  for (const responseType of ["code id_token", "code id_token token"]) {
    rule(
      ["OIDC-3.3.3.6-1", "OIDC-3.3.3.6-2"],
      `are of one person, one sign-in and one nonce (${responseType})`,
      async () => {
        const flow = await openidFlow();
        const given = await flow.front({ response_type: responseType });
        flow.under.clock.advance(30);
        const body = bodyOf(await flow.redeem(given.get("code") ?? ""));
        const [front, back] = [claimsIn(given.get("id_token")), claimsIn(body["id_token"])];
        for (const name of ["iss", "sub", "aud", "auth_time", "amr", "acr", "nonce", "sid"])
          assert.deepEqual(back[name], front[name], name);
        assert.equal(Number(back["iat"]) - Number(front["iat"]), 30);
        assert.equal(back["at_hash"], halfHash("RS256", String(body["access_token"])));
        assert.notEqual(body["access_token"], given.get("access_token"));
      },
    );
  }

  it("are both encrypted, so that the browser sees neither", async () => {
    const flow = await openidFlow({ client: { metadata: { id_token_encrypted_response_alg: "dir" } } });
    const given = await flow.front({ response_type: "code id_token" });
    const body = bodyOf(await flow.redeem(given.get("code") ?? ""));
    for (const text of [given.get("id_token"), body["id_token"]]) assert.lengthOf(String(text).split("."), 5);
  });
});

describe("claims of the UserInfo endpoint that nobody could ask for", () => {
  for (const [responseType, isRefused] of [
    ["id_token", true],
    ["none", true],
    ["code", false],
    ["id_token token", false],
  ] as const) {
    rule("OIDC-5.5-2", `are ${isRefused ? "refused" : "taken"} with ${responseType}`, async () => {
      const flow = await openidFlow();
      const asked = { response_type: responseType, claims: '{"userinfo":{"nickname":null}}', scope: "openid profile" };
      const { given } = received(await flow.ask(asked));
      assert.equal(given.get("error"), isRefused ? "invalid_request" : null);
    });
  }
});

describe("offline_access", () => {
  const OFFLINE = { scope: "openid offline_access", prompt: "consent" };

  rule(
    ["OIDC-11-1", "OIDC-11-3"],
    "is given where the person was asked, also by a client that skips the question",
    async () => {
      const flow = await openidFlow();
      const body = await flow.tokens(OFFLINE);
      assert.equal(body["scope"], "openid offline_access");
      const [family] = await flow.under.issuer.durable.families.listOf(flow.account.id);
      assert.notProperty(family?.bindings, "session");
    },
  );

  rule("OIDC-11-1", "is left out where the person need not be asked, and the rest is answered", async () => {
    const flow = await openidFlow();
    for (const prompt of [undefined, "none"])
      assert.equal((await flow.tokens({ ...OFFLINE, prompt }))["scope"], "openid");
  });

  rule("OIDC-11-2", "is left out where no code comes, and the rest is answered", async () => {
    const flow = await openidFlow();
    assert.equal((await flow.front({ ...OFFLINE, response_type: "id_token token" })).get("scope"), "openid");
  });

  it("is left out for a client that may not refresh", async () => {
    const flow = await openidFlow({ client: { grantTypes: ["authorization_code"] } });
    assert.equal((await flow.tokens(OFFLINE))["scope"], "openid");
  });

  it("is a scope like any other without openid", async () => {
    const flow = await openidFlow();
    assert.equal((await flow.tokens({ scope: "read offline_access" }))["scope"], "read offline_access");
  });

  it("outlives the session, where tokens without it end with it", async () => {
    for (const [changes, status] of [
      [OFFLINE, 200],
      [{}, 400],
    ] as const) {
      const flow = await openidFlow();
      const { refresh_token: token } = await flow.tokens(changes);
      const page = await flow.browser.get("/account");
      const form = formsOf(markupOf(page)).find(({ action }) => action.endsWith("/logout"));
      await flow.browser.post("/logout", { form: Object.fromEntries(form?.fields ?? []) });
      assert.equal((await flow.refresh(token)).status, status);
    }
  });
});
