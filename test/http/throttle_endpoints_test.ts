import { assert } from "chai";
import * as fc from "fast-check";
import {
  allowInsecureRequests,
  clientCredentialsGrant,
  ClientSecretBasic,
  Configuration,
  customFetch,
  ResponseBodyError,
} from "openid-client";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { thrownBy } from "../support/refusals.ts";

const RATES: GivenSettings = {
  ...EVERYTHING,
  TRUSTED_PROXIES: "1",
  THROTTLE_LOGIN: "3/minute",
  THROTTLE_TOKEN: "3/minute",
  THROTTLE_DEVICE: "3/minute",
  THROTTLE_REGISTRATION: "3/minute",
};

const OFFICE = "192.0.2.7";
const HOME = "203.0.113.9";

let server: HttpServer;

/** A server of its own for each test of a group. */
function withServer(settings: GivenSettings = RATES): void {
  beforeEach(async () => void (server = await httpServer({ settings })));
  afterEach(() => server.stop());
}

interface Asked {
  readonly from?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks through the proxy that the server trusts. */
function ask(
  path: string,
  { from = OFFICE, method = "POST", headers = {}, body = "a=b" }: Asked = {},
): Promise<Response> {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  return fetch(server.origin + path, {
    method,
    headers: { ...form, "x-forwarded-for": from, ...headers },
    redirect: "manual",
    ...(method === "GET" ? {} : { body }),
  });
}

/** Asks so often; answers the last. */
async function askTimes(times: number, path: string, asked: Asked = {}): Promise<Response> {
  for (let time = 1; time < times; time += 1) await (await ask(path, asked)).arrayBuffer();
  return ask(path, asked);
}

const JSON_BODY = { headers: { "content-type": "application/json" }, body: "{}" } as const;

describe("an endpoint that one network asks too often", () => {
  withServer();

  for (const [path, policy, asked] of [
    ["/token", "token", {}],
    ["/o/token/", "token", {}],
    ["/par", "token", {}],
    ["/device_authorization", "device", {}],
    ["/register", "registration", JSON_BODY],
  ] as const) {
    rule(["RFC6585-4-1", "RFC6585-4-2"], `answers in JSON as always, and says when to come back: ${path}`, async () => {
      assert.notEqual((await askTimes(3, path, asked)).status, 429);
      const answer = await ask(path, asked);
      assert.equal(answer.status, 429);
      assert.equal(answer.headers.get("retry-after"), "60");
      assert.equal(answer.headers.get("ratelimit"), `"${policy}";r=0;t=60`);
      assert.equal(answer.headers.get("ratelimit-policy"), `"${policy}";q=3;w=60`);
      const body = (await answer.json()) as Record<string, string>;
      assert.deepEqual(body, {
        error: "temporarily_unavailable",
        error_description: "Cannot answer more requests of one network than 3/minute: try again in 60 seconds",
        error_uri: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
      });
    });
  }

  for (const path of [
    "/login",
    "/interaction/some-id",
    "/device",
    "/device/sign_in",
    "/device/decision",
    "/o/device/",
  ]) {
    rule(
      ["RFC6585-4-1", "RFC6585-4-3"],
      `shows a person what to do, and lets nobody keep it: POST ${path}`,
      async () => {
        assert.notEqual((await askTimes(3, path)).status, 429);
        const answer = await ask(path);
        assert.deepEqual([answer.status, answer.headers.get("retry-after")], [429, "60"]);
        assert.equal(answer.headers.get("cache-control"), "no-store");
        assert.include(await answer.text(), "Too many tries");
      },
    );
  }

  rule("RFC6585-4-3", "lets nobody keep a refusal in JSON", async () => {
    assert.equal((await askTimes(4, "/token")).headers.get("cache-control"), "no-store");
  });

  beyond("RFC6585-4-2", "lets a script of another origin read when to come back", async () => {
    const answer = await askTimes(4, "/token", { headers: { origin: "https://app.test" } });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.include(answer.headers.get("access-control-expose-headers") ?? "", "Retry-After");
  });

  it("answers others, and the same network elsewhere", async () => {
    await askTimes(4, "/token");
    assert.notEqual((await ask("/token", { from: HOME })).status, 429);
    assert.notEqual((await ask("/login")).status, 429);
    assert.notEqual((await ask("/revoke")).status, 429);
  });

  it("answers it again when the time is over", async () => {
    await askTimes(4, "/token");
    server.clock.advance(60);
    assert.notEqual((await ask("/token")).status, 429);
  });

  it("counts pages that belong together as one, and does not count who only looks", async () => {
    await askTimes(9, "/login", { method: "GET" });
    await askTimes(2, "/login");
    assert.notEqual((await ask("/interaction/some-id")).status, 429);
    assert.equal((await ask("/device/sign_in")).status, 429);
    assert.notEqual((await ask("/login", { method: "GET" })).status, 429);
  });

  it("counts all addresses of one network of IPv6", async () => {
    await askTimes(3, "/token", { from: "2001:db8::1" });
    assert.equal((await ask("/token", { from: "2001:db8::ffff" })).status, 429);
    assert.notEqual((await ask("/token", { from: "2001:db8:0:1::1" })).status, 429);
  });

  it("is not fooled by addresses that the caller makes up", async () => {
    await askTimes(3, "/token", { from: `198.51.100.1, ${OFFICE}` });
    assert.equal((await ask("/token", { from: `198.51.100.2, ${OFFICE}` })).status, 429);
  });

  it("refuses before it reads what may be long or wrong", async () => {
    await askTimes(3, "/token");
    for (const [headers, body] of [
      [{ "content-type": "text/plain" }, "x"],
      [{}, "a".repeat(70_000)],
    ] as const)
      assert.equal((await ask("/token", { headers, body })).status, 429);
  });
});

describe("a client that its network has used up", () => {
  withServer();

  beyond("RFC6585-4-2", "hears from openid-client what is wrong and when to come back", async () => {
    const app = await client(server.issuer);
    await askTimes(3, "/token");
    const metadata = { issuer: "https://issuer.test", token_endpoint: `${server.origin}/token` };
    const configuration = new Configuration(metadata, app.clientId, {}, ClientSecretBasic(SECRET));
    allowInsecureRequests(configuration);
    configuration[customFetch] = (url, options) =>
      fetch(url, { ...options, headers: { ...options.headers, "x-forwarded-for": OFFICE } } as RequestInit);
    const error = await thrownBy(() => clientCredentialsGrant(configuration));
    assert.instanceOf(error, ResponseBodyError);
    assert.deepInclude(error, { status: 429, error: "temporarily_unavailable" });
    assert.equal(error.response.headers.get("retry-after"), "60");
  });
});

describe("an address that a proxy tells", () => {
  withServer();

  it("is one network whatever port stands behind it", async () => {
    for (const port of [1, 2, 3]) await ask("/token", { from: `${OFFICE}:${port}` });
    assert.equal((await ask("/token")).status, 429);
    for (const port of [1, 2, 3]) await ask("/token", { from: `[2001:db8::1]:${port}` });
    assert.equal((await ask("/token", { from: "2001:db8::2" })).status, 429);
  });

  it("may be any nonsense: the answer is never a fault of the server", async () => {
    const nonsense = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
    await fc.assert(
      fc.asyncProperty(nonsense, async (from) => {
        const answers = await Promise.all([ask("/token", { from }), ask("/device", { from })]);
        for (const { status } of answers) assert.isBelow(status, 500);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an endpoint that this machine asks often", () => {
  it("does not count, as a proxy on it that nobody named would be everybody", async () => {
    server = await httpServer({ settings: { ...RATES, TRUSTED_PROXIES: "0" } });
    // Nobody is believed, so that whatever is sent came from here.
    assert.notEqual((await askTimes(20, "/token")).status, 429);
    await server.stop();
  });

  it("counts where the settings say so", async () => {
    server = await httpServer({ settings: { ...RATES, TRUSTED_PROXIES: "0", THROTTLE_EXEMPT: "none" } });
    assert.equal((await askTimes(4, "/token")).status, 429);
    await server.stop();
  });
});

describe("an endpoint that is not to be bounded", () => {
  withServer({ ...RATES, THROTTLE_TOKEN: "none", THROTTLE_EXEMPT: `loopback ${HOME}/32` });

  it("answers as often as it is asked", async () => {
    assert.notEqual((await askTimes(20, "/token")).status, 429);
  });

  it("is so for whom the settings name, at every endpoint", async () => {
    assert.notEqual((await askTimes(20, "/login", { from: HOME })).status, 429);
    assert.equal((await askTimes(4, "/login")).status, 429);
  });
});

describe("the standard bounds", () => {
  withServer({ TRUSTED_PROXIES: "1" });

  it("let a hundred scripts of one office each get a token, three times over", async function () {
    this.timeout(30_000);
    const app = await client(server.issuer);
    const body = `grant_type=client_credentials&client_id=${app.clientId}&client_secret=${SECRET}`;
    const answers = await Promise.all(Array.from({ length: 300 }, async () => (await ask("/token", { body })).status));
    assert.deepEqual([...new Set(answers)], [200]);
  });
});
