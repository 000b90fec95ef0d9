import { assert } from "chai";
import { settableClock } from "../../src/platform/mod.ts";
import { introspected, ownToken, postForm, walkCodeFlow } from "../support/lab_client.ts";
import { labServer, type LabServer, type MadeIssuer } from "../support/lab_server.ts";

describe("the API of throwaway issuers", () => {
  let server: LabServer;
  before(async () => {
    server = await labServer();
  });
  after(() => server.close());

  /** What a path below a throwaway issuer answers. */
  function below({ issuer }: MadeIssuer, path: string) {
    return server.ask("GET", new URL(issuer).pathname + path);
  }

  describe("POST /lab/api/issuers", () => {
    it("makes a person and two clients where nobody says more", async () => {
      const { users, clients, key } = await server.make();
      assert.deepEqual(
        users.map(({ username }) => username),
        ["alice"],
      );
      assert.deepEqual(
        clients.map(({ client_id, client_secret }) => [client_id, typeof client_secret]),
        [
          ["confidential", "string"],
          ["public", "undefined"],
        ],
      );
      assert.match(key, /^lab_[0-9A-Za-z]{43}$/);
    });

    it("takes no body at all for an empty one", async () => {
      assert.equal((await server.ask("POST", "/lab/api/issuers")).status, 201);
    });

    it("answers no two issuers with one id, key, password or secret", async () => {
      const made = await Promise.all(Array.from({ length: 5 }, () => server.make()));
      const secrets = made.flatMap(({ id, key, users, clients }) => [
        id,
        key,
        users[0]?.password,
        users[0]?.sub,
        clients[0]?.client_secret,
      ]);
      assert.lengthOf([...new Set(secrets)], 25);
    });

    it("is kept by nobody on the way", async () => {
      const { headers } = await server.ask("POST", "/lab/api/issuers");
      assert.equal(headers.get("cache-control"), "no-store");
    });

    it("makes people and clients as they are wanted", async () => {
      const made = await server.make({
        users: [{ username: "bob", password: "correct horse", sub: "bob-1", claims: { nickname: "Bobby" } }],
        clients: [
          {
            client_id: "mine",
            client_secret: "of my own choice, and long",
            redirect_uris: ["https://app.example/cb"],
            token_endpoint_auth_method: "client_secret_post",
            scope: "read",
          },
        ],
      });
      assert.deepInclude(made.users[0], { username: "bob", password: "correct horse", sub: "bob-1" });
      assert.deepInclude(Object(made.clients[0]), {
        client_id: "mine",
        client_secret: "of my own choice, and long",
        token_endpoint_auth_method: "client_secret_post",
        scope: "read",
      });
    });

    it("ends with the life that is asked for", async () => {
      const { expires_at } = await server.make({ lifetime_seconds: 60 });
      assert.approximately(expires_at, Date.now() / 1_000 + 60, 2);
    });

    it("signs by the keys that are wanted, the first by standard", async () => {
      const made = await server.make({ keys: ["EdDSA", "ES256"] });
      const { body } = await below(made, "/jwks");
      const algs = body.keys.filter(({ use }: { use: string }) => use === "sig").map(({ alg }: { alg: string }) => alg);
      assert.sameMembers(algs, ["EdDSA", "ES256"]);
    });

    it("has settings of its own, which others do not get", async () => {
      const [short, usual] = [
        await server.make({ settings: { ACCESS_TOKEN_EXPIRE_SECONDS: 7, PKCE_PLAIN: true } }),
        await server.make(),
      ];
      const lives = await Promise.all(
        [short, usual].map(async (made) => {
          const form = { grant_type: "client_credentials" };
          return (await postForm(server, made, { path: "/token", form })).body["expires_in"];
        }),
      );
      assert.deepEqual(lives, [7, 600]);
      const { body } = await below(short, "/.well-known/openid-configuration");
      assert.deepEqual(body.code_challenge_methods_supported, ["S256", "plain"]);
    });
  });

  describe("an issuer", () => {
    it("answers at both forms of its well-known addresses", async () => {
      const made = await server.make();
      const { pathname } = new URL(made.issuer);
      for (const path of [
        `${pathname}/.well-known/openid-configuration`,
        `/.well-known/oauth-authorization-server${pathname}`,
        `/.well-known/openid-configuration${pathname}`,
      ]) {
        const { status, body } = await server.ask("GET", path);
        assert.deepEqual([status, body.issuer], [200, made.issuer], path);
      }
    });

    it("lets its person sign in and its client in", async () => {
      const body = await walkCodeFlow(server, await server.make(), "openid read");
      assert.containsAllKeys(body, ["access_token", "refresh_token", "id_token"]);
    });

    it("knows nothing of the clients, people and tokens of another", async () => {
      const [one, other] = [await server.make(), await server.make()];
      const token = await ownToken(server, one);
      assert.deepInclude(await introspected(server, one, token), { active: true });
      assert.deepEqual(await introspected(server, other, token), { active: false });
    });

    it("has none of the pages of an installation, and no lab of its own", async () => {
      const made = await server.make();
      for (const path of ["/applications/", "/admin/", "/openapi.json", "/lab/api/faults", "/register"])
        assert.equal((await below(made, path)).status, 404, path);
    });

    it("shows itself without secrets", async () => {
      const made = await server.make();
      const { status, body } = await server.of(made, "GET");
      assert.equal(status, 200);
      const text = JSON.stringify(body);
      for (const secret of [made.key, made.users[0]?.password, made.clients[0]?.client_secret])
        assert.notInclude(text, secret ?? "none");
      assert.deepEqual([body.users.length, body.clients.length, body.faults], [1, 2, []]);
    });
  });

  describe("PUT /lab/api/issuers/{id}/clock", () => {
    for (const [name, change] of [
      ["by an offset", { offset_seconds: 601 }],
      ["to a moment", { at: new Date(Date.now() + 700_000).toISOString() }],
      ["by an advance", { advance_seconds: 601 }],
    ] as const) {
      it(`lets tokens expire when it is moved ${name}`, async () => {
        const made = await server.make();
        const token = await ownToken(server, made);
        assert.equal((await server.of(made, "PUT", "clock", change)).status, 200);
        assert.deepEqual(await introspected(server, made, token), { active: false });
      });
    }

    it("moves it on from where it is, and back", async () => {
      const made = await server.make({ clock: { offset_seconds: 100 } });
      const { body } = await server.of(made, "PUT", "clock", { advance_seconds: 50 });
      assert.equal(body.clock.offset_seconds, 150);
      const back = await server.of(made, "PUT", "clock", { offset_seconds: -3_600 });
      assert.approximately(back.body.clock.now, Date.now() / 1_000 - 3_600, 2);
    });

    it("is heard by rows, short-lived records and JWTs alike", async () => {
      const made = await server.make({ clients: [{ ...JWT_CLIENT }] });
      const { refresh_token = "", id_token = "" } = await walkCodeFlow(server, made, "openid read");
      const claims = JSON.parse(Buffer.from(String(id_token).split(".")[1] ?? "", "base64url").toString());
      await server.of(made, "PUT", "clock", { advance_seconds: 3_000_000 });
      const form = { grant_type: "refresh_token", refresh_token: String(refresh_token) };
      const { status, body } = await postForm(server, made, { path: "/token", form });
      assert.deepEqual([status, body["error"]], [400, "invalid_grant"]);
      const later = await walkCodeFlow(server, made, "openid read");
      const laterClaims = JSON.parse(
        Buffer.from(String(later["id_token"]).split(".")[1] ?? "", "base64url").toString(),
      );
      assert.isAtLeast(laterClaims.iat - claims.iat, 3_000_000);
    });
  });

  describe("PUT and DELETE /lab/api/issuers/{id}/faults", () => {
    const FAULT = "token_reply_invalid_client";

    async function tokenStatus(made: MadeIssuer): Promise<number> {
      const form = { grant_type: "client_credentials" };
      return (await postForm(server, made, { path: "/token", form })).status;
    }

    async function statuses(made: MadeIssuer, times: number): Promise<readonly number[]> {
      const all: number[] = [];
      for (let count = 0; count < times; count += 1) all.push(await tokenStatus(made));
      return all;
    }

    it("makes an issuer wrong, and right again", async () => {
      const made = await server.make();
      const { status, body } = await server.of(made, "PUT", "faults", { faults: [FAULT] });
      assert.deepEqual([status, body.faults], [200, [{ fault: FAULT, seen: 0 }]]);
      assert.deepEqual(await statuses(made, 2), [401, 401]);
      assert.deepEqual((await server.of(made, "DELETE", "faults")).body.faults, []);
      assert.deepEqual(await statuses(made, 1), [200]);
    });

    it("takes them when an issuer is made", async () => {
      assert.deepEqual(await statuses(await server.make({ faults: [FAULT] }), 1), [401]);
    });

    for (const [says, use, expected] of [
      ["once", { times: 1 }, [401, 200, 200]],
      ["the second time", { nth: 2 }, [200, 401, 200]],
      ["for one client", { client_id: "confidential" }, [401, 401, 401]],
      ["for another client", { client_id: "public" }, [200, 200, 200]],
    ] as const) {
      it(`is wrong ${says} where that is asked for`, async () => {
        const made = await server.make({ faults: [{ fault: FAULT, ...use }] });
        assert.deepEqual(await statuses(made, 3), [...expected]);
      });
    }

    it("counts from the start when faults are chosen, and goes on when the clock is moved", async () => {
      const made = await server.make();
      const once = { faults: [{ fault: FAULT, times: 1 }] };
      for (let count = 0; count < 2; count += 1) {
        await server.of(made, "PUT", "faults", once);
        assert.deepEqual(await statuses(made, 2), [401, 200]);
        await server.of(made, "PUT", "clock", { advance_seconds: 1 });
        assert.deepEqual(await statuses(made, 1), [200]);
      }
    });

    it("touches no other issuer", async () => {
      const [made, other] = [await server.make(), await server.make()];
      await server.of(made, "PUT", "faults", { faults: [FAULT] });
      assert.deepEqual(await statuses(other, 1), [200]);
    });

    it("is told in the ledger", async () => {
      const made = await server.make({ faults: [FAULT] });
      await statuses(made, 1);
      const { body } = await server.of(made, "GET", "ledger");
      assert.deepEqual(body.entries[0].faults, [FAULT]);
    });

    it("ends with a reset", async () => {
      const made = await server.make({ faults: [FAULT] });
      await server.of(made, "POST", "reset");
      assert.deepEqual(await statuses(made, 1), [200]);
    });
  });

  describe("POST /lab/api/issuers/{id}/users, clients and keys", () => {
    it("adds a person who can sign in", async () => {
      const made = await server.make({ users: [] });
      const { status, body } = await server.of(made, "POST", "users", { username: "carol" });
      assert.equal(status, 201);
      assert.property(await walkCodeFlow(server, { ...made, users: [body] }), "access_token");
    });

    it("adds a client that can get tokens", async () => {
      const made = await server.make({ clients: [] });
      const wanted = { grant_types: ["client_credentials"], client_name: "Job" };
      const { status, body } = await server.of(made, "POST", "clients", wanted);
      assert.deepInclude(body, { client_name: "Job", token_endpoint_auth_method: "client_secret_basic" });
      assert.equal(status, 201);
      assert.match(await ownToken(server, { ...made, clients: [body] }), /^ts_at_/);
    });

    it("rotates the keys at once, and keeps the old ones published", async () => {
      const made = await server.make();
      const before = await signingKids(made);
      const { status, body } = await server.of(made, "POST", "keys");
      assert.equal(status, 201);
      const after = await signingKids(made);
      assert.includeMembers([...after], [...before]);
      assert.includeMembers(
        body.kids,
        after.filter((kid) => !before.includes(kid)),
      );
      const { id_token = "" } = await walkCodeFlow(server, made, "openid");
      const header = JSON.parse(Buffer.from(String(id_token).split(".")[0] ?? "", "base64url").toString());
      assert.notInclude(before, header.kid);
    });

    it("makes keys that differ each time, however often", async () => {
      const made = await server.make({ keys: ["RS256"] });
      for (let count = 0; count < 3; count += 1) await server.of(made, "POST", "keys");
      const kids = await signingKids(made);
      assert.lengthOf([...new Set(kids)], 4);
    });
  });

  async function signingKids(made: MadeIssuer): Promise<readonly string[]> {
    const { body } = await below(made, "/jwks");
    return body.keys.filter(({ use }: { use: string }) => use === "sig").map(({ kid }: { kid: string }) => kid);
  }

  describe("POST /lab/api/issuers/{id}/reset", () => {
    it("ends tokens, sessions and consents, and empties the ledger, but keeps people and clients", async () => {
      const made = await server.make();
      const token = await ownToken(server, made);
      const { refresh_token = "" } = await walkCodeFlow(server, made);
      await server.of(made, "PUT", "clock", { offset_seconds: 30 });
      const { status, body } = await server.of(made, "POST", "reset");
      assert.deepEqual([status, body.clock.offset_seconds, body.faults], [200, 0, []]);
      assert.deepEqual((await server.of(made, "GET", "ledger")).body.entries, []);
      assert.deepEqual(await introspected(server, made, token), { active: false });
      const form = { grant_type: "refresh_token", refresh_token: String(refresh_token) };
      assert.equal((await postForm(server, made, { path: "/token", form })).body["error"], "invalid_grant");
      assert.property(await walkCodeFlow(server, made), "access_token");
    });

    it("counts entries of the ledger from one again", async () => {
      const made = await server.make();
      await ownToken(server, made);
      await server.of(made, "POST", "reset");
      await ownToken(server, made);
      const { body } = await server.of(made, "GET", "ledger");
      assert.deepEqual(
        body.entries.map(({ n }: { n: number }) => n),
        [1],
      );
    });
  });

  describe("GET /lab/api/issuers/{id}/ledger", () => {
    it("has each request, without secrets", async () => {
      const made = await server.make();
      const token = await ownToken(server, made);
      await below(made, "/no/such/path");
      const { body } = await server.of(made, "GET", "ledger");
      assert.deepEqual(
        body.entries.map(({ place }: { place: string }) => place),
        ["token", "unknown"],
      );
      const text = JSON.stringify(body);
      for (const secret of [token, made.clients[0]?.client_secret ?? "none"]) assert.notInclude(text, secret);
    });

    it("goes on behind an entry", async () => {
      const made = await server.make();
      for (let count = 0; count < 3; count += 1) await ownToken(server, made);
      const { body } = await server.of(made, "GET", "ledger?after=2");
      assert.deepEqual(
        body.entries.map(({ n }: { n: number }) => n),
        [3],
      );
    });

    it("is a HAR document where that is asked for", async () => {
      const made = await server.make();
      await ownToken(server, made);
      const { body } = await server.of(made, "GET", "ledger?format=har");
      assert.deepEqual([body.log.version, body.log.entries.length], ["1.2", 1]);
    });

    for (const query of ["after=x", "after=-1", "format=xml"]) {
      it(`refuses ?${query}`, async () => {
        const { status, body } = await server.of(await server.make(), "GET", `ledger?${query}`);
        assert.deepEqual([status, body.error], [400, "invalid_request"]);
      });
    }
  });

  describe("DELETE /lab/api/issuers/{id}", () => {
    it("removes it with all that is below it", async () => {
      const made = await server.make();
      assert.equal((await server.of(made, "DELETE")).status, 204);
      assert.equal((await server.of(made, "GET")).status, 404);
      assert.equal((await below(made, "/jwks")).status, 404);
    });

    it("answers one of several at once that it was there", async () => {
      const made = await server.make();
      const answers = await Promise.all(Array.from({ length: 5 }, () => server.of(made, "DELETE")));
      assert.include(
        answers.map(({ status }) => status),
        204,
      );
      for (const { status } of answers) assert.include([204, 404], status);
    });
  });

  describe("the key", () => {
    const ADDRESSES: readonly (readonly [method: string, below: string])[] = [
      ["GET", ""],
      ["DELETE", ""],
      ["PUT", "/faults"],
      ["DELETE", "/faults"],
      ["PUT", "/clock"],
      ["POST", "/users"],
      ["POST", "/clients"],
      ["POST", "/keys"],
      ["GET", "/ledger"],
      ["POST", "/reset"],
    ];

    for (const [method, path] of ADDRESSES) {
      it(`is demanded by ${method} /lab/api/issuers/{id}${path}`, async () => {
        const [made, other] = [await server.make(), await server.make()];
        for (const key of [undefined, other.key, `${made.key}x`, made.id]) {
          const { status, headers, body } = await server.ask(method, `/lab/api/issuers/${made.id}${path}`, { key });
          assert.deepEqual([status, body.error], [401, "invalid_token"]);
          assert.match(headers.get("www-authenticate") ?? "", /^Bearer/);
        }
        assert.equal((await server.of(made, "GET")).status, 200);
      });

      it(`is not looked at by ${method} of an issuer that is not there${path}`, async () => {
        const { key } = await server.make();
        for (const id of ["nobody", "A".repeat(22), "%00", "..%2F.."]) {
          const { status } = await server.ask(method, `/lab/api/issuers/${id}${path}`, { key });
          assert.equal(status, 404, id);
        }
      });
    }
  });
});

