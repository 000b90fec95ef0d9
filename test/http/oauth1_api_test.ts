import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenges } from "../../src/protocol/mod.ts";
import { API_ENDPOINTS, sampleApi, type SampleApiOptions } from "../../src/sample_api/mod.ts";
import { removeClient, revokeFamily } from "../../src/tokens/mod.ts";
import { brokenStores } from "../support/broken_stores.ts";
import { person } from "../support/cast.ts";
import { ALL_METHODS, consumerOf, registerConsumer, type SignOptions, signRequest } from "../support/oauth1.ts";
import { bodyOfAnswer } from "./api_under_test.ts";
import { type SignedApi, signedApi } from "./signed_api.ts";

const HOUR = 3_600;
const stores = brokenStores();
let api: SignedApi;

function open(options: Omit<SampleApiOptions, "issuer"> = {}): Promise<SignedApi> {
  return signedApi(({ issuer }, signed) => [sampleApi({ issuer, signed, ...options })], {
    stores: (standard) => stores.wrap(standard),
  });
}

before(async () => {
  api = await open();
});
afterEach(() => stores.break({}));
after(() => api.close());

/** A signed call by credentials that were made for it. */
async function ask(path: string, signing: Partial<SignOptions> & { readonly scope?: readonly string[] } = {}) {
  const { scope = ["read", "write"], ...rest } = signing;
  return api.ask(path, { token: await api.give({ scope }), ...rest });
}

/** The one challenge of an answer: its scheme, and what it says. */
function challengeOf({ headers }: Response): Readonly<Record<string, string>> {
  const [{ scheme, params } = { scheme: "none", params: {} }, ...others] = parseChallenges(
    headers.get("WWW-Authenticate") ?? "",
  );
  assert.lengthOf(others, 0);
  return { scheme, ...params };
}

async function assertRefused(answer: Response, status: number, problem: string): Promise<void> {
  const { error, error_description: description } = await bodyOfAnswer(answer);
  assert.deepEqual([answer.status, error], [status, problem], String(description));
  assert.deepInclude(challengeOf(answer), { scheme: "OAuth", realm: "api", oauth_problem: problem });
}

describe("the sample API, of signed requests", () => {
  for (const signatureMethod of ALL_METHODS.filter((method) => !method.startsWith("RSA"))) {
    for (const place of ["header", "form", "query"] as const) {
      rule("RFC5849-3.5-1", `takes ${signatureMethod} in the ${place}`, async () => {
        const method = place === "form" ? "PATCH" : "GET";
        const answer = await ask(`/api/users/${api.ann.id}/`, { signatureMethod, place, method, realm: "api" });
        assert.equal(answer.status, 200, await answer.text());
      });
    }
  }

  for (const { name, method, path, scope } of API_ENDPOINTS.filter(({ scope: { length } }) => length > 0)) {
    const address = `/api${path.replace(":id", "1")}`;
    const lacking = scope.includes("read") ? "write" : "read";

    rule("OAUTHPROBLEM-2-14", `${name}: 403 to a token that lacks '${scope.join(" ")}'`, async () => {
      const answer = await ask(address, { method, scope: [lacking] });
      const { error, ...rest } = await bodyOfAnswer(answer);
      assert.deepEqual([answer.status, error], [403, "insufficient_scope"], JSON.stringify(rest));
      assert.deepInclude(challengeOf(answer), {
        scheme: "OAuth",
        oauth_problem: "permission_denied",
        scope: scope.join(),
      });
    });

    rule("RFC5849-3.2-15", `${name}: 401 to a wrong signature`, async () => {
      await assertRefused(await ask(address, { method, signature: "AAAA" }), 401, "signature_invalid");
    });
  }

  rule("OAUTHPROBLEM-5-1", "names what is missing in the body as well", async () => {
    const answer = await ask("/api/", { params: { oauth_nonce: undefined } });
    assert.propertyVal(await bodyOfAnswer(answer.clone()), "oauth_parameters_absent", "oauth_nonce");
    await assertRefused(answer, 400, "parameter_absent");
  });

  rule("RFC6750-3.1-1", "answers 400 to a bearer token and a signature at once", async () => {
    const authorization = `Bearer ${await api.token()}`;
    const answer = await ask("/api/", { place: "query", headers: { authorization } });
    assert.equal(answer.status, 400);
    assert.propertyVal(await bodyOfAnswer(answer), "error", "invalid_request");
  });

  rule("RFC6750-3-1", "asks who brings nothing for a token alone, in the very words of before", async () => {
    const answer = await api.call("/api/");
    assert.deepEqual([answer.status, answer.headers.get("WWW-Authenticate")], [401, 'Bearer realm="api"']);
  });

  rule("RFC5849-4.4-1", "keeps answers out of caches, wherever the signature stood", async () => {
    for (const place of ["header", "query"] as const) {
      assert.include((await ask("/api/", { place })).headers.get("Cache-Control"), "no-store");
    }
  });
});

