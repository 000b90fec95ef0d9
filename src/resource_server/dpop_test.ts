import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type ApiUnderTest, apiUnderTest, bodyOfAnswer, challengeOf } from "../../test/http/api_under_test.ts";
import { proofKey } from "../../test/support/dpop.ts";
import { type ProvedOptions, provedHeaders, sendProved } from "../../test/support/dpop_client.ts";
import { textIn } from "../../test/support/replies.ts";
import { parseChallenges } from "../protocol/mod.ts";
import { authenticate, type AuthenticateOptions, type DpopOptions } from "./mod.ts";
import { guard, hasScope, localReader } from "./mod.ts";

const ORIGIN = "https://api.test";
const NONCE_KEY = new Uint8Array(32).fill(9);

/** An API that says by which type of token it was called. */
async function api(
  options: Partial<DpopOptions> | null = {},
  more: Partial<AuthenticateOptions> = {},
): Promise<ApiUnderTest> {
  return apiUnderTest(({ issuer }) => [
    authenticate({
      reader: localReader(issuer),
      origin: ORIGIN,
      ...(options === null ? {} : { dpop: { store: issuer.ephemeral, clock: issuer.clock, ...options } }),
      ...more,
    }),
    guard(hasScope("read")),
    (context) => {
      const { tokenType, jkt } = context.state["auth"];
      context.body = { tokenType, jkt };
    },
  ]);
}

let open: ApiUnderTest | undefined;

async function opened(...given: Parameters<typeof api>): Promise<ApiUnderTest> {
  open = await api(...given);
  return open;
}

async function boundToken(on: ApiUnderTest): Promise<string> {
  const form = { grant_type: "client_credentials", scope: "read" };
  return textIn(await sendProved(on, ["POST", "/token"], { as: on.app, form }), "access_token");
}

/** Calls the API with a token and its proof. */
async function call(on: ApiUnderTest, options: ProvedOptions, path = "/books"): Promise<Response> {
  const { pathname } = new URL(path, ORIGIN);
  const headers = await provedHeaders(on, { method: "GET", url: ORIGIN + pathname, ...options });
  return on.call(path, { headers: { ...headers, ...options.headers } });
}

async function assertRefusal(response: Response, error: string, says: string): Promise<void> {
  assert.equal(response.status, 401);
  assert.deepInclude(challengeOf(response), { scheme: "DPoP", error });
  assert.include(challengeOf(response)["algs"], "ES256");
  assert.include(String((await bodyOfAnswer(response))["error_description"]), says);
}

