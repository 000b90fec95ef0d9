import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge } from "../../src/protocol/mod.ts";
import { client, SECRET } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode } from "../support/issuer_under_test.ts";

const PUBLIC = "https://public.test/v1";

/** A server with an application that gets tokens for itself, for a test. */
async function withServer(
  settings: GivenSettings,
  use: (server: HttpServer, token: (resource?: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const server = await httpServer({ settings });
  try {
    const { clientId } = await client(server.issuer);
    const authorization = `Basic ${Buffer.from(`${clientId}:${SECRET}`).toString("base64")}`;
    await use(server, async (resource) => {
      const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
      const body = encode({ grant_type: "client_credentials", scope: "read", resource });
      const response = await fetch(`${server.origin}/token`, { method: "POST", headers, body });
      return JSON.parse(await response.text()).access_token;
    });
  } finally {
    await server.stop();
  }
}

function call({ origin }: HttpServer, token?: string): Promise<Response> {
  return fetch(`${origin}/api/`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
}

function challengeIn({ headers }: Response): Readonly<Record<string, string>> {
  return parseChallenge(headers.get("www-authenticate") ?? "").params;
}

describe("the sample API as a protected resource", () => {
  for (const [resource, status] of [
    [undefined, 200],
    ["https://issuer.test/api", 200],
    ["https://issuer.test/api/", 200],
    ["https://issuer.test", 200],
    ["https://issuer.test/api/users", 401],
    ["https://issuer.test/apiary", 401],
    ["https://issuer.test.evil/api", 401],
    ["https://api.test", 401],
    ["urn:api", 401],
  ] as const) {
    rule("RFC8707-3-1", `answers ${status} to a token for ${resource ?? "no resource"}`, () =>
      withServer({}, async (server, token) => {
        const answer = await call(server, await token(resource));
        assert.equal(answer.status, status);
        if (status === 401) assert.include(challengeIn(answer), { realm: "api", error: "invalid_token" });
      }),
    );
  }

  it("goes by its name where it has one, and by that alone", () =>
    withServer({ OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: PUBLIC }, async (server, token) => {
      assert.equal((await call(server, await token(PUBLIC))).status, 200);
      assert.equal((await call(server, await token("https://issuer.test/api"))).status, 401);
    }));

  it("is known by its name where others are listed", () =>
    withServer(
      { OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: PUBLIC, RESOURCES: '{"urn:songs":{}}' },
      async (server, token) => {
        assert.equal((await call(server, await token(`${PUBLIC}/`))).status, 200);
        assert.isUndefined(await token("https://issuer.test/api"));
      },
    ));

  it("believes its settings, and no Host of a request", () =>
    withServer({}, async (server, token) => {
      const bearer = await token("https://evil.test");
      const headers = { authorization: `Bearer ${bearer}`, "x-forwarded-host": "evil.test", host: "evil.test" };
      assert.equal((await fetch(`${server.origin}/api/`, { headers })).status, 401);
    }));
});

describe("the challenges of the sample API", () => {
  it("name no metadata unless a setting says so", () =>
    withServer({}, async (server) => {
      assert.deepEqual({ ...challengeIn(await call(server)) }, { realm: "api" });
    }));

  for (const [what, settings, address] of [
    ["its address", {}, "https://issuer.test/.well-known/oauth-protected-resource/api"],
    [
      "its name",
      { OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: PUBLIC },
      "https://public.test/.well-known/oauth-protected-resource/v1",
    ],
  ] as const) {
    rule(["RFC9728-5.1-1", "RFC9728-3.3-1"], `name the document of ${what} where one does, which is there`, () =>
      withServer({ RESOURCE_METADATA_IN_CHALLENGES: "true", ...settings }, async (server, token) => {
        for (const bearer of [undefined, "nonsense", await token("urn:other")]) {
          const answer = await call(server, bearer);
          assert.equal(answer.status, 401);
          assert.equal(challengeIn(answer)["resource_metadata"], address);
        }
        const document = await fetch(server.origin + new URL(address).pathname);
        const { resource } = JSON.parse(await document.text());
        assert.include([PUBLIC, "https://issuer.test/api"], resource);
        assert.isTrue(address.startsWith(new URL(resource).origin));
      }),
    );
  }

  it("name it to whoever lacks a scope as well", () =>
    withServer({ RESOURCE_METADATA_IN_CHALLENGES: "true", WRITE_SCOPE: "write" }, async (server, token) => {
      const headers = { authorization: `Bearer ${await token()}` };
      const answer = await fetch(`${server.origin}/api/users/1/`, { method: "DELETE", headers });
      assert.equal(answer.status, 403);
      assert.property(challengeIn(answer), "resource_metadata");
    }));
});
