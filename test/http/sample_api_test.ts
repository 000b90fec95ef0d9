import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { API_ENDPOINTS, sampleApi, type SampleApiOptions } from "../../src/sample_api/mod.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { person } from "../support/cast.ts";
import type { IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { type ApiUnderTest, apiUnderTest, bodyOfAnswer, type Call, challengeOf } from "./api_under_test.ts";

type Given = Omit<SampleApiOptions, "issuer"> & { readonly issuing?: IssuerUnderTestOptions };

/** Opens the sample API before the tests of a group, and closes it after them. */
function withSampleApi({ issuing = {}, ...given }: Given = {}): { readonly api: ApiUnderTest } {
  const held: { api: ApiUnderTest } = { api: undefined! };
  before(async () => {
    held.api = await apiUnderTest(({ issuer }) => [sampleApi({ issuer, ...given })], issuing);
  });
  after(() => held.api.close());
  return held;
}

/** The addresses of a row of the table, with an id put in. */
function pathOf(path: string, id: number): string {
  return `/api${path.replace(":id", String(id))}`;
}

describe("the sample API, row by row of its table", () => {
  const held = withSampleApi();

  for (const { name, method, path, scope } of API_ENDPOINTS.filter(({ anonymous }) => anonymous !== true)) {
    rule(["RFC6750-3-1", "RFC6750-3-3"], `${name}: 401 without a token`, async () => {
      const answer = await held.api.call(pathOf(path, held.api.ann.id), { method });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get("WWW-Authenticate"), 'Bearer realm="api"');
    });

    rule("RFC6750-3.1-2", `${name}: 401 invalid_token with a made-up token`, async () => {
      const answer = await held.api.call(pathOf(path, held.api.ann.id), { method, token: "made-up" });
      assert.equal(answer.status, 401);
      assert.equal(challengeOf(answer)["error"], "invalid_token");
    });

    if (scope.length > 0) {
      rule("RFC6750-3.1-3", `${name}: 403 with a token that lacks '${scope.join(" ")}'`, async () => {
        const other = scope.includes("read") ? "write" : "read";
        const token = await held.api.token({ scope: other });
        const answer = await held.api.call(pathOf(path, held.api.ann.id), { method, token });
        assert.equal(answer.status, 403);
        assert.equal(challengeOf(answer)["scope"], scope.join(" "));
      });
    }
  }

  it("has operations of different names", () => {
    assert.equal(new Set(API_ENDPOINTS.map(({ name }) => name)).size, API_ENDPOINTS.length);
  });
});

describe("the sample API, whatever is asked", () => {
  const held = withSampleApi();

  for (const path of ["/api/", "/api", "/api/users/", "/api/users", "/api/token_info/", "/api/token_info"]) {
    it(`answers at ${path} and lets nobody keep it`, async () => {
      const answer = await held.api.call(path, { token: await held.api.token() });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("Cache-Control"), "no-store");
      assert.equal(answer.headers.get("Vary"), "Authorization");
      assert.equal(answer.headers.get("Content-Type"), "application/json");
    });
  }

  for (const [method, path, allow] of [
    ["POST", "/api/", "GET, HEAD, OPTIONS"],
    ["DELETE", "/api/users/", "GET, HEAD, OPTIONS"],
    ["POST", "/api/users/1", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"],
    ["PATCH", "/api/token_info", "GET, HEAD, OPTIONS"],
  ] as const) {
    it(`answers 405 to ${method} ${path} and says what is allowed`, async () => {
      const answer = await held.api.call(path, { method });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get("Allow"), allow);
      assert.equal(answer.headers.get("Cache-Control"), "no-store");
      assert.equal(answer.headers.get("Vary"), "Authorization");
      assert.equal((await bodyOfAnswer(answer))["error"], "invalid_request");
    });
  }

  it("answers OPTIONS without a token", async () => {
    const answer = await held.api.call("/api/users/1/", { method: "OPTIONS" });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get("Allow"), "GET, PUT, PATCH, DELETE, HEAD, OPTIONS");
  });

  it("answers HEAD as GET, without a body", async () => {
    const answer = await held.api.call("/api/users/", { method: "HEAD", token: await held.api.token() });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), "");
  });

  for (const path of [
    "/",
    "/apis/",
    "/api/nothing/",
    "/API/",
    "/api/USERS/1/",
    "/api/users/1/2/",
    "/api//",
    "/api/users/1//",
  ]) {
    it(`leaves ${path} to others`, async () => {
      assert.equal((await held.api.call(path, { token: await held.api.token() })).status, 404);
    });
  }
});

