import { assert } from "chai";
import { gzipSync } from "node:zlib";
import type { Middleware } from "koa";
import bodyParser from "koa-bodyparser";
import { beyond, rule } from "../../conformance/support/rule.ts";
import {
  accessOf,
  authenticate,
  type AuthenticateOptions,
  guard,
  type GuardOptions,
  hasReadWriteScope,
  hasScope,
  isSignedIn,
  localReader,
  type Permission,
} from "../../src/resource_server/mod.ts";
import { client, PASSWORD } from "../support/cast.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { type ApiUnderTest, apiUnderTest, bodyOfAnswer, type Call, challengeOf } from "./api_under_test.ts";

const FORM = "application/x-www-form-urlencoded";

/** Tells who called. */
const whoami: Middleware = async (context) => {
  const access = accessOf(context);
  const account = access.kind === "token" ? await access.account() : undefined;
  context.body = { kind: access.kind, person: account?.username ?? null };
};

type Given = Partial<AuthenticateOptions> & GuardOptions & { readonly permission?: Permission };

function openApi({ permission = hasScope("read"), errorResponseWithScopes = false, ...given }: Given = {}) {
  return apiUnderTest(({ issuer }) => [
    authenticate({ reader: localReader(issuer), ...given }),
    guard(permission, { errorResponseWithScopes }),
    whoami,
  ]);
}

/** Opens an API before the tests of a group, and closes it after them. */
function withApi(given?: Given): { readonly api: ApiUnderTest } {
  const held: { api: ApiUnderTest } = { api: undefined! };
  before(async () => {
    held.api = await openApi(given);
  });
  after(() => held.api.close());
  return held;
}

describe("an API that is guarded, with a token in the header", () => {
  const held = withApi();

  rule(["RFC6750-2.1-1", "RFC6749-7-1"], "lets a live token in and tells who is behind it", async () => {
    const answer = await held.api.call("/", { token: await held.api.token() });
    assert.equal(answer.status, 200);
    assert.deepEqual(await bodyOfAnswer(answer), { kind: "token", person: held.api.ann.username });
    assert.equal(answer.headers.get("Vary"), "Authorization");
    assert.isNull(answer.headers.get("WWW-Authenticate"));
  });

  it("knows nobody behind a token that a client got for itself", async () => {
    const token = await held.api.token({ account: null, scope: "read" });
    assert.deepEqual(await bodyOfAnswer(await held.api.call("/", { token })), { kind: "token", person: null });
  });

  for (const scheme of ["bearer", "BEARER", "bEaReR"]) {
    it(`takes the scheme as '${scheme}', since its case means nothing`, async () => {
      const headers = { Authorization: `${scheme} ${await held.api.token()}` };
      assert.equal((await held.api.call("/", { headers })).status, 200);
    });
  }

  for (const [what, call] of [
    ["nothing", {}],
    ["a token in the query, which is off", { path: "?access_token=TOKEN" }],
    ["a token in a form, which is off", { method: "POST", body: "access_token=TOKEN" }],
    ["credentials of another kind", { headers: { Authorization: "Basic dXNlcjpwYXNz" } }],
  ] as const) {
    rule(
      ["RFC6750-3-1", "RFC6750-3-3", "RFC6750-3-4", "RFC6750-3-5"],
      `answers 401 without an error to ${what}`,
      async () => {
        const token = await held.api.token();
        const { path = "", ...rest } = JSON.parse(JSON.stringify(call).replace("TOKEN", token)) as Call & {
          path?: string;
        };
        const answer = await held.api.call(`/${path}`, rest);
        assert.equal(answer.status, 401);
        assert.equal(answer.headers.get("WWW-Authenticate"), 'Bearer realm="api"');
        assert.notProperty(await bodyOfAnswer(answer), "error");
        assert.equal(answer.headers.get("Content-Type"), "application/json");
        assert.equal(answer.headers.get("Cache-Control"), "no-store");
      },
    );
  }
});

