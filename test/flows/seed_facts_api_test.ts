import { assert } from "chai";
import { parseChallenge } from "../../src/protocol/mod.ts";
import { type SettableClock, settableClock, systemClock } from "../../src/platform/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import type { RawAnswer } from "../support/raw_http.ts";
import { strangeToken } from "../support/records.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { CURL, HABITS, jsonOf, objectOf, say, tokensOf, type Typed } from "./habits.ts";

/** What those tests share: a server whose clock is ours, two people of whom one is staff, and an application. */
interface Scene {
  readonly server: RunningServer;
  readonly clock: SettableClock;
  readonly ann: AccountRecord;
  readonly staff: AccountRecord;
  readonly app: ClientRecord;
}

let on: Scene;

/** Opens a scene before the tests of a file or group, where a person may wait for Postgres. */
async function openScene(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const clock = settableClock(systemClock.now());
  const server = await startServer({ clock, settings });
  const { issuer } = server;
  const ann = await person(issuer, { email: "ann@people.test", firstName: "Ann", lastName: "Oak" });
  const staff = await person(issuer, { isStaff: true, email: "staff@people.test" });
  return { server, clock, ann, staff, app: await client(issuer, { name: "The app" }) };
}

before(async function () {
  this.timeout(60_000);
  on = await openScene();
});

after(() => on.server.stop());

/** Gets an access token of a person in the way of the tutorials. */
async function tokenOf(account: AccountRecord, scope = "read write", at: Scene = on): Promise<string> {
  const form = [
    ["grant_type", "password"],
    ["username", account.username],
    ["password", PASSWORD],
    ["scope", scope],
  ] as const;
  const user = `${at.app.clientId}:${SECRET}`;
  return tokensOf(await say(`${at.server.url}/oauth/token/`, { form, user }), scope).access;
}

function call(path: string, typed: Typed = {}, habit = CURL): Promise<RawAnswer> {
  return say(on.server.url + path, typed, habit);
}

/** What the API shows of a person. */
function shown({ id, username, email, firstName, lastName }: AccountRecord): Readonly<Record<string, unknown>> {
  return { id, username, email, first_name: firstName, last_name: lastName };
}

/** The list of people, page after page: other tests made people as well. */
async function listed(bearer: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const people: Readonly<Record<string, unknown>>[] = [];
  for (let path: string | undefined = "/api/users/"; path !== undefined;) {
    const answer: RawAnswer = await call(path, { bearer });
    const page = jsonOf(answer);
    assert.isArray(page);
    people.push(...(page as Readonly<Record<string, unknown>>[]));
    path = /^<([^>]+)>; rel="next"$/.exec(answer.headers["link"] ?? "")?.[1];
  }
  return people;
}

const VIEWS = ["/api/", "/api/users/", "/api/token_info/"].flatMap((path) => [path, path.slice(0, -1)]);

describe("reading people (rows B1 and B2)", () => {
  for (const habit of HABITS) {
    for (const path of ["/api/users/", "/api/users"]) {
      it(`${habit.name} gets a list of people at ${path}, each with exactly the members that are promised`, async () => {
        const answer = await call(path, { bearer: await tokenOf(on.ann, "read") }, habit);
        assert.equal(answer.status, 200);
        const people = jsonOf(answer);
        assert.isArray(people);
        for (const one of people as Readonly<Record<string, unknown>>[]) {
          const { id, ...texts } = one;
          assert.isTrue(Number.isInteger(id));
          assert.hasAllKeys(texts, ["username", "email", "first_name", "last_name"]);
          for (const text of Object.values(texts)) assert.isString(text);
        }
      });
    }
  }

  it("has everybody in the list, once, in the order of their ids", async () => {
    const people = await listed(await tokenOf(on.ann));
    for (const account of [on.ann, on.staff]) assert.deepInclude(people, shown(account));
    const ids = people.map(({ id }) => Number(id));
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => a - b),
    );
  });

  for (const slash of ["/", ""]) {
    it(`shows the one person at /api/users/ID${slash}`, async () => {
      const bearer = await tokenOf(on.ann, "read");
      for (const account of [on.ann, on.staff]) {
        assert.deepEqual(objectOf(await call(`/api/users/${account.id}${slash}`, { bearer })), shown(account));
      }
    });
  }
});

