import { assert } from "chai";
import Koa from "koa";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientRecord, createProvider, type CreateProviderOptions, type Provider } from "../../src/mod.ts";
import { authenticate, guard, hasScope, localReader } from "../../src/resource_server/mod.ts";
import { codeRequest } from "../support/code_flow.ts";
import { FAST_HASH } from "../support/fast_hash.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";

const SETTINGS = { SIGNING_ALGS: "ES256", ENCRYPTION_ALGS: "none" };

/** An application of somebody else's, with a provider below `/id` and an API of its own. */
interface Host {
  readonly origin: string;
  readonly provider: Provider;
  readonly app: ClientRecord;
  readonly tokenFor: (form: Given) => Promise<Readonly<Record<string, unknown>>>;
}

const open: { readonly server: Server; readonly provider: Provider }[] = [];

async function host(options: Partial<CreateProviderOptions> = {}): Promise<Host> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await createProvider({
    issuer: `${origin}/id`,
    stores: "memory",
    slowHash: FAST_HASH,
    ...options,
    settings: { ...SETTINGS, ...options.settings },
  });
  open.push({ server, provider });
  const { client, clientSecret = "" } = await provider.addClient({
    name: "An application",
    type: "confidential",
    grantTypes: ["client_credentials", "authorization_code", "refresh_token"],
    redirectUris: ["https://client.test/cb"],
  });
  const koa = new Koa();
  koa.use((context, next) => (context.path === "/" ? void (context.body = "my own page") : next()));
  koa.use(provider.middleware);
  koa.use(authenticate({ reader: localReader(provider.issuer), realm: "books" }));
  koa.use(guard(hasScope("read")));
  koa.use((context) => void (context.body = ["a book"]));
  const handle = koa.callback();
  server.on("request", (request, response) => void handle(request, response));
  const authorization = `Basic ${Buffer.from(`${client.clientId}:${clientSecret}`).toString("base64")}`;
  return {
    origin,
    provider,
    app: client,
    async tokenFor(form) {
      const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
      const response = await fetch(`${origin}/id/token`, { method: "POST", headers, body: encode(form) });
      return { status: response.status, ...((await response.json()) as object) };
    },
  };
}

afterEach(async () => {
  for (const { server, provider } of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await provider.close();
  }
});

describe("a provider in an application of somebody else's", () => {
  it("answers below its path, and leaves all others to what comes next", async () => {
    const { origin } = await host();
    assert.equal(await (await fetch(`${origin}/`)).text(), "my own page");
    const metadata = await fetch(`${origin}/.well-known/oauth-authorization-server/id`);
    assert.equal(((await metadata.json()) as { issuer: string }).issuer, `${origin}/id`);
    const books = await fetch(`${origin}/books`);
    assert.equal(books.status, 401);
    assert.equal(books.headers.get("www-authenticate"), 'Bearer realm="books"');
  });

  it("serves its pages, its stylesheet and the sample API as it does alone", async () => {
    const { origin } = await host();
    const page = await fetch(`${origin}/id/login`);
    assert.equal(page.status, 200);
    const [, stylesheet = ""] = /href="([^"]+\.css)"/.exec(await page.text()) ?? [];
    assert.match(stylesheet, /^\/id\//);
    assert.equal((await fetch(origin + stylesheet)).status, 200);
    assert.equal((await fetch(`${origin}/id/api/users/`)).status, 401);
  });

  it("gives tokens that open the API beside it", async () => {
    const { origin, tokenFor } = await host();
    const { access_token: token } = await tokenFor({ grant_type: "client_credentials", scope: "read" });
    const books = await fetch(`${origin}/books`, { headers: { authorization: `Bearer ${String(token)}` } });
    assert.deepEqual(await books.json(), ["a book"]);
  });

  it("listens by itself as well, with health and a page where there is nothing", async () => {
    const { provider } = await host();
    const port = await provider.listen({ port: 0, host: "127.0.0.1" });
    assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
    assert.equal((await fetch(`http://127.0.0.1:${port}/nothing`)).status, 404);
  });
});

describe("settings that are functions", () => {
  it("say how long a client's access tokens live, within what the issuer allows", async () => {
    const seen: string[] = [];
    const { app, tokenFor } = await host({
      settings: { ACCESS_TOKEN_MAX_SECONDS: 900 },
      functions: {
        ACCESS_TOKEN_EXPIRE_SECONDS: ({ clientId }) => (seen.push(clientId) > 1 ? 100_000 : 77),
      },
    });
    assert.equal((await tokenFor({ grant_type: "client_credentials" }))["expires_in"], 77);
    assert.equal((await tokenFor({ grant_type: "client_credentials" }))["expires_in"], 900);
    assert.deepEqual(seen, [app.clientId, app.clientId]);
  });

  it("that answer no seconds are a fault of the server, which tells nothing of it", async () => {
    const { tokenFor } = await host({ functions: { ACCESS_TOKEN_EXPIRE_SECONDS: () => Number.NaN } });
    const answer = await tokenFor({ grant_type: "client_credentials" });
    assert.deepInclude(answer, { status: 500, error: "server_error" });
    assert.notInclude(JSON.stringify(answer), "lifetime");
  });

  for (const required of [true, false]) {
    it(`say that a client ${required ? "must" : "need not"} use PKCE`, async () => {
      const { origin, app } = await host({ functions: { PKCE_REQUIRED: () => required } });
      const asked = codeRequest(app, { code_challenge: undefined, code_challenge_method: undefined });
      const answer = await fetch(`${origin}/id/authorize?${encode(asked)}`, { redirect: "manual" });
      const place = answer.headers.get("location") ?? "";
      assert.equal(place.startsWith("https://client.test/cb?error=invalid_request"), required, place);
    });
  }
});