describe("the sample API of an issuer with a path", () => {
  const held = withSampleApi({
    issuing: { url: "https://issuer.test/tenant" },
    errorResponseWithScopes: true,
    realm: "people",
  });

  it("lies below that path", async () => {
    const { api } = held;
    const token = await api.token({ account: null, scope: "read" });
    const answer = await api.call("/tenant/api/users/?limit=1", { token });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("Link") ?? "", /^<\/tenant\/api\/users\/\?after=\d+&limit=1>; rel="next"$/);
    assert.equal((await api.call("/api/users/", { token })).status, 404);
    const refused = await api.call(`/tenant/api/users/${api.ann.id}`, { method: "DELETE", token });
    assert.deepEqual((await bodyOfAnswer(refused))["required_scopes"], ["write"]);
    assert.equal(challengeOf(refused)["realm"], "people");
  });
});

describe("the sample API of a server with scopes of its own", () => {
  const names = { read: "look", write: "touch" };
  const held = withSampleApi({ names, issuing: { settings: { SCOPES: "read write look touch" } } });

  for (const [method, needed] of [
    ["GET", "look"],
    ["PATCH", "touch"],
  ] as const) {
    rule("RFC6750-3.1-3", `needs '${needed}' for ${method}, and names it to whoever lacks it`, async () => {
      const { api } = held;
      const path = `/api/users/${api.ann.id}/`;
      const call = { method, ...(method === "GET" ? {} : { body: { first_name: "Ann" } }) };
      const good = await api.call(path, { ...call, token: await api.token({ scope: needed }) });
      assert.equal(good.status, 200);
      for (const scope of ["read write", needed === "look" ? "touch" : "look"]) {
        const refused = await api.call(path, { ...call, token: await api.token({ scope }) });
        assert.deepEqual([refused.status, challengeOf(refused)["scope"]], [403, needed]);
      }
    });
  }

  it("lets any live token say hello", async () => {
    const token = await held.api.token({ scope: "write" });
    assert.equal((await held.api.call("/api/", { token })).status, 200);
  });
});

describe("the sample API, reading", () => {
  const held = withSampleApi();

  it("says hello", async () => {
    const answer = await held.api.call("/api/", { token: await held.api.token() });
    assert.deepEqual(await bodyOfAnswer(answer), { message: "Hello! Your access token works" });
  });

  it("shows one person, and never the password", async () => {
    const { api } = held;
    const answer = await api.call(`/api/users/${api.ann.id}/`, { token: await api.token({ scope: "read" }) });
    const expected = {
      id: api.ann.id,
      username: api.ann.username,
      email: "ann@people.test",
      first_name: "Ann",
      last_name: "Oak",
    };
    assert.deepEqual(await bodyOfAnswer(answer), expected);
  });

  it("lists people page by page", async () => {
    const { api } = held;
    const token = await api.token();
    const names: unknown[] = [];
    let path: string | undefined = "/api/users/?limit=2";
    while (path !== undefined) {
      const answer: Response = await api.call(path, { token });
      names.push(...((await answer.json()) as { username: string }[]).map(({ username }) => username));
      path = /^<(.+)>; rel="next"$/.exec(answer.headers.get("Link") ?? "")?.[1];
    }
    assert.deepEqual(names, [api.ann.username, api.bob.username, api.staff.username]);
  });

  for (const query of [
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1e1",
    "limit=x",
    "after=-1",
    "after=2147483648",
    "after=1.5",
    "limit=1&limit=2",
    "after=%00",
    "after=%zz",
  ]) {
    it(`answers 400 to a list with ?${query}`, async () => {
      const answer = await held.api.call(`/api/users/?${query}`, { token: await held.api.token() });
      assert.equal(answer.status, 400);
      assert.isNull(answer.headers.get("WWW-Authenticate"));
    });
  }

  for (const id of [
    "0",
    "-1",
    "01",
    "1.0",
    "1e0",
    "2147483647",
    "2147483648",
    "99999999999999999999",
    "x",
    "%00",
    "%zz",
    "__proto__",
    "1%20",
    "%F0",
  ]) {
    it(`answers 404 to the id '${id}', to all methods`, async () => {
      const token = await held.api.token();
      for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
        assert.equal((await held.api.call(`/api/users/${id}/`, { method, token })).status, 404, method);
      }
    });
  }
});

