import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type HttpServer, httpServer, type HttpServerOptions } from "../support/http_server.ts";

const NAME = "/.well-known/openid-configuration";

type Members = Readonly<Record<string, unknown>>;

let server: HttpServer | undefined;

async function start(options: HttpServerOptions = {}): Promise<HttpServer> {
  server = await httpServer(options);
  return server;
}

async function membersAt(address: string): Promise<Members> {
  const response = await fetch(address);
  assert.equal(response.status, 200, address);
  return (await response.json()) as Members;
}

async function configuration(options: HttpServerOptions = {}): Promise<Members> {
  return membersAt((await start(options)).origin + NAME);
}

/** The words of a member that is a list. */
function listOf(members: Members, name: string): readonly string[] {
  const list = members[name];
  assert(Array.isArray(list), name);
  return list.map(String);
}

/** The keys that the issuer publishes, by the address that it names, at the server under test. */
async function keysOf({ origin }: HttpServer): Promise<readonly Readonly<Record<string, string>>[]> {
  const { jwks_uri: address } = await membersAt(origin + NAME);
  const { keys } = await membersAt(origin + new URL(String(address)).pathname);
  return keys as readonly Readonly<Record<string, string>>[];
}

describe("the configuration of the OpenID provider", () => {
  afterEach(async () => server?.stop());

  rule("DISCOVERY-4.2-1", "is JSON that anybody may read and keep", async () => {
    const { origin } = await start();
    const response = await fetch(origin + NAME, { headers: { origin: "https://app.test" } });
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("cache-control"), "public, max-age=3600");
    const again = await fetch(origin + NAME, { headers: { "if-none-match": response.headers.get("etag") ?? "" } });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
  });

  for (const [ids, member, value] of [
    [["DISCOVERY-3-1"], "issuer", "https://issuer.test"],
    [["DISCOVERY-3-2"], "authorization_endpoint", "https://issuer.test/authorize"],
    [["DISCOVERY-3-2"], "token_endpoint", "https://issuer.test/token"],
    [["DISCOVERY-3-3"], "userinfo_endpoint", "https://issuer.test/userinfo"],
    [["DISCOVERY-3-4", "RFC8414-2-5"], "jwks_uri", "https://issuer.test/jwks"],
    [["DISCOVERY-3-10"], "subject_types_supported", ["public", "pairwise"]],
  ] as const) {
    rule(ids, `names ${member}`, async () => assert.deepEqual((await configuration())[member], value));
  }

  for (const [id, member, words] of [
    ["DISCOVERY-3-8", "scopes_supported", ["openid", "profile", "email", "address", "phone", "offline_access"]],
    [
      "DISCOVERY-3-9",
      "response_types_supported",
      ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token", "none"],
    ],
    ["DISCOVERY-3-11", "id_token_signing_alg_values_supported", ["RS256", "ES256"]],
    [
      "DISCOVERY-3-16",
      "claims_supported",
      ["sub", "iss", "auth_time", "acr", "amr", "name", "email", "email_verified", "address", "phone_number"],
    ],
  ] as const) {
    rule(id, `lists in ${member} what clients need`, async () => {
      const listed = listOf(await configuration(), member);
      assert.includeMembers([...listed], [...words]);
      assert.equal(new Set(listed).size, listed.length);
    });
  }

  rule(["DISCOVERY-4-2", "DISCOVERY-4.3-1"], "lies behind the path of the issuer, and before it as well", async () => {
    for (const url of ["https://issuer.test/tenant", "https://issuer.test/a/b", "https://issuer.test/a/"]) {
      const { origin } = await start({ url });
      const path = new URL(url).pathname.replace(/\/$/, "");
      for (const address of [`${path}${NAME}`, `${path}${NAME}/`, `${NAME}${path}`]) {
        assert.equal((await membersAt(origin + address))["issuer"], url, address);
      }
      await server?.stop();
    }
  });

  rule("DISCOVERY-4.3-1", "lies nowhere else, so that no path has an issuer that is not its own", async () => {
    const { origin } = await start({ url: "https://issuer.test/tenant" });
    for (const path of [NAME, `/other${NAME}`, `${NAME}/other`, `/tenant/other${NAME}`, `/tenants${NAME}`]) {
      assert.equal((await fetch(origin + path)).status, 404, path);
    }
  });

  for (const prefix of ["/o", "/oauth", "/oauth2"]) {
    it(`is found at ${prefix}${NAME} as well, as the tutorials of older servers have it`, async () => {
      const { origin } = await start();
      const own = await membersAt(origin + NAME);
      for (const slash of ["", "/"]) assert.deepEqual(await membersAt(origin + prefix + NAME + slash), own);
    });
  }

  it("is gone from the prefixes where the setting names none", async () => {
    const { origin } = await start({ settings: { ALIAS_PREFIXES: "" } });
    assert.equal((await fetch(`${origin}/o${NAME}`)).status, 404);
    assert.equal((await fetch(origin + NAME)).status, 200);
  });

  rule("DISCOVERY-4.2-3", "answers other methods and other paths with the status that fits", async () => {
    const { origin } = await start();
    assert.equal((await fetch(origin + NAME, { method: "POST" })).status, 405);
    assert.equal((await fetch(`${origin}${NAME}.json`)).status, 404);
    assert.equal((await fetch(origin + NAME, { method: "HEAD" })).status, 200);
  });

  it("is missing with WebFinger, ID tokens and the scopes where the server is no OpenID provider", async () => {
    const { origin } = await start({ settings: { OIDC_ENABLED: "false" } });
    for (const path of [NAME, `/o${NAME}`, "/.well-known/webfinger?resource=acct:ann@issuer.test", "/userinfo"]) {
      assert.equal((await fetch(origin + path)).status, 404, path);
    }
    const plain = await membersAt(`${origin}/.well-known/oauth-authorization-server`);
    assert.notInclude(listOf(plain, "scopes_supported"), "openid");
    assert.notProperty(plain, "id_token_signing_alg_values_supported");
    assert.notProperty(plain, "claims_supported");
  });
});

