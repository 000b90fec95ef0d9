import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { sampleApi } from "../../src/sample_api/mod.ts";
import { type ApiUnderTest, apiUnderTest, bodyOfAnswer, type Wanted } from "./api_under_test.ts";
import { client } from "../support/cast.ts";

/** The rates that the tutorials set. */
const RATES = { user: "100/hour", anon: "10/hour" };
const PATH = "/api/throttled/";

type Throttles = NonNullable<Parameters<typeof sampleApi>[0]["throttles"]>;

function withApi(throttles: Partial<Throttles> = {}): { readonly api: ApiUnderTest } {
  const held: { api: ApiUnderTest } = { api: undefined! };
  beforeEach(async () => {
    const all = { rates: RATES, classes: [], ...throttles };
    held.api = await apiUnderTest(({ issuer }) => [sampleApi({ issuer, throttles: all })]);
  });
  afterEach(() => held.api.close());
  return held;
}

/** Calls so often, some at once; answers how often each status came. */
async function statuses(
  api: ApiUnderTest,
  times: number,
  said: { readonly path?: string; readonly token?: string } = {},
) {
  const { path = PATH, ...call } = said;
  const all = await Promise.all(Array.from({ length: times }, async () => (await api.call(path, call)).status));
  return Object.fromEntries([...new Set(all)].map((status) => [status, all.filter((one) => one === status).length]));
}

describe("a throttled view of the sample API (row B8)", () => {
  const held = withApi();

  for (const path of ["/api/throttled/", "/api/throttled"]) {
    rule("RFC6585-4-1", `answers a person 100 times an hour at ${path}, and then 429`, async () => {
      const token = await held.api.token();
      assert.deepEqual(await statuses(held.api, 100, { path, token }), { 200: 100 });
      const answer = await held.api.call(path, { token });
      assert.equal(answer.status, 429);
      assert.equal(answer.headers.get("Retry-After"), "3600");
      assert.equal(answer.headers.get("RateLimit-Policy"), '"user";q=100;w=3600');
      assert.equal(answer.headers.get("RateLimit"), '"user";r=0;t=3600');
      assert.equal(answer.headers.get("Cache-Control"), "no-store");
      const body = await bodyOfAnswer(answer);
      assert.equal(body["error"], "temporarily_unavailable");
      assert.include(String(body["error_description"]), "100/hour: try again in 3600 seconds");
    });
  }

  it("answers a caller without a token 10 times, and says how often still", async () => {
    const first = await held.api.call(PATH);
    assert.equal(first.status, 200);
    assert.equal(first.headers.get("RateLimit"), '"anon";r=9;t=3600');
    assert.deepEqual(await statuses(held.api, 12), { 200: 9, 429: 3 });
  });

  it("counts for the token's person and not for the address or the client", async () => {
    const { api } = held;
    const other = await client(api.issuer, {});
    const [ann, annElsewhere, bob] = await Promise.all(
      [{}, { client: other }, { account: api.bob }].map((wanted: Wanted) => api.token(wanted)),
    );
    assert.deepEqual(await statuses(api, 60, { token: ann! }), { 200: 60 });
    assert.deepEqual(await statuses(api, 60, { token: annElsewhere! }), { 200: 40, 429: 20 });
    assert.deepEqual(await statuses(api, 60, { token: bob! }), { 200: 60 });
    assert.deepEqual(await statuses(api, 10), { 200: 10 });
  });

  it("counts for the client where a token stands for nobody", async () => {
    const { api } = held;
    const tokens = await Promise.all([1, 2].map(() => api.token({ account: null })));
    assert.deepEqual(await statuses(api, 80, { token: tokens[0]! }), { 200: 80 });
    assert.deepEqual(await statuses(api, 80, { token: tokens[1]! }), { 200: 20, 429: 60 });
  });

  it("lets the caller in again when the hour is over", async () => {
    const { api } = held;
    assert.deepEqual(await statuses(api, 11), { 200: 10, 429: 1 });
    api.clock.advance(3_599);
    assert.deepEqual(await statuses(api, 1), { 429: 1 });
    api.clock.advance(1);
    assert.deepEqual(await statuses(api, 11), { 200: 10, 429: 1 });
  });

  it("takes no bad token for no token", async () => {
    assert.deepEqual(await statuses(held.api, 12, { token: "made-up" }), { 401: 12 });
    assert.deepEqual(await statuses(held.api, 10), { 200: 10 });
  });

  it("counts HEAD, and asks nothing of OPTIONS", async () => {
    const { api } = held;
    for (let time = 0; time < 20; time += 1) {
      const answer = await api.call(PATH, { method: "OPTIONS" });
      assert.deepEqual([answer.status, answer.headers.get("RateLimit")], [204, null]);
    }
    assert.equal((await api.call(PATH, { method: "HEAD" })).headers.get("RateLimit"), '"anon";r=9;t=3600');
  });

  it("leaves all other views alone", async () => {
    const token = await held.api.token();
    assert.deepEqual(await statuses(held.api, 150, { path: "/api/", token }), { 200: 150 });
  });
});

describe("the sample API where all of it is throttled", () => {
  const held = withApi({
    rates: { ...RATES, oauth2: "5/minute", oauth2_client: "8/minute" },
    classes: ["OAuth2UserOrClientRateThrottle", "OAuth2ClientRateThrottle"],
  });

  it("counts all views together, and each kind of throttle for itself", async () => {
    const { api } = held;
    const [ann, bob] = [await api.token(), await api.token({ account: api.bob })];
    assert.deepEqual(await statuses(api, 3, { path: "/api/", token: ann }), { 200: 3 });
    assert.deepEqual(await statuses(api, 3, { path: "/api/users/", token: ann }), { 200: 2, 429: 1 });
    // Both call with one client; what was refused before did not reach its count.
    assert.deepEqual(await statuses(api, 5, { path: "/api/", token: bob }), { 200: 3, 429: 2 });
  });

  it("tells of both", async () => {
    const answer = await held.api.call("/api/", { token: await held.api.token() });
    assert.equal(answer.headers.get("RateLimit-Policy"), '"oauth2";q=5;w=60, "oauth2_client";q=8;w=60');
    assert.equal(answer.headers.get("RateLimit"), '"oauth2";r=4;t=60, "oauth2_client";r=7;t=60');
  });

  it("does not count who may not call", async () => {
    const { api } = held;
    const poor = await api.token({ scope: "write" });
    assert.deepEqual(await statuses(api, 20, { path: "/api/users/", token: poor }), { 403: 20 });
    assert.deepEqual(await statuses(api, 5, { path: "/api/", token: poor }), { 200: 5 });
  });
});