describe("an API that is guarded, with a bad token", () => {
  const held = withApi();

  async function expired(): Promise<string> {
    const token = await held.api.token();
    held.api.clock.advance(Number(held.api.issuer.settings.accessTokenLifetime));
    return token;
  }

  async function revoked(): Promise<string> {
    const token = await held.api.token();
    await held.api.post("/revoke", { form: { token }, as: held.api.app });
    return token;
  }

  async function ofDeletedClient(): Promise<string> {
    const { issuer } = held.api;
    const app = await client(issuer);
    const token = await held.api.token({ client: app });
    await issuer.durable.clients.remove(app.id);
    await issuer.clients.changed(app);
    return token;
  }

  async function altered(): Promise<string> {
    const token = await held.api.token();
    const last = token.endsWith("A") ? "B" : "A";
    return `${token.slice(0, -1)}${last}`;
  }

  async function refreshToken(): Promise<string> {
    const reply = await held.api.post("/token", {
      form: { grant_type: "password", username: held.api.ann.username, password: PASSWORD },
      as: held.api.app,
    });
    return reply.kind === "json" ? (reply.body as { refresh_token: string }).refresh_token : "";
  }

  for (const [what, make] of [
    ["expired", expired],
    ["revoked", revoked],
    ["made up", async () => "made-up"],
    ["altered by a character", altered],
    ["a token of a client that was deleted", ofDeletedClient],
    ["a refresh token", refreshToken],
  ] as const) {
    rule(
      ["RFC6750-3.1-2", "RFC6750-3-1", "RFC6750-3-7"],
      `answers 401 invalid_token to one that is ${what}`,
      async () => {
        const answer = await held.api.call("/", { token: await make() });
        assert.equal(answer.status, 401);
        const { scheme, realm, error, error_description: said } = challengeOf(answer);
        assert.deepEqual([scheme, realm, error], ["Bearer", "api", "invalid_token"]);
        const body = await bodyOfAnswer(answer);
        assert.deepEqual([body["error"], body["error_description"]], [error, said]);
        assert.equal(answer.headers.get("Cache-Control"), "no-store");
      },
    );
  }

  for (const header of ["Bearer", "Bearer one two", "Bearer a,b", "Bearer =", 'Bearer "quoted"']) {
    rule("RFC6750-3.1-1", `answers 400 invalid_request to the header '${header}'`, async () => {
      const answer = await held.api.call("/", { headers: { Authorization: header } });
      assert.equal(answer.status, 400);
      assert.equal(challengeOf(answer)["error"], "invalid_request");
      assert.equal((await bodyOfAnswer(answer))["error"], "invalid_request");
    });
  }
});

describe("an API that is guarded, with a token that is not good enough", () => {
  const held = withApi({ permission: hasReadWriteScope({ also: ["music"] }), realm: "songs" });

  rule(["RFC6750-3.1-3", "RFC6750-3-6", "RFC6750-3-8"], "answers 403 and names the scope that is needed", async () => {
    const answer = await held.api.call("/", { method: "POST", token: await held.api.token({ scope: "read" }) });
    assert.equal(answer.status, 403);
    const { error_description: said, ...challenge } = challengeOf(answer);
    assert.deepEqual(challenge, {
      scheme: "Bearer",
      realm: "songs",
      error: "insufficient_scope",
      scope: "music write",
    });
    assert.match(said ?? "", /'music write'/);
    const body = await bodyOfAnswer(answer);
    assert.equal(body["error"], "insufficient_scope");
    assert.notProperty(body, "required_scopes");
  });

  rule("RFC6750-3-2", "names the realm once, as it is set", async () => {
    const header = (await held.api.call("/")).headers.get("WWW-Authenticate");
    assert.equal(header, 'Bearer realm="songs"');
  });
});

describe("an API that names scopes in its errors", () => {
  const held = withApi({ permission: hasScope("read", "write"), errorResponseWithScopes: true });

  it("lists them in the body of a 403", async () => {
    const answer = await held.api.call("/", { token: await held.api.token({ scope: "read" }) });
    assert.deepEqual((await bodyOfAnswer(answer))["required_scopes"], ["read", "write"]);
  });

  it("lists them to nobody who brought no token", async () => {
    assert.notProperty(await bodyOfAnswer(await held.api.call("/")), "required_scopes");
  });
});

describe("an API whose scope depends on the request", () => {
  const held = withApi({ permission: hasScope((context) => ["read", String(context.query["and"])]) });

  rule("RFC6750-3-9", "does not repeat what no scope can be", async () => {
    const token = await held.api.token();
    for (const word of ["a%22b", "caf%C3%A9", "x%0d%0aSet-Cookie:%20a", "a%20%20b"]) {
      const answer = await held.api.call(`/?and=${word}`, { token });
      assert.equal(answer.status, 403);
      assert.notProperty(challengeOf(answer), "scope");
    }
  });

  it("names it when it can be one", async () => {
    const answer = await held.api.call("/?and=prices", { token: await held.api.token() });
    assert.equal(challengeOf(answer)["scope"], "read prices");
  });
});

