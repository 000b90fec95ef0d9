import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { directKey, ISSUING_ALGS, peekJwe, type Reply } from "../../src/protocol/mod.ts";
import type { Given } from "../support/issuer_under_test.ts";
import {
  claimsIn,
  decrypted,
  encryptionJwks,
  encryptionKey,
  LONG_SECRET,
  type OpenidFlow,
  openidFlow,
  verified,
} from "../support/openid_flow.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { formsOf } from "../support/visitor.ts";

type Members = Readonly<Record<string, unknown>>;
type Part = "query" | "fragment" | "form";

/** What each response type brings, and whether it may travel in a query. */
const TYPES = [
  ["code", ["code"], true],
  ["none", [], true],
  ["token", ["access_token"], false],
  ["id_token", ["id_token"], false],
  ["code id_token token", ["code", "access_token", "id_token"], false],
] as const;

/** How a signed response came, and the one parameter that there is. */
function received(reply: Reply): { readonly part: Part; readonly jwt: string } {
  const there: readonly (readonly [Part, URLSearchParams])[] =
    reply.kind === "html"
      ? [["form", new URLSearchParams(formsOf(markupOf(reply))[0]?.fields.map(([name, value]) => [name, value]))]]
      : [
          ["query", locationOf(reply).searchParams],
          ["fragment", new URLSearchParams(locationOf(reply).hash.slice(1))],
        ];
  const [only, ...others] = there.filter(([, params]) => params.size > 0);
  assert.isEmpty(others, "it comes in one place");
  const [part, params] = only ?? assert.fail("there is nothing");
  assert.deepEqual([...params.keys()], ["response"], "nothing stands beside the JWT");
  return { part, jwt: params.get("response") ?? "" };
}

/** The claims of a signed response, and how it came. */
async function asked(flow: OpenidFlow, changes: Given): Promise<{ readonly part: Part; readonly claims: Members }> {
  const { part, jwt } = received(await flow.ask(changes));
  return { part, claims: (await verified(flow, jwt)).claims };
}

const ISSUED = ["code", "access_token", "id_token"];

describe("every response type in every signed response mode", () => {
  for (const [responseType, brings, mayQuery] of TYPES) {
    for (const [mode, wanted] of [
      ["query.jwt", "query"],
      ["fragment.jwt", "fragment"],
      ["form_post.jwt", "form"],
      ["jwt", mayQuery ? "query" : "fragment"],
    ] as const) {
      const isRefused = mode === "query.jwt" && !mayQuery;
      rule(
        ["JARM-2.3.1-1", "JARM-2.3.1-2", "JARM-2.3.2-1", "JARM-2.3.3-1", "JARM-2.3.4-1", "JARM-2.1-5"],
        `is ${isRefused ? "refused" : "answered"} (${responseType}, ${mode})`,
        async () => {
          const flow = await openidFlow();
          const { part, claims } = await asked(flow, { response_type: responseType, response_mode: mode });
          assert.equal(part, isRefused ? "fragment" : wanted);
          assert.deepInclude(claims, { state: "a state", iss: "https://issuer.test", aud: flow.client.clientId });
          assert.equal(claims["error"], isRefused ? "invalid_request" : undefined);
          const issued = ISSUED.filter((name) => name in claims);
          assert.deepEqual(issued, isRefused ? [] : [...brings]);
        },
      );
    }
  }

  rule("JARM-2.3.1-2", "carries encrypted tokens in a query, as nobody who sees it can read them", async () => {
    const jwks = await encryptionJwks();
    const flow = await openidFlow({ client: { metadata: { authorization_encrypted_response_alg: "ECDH-ES", jwks } } });
    const { part, jwt } = received(await flow.ask({ response_type: "id_token token", response_mode: "query.jwt" }));
    assert.equal(part, "query");
    const { text } = await decrypted(jwt, await encryptionKey("ECDH-ES"));
    assert.containsAllKeys(claimsIn(text), ["access_token", "id_token"]);
  });

  it("brings a code that is as good as any", async () => {
    const flow = await openidFlow();
    const { claims } = await asked(flow, { response_mode: "jwt" });
    assert.equal((await flow.redeem(String(claims["code"]))).status, 200);
  });
});