describe("the sample API, of signed bodies", () => {
  const path = () => `/api/users/${api.ann.id}/`;
  const CHANGES = { first_name: "Änne", last_name: "O'Oak+~" };
  const JSON_TYPE = { "content-type": "application/json" };

  for (const method of ["PATCH", "PUT"]) {
    rule("OAUTHBODYHASH-3.2-1", `reads the JSON of a ${method} whose hash is signed`, async () => {
      const body = JSON.stringify({ username: api.ann.username, email: "", ...CHANGES });
      const answer = await ask(path(), { method, body, bodyHash: true, headers: JSON_TYPE });
      assert.equal(answer.status, 200);
      assert.deepInclude(await bodyOfAnswer(answer), CHANGES);
    });
  }

  rule("OAUTHBODYHASH-4.2-3", "reads JSON whose hash nobody signed", async () => {
    const answer = await ask(path(), { method: "PATCH", body: JSON.stringify(CHANGES), headers: JSON_TYPE });
    assert.deepInclude(await bodyOfAnswer(answer), CHANGES);
  });

  rule("OAUTHBODYHASH-4.2-1", "refuses JSON that is not what was hashed, and changes nothing", async () => {
    const signing = { method: "PATCH", body: '{"first_name":"Eve"}', headers: JSON_TYPE };
    const answer = await ask(path(), { ...signing, params: { oauth_body_hash: "Lve95gjOVATpfV8EL5X4nxwjKHE=" } });
    await assertRefused(answer, 401, "signature_invalid");
    assert.notEqual((await api.issuer.durable.accounts.find(api.ann.id))?.firstName, "Eve");
  });

  for (const place of ["header", "query"] as const) {
    rule("RFC5849-3.4.1.3.1-3", `reads the signed form of a PATCH, with the signature in the ${place}`, async () => {
      const answer = await ask(path(), { method: "PATCH", form: CHANGES, place });
      assert.equal(answer.status, 200);
      assert.deepInclude(await bodyOfAnswer(answer), CHANGES);
    });
  }

  rule("RFC5849-3.4.1.3.1-3", "refuses a form that somebody changed on its way", async () => {
    const signing = { consumer: api.consumer, token: await api.give(), timestamp: api.clock.now() };
    const signed = signRequest({ url: api.url + path(), method: "PATCH", form: { first_name: "Ann" }, ...signing });
    const { url, method, headers } = signed;
    await assertRefused(await fetch(url, { method, headers, body: "first_name=Eve" }), 401, "signature_invalid");
  });

  for (const [what, signing, status] of [
    ["a hashed body of 2 MiB", { body: "x".repeat(2 ** 21), bodyHash: true, headers: JSON_TYPE }, 413],
    ["a form of 65 KiB", { form: { a: "x".repeat(66_560) } }, 413],
    ["a form that says it is compressed", { form: { a: "b" }, headers: { "content-encoding": "gzip" } }, 415],
  ] as const) {
    rule("RFC5849-4.10-2", `answers ${status} to ${what}`, async () => {
      const answer = await ask(path(), { method: "PATCH", ...signing });
      assert.equal(answer.status, status);
      assert.propertyVal(await bodyOfAnswer(answer), "error", "parameter_rejected");
    });
  }
});

describe("the sample API, telling of a signed call", () => {
  async function told(answer: Promise<Response>) {
    return bodyOfAnswer(await answer);
  }

  it("tells whose it is, and that it does not end by itself", async () => {
    const token = await api.give({ account: api.staff, scope: ["read"] });
    assert.deepEqual(await told(api.ask("/api/token_info/", { token })), {
      scopes: ["read"],
      application: "The consumer",
      client_id: api.application.clientId,
      expires_at: null,
      expired: false,
      token_type: "OAuth",
      user: { id: api.staff.id, username: api.staff.username, email: "", is_staff: true },
    });
  });

  it("tells when it ends, where it does", async () => {
    const expiresAt = api.clock.now() + 90 * 86_400;
    const answer = api.ask("/api/token_info/", { token: await api.give({ expiresAt }) });
    assert.propertyVal(await told(answer), "expires_at", new Date(expiresAt * 1_000).toISOString());
  });

  it("tells that a call of two legs is the consumer's own", async () => {
    const own = await told(api.ask("/api/token_info/"));
    assert.deepInclude(own, { user: null, client_id: api.application.clientId, scopes: ["read", "write"] });
  });
});