describe("an API that takes tokens from forms and queries", () => {
  const held = withApi({ permission: hasScope(), bearerIn: { form: true, query: true } });

  for (const method of ["POST", "PUT", "PATCH"]) {
    rule("RFC6750-2.2-1", `takes one from the form of a ${method}`, async () => {
      const body = `a=1&access_token=${await held.api.token()}`;
      assert.equal((await held.api.call("/", { method, body })).status, 200);
    });
  }

  for (const [what, method, type] of [
    ["a DELETE", "DELETE", FORM],
    ["JSON", "POST", "application/json"],
    ["text", "POST", "text/plain"],
    ["a multipart form", "POST", "multipart/form-data; boundary=x"],
  ] as const) {
    rule(["RFC6750-2.2-1", "RFC6750-2.2-2"], `takes none from ${what}`, async () => {
      const body = `access_token=${await held.api.token()}`;
      assert.equal((await held.api.call("/", { method, body, headers: { "Content-Type": type } })).status, 401);
    });
  }

  rule("RFC6750-2.3-1", "takes one from the query and tells caches to keep out", async () => {
    const answer = await held.api.call(`/?access_token=${await held.api.token()}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("Cache-Control") ?? "", /\bprivate\b/);
    assert.match(answer.headers.get("Cache-Control") ?? "", /\bno-store\b/);
  });

  it("refuses a bad one from wherever it came", async () => {
    for (const answer of [
      await held.api.call("/?access_token=x"),
      await held.api.call("/", { method: "POST", body: "access_token=x" }),
    ]) {
      assert.equal(answer.status, 401);
      assert.equal(challengeOf(answer)["error"], "invalid_token");
    }
  });
});

describe("an API that takes tokens from forms and queries, when they are sent badly", () => {
  const held = withApi({ permission: hasScope(), bearerIn: { form: true, query: true } });

  for (const [what, path, call] of [
    ["in the header and the form", "", { header: true, body: "access_token=TOKEN" }],
    ["in the header and the query", "?access_token=TOKEN", { header: true }],
    ["in the form and the query", "?access_token=TOKEN", { body: "access_token=TOKEN" }],
    ["twice in the query", "?access_token=TOKEN&access_token=TOKEN", {}],
    ["twice in the form", "", { body: "access_token=TOKEN&access_token=TOKEN" }],
    ["in a query with broken percent-encoding", "?access_token=TOKEN&x=%zz", {}],
    ["in a form with broken percent-encoding", "", { body: "access_token=TOKEN&x=%zz" }],
    ["in a form with raw characters that are not ASCII", "", { body: "access_token=TOKEN&x=\u00e9" }],
  ] as const satisfies readonly (readonly [string, string, { header?: true; body?: string }])[]) {
    rule("RFC6750-3.1-1", `answers 400 invalid_request to one ${what}`, async () => {
      const token = await held.api.token();
      const { header, body }: { header?: true; body?: string } = call;
      const answer = await held.api.call(`/${path.replaceAll("TOKEN", token)}`, {
        method: body === undefined ? "GET" : "POST",
        ...(header === undefined ? {} : { token }),
        ...(body === undefined ? {} : { body: body.replaceAll("TOKEN", token) }),
      });
      assert.equal(answer.status, 400);
      assert.equal(challengeOf(answer)["error"], "invalid_request");
    });
  }

  it("answers 413 to a form of more than 64 KiB and serves the next request", async () => {
    const token = await held.api.token();
    const answer = await held.api.call("/", { method: "POST", body: `access_token=${token}&x=${"x".repeat(65_536)}` });
    assert.equal(answer.status, 413);
    assert.equal((await held.api.call("/", { token })).status, 200);
  });
});

/** Echoes the body as the application sees it. */
const echo: Middleware = (context) => {
  context.body = { body: context.request.body, access: accessOf(context).kind };
};

describe("an API that takes tokens from forms, beside a body parser of the application", () => {
  async function open(order: (mine: Middleware) => readonly Middleware[]): Promise<ApiUnderTest> {
    const bearerIn = { form: true };
    return apiUnderTest(({ issuer }) => [...order(authenticate({ reader: localReader(issuer), bearerIn })), echo]);
  }

  for (const [what, order] of [
    ["after it", (mine: Middleware) => [mine, bodyParser()]],
    ["before it", (mine: Middleware) => [bodyParser(), mine]],
  ] as const) {
    it(`leaves the form and JSON to a parser that comes ${what}`, async () => {
      const api = await open(order);
      const body = `access_token=${await api.token()}&a=1`;
      const form = await bodyOfAnswer(await api.call("/", { method: "POST", body }));
      const json = await bodyOfAnswer(await api.call("/", { method: "POST", body: { a: 1, access_token: "x" } }));
      await api.close();
      assert.equal(form["access"], "token");
      assert.propertyVal(form["body"], "a", "1");
      assert.deepEqual(json, { access: "anonymous", body: { a: 1, access_token: "x" } });
    });
  }

  it("reads the form of a parser that keeps no text, and refuses a token that stands there twice", async () => {
    const parsed: Middleware = (context, next) => {
      context.request.body = Object.fromEntries(new URLSearchParams(context.querystring));
      if (context.query["twice"] !== undefined) context.request.body = { access_token: ["x", "x"] };
      return next();
    };
    const api = await open((mine) => [parsed, mine]);
    const one = await api.call(`/?access_token=${await api.token()}`, { method: "POST", body: "x" });
    const two = await api.call("/?twice", { method: "POST", body: "x" });
    const none = await api.call("/?access_token=", { method: "POST", body: "x" });
    await api.close();
    assert.equal((await bodyOfAnswer(one))["access"], "token");
    assert.equal(two.status, 400);
    assert.equal((await bodyOfAnswer(none))["access"], "anonymous");
  });

  it("takes no token from a compressed form", async () => {
    const api = await open((mine) => [mine]);
    const body = gzipSync(`access_token=${await api.token()}`);
    const headers = { "Content-Type": FORM, "Content-Encoding": "gzip" };
    const answer = await api.call("/", { method: "POST", body, headers });
    await api.close();
    assert.equal((await bodyOfAnswer(answer))["access"], "anonymous");
  });
});

describe("an API that lets people with a browser in", () => {
  const found = { current: true };
  const held = withApi({
    permission: isSignedIn(),
    session: async () => (found.current ? held.api.ann : undefined),
  });

  it("knows the person when no token came", async () => {
    assert.equal((await bodyOfAnswer(await held.api.call("/")))["kind"], "session");
    found.current = false;
    assert.equal((await held.api.call("/")).status, 401);
    found.current = true;
  });

  beyond("RFC6750-5.3-4", "does not know the person when another site sent the change", async () => {
    const own = { "Sec-Fetch-Site": "same-origin" };
    assert.equal((await held.api.call("/", { method: "POST", headers: own })).status, 200);
    const foreign = { "Sec-Fetch-Site": "cross-site" };
    assert.equal((await held.api.call("/", { method: "POST", headers: foreign })).status, 401);
  });

  it("answers 403 to a token where it takes a person, and names no scope", async () => {
    const answer = await held.api.call("/", { token: await held.api.token() });
    assert.equal(answer.status, 403);
    assert.notProperty(challengeOf(answer), "scope");
  });
});

describe("an API that takes tokens only", () => {
  const held = withApi({
    permission: hasScope("read"),
    session: async () => held.api.ann,
    errorResponseWithScopes: true,
  });

  it("answers 403 to a person without one, and says which scope a token would need", async () => {
    const answer = await held.api.call("/");
    assert.equal(answer.status, 403);
    assert.deepEqual(challengeOf(answer), { scheme: "Bearer", realm: "api", scope: "read" });
    const body = await bodyOfAnswer(answer);
    assert.deepEqual([body["error"], body["required_scopes"]], ["access_denied", ["read"]]);
  });
});

describe("an API that is guarded, when something breaks", () => {
  for (const [what, thrown, status, error] of [
    ["the store is away", new StoreUnavailable("redis", new TypeError("ECONNREFUSED")), 503, "temporarily_unavailable"],
    ["the reader has a mistake", new TypeError("Cannot read 'secret'"), 500, "server_error"],
    ["something throws what is no error", "secret", 500, "server_error"],
  ] as const) {
    it(`answers ${status} without a word of the inside when ${what}`, async () => {
      const api = await openApi({ reader: { read: () => Promise.reject(thrown) } });
      const answer = await api.call("/", { token: "x" });
      await api.close();
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("Retry-After"), status === 503 ? "2" : null);
      assert.isNull(answer.headers.get("WWW-Authenticate"));
      const text = await answer.text();
      assert.equal((JSON.parse(text) as { error: string }).error, error);
      assert.notMatch(text, /secret|ECONN|redis|at |\.ts/);
      assert.lengthOf(api.errors, 1);
    });
  }

  it("answers 503 when a permission cannot tell", async () => {
    const api = await openApi({ permission: () => Promise.reject(new StoreUnavailable("postgres", undefined)) });
    const answer = await api.call("/");
    await api.close();
    assert.deepEqual([answer.status, answer.headers.get("Retry-After")], [503, "2"]);
  });

  it("answers 500 when nobody found out who calls", async () => {
    const api = await apiUnderTest(() => [guard(hasScope()), whoami]);
    const answer = await api.call("/");
    await api.close();
    assert.equal(answer.status, 500);
    assert.match(String(api.errors[0]), /use authenticate\(\) before guard\(\)/);
  });
});

describe("an API that is guarded, with headers of its own", () => {
  it("adds to what the application varies by", async () => {
    const vary: Middleware = (context, next) => {
      context.set("Vary", "Accept");
      return next();
    };
    const api = await apiUnderTest(({ issuer }) => [vary, authenticate({ reader: localReader(issuer) }), whoami]);
    const answer = await api.call("/");
    await api.close();
    assert.equal(answer.headers.get("Vary"), "Accept, Authorization");
    assert.equal((await bodyOfAnswer(answer))["kind"], "anonymous");
  });
});