const ALL = { username: "renamed", email: "new@people.test", first_name: "New", last_name: "Name" };

/** A body as JSON, as a form as curl -d sends it. */
const BODIES: readonly (readonly [name: string, typed: (fields: Readonly<Record<string, string>>) => Typed])[] = [
  ["JSON", (fields) => ({ json: fields })],
  ["a form", (fields) => ({ form: Object.entries(fields) })],
];

describe("changing people (row B2)", () => {
  for (const [kind, typed] of BODIES) {
    for (const [who, slash] of [
      ["the person", "/"],
      ["staff", ""],
    ] as const) {
      it(`replaces, changes and removes a record as ${who}, with ${kind}, at /api/users/ID${slash}`, async () => {
        const eve = await person(on.server.issuer);
        const bearer = await tokenOf(who === "staff" ? on.staff : eve);
        const path = `/api/users/${eve.id}${slash}`;
        const all = { ...ALL, username: `renamed${eve.id}` };
        const put = objectOf(await call(path, { method: "PUT", bearer, ...typed(all) }));
        assert.deepEqual(put, { id: eve.id, ...all });
        const patched = objectOf(await call(path, { method: "PATCH", bearer, ...typed({ first_name: "Eva" }) }));
        assert.deepEqual(patched, { ...put, first_name: "Eva" });
        const gone = await call(path, { method: "DELETE", bearer });
        assert.deepEqual([gone.status, gone.body], [204, ""]);
        assert.isUndefined(await on.server.issuer.durable.accounts.find(eve.id));
      });
    }
  }

  it("lets a person who was removed do nothing more: neither token nor password opens anything", async () => {
    const eve = await person(on.server.issuer);
    const bearer = await tokenOf(eve);
    assert.equal((await call(`/api/users/${eve.id}/`, { method: "DELETE", bearer })).status, 204);
    for (const path of VIEWS) assert.equal((await call(path, { bearer })).status, 401, path);
    const form = [
      ["grant_type", "password"],
      ["username", eve.username],
      ["password", PASSWORD],
    ] as const;
    const answer = await call("/o/token/", { form, user: `${on.app.clientId}:${SECRET}` });
    assert.equal(objectOf(answer, 400)["error"], "invalid_grant");
  });

  for (const method of ["PUT", "PATCH", "DELETE"]) {
    it(`refuses ${method} of another person's record without authority, and changes nothing`, async () => {
      const bearer = await tokenOf(on.ann);
      const typed = method === "DELETE" ? {} : { json: { ...ALL, is_staff: true } };
      const { accounts } = on.server.issuer.durable;
      const before = await accounts.find(on.staff.id);
      const answer = await call(`/api/users/${on.staff.id}/`, { method, bearer, ...typed });
      assert.equal(objectOf(answer, 403)["error"], "insufficient_scope");
      assert.deepEqual(await accounts.find(on.staff.id), before);
    });
  }

  for (const member of ["is_staff", "id", "password", "password_hash", "is_active"]) {
    it(`lets nobody give themselves '${member}'`, async () => {
      const eve = await person(on.server.issuer);
      const json = { [member]: member === "id" ? 1 : true, first_name: "Eve" };
      await call(`/api/users/${eve.id}/`, { method: "PATCH", bearer: await tokenOf(eve), json });
      const kept = await on.server.issuer.durable.accounts.find(eve.id);
      assert(kept !== undefined);
      assert.deepInclude(kept, { id: eve.id, isStaff: false, isActive: true, passwordHash: eve.passwordHash });
    });
  }
});