describe("the sample API, of calls of two legs", () => {
  rule("OAUTHPROBLEM-2-14", "takes them from consumers alone that may act for themselves", async () => {
    const consumer = consumerOf(await registerConsumer(api.issuer, { grantTypes: ["oauth1"] }));
    await assertRefused(await api.ask("/api/", { consumer }), 401, "permission_denied");
  });

  it("lets nobody change people by them, as nobody is behind them", async () => {
    const signing = { method: "DELETE" };
    const answer = await api.ask(`/api/users/${api.bob.id}/`, signing);
    assert.deepEqual([answer.status, (await bodyOfAnswer(answer))["error"]], [403, "insufficient_scope"]);
    assert.deepInclude(challengeOf(answer), { scheme: "OAuth", oauth_problem: "permission_denied" });
  });
});

describe("the sample API, of credentials that have died", () => {
  const options = () => ({ ...api.issuer, longestAccessToken: api.issuer.settings.longestAccessToken });

  it("hears at once that they were revoked", async () => {
    const token = await api.give();
    assert.equal((await api.ask("/api/", { token })).status, 200);
    await revokeFamily(token.tag, options());
    await assertRefused(await api.ask("/api/", { token }), 401, "token_revoked");
  });

  it("takes none whose time is over", async () => {
    const token = await api.give({ expiresAt: api.clock.now() + HOUR });
    assert.equal((await api.ask("/api/", { token })).status, 200);
    api.clock.advance(HOUR);
    await assertRefused(await api.ask("/api/", { token }), 401, "token_expired");
  });

  it("takes none of a consumer that was removed", async () => {
    const record = await registerConsumer(api.issuer);
    const signing = { token: await api.give({ consumer: record }), consumer: consumerOf(record) };
    assert.equal((await api.ask("/api/", signing)).status, 200);
    await removeClient(record, options());
    await assertRefused(await api.ask("/api/", signing), 401, "consumer_key_unknown");
  });

  it("lets nobody act who was deactivated, as with bearer tokens", async () => {
    const eve = await person(api.issuer);
    const token = await api.give({ account: eve });
    const change = () => api.ask(`/api/users/${eve.id}/`, { token, method: "PATCH", form: { first_name: "Eve" } });
    assert.equal((await change()).status, 200);
    await api.issuer.durable.accounts.change(eve.id, { isActive: false });
    assert.equal((await change()).status, 403);
  });
});

describe("the sample API, of signed requests while a store is away", () => {
  for (const [what, verbs] of [
    ["the token cannot be looked up", { "redis getPair a": "refused" }],
    ["the nonce cannot be claimed", { "redis claim on": "refused" }],
    ["nobody knows whether the nonce was claimed", { "redis claim on": "unacknowledged" }],
    ["credentials must be read from the database", { "postgres families.find": "refused" }],
  ] as const) {
    it(`answers 503, and not that the credentials are wrong, where ${what}`, async () => {
      const token = await api.give();
      stores.break(verbs);
      const answer = await api.ask("/api/", { token });
      assert.equal(answer.status, 503);
      assert.deepEqual([answer.headers.get("Retry-After"), answer.headers.get("WWW-Authenticate")], ["2", null]);
      assert.propertyVal(await bodyOfAnswer(answer), "error", "temporarily_unavailable");
    });
  }
});

describe("the sample API, counting", () => {
  it("counts a signed call and a bearer's of one person in one bucket", async () => {
    const limited = await open({ throttles: { rates: { user: "2/hour" }, classes: [] } });
    const token = await limited.give();
    const bearer = await limited.token();
    assert.equal((await limited.ask("/api/throttled/", { token })).status, 200);
    assert.equal((await limited.call("/api/throttled/", { token: bearer })).status, 200);
    assert.equal((await limited.ask("/api/throttled/", { token })).status, 429);
    await limited.close();
  });
});