describe("authenticate({ dpop })", () => {
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  rule(["RFC9449-7-2", "RFC9449-4.3-12"], "takes a bound token with a proof of its key, and says so", async () => {
    const on = await opened();
    const response = await call(on, { token: await boundToken(on) }, "/books?page=2");
    assert.equal(response.status, 200);
    assert.deepEqual(await bodyOfAnswer(response), { tokenType: "DPoP", jkt: (await proofKey()).jkt });
  });

  it("takes bearer tokens all the same, which are bound to nothing", async () => {
    const on = await opened();
    const response = await on.call("/books", { token: await on.token({ scope: "read" }) });
    assert.deepEqual(await bodyOfAnswer(response), { tokenType: "Bearer" });
  });

  rule("RFC9449-7.2-1", "refuses a bound token that is shown as a bearer token, with a proof or without", async () => {
    const on = await opened();
    const token = await boundToken(on);
    assert.equal((await on.call("/books", { token })).status, 401);
    const response = await call(on, { token, headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 401);
  });

  rule("RFC9449-7.2-1", "refuses it wherever proofs are not checked", async () => {
    const on = await opened(null);
    const token = await boundToken(on);
    assert.equal((await on.call("/books", { token })).status, 401);
    assert.equal((await call(on, { token })).status, 401);
  });

  const wrong: readonly (readonly [string, string, ProvedOptions, string, string])[] = [
    ["RFC9449-4.3-9", "for another address", { proof: { htu: `${ORIGIN}/films` } }, "invalid_dpop_proof", "htu"],
    ["RFC9449-4.3-8", "for another method", { proof: { htm: "POST" } }, "invalid_dpop_proof", "htm"],
    ["RFC9449-4.3-12", "for another token", { proof: { accessToken: "x" } }, "invalid_dpop_proof", "ath"],
    ["RFC9449-4.3-2", "that is none", { proof: "none" }, "invalid_dpop_proof", "three parts"],
    ["RFC9449-11.1-2", "of long ago", { proof: { iat: 1_767_000_000 } }, "invalid_dpop_proof", "iat"],
  ];
  for (const [id, name, options, error, says] of wrong) {
    rule([id, "RFC9449-7.1-3"], `refuses a proof ${name}`, async () => {
      const on = await opened();
      await assertRefusal(await call(on, { token: await boundToken(on), ...options }), error, says);
    });
  }

  rule("RFC9449-4.3-12", "refuses the proof of another key", async () => {
    const on = await opened();
    const by = await proofKey("second");
    await assertRefusal(await call(on, { token: await boundToken(on), by }), "invalid_token", "another key");
  });

  rule("RFC9449-7-2", "refuses a bound token without a proof", async () => {
    const on = await opened();
    const headers = { authorization: `DPoP ${await boundToken(on)}` };
    await assertRefusal(await on.call("/books", { headers }), "invalid_token", "no DPoP proof");
  });

  rule("RFC9449-4.3-1", "refuses two proofs", async () => {
    const on = await opened();
    const token = await boundToken(on);
    const { dpop } = await provedHeaders(on, { method: "GET", url: `${ORIGIN}/books`, token });
    const headers = new Headers({ authorization: `DPoP ${token}`, dpop: dpop! });
    headers.append("dpop", dpop!);
    const response = await fetch(`${on.url}/books`, { headers });
    await assertRefusal(response, "invalid_dpop_proof", "more than one");
  });

  rule("RFC9449-11.1-1", "refuses a proof that was shown before", async () => {
    const on = await opened();
    const options = { token: await boundToken(on), proof: { claims: { jti: "once" } } };
    assert.equal((await call(on, options)).status, 200);
    await assertRefusal(await call(on, options), "invalid_dpop_proof", "shown before");
  });

  rule("RFC9449-7.1-2", "refuses by the scheme DPoP a token that is bound to nothing, and an unknown one", async () => {
    const on = await opened();
    await assertRefusal(await call(on, { token: await on.token() }), "invalid_token", "bound to no key");
    await assertRefusal(await call(on, { token: "unknown" }), "invalid_token", "unknown");
  });

  it("remembers nothing of who has no token", async () => {
    let claimed = 0;
    const on = await opened({ store: { claim: async () => (claimed += 1) > 0 } });
    await call(on, { token: "unknown" });
    await call(on, { token: await on.token() });
    assert.equal(claimed, 0);
    await call(on, { token: await boundToken(on) });
    assert.equal(claimed, 1);
  });

  it("refuses a token in two places at once", async () => {
    const on = await opened({}, { bearerIn: { query: true } });
    const token = await boundToken(on);
    const response = await call(on, { token }, `/books?access_token=${token}`);
    assert.equal((await bodyOfAnswer(response))["error"], "invalid_request");
  });

  rule("RFC9449-9-1", "demands a nonce where it has a key for them, and tells one with each answer", async () => {
    const on = await opened({ nonceKey: NONCE_KEY });
    const token = await boundToken(on);
    const first = await call(on, { token });
    const nonce = first.headers.get("dpop-nonce") ?? "";
    await assertRefusal(first, "use_dpop_nonce", "DPoP-Nonce");
    const second = await call(on, { token, proof: { nonce } });
    assert.deepEqual([second.status, second.headers.get("dpop-nonce")], [200, nonce]);
    await assertRefusal(await call(on, { token, proof: { nonce: "made up" } }), "use_dpop_nonce", "too old");
    assert.isFalse((await on.call("/books", { token: await on.token() })).headers.has("dpop-nonce"));
  });

  it("offers both ways to who brings no credentials", async () => {
    const on = await opened();
    const challenges = parseChallenges((await on.call("/books")).headers.get("www-authenticate") ?? "");
    assert.deepEqual(
      challenges.map(({ scheme }) => scheme),
      ["Bearer", "DPoP"],
    );
  });

  it("answers 403 in the words of DPoP where the scope is poor", async () => {
    const on = await opened();
    const form = { grant_type: "client_credentials", scope: "write" };
    const token = textIn(await sendProved(on, ["POST", "/token"], { as: on.app, form }), "access_token");
    const response = await call(on, { token });
    assert.equal(response.status, 403);
    assert.deepInclude(challengeOf(response), { scheme: "DPoP", error: "insufficient_scope" });
  });
});