/** Every operation, with what it needs. */
const OPERATIONS: readonly (readonly [method: string, path: (id: number) => string, scope: string])[] = [
  ["GET", () => "/api/users/", "read"],
  ["GET", (id) => `/api/users/${id}/`, "read"],
  ["PUT", (id) => `/api/users/${id}/`, "write"],
  ["PATCH", (id) => `/api/users/${id}/`, "write"],
  ["DELETE", (id) => `/api/users/${id}/`, "write"],
];

/** Makes each dead token of row B4 out of nothing or of a live one. */
const DEAD: readonly (readonly [name: string, make: () => Promise<string>])[] = [
  ["made up", async () => "made-up"],
  ["in the right form but of nobody", async () => strangeToken("at")],
  ["in the form of a refresh token", async () => strangeToken("rt")],
  [
    "revoked",
    async () => {
      const token = await tokenOf(on.ann);
      await call("/o/revoke_token/", { form: [["token", token]], user: `${on.app.clientId}:${SECRET}` });
      return token;
    },
  ],
  [
    "one letter off",
    async () => {
      const token = await tokenOf(on.ann);
      return token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
    },
  ],
  [
    "expired",
    async () => {
      const token = await tokenOf(on.ann);
      on.clock.advance(600);
      return token;
    },
  ],
];

describe("who is not let in (rows B3 to B5)", () => {
  for (const path of VIEWS) {
    it(`401 and a bare challenge at ${path} without a token`, async () => {
      const answer = await call(path);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers["www-authenticate"], 'Bearer realm="api"');
      assert.equal(answer.headers["cache-control"], "no-store");
    });
  }

  for (const authorization of [`Basic ${Buffer.from("a:b").toString("base64")}`, "Bearer", "Token abc", "Digest a=b"]) {
    it(`401 and no fault of the server with other credentials: ${authorization}`, async () => {
      const strange = { ...CURL, headers: { ...CURL.headers, Authorization: authorization } };
      const answer = await call("/api/users/", {}, strange);
      assert.oneOf(answer.status, [400, 401]);
      assert.match(answer.headers["www-authenticate"] ?? "", /^Bearer realm="api"/);
    });
  }

  for (const [name, make] of DEAD) {
    it(`401 invalid_token at every view with a token that is ${name}`, async () => {
      const bearer = await make();
      for (const path of VIEWS) {
        const answer = await call(path, { bearer });
        const { scheme, params } = parseChallenge(answer.headers["www-authenticate"] ?? "");
        assert.deepEqual(
          [answer.status, scheme, params["realm"], params["error"]],
          [401, "Bearer", "api", "invalid_token"],
        );
        assert.notInclude(answer.body + answer.headers["www-authenticate"], bearer);
      }
    });
  }

  for (const [method, path, scope] of OPERATIONS) {
    it(`403 and the scope '${scope}' in the challenge of ${method} ${path(1)} with a token for another`, async () => {
      const bearer = await tokenOf(on.ann, scope === "read" ? "write" : "read");
      const answer = await call(path(on.ann.id), { method, bearer });
      const { params } = parseChallenge(answer.headers["www-authenticate"] ?? "");
      assert.deepInclude(params, { realm: "api", error: "insufficient_scope", scope });
      const body = objectOf(answer, 403);
      assert.equal(body["error"], "insufficient_scope");
      assert.notProperty(body, "required_scopes");
    });
  }
});

describe("who is not let in where the setting names scopes in errors (row B5)", () => {
  let told: Scene;

  before(async function () {
    this.timeout(60_000);
    told = await openScene({ ERROR_RESPONSE_WITH_SCOPES: "true" });
  });
  after(() => told.server.stop());

  for (const [method, path, scope] of OPERATIONS) {
    it(`403 and the scope '${scope}' in the body as well: ${method} ${path(1)}`, async () => {
      const bearer = await tokenOf(told.ann, scope === "read" ? "write" : "read", told);
      const answer = await say(told.server.url + path(told.ann.id), { method, bearer });
      assert.deepEqual(objectOf(answer, 403)["required_scopes"], [scope]);
      assert.include(answer.headers["www-authenticate"], `scope="${scope}"`);
    });
  }
});

