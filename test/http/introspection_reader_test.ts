import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge } from "../../src/protocol/mod.ts";
import { type IntrospectionCredentials, introspectionReader } from "../../src/resource_server/mod.ts";
import { client, SECRET } from "../support/cast.ts";
import { keyClient, namedKey } from "../support/client_jwt.ts";
import { strangeToken } from "../support/records.ts";
import { type RemoteApi, withRemoteApi } from "./remote_api.ts";

const BOOKS = "https://api.test/books";
const SONGS = "https://api.test/songs";

function errorIn(headers: Headers): string | undefined {
  return parseChallenge(headers.get("www-authenticate") ?? "")?.params["error"];
}

describe("an API in another process", () => {
  it("lets the bearer of a live token in", () =>
    withRemoteApi({}, async (api) => {
      const { status, text } = await api.call(await api.token());
      assert.deepEqual([status, text], [200, "a book"]);
    }));

  it("refuses a token that lacks the scope with 403, and names the scope", () =>
    withRemoteApi({}, async (api) => {
      const { status, headers } = await api.call(await api.token({ scope: "write" }));
      assert.equal(status, 403);
      const challenge = parseChallenge(headers.get("www-authenticate") ?? "");
      assert.include(challenge?.params, { realm: "books", error: "insufficient_scope", scope: "read" });
    }));

  const dead: readonly (readonly [string, (api: RemoteApi) => Promise<string> | string])[] = [
    ["one that was made up", () => strangeToken("at")],
    ["one that is no token at all", () => "nonsense"],
    ["a refresh token, which is active as well", (api) => api.token({}, "refresh_token")],
    [
      "one that has expired",
      async (api) => {
        const token = await api.token();
        api.server.clock.advance(601);
        return token;
      },
    ],
    [
      "one that was revoked",
      async (api) => {
        const token = await api.token();
        assert.equal((await api.post("/revoke", { token })).status, 200);
        return token;
      },
    ],
  ];
  for (const [what, find] of dead) {
    rule("RFC6750-3.1-2", `refuses ${what} with 401`, () =>
      withRemoteApi({}, async (api) => {
        const { status, headers } = await api.call(await find(api));
        assert.deepEqual([status, errorIn(headers)], [401, "invalid_token"]);
      }),
    );
  }

  it("asks once for fifty calls at once, and not again for a minute", () =>
    withRemoteApi({}, async (api) => {
      const token = await api.token();
      for (const { status } of await Promise.all(Array.from({ length: 50 }, () => api.call(token))))
        assert.equal(status, 200);
      assert.equal(api.asked(), 1);
      api.server.clock.advance(59);
      await api.call(token);
      assert.equal(api.asked(), 1);
    }));

  for (const cacheSeconds of [0, 30]) {
    it(`lets a revoked token in for ${cacheSeconds} seconds at most, as its cache was told`, () =>
      withRemoteApi({ reader: { cacheSeconds } }, async (api) => {
        const token = await api.token();
        assert.equal((await api.call(token)).status, 200);
        await api.post("/revoke", { token });
        if (cacheSeconds > 0) {
          api.server.clock.advance(cacheSeconds - 1);
          assert.equal((await api.call(token)).status, 200);
          api.server.clock.advance(1);
        }
        assert.equal((await api.call(token)).status, 401);
      }));
  }

  rule("RFC7662-4-9", "lets nobody in beyond the end of a token, whatever its cache was told", () =>
    withRemoteApi({ reader: { cacheSeconds: 86_400 } }, async (api) => {
      const token = await api.token();
      await api.call(token);
      api.server.clock.advance(599);
      assert.equal((await api.call(token)).status, 200);
      api.server.clock.advance(1);
      assert.equal((await api.call(token)).status, 401);
    }),
  );
});