describe("the sample API, telling of a token", () => {
  const held = withSampleApi();

  it("tells what the token of a person is good for", async () => {
    const { api } = held;
    const answer = await api.call("/api/token_info/", {
      token: await api.token({ scope: "read", account: api.staff }),
    });
    const { expires_at: expiresAt, ...rest } = await bodyOfAnswer(answer);
    assert.equal(
      Date.parse(String(expiresAt)) / 1_000,
      api.clock.now() + Number(api.issuer.settings.accessTokenLifetime),
    );
    assert.match(String(expiresAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    assert.deepEqual(rest, {
      scopes: ["read"],
      application: "The app",
      client_id: api.app.clientId,
      expired: false,
      token_type: "Bearer",
      user: { id: api.staff.id, username: api.staff.username, email: "", is_staff: true },
    });
  });

  it("tells that nobody is behind the token of a client", async () => {
    const { api } = held;
    const token = await api.token({ account: null });
    assert.isNull((await bodyOfAnswer(await api.call("/api/token_info", { token })))["user"]);
  });
});

const ALL = { username: "anna", email: "anna@people.test", first_name: "Anna", last_name: "Elm" };

describe("the sample API, changing people", () => {
  const held = withSampleApi();

  async function send(id: number, call: Call): Promise<Response> {
    return held.api.call(`/api/users/${id}/`, { method: "PATCH", token: await held.api.token(), ...call });
  }

  it("changes the fields that a PATCH has", async () => {
    const { api } = held;
    api.clock.advance(1);
    const answer = await send(api.ann.id, { body: { first_name: "Annie" } });
    assert.equal(answer.status, 200);
    assert.deepEqual(await bodyOfAnswer(answer), {
      id: api.ann.id,
      username: api.ann.username,
      email: "ann@people.test",
      first_name: "Annie",
      last_name: "Oak",
    });
    assert.equal((await api.issuer.durable.accounts.find(api.ann.id))?.updatedAt, api.clock.now());
  });

  it("takes a form as well, where an empty field clears", async () => {
    const answer = await send(held.api.ann.id, { body: "email=&last_name=Ash+Tree" });
    const { email, last_name: lastName } = await bodyOfAnswer(answer);
    assert.deepEqual([email, lastName], ["", "Ash Tree"]);
  });

  it("replaces all fields by PUT, and keeps the name in its usual form", async () => {
    const { api } = held;
    const before = await api.issuer.durable.accounts.find(api.bob.id);
    const token = await api.token({ account: api.bob });
    const answer = await send(api.bob.id, {
      method: "PUT",
      token,
      body: { ...ALL, username: "\uff42\uff4f\uff42\uff42\uff59" },
    });
    assert.deepEqual(await bodyOfAnswer(answer), { id: api.bob.id, ...ALL, username: "bobby" });
    const after = await api.issuer.durable.accounts.find(api.bob.id);
    assert.deepEqual([after?.sub, after?.passwordHash], [before?.sub, before?.passwordHash]);
  });

  it("ignores what may not be written", async () => {
    const { api } = held;
    const before = await api.issuer.durable.accounts.find(api.ann.id);
    const body = {
      id: 99,
      sub: "x",
      password: "a new password",
      passwordHash: "x",
      is_staff: true,
      isStaff: true,
      is_active: false,
    };
    assert.equal((await send(api.ann.id, { body })).status, 200);
    assert.deepEqual(await api.issuer.durable.accounts.find(api.ann.id), { ...before!, updatedAt: api.clock.now() });
  });

  it("lets staff change others", async () => {
    const { api } = held;
    const token = await api.token({ account: api.staff });
    assert.equal((await send(api.ann.id, { token, body: { first_name: "A." } })).status, 200);
  });

  for (const method of ["PUT", "PATCH", "DELETE"]) {
    rule("RFC6750-3.1-3", `answers 403 to ${method} of another person's record, by a person or a client`, async () => {
      const { api } = held;
      const ofClient = await api.token({ account: null });
      for (const token of [await api.token(), ofClient]) {
        const answer = await send(api.staff.id, { method, token, ...(method === "DELETE" ? {} : { body: ALL }) });
        assert.equal(answer.status, 403);
        assert.equal(challengeOf(answer)["error"], "insufficient_scope");
      }
      assert.isDefined(await api.issuer.durable.accounts.find(api.staff.id));
    });
  }

  it("does not let a person act who was deactivated", async () => {
    const { api } = held;
    const gone = await person(api.issuer, { isStaff: true });
    const token = await api.token({ account: gone });
    await api.issuer.durable.accounts.change(gone.id, { isActive: false });
    assert.equal((await send(api.ann.id, { token, body: { first_name: "X" } })).status, 403);
  });

  it("answers 409 to a name that another person has, whatever its case", async () => {
    const { api } = held;
    const answer = await send(api.ann.id, { body: { username: api.staff.username.toUpperCase() } });
    assert.equal(answer.status, 409);
    assert.property((await bodyOfAnswer(answer))["fields"], "username");
  });
});

describe("the sample API, with wrong fields", () => {
  const held = withSampleApi();

  it("tells everything that is wrong at once, by field", async () => {
    const { api } = held;
    const body = { username: "a b", email: "nobody", first_name: 7, last_name: "x".repeat(151) };
    const answer = await api.call(`/api/users/${api.ann.id}`, { method: "PUT", token: await api.token(), body });
    assert.equal(answer.status, 400);
    const { fields, error } = await bodyOfAnswer(answer);
    assert.equal(error, "invalid_request");
    assert.hasAllKeys(fields, ["username", "email", "first_name", "last_name"]);
    assert.equal((await api.issuer.durable.accounts.find(api.ann.id))?.username, api.ann.username);
  });

  it("demands every field of a PUT", async () => {
    const { api } = held;
    const body = { username: "anna" };
    const answer = await api.call(`/api/users/${api.ann.id}`, { method: "PUT", token: await api.token(), body });
    assert.equal(answer.status, 400);
    assert.hasAllKeys((await bodyOfAnswer(answer))["fields"], ["email", "first_name", "last_name"]);
  });

  for (const [what, value] of [
    ["null", null],
    ["a list", ["a"]],
    ["an object", { a: 1 }],
    ["a truth value", true],
    ["NUL", "a\0b"],
    ["a line break", "a\nb"],
    ["half of a surrogate pair", "a\ud800b"],
    ["a replacement character", "a\ufffdb"],
  ] as const) {
    it(`answers 400 to ${what} in each field`, async () => {
      const { api } = held;
      const token = await api.token();
      for (const field of Object.keys(ALL)) {
        const body = { [field]: field === "email" && typeof value === "string" ? `${value}@people.test` : value };
        const answer = await api.call(`/api/users/${api.ann.id}`, { method: "PATCH", token, body });
        assert.equal(answer.status, 400, field);
        assert.hasAllKeys((await bodyOfAnswer(answer))["fields"], [field]);
      }
    });
  }
});

describe("the sample API, with bodies that cannot be read", () => {
  const held = withSampleApi();
  const JSON_TYPE = { "Content-Type": "application/json" };
  const FORM_TYPE = { "Content-Type": "application/x-www-form-urlencoded" };
  const DEEP = `{"x":${"[".repeat(20)}${"]".repeat(20)}}`;

  for (const [what, status, call] of [
    ["no body", 400, {}],
    ["an empty body", 400, { body: "", headers: JSON_TYPE }],
    ["broken JSON", 400, { body: "{", headers: JSON_TYPE }],
    ["a list", 400, { body: "[]", headers: JSON_TYPE }],
    ["null", 400, { body: "null", headers: JSON_TYPE }],
    ["text in quotes", 400, { body: '"a"', headers: JSON_TYPE }],
    ["JSON that is nested too deep", 400, { body: DEEP, headers: JSON_TYPE }],
    ["nothing but brackets", 400, { body: "[".repeat(50_000), headers: JSON_TYPE }],
    ["broken percent-encoding", 400, { body: "email=%zz", headers: FORM_TYPE }],
    ["a field that is repeated", 400, { body: "email=&email=", headers: FORM_TYPE }],
    ["JSON where a form is said to be", 400, { body: '{"email":"\u00e9"}', headers: FORM_TYPE }],
    ["a body of 64 KiB and a byte", 413, { body: `{"x":"${"x".repeat(65_529)}"}`, headers: JSON_TYPE }],
    ["text", 415, { body: "email=", headers: { "Content-Type": "text/plain" } }],
    ["a multipart form", 415, { body: "x", headers: { "Content-Type": "multipart/form-data; boundary=x" } }],
    ["a compressed body", 415, { body: "x", headers: { ...JSON_TYPE, "Content-Encoding": "gzip" } }],
  ] as const satisfies readonly (readonly [string, number, Call])[]) {
    it(`answers ${status} to ${what}, and the next request`, async () => {
      const { api } = held;
      const token = await api.token();
      const path = `/api/users/${api.ann.id}/`;
      const answer = await api.call(path, { method: "PATCH", token, ...call });
      assert.equal(answer.status, status);
      assert.equal((await bodyOfAnswer(answer))["error"], "invalid_request");
      assert.equal((await api.call(path, { token })).status, 200);
    });
  }

  for (const [what, body] of [
    ["64 KiB", `{"x":"${"x".repeat(65_528)}"}`],
    ["brackets in text", `{"x":"\\"${"[".repeat(100)}"}`],
    ["JSON nested 20 deep", `{"x":${"[".repeat(19)}${"]".repeat(19)}}`],
    ["a member called __proto__", '{"__proto__":{"username":"x"},"constructor":1}'],
  ] as const) {
    it(`takes ${what}`, async () => {
      const { api } = held;
      const call = { method: "PATCH", token: await api.token(), body, headers: JSON_TYPE };
      const answer = await api.call(`/api/users/${api.ann.id}`, call);
      assert.equal(answer.status, 200);
      assert.equal((await bodyOfAnswer(answer))["username"], api.ann.username);
    });
  }
});

describe("the sample API, removing people", () => {
  const held = withSampleApi();

  it("removes a person, and none of their tokens is alive", async () => {
    const { api } = held;
    const gone = await person(api.issuer);
    const [token, another] = [await api.token({ account: gone }), await api.token({ account: gone })];
    const answer = await api.call(`/api/users/${gone.id}/`, { method: "DELETE", token });
    assert.equal(answer.status, 204);
    assert.equal(await answer.text(), "");
    for (const dead of [token, another]) assert.equal((await api.call("/api/", { token: dead })).status, 401);
    assert.isUndefined(await api.issuer.durable.accounts.find(gone.id));
  });

  it("removes another person for staff, and leaves the tokens of all others alone", async () => {
    const { api } = held;
    const gone = await person(api.issuer);
    const [mine, theirs] = [await api.token({ account: api.staff }), await api.token({ account: gone })];
    const path = `/api/users/${gone.id}`;
    assert.equal((await api.call(path, { method: "DELETE", token: mine })).status, 204);
    assert.equal((await api.call(path, { method: "DELETE", token: mine })).status, 404);
    assert.equal((await api.call("/api/", { token: theirs })).status, 401);
  });
});

describe("the sample API, with tokens in forms", () => {
  const held = withSampleApi({ bearerIn: { form: true } });

  it("reads the other fields of the form that the token came in", async () => {
    const { api } = held;
    const body = `access_token=${await api.token()}&first_name=Annette`;
    const answer = await api.call(`/api/users/${api.ann.id}/`, { method: "PATCH", body });
    assert.equal((await bodyOfAnswer(answer))["first_name"], "Annette");
  });
});

describe("the sample API, while a store is away", () => {
  const away = { now: false };
  const fail = (): Promise<never> => Promise.reject(new StoreUnavailable("postgres", undefined));
  const held = withSampleApi({
    issuing: {
      stores: (standard) => {
        const { accounts } = standard.durable;
        const broken = {
          ...accounts,
          remove: (id: number, at: number) => (away.now ? fail() : accounts.remove(id, at)),
        };
        return { ...standard, durable: { ...standard.durable, accounts: broken } };
      },
    },
  });

  it("answers 503, and leaves nothing that speaks for somebody who is half removed", async () => {
    const { api } = held;
    const gone = await person(api.issuer);
    const token = await api.token({ account: gone });
    away.now = true;
    const answer = await api.call(`/api/users/${gone.id}/`, { method: "DELETE", token });
    away.now = false;
    assert.deepEqual([answer.status, answer.headers.get("Retry-After")], [503, "2"]);
    assert.isDefined(await api.issuer.durable.accounts.find(gone.id));
    assert.equal((await api.call("/api/", { token })).status, 401);
    const again = await api.token({ account: await person(api.issuer, { isStaff: true }) });
    assert.equal((await api.call(`/api/users/${gone.id}/`, { method: "DELETE", token: again })).status, 204);
  });
});