describe("who is let in where settings name the realm and the scopes (rows B1 to B5)", () => {
  let named: Scene;

  before(async function () {
    this.timeout(60_000);
    const scopes = { SCOPES: "look touch", DEFAULT_SCOPES: "look", READ_SCOPE: "look", WRITE_SCOPE: "touch" };
    named = await openScene({ ...scopes, REALM: "people" });
  });
  after(() => named.server.stop());

  for (const [method, path, scope] of OPERATIONS) {
    it(`${method} ${path(1)} needs the scope of the setting`, async () => {
      const needed = scope === "read" ? "look" : "touch";
      const bearer = await tokenOf(named.ann, needed === "look" ? "touch" : "look", named);
      const address = named.server.url + path(named.ann.id);
      const refused = await say(address, { method, bearer });
      const { params } = parseChallenge(refused.headers["www-authenticate"] ?? "");
      assert.deepInclude(params, { realm: "people", error: "insufficient_scope", scope: needed });
      const good = await tokenOf(named.ann, needed, named);
      const json = { username: named.ann.username, email: "", first_name: "", last_name: "" };
      const answer = await say(address, { method, bearer: good, ...(scope === "read" ? {} : { json }) });
      assert.oneOf(answer.status, [200, 204]);
    });
  }

  it("names the realm to whoever brings no token", async () => {
    const answer = await say(`${named.server.url}/api/users/`);
    assert.equal(answer.headers["www-authenticate"], 'Bearer realm="people"');
  });

  it("asks for the same scopes in the OpenAPI document", async () => {
    const { body } = await say(`${named.server.url}/openapi.json`);
    const { paths } = JSON.parse(body) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const users = paths["/api/users/{id}/"];
    assert.include(JSON.stringify(users?.["get"]), '["look"]');
    assert.include(JSON.stringify(users?.["patch"]), '["touch"]');
  });
});

describe("the plain views (rows B6 and B7)", () => {
  for (const slash of ["/", ""]) {
    it(`answers a short message at /api${slash} to any live token`, async () => {
      for (const scope of ["read", "write", "introspection"]) {
        const said = objectOf(await call(`/api${slash}`, { bearer: await tokenOf(on.ann, scope) }));
        assert.hasAllKeys(said, ["message"]);
        assert.match(String(said["message"]), /^\S.{0,80}$/);
      }
    });

    it(`tells at /api/token_info${slash} what the token is, whose it is, and when it ends`, async () => {
      const bearer = await tokenOf(on.staff, "write");
      const { expires_at: ends, ...rest } = objectOf(await call(`/api/token_info${slash}`, { bearer }));
      assert.equal(String(ends), new Date((on.clock.now() + 600) * 1_000).toISOString());
      assert.deepEqual(rest, {
        scopes: ["write"],
        application: "The app",
        client_id: on.app.clientId,
        expired: false,
        token_type: "Bearer",
        user: { id: on.staff.id, username: on.staff.username, email: on.staff.email, is_staff: true },
      });
    });
  }

  it("tells that a person is not staff", async () => {
    const { user } = objectOf(await call("/api/token_info/", { bearer: await tokenOf(on.ann) }));
    assert.deepEqual(user, { id: on.ann.id, username: on.ann.username, email: "ann@people.test", is_staff: false });
  });

  it("says 'expired: false' up to the last second, and lets nobody in at the next", async () => {
    const bearer = await tokenOf(on.ann);
    on.clock.advance(599);
    assert.equal(objectOf(await call("/api/token_info/", { bearer }))["expired"], false);
    on.clock.advance(1);
    assert.equal((await call("/api/token_info/", { bearer })).status, 401);
  });
});