describe("an API in another process, as to how it proves who it is", () => {
  /** Fails unless the issuer lets a reader with these credentials ask. */
  async function assertKnown(credentialsFor: (api: RemoteApi) => Promise<IntrospectionCredentials>): Promise<void> {
    await withRemoteApi({}, async (api) => {
      const { origin, clock } = api.server;
      const credentials = await credentialsFor(api);
      const reader = introspectionReader({ url: `${origin}/introspect`, credentials, clock });
      assert.deepInclude(await reader.read(await api.token()), { clientId: api.app.clientId, scope: ["read"] });
    });
  }

  it("does so by a secret in the header, or in the form", async () => {
    for (const method of ["client_secret_basic", "client_secret_post"] as const)
      await assertKnown(async ({ books }) => ({ method, clientId: books.clientId, secret: SECRET }));
  });

  rule("RFC7662-4-4", "does so by a key, for the issuer or for its token endpoint", async () => {
    const { pair, kid } = await namedKey();
    for (const path of ["", "/token"])
      await assertKnown(async ({ server: { issuer } }) => ({
        method: "private_key_jwt",
        clientId: (await keyClient(issuer)).clientId,
        key: pair.privateKey,
        alg: "ES256",
        kid,
        audience: issuer.url + path,
      }));
  });

  it("does so by an access token that lets introspect", () =>
    assertKnown(async (api) => ({
      method: "bearer",
      token: await api.token({ grant_type: "client_credentials", scope: "introspection" }),
    })));

  for (const [what, wrong] of [
    ["a wrong secret", { method: "client_secret_basic", clientId: "books", secret: "wrong" }],
    ["a client that nobody knows", { method: "client_secret_post", clientId: "nobody", secret: SECRET }],
    ["a token that is dead", { method: "bearer", token: strangeToken("at") }],
  ] as const) {
    it(`answers 503 and not 401 to its own callers when it has ${what}, and its log says so`, () =>
      withRemoteApi({ reader: { credentials: wrong } }, async (api) => {
        const { status, headers, text } = await api.call(await api.token());
        assert.equal(status, 503);
        assert.isNull(headers.get("www-authenticate"));
        assert.match(headers.get("retry-after") ?? "", /^[1-9][0-9]?$/);
        assert.equal(JSON.parse(text).error, "temporarily_unavailable");
        assert.include(api.lines.join(""), "refuses the credentials of this resource server");
      }));
  }
});

describe("an API in another process, as to which resource it is", () => {
  const isBooks = { authenticate: { resource: BOOKS } };

  for (const [what, resource, status] of [
    ["for it", BOOKS, 200],
    ["for it and another", [BOOKS, SONGS], 200],
    ["for the whole host", "https://api.test", 200],
    ["for no resource", undefined, 200],
    ["for another", SONGS, 401],
    ["for what begins alike", `${BOOKS}hop`, 401],
    ["for the issuer", "https://issuer.test", 401],
  ] as const) {
    rule("RFC8707-3-1", `answers ${status} to a token ${what}`, () =>
      withRemoteApi(isBooks, async (api) => {
        assert.equal((await api.call(await api.token({ resource }))).status, status);
      }),
    );
  }

  it("refuses tokens for no resource where it wants its own", () =>
    withRemoteApi({ authenticate: { resource: BOOKS, requireAudience: true } }, async (api) => {
      assert.equal((await api.call(await api.token())).status, 401);
      assert.equal((await api.call(await api.token({ resource: BOOKS }))).status, 200);
    }));

  it("refuses every bound token while it does not say which it is", () =>
    withRemoteApi({}, async (api) => {
      assert.equal((await api.call(await api.token({ resource: BOOKS }))).status, 401);
    }));

  rule("RFC7662-4-3", "learns nothing of tokens for resources that others serve", () =>
    withRemoteApi(
      { ...isBooks, settings: { RESOURCES: JSON.stringify({ [BOOKS]: { servers: ["others"] }, [SONGS]: {} }) } },
      async (api) => {
        assert.equal((await api.call(await api.token({ resource: BOOKS }))).status, 401);
        const others = await client(api.server.issuer, { clientId: "others" });
        const token = await api.token({ resource: BOOKS });
        assert.include((await api.post("/introspect", { token }, others)).text, '"active":true');
      },
    ),
  );
});
