import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../support/cast.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";

const APP = "https://app.test";
const METADATA = "/.well-known/oauth-authorization-server";

/** What each address lets scripts of other origins do: everybody read it, a client use it, or nothing. */
const ADDRESSES: readonly (readonly [string, "open" | "client" | "none", string])[] = [
  [METADATA, "open", "GET"],
  ["/token", "client", "POST"],
  ["/o/token/", "client", "POST"],
  ["/oauth2/access_token", "client", "POST"],
  ["/revoke", "client", "POST"],
  ["/o/revoke_token/", "client", "POST"],
  ["/introspect", "none", "POST"],
  ["/authorize", "none", "GET"],
  ["/interaction/some-id", "none", "POST"],
  ["/login", "none", "POST"],
  ["/logout", "none", "POST"],
  ["/account", "none", "GET"],
  ["/account/revoke", "none", "POST"],
  ["/", "none", "GET"],
  ["/health", "none", "GET"],
  ["/nothing", "none", "GET"],
];

/** The headers of CORS in an answer, and what it tells caches to look at. */
function corsIn({ headers }: Response): Readonly<Record<string, string>> {
  const names = [...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary");
  return Object.fromEntries(names.map(([name, value]) => [name.replace("access-control-", ""), value]));
}

describe("scripts of other origins, where a setting keeps them from the UserInfo endpoint", () => {
  it("cannot read who a person is, and get tokens as before", async () => {
    const server = await httpServer({ settings: { OIDC_USERINFO_CORS_ENABLED: "false" } });
    try {
      const headers = { origin: "https://app.example", "access-control-request-method": "POST" };
      const allowed = ["/userinfo", "/token"].map(async (path) => {
        const response = await fetch(server.origin + path, { method: "OPTIONS", headers });
        return response.headers.get("access-control-allow-origin");
      });
      assert.deepEqual(await Promise.all(allowed), [null, "*"]);
    } finally {
      await server.stop();
    }
  });
});

describe("scripts of other origins", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer();
  });

  after(() => server.stop());

  function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(server.origin + path, { redirect: "manual", ...init, method });
  }

  function preflight(path: string, origin: string, asked = "POST"): Promise<Response> {
    return send("OPTIONS", path, { headers: { origin, "access-control-request-method": asked } });
  }

  for (const [path, policy, method] of ADDRESSES) {
    it(`${path} is for ${policy === "none" ? "none of them" : policy}: a simple request`, async () => {
      const cors = corsIn(await send(method, path, { headers: { origin: APP } }));
      const expected = { open: "*", client: "*", none: undefined }[policy];
      assert.equal(cors["allow-origin"], expected);
      assert.equal(cors["expose-headers"]?.includes("WWW-Authenticate"), policy === "client" ? true : undefined);
      assert.equal(cors["vary"], policy === "client" ? "Origin" : undefined);
    });

    it(`${path} is for ${policy === "none" ? "none of them" : policy}: what a browser asks first`, async () => {
      const answer = await preflight(path, APP, method);
      const { "allow-methods": methods, "allow-headers": headers, ...cors } = corsIn(answer);
      assert.equal(cors["allow-origin"], policy === "none" ? undefined : "*");
      assert.equal(methods, policy === "none" ? undefined : method);
      assert.equal(headers, policy === "none" ? undefined : "authorization, content-type, dpop");
      if (policy !== "none") assert.equal(answer.status, 204);
    });

    it(`${path} is for nobody's origin ${policy === "open" ? "too" : "never"}`, async () => {
      for (const answer of [
        await send(method, path, { headers: { origin: "null" } }),
        await preflight(path, "null", method),
      ])
        assert.equal(corsIn(answer)["allow-origin"], policy === "open" ? "*" : undefined);
    });
  }

  for (const [path, policy] of ADDRESSES.filter(([, one]) => one !== "none")) {
    it(`${path} lets a browser find out that DELETE is not taken, and a script read why`, async () => {
      const methods = corsIn(await preflight(path, APP, "DELETE"))["allow-methods"];
      assert.notInclude(methods ?? "DELETE", "DELETE");
      const refused = await send("DELETE", path, { headers: { origin: APP } });
      assert.equal(refused.status, 405, policy);
      assert.equal(corsIn(refused)["allow-origin"], "*");
    });
  }

  it("say nothing of cookies, and see none set", async () => {
    for (const [path, , method] of ADDRESSES) {
      const answer = await send(method, path, { headers: { origin: APP, cookie: "sid=1; b=2" } });
      assert.isFalse(answer.headers.has("access-control-allow-credentials"), path);
      const readable = answer.headers.has("access-control-allow-origin");
      if (readable) assert.isEmpty(answer.headers.getSetCookie(), path);
    }
  });

  rule("RFC9700-2.6-6", "cannot have a code by a redirect of /authorize that they may read", async () => {
    const answer = await send("GET", `/authorize?client_id=nobody&redirect_uri=${APP}`, { headers: { origin: APP } });
    assert.deepEqual(corsIn(answer), {});
  });

  it("can read which token they got, and why they got none", async () => {
    const app = await client(server.issuer, { grantTypes: ["client_credentials"], redirectUris: [] });
    const ask = (client_secret: string) =>
      send("POST", "/token", {
        headers: { origin: APP },
        body: new URLSearchParams({ grant_type: "client_credentials", client_id: app.clientId, client_secret }),
      });
    for (const [secret, status] of [
      [SECRET, 200],
      ["wrong", 401],
    ] as const) {
      const answer = await ask(secret);
      assert.deepEqual([answer.status, corsIn(answer)["allow-origin"]], [status, "*"]);
    }
  });

  for (const [name, body, type, status] of [
    ["a body that is no form", "{}", "application/json", 400],
    ["a body that is too long", "a".repeat(65_537), "application/x-www-form-urlencoded", 413],
  ] as const) {
    it(`can read that they sent ${name}`, async () => {
      const headers = { origin: APP, "content-type": type };
      const answer = await send("POST", "/token", { headers, body });
      assert.deepEqual([answer.status, corsIn(answer)["allow-origin"]], [status, "*"]);
    });
  }

  it("cost who is no script nothing", async () => {
    assert.deepEqual(corsIn(await send("POST", "/token")), {});
    assert.deepEqual(corsIn(await send("OPTIONS", "/token")), {});
  });
});