describe("what a signed response says", () => {
  rule(["JARM-2.1-1", "JARM-2.1-2", "JARM-2.1-3", "JARM-2.1-4"], "is whose it is, for whom, for minutes", async () => {
    const flow = await openidFlow({ url: "https://issuer.test" });
    const { claims } = await asked(flow, { response_mode: "jwt", scope: "read" });
    const { code, ...rest } = claims;
    assert.match(String(code), /^ts_ac_/);
    const exp = flow.under.clock.now() + 300;
    assert.deepEqual(rest, { iss: "https://issuer.test", aud: flow.client.clientId, exp, state: "a state" });
  });

  rule("JARM-2.1-6", "has numbers as numbers, and texts as texts", async () => {
    const flow = await openidFlow();
    const { claims } = await asked(flow, { response_type: "token", response_mode: "jwt", scope: "read", state: "12" });
    assert.deepInclude(claims, { expires_in: 600, token_type: "Bearer", scope: "read", state: "12" });
  });

  rule("JARM-2.1-7", "has what extensions add, such as the state of the session", async () => {
    const flow = await openidFlow({ settings: { SESSION_MANAGEMENT: "true" } });
    assert.isString((await asked(flow, { response_mode: "jwt" })).claims["session_state"]);
  });

  it("has no state where none was sent", async () => {
    assert.notProperty((await asked(await openidFlow(), { response_mode: "jwt", state: undefined })).claims, "state");
  });

  for (const [error, changes] of [
    ["invalid_scope", { scope: "openid unknown" }],
    ["login_required", { prompt: "none", max_age: "0" }],
    ["unsupported_response_type", { response_type: "nonsense" }],
    ["invalid_request", { response_type: undefined }],
    ["invalid_request", { code_challenge_method: "S512" }],
  ] as const) {
    rule("JARM-2.1-5", `is the error as well, signed like any answer (${error})`, async () => {
      const flow = await openidFlow();
      flow.under.clock.advance(10);
      const { claims } = await asked(flow, { response_mode: "jwt", ...changes });
      assert.deepInclude(claims, { error, state: "a state" });
      assert.isString(claims["error_description"]);
      assert.notProperty(claims, "code");
    });
  }

  rule("JARM-2.1-5", "is the refusal of a person as well", async () => {
    const flow = await openidFlow({ client: { skipAuthorization: false } });
    const query = { response_type: "code", client_id: flow.client.clientId, state: "a state" };
    const pkce = { code_challenge: "x".repeat(43), code_challenge_method: "S256" };
    const first = await flow.browser.get("/authorize", {
      query: { ...query, ...pkce, response_mode: "form_post.jwt" },
    });
    const { part, jwt } = received(await flow.browser.submit(await flow.browser.follow(first), { action: "deny" }));
    assert.equal(part, "form");
    assert.deepInclude((await verified(flow, jwt)).claims, { error: "access_denied", state: "a state" });
  });
});

describe("how a signed response is signed and encrypted", () => {
  for (const alg of ISSUING_ALGS) {
    rule(["JARM-3-1", "JARM-2.2-1"], `is signed by ${alg} where the client registered it`, async () => {
      const flow = await openidFlow({ client: { metadata: { authorization_signed_response_alg: alg } } });
      const { jwt } = received(await flow.ask({ response_mode: "jwt" }));
      assert.equal((await verified(flow, jwt)).header.alg, alg);
    });
  }

  rule("JARM-3-2", "is signed by RS256 where the client registered nothing, whatever signs its ID tokens", async () => {
    const flow = await openidFlow({ client: { metadata: { id_token_signed_response_alg: "ES256" } } });
    const { jwt } = received(await flow.ask({ response_mode: "jwt" }));
    assert.equal((await verified(flow, jwt)).header.alg, "RS256");
  });

  for (const alg of ["RSA-OAEP-256", "ECDH-ES+A128KW", "dir"] as const) {
    rule(["JARM-3-4", "JARM-2.2-1", "JARM-3-5"], `is signed first and then encrypted by ${alg}`, async () => {
      const jwks = await encryptionJwks();
      const flow = await openidFlow({ client: { metadata: { authorization_encrypted_response_alg: alg, jwks } } });
      const { jwt } = received(await flow.ask({ response_mode: "jwt" }));
      assert.deepInclude(peekJwe(jwt), { alg, enc: "A128CBC-HS256", cty: "JWT" });
      const key = alg === "dir" ? directKey(LONG_SECRET, "A128CBC-HS256") : await encryptionKey(alg);
      const { claims } = await verified(flow, (await decrypted(jwt, key)).text);
      assert.isString(claims["code"]);
    });
  }

  it("is good after the keys were rotated", async () => {
    const flow = await openidFlow();
    const { jwt } = received(await flow.ask({ response_mode: "jwt" }));
    await flow.under.issuer.keys.rotate();
    assert.isString((await verified(flow, jwt)).claims["code"]);
  });
});