describe("how long others may keep the keys", () => {
  for (const [settings, expected] of [
    [{ OIDC_JWKS_MAX_AGE_SECONDS: "60" }, 60],
    [{ OIDC_JWKS_MAX_AGE_SECONDS: "0" }, 0],
    [{ OIDC_JWKS_MAX_AGE_SECONDS: "7200", KEY_PUBLISH_AHEAD_SECONDS: "600" }, 600],
  ] as const) {
    it(`is ${expected} seconds with ${JSON.stringify(settings)}`, async () => {
      const server = await httpServer({ settings });
      try {
        const response = await fetch(`${server.origin}/jwks`);
        assert.equal(response.headers.get("cache-control"), `public, max-age=${expected}`);
      } finally {
        await server.stop();
      }
    });
  }
});

describe("what the configuration says of keys", () => {
  afterEach(async () => server?.stop());

  for (const algs of ["RS256 ES256", "ES256", "PS256 ES384 EdDSA"]) {
    rule(
      ["DISCOVERY-3-4", "DISCOVERY-3-11"],
      `is true: each asymmetric algorithm for ID tokens has a published key (${algs})`,
      async () => {
        const running = await start({ settings: { SIGNING_ALGS: algs } });
        const listed = listOf(await membersAt(running.origin + NAME), "id_token_signing_alg_values_supported");
        const keys = await keysOf(running);
        const signing = keys.filter(({ use }) => use === "sig").map(({ alg }) => alg);
        assert.sameMembers(
          listed.filter((alg) => !alg.startsWith("HS") && alg !== "none"),
          algs.split(" "),
        );
        assert.includeMembers(signing, algs.split(" "));
      },
    );
  }

  rule(["DISCOVERY-3-5", "RFC8414-2-6"], "is that each key either signs or encrypts, and has an id", async () => {
    const keys = await keysOf(await start());
    assert.sameMembers([...new Set(keys.map(({ use }) => use))], ["sig", "enc"]);
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  });

  rule("DISCOVERY-3-6", "is public: no private half, and no symmetric key", async () => {
    for (const key of await keysOf(await start())) {
      assert.doesNotHaveAnyKeys(key, ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]);
      assert.include(["RSA", "EC", "OKP"], key["kty"]);
    }
  });

  rule("DISCOVERY-3-12", "never lists none for ID tokens unless a code can be exchanged for one", async () => {
    const members = await configuration();
    if (!listOf(members, "id_token_signing_alg_values_supported").includes("none")) return;
    assert.include(listOf(members, "response_types_supported"), "code");
  });

  rule(["DISCOVERY-3-14", "RFC8414-2-10"], "never lists none for what authenticates a client", async () => {
    const members = await configuration();
    for (const [name, value] of Object.entries(members)) {
      if (name.endsWith("_auth_signing_alg_values_supported")) assert.notInclude(value, "none", name);
    }
  });
});

describe("WebFinger on the wire", () => {
  afterEach(async () => server?.stop());

  async function find(url: string, resource: string): Promise<Response> {
    const { origin } = await start({ url });
    return fetch(`${origin}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, {
      headers: { origin: "https://app.test" },
    });
  }

  rule(["WEBFINGER-4-1", "DISCOVERY-2-3"], "is one of the host, whatever the path of the issuer", async () => {
    for (const url of ["https://issuer.test", "https://issuer.test/tenant", "https://issuer.test/a/b/"]) {
      const response = await find(url, "acct:ann@issuer.test");
      assert.equal(response.status, 200);
      const { links } = (await response.json()) as { links: readonly { href: string }[] };
      assert.deepEqual(
        links.map(({ href }) => href),
        [url],
      );
      await server?.stop();
    }
  });

  rule(["WEBFINGER-4.2-2", "WEBFINGER-5-1", "WEBFINGER-5-2"], "may be read by scripts of any origin", async () => {
    const { headers } = await find("https://issuer.test", "acct:ann@issuer.test");
    assert.equal(headers.get("content-type"), "application/jrd+json");
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  });

  it("lets scripts read its refusals as well", async () => {
    const response = await find("https://issuer.test", "acct:ann@other.test");
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
  });

  it("is nowhere but at the root of the host", async () => {
    const { origin } = await start({ url: "https://issuer.test/tenant" });
    for (const path of ["/tenant/.well-known/webfinger", "/.well-known/webfinger/tenant", "/o/.well-known/webfinger"]) {
      assert.equal((await fetch(`${origin}${path}?resource=acct:ann@issuer.test`)).status, 404, path);
    }
  });
});