const JWT_CLIENT = {
  client_id: "mine",
  redirect_uris: ["http://127.0.0.1/cb"],
  grant_types: ["authorization_code", "refresh_token"],
};

describe("the life of a throwaway issuer", () => {
  const clock = settableClock(1_767_225_600);
  let server: LabServer;
  before(async () => {
    server = await labServer({ clock, settings: { LAB_ISSUER_SECONDS: 600, LAB_ISSUERS: 3 } });
  });
  after(() => server.close());

  it("ends by itself, at the API and below it", async () => {
    const made = await server.make({ lifetime_seconds: 30 });
    clock.advance(29);
    assert.equal((await server.of(made, "GET")).status, 200);
    clock.advance(1);
    assert.equal((await server.of(made, "GET")).status, 404);
    assert.equal((await server.ask("GET", `${new URL(made.issuer).pathname}/jwks`)).status, 404);
  });

  it("is not prolonged by moving its clock back", async () => {
    const made = await server.make({ lifetime_seconds: 30 });
    await server.of(made, "PUT", "clock", { offset_seconds: -1_000 });
    clock.advance(30);
    assert.equal((await server.of(made, "GET")).status, 404);
  });

  it("is no longer than LAB_ISSUER_SECONDS", async () => {
    const { status, body } = await server.ask("POST", "/lab/api/issuers", { json: { lifetime_seconds: 601 } });
    assert.deepEqual([status, body.error], [400, "invalid_request"]);
    assert.include(body.error_description, "600");
  });
});

describe("LAB_ISSUERS", () => {
  it("bounds how many there are at once, until some are deleted", async () => {
    const server = await labServer({ settings: { LAB_ISSUERS: 2 } });
    try {
      const [first] = [await server.make(), await server.make()];
      const { status, headers, body } = await server.ask("POST", "/lab/api/issuers");
      assert.deepEqual([status, body.error], [503, "temporarily_unavailable"]);
      assert.match(headers.get("retry-after") ?? "", /^\d+$/);
      await server.of(first, "DELETE");
      await server.make();
    } finally {
      await server.close();
    }
  });
});
