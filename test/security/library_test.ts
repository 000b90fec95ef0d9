import { assert } from "chai";
import Koa, { type Middleware } from "koa";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createProvider, type Provider, type ProviderSettings } from "../../src/mod.ts";
import { authenticate, guard, hasScope, localReader } from "../../src/resource_server/mod.ts";
import { FAST_HASH } from "../support/fast_hash.ts";
import { printRequest, type RawAnswer, sendRaw } from "../support/raw_http.ts";
import { elsewhere } from "./elsewhere.ts";

const SETTINGS = { SIGNING_ALGS: "ES256", ENCRYPTION_ALGS: "none", API_DOCS: "page", TRUSTED_PROXIES: 0 };
const BOOK = "a book that is for few";

let port: number;
let provider: Provider;

interface Opened {
  /** Whether the application believes its proxies. */
  readonly proxy?: boolean;
  /** What it does before the provider is asked. */
  readonly before?: Middleware;
  readonly settings?: ProviderSettings;
}

/** An application with a provider below `/id`, and a protected API at all other paths. */
async function open({ proxy = false, before, settings = {} }: Opened = {}): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  provider = await createProvider({
    issuer: "https://books.test/id",
    stores: "memory",
    slowHash: FAST_HASH,
    settings: { ...SETTINGS, ...settings },
  });
  opened.push({ server, provider });
  const app = new Koa({ proxy });
  if (before !== undefined) app.use(before);
  app.use(provider.middleware);
  app.use(authenticate({ reader: localReader(provider.issuer), realm: "books" }));
  app.use(guard(hasScope("read")));
  app.use((context) => void (context.body = BOOK));
  const handle = app.callback();
  server.on("request", (request, response) => void handle(request, response));
}

async function get(target: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  const [answer] = await sendRaw(port, printRequest(`GET ${target}`, { headers }), { answers: 1 });
  return answer ?? assert.fail(`nobody answers ${target}`);
}

const opened: { readonly server: Server; readonly provider: Provider }[] = [];

afterEach(async () => {
  for (const { server, provider: made } of opened.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await made.close();
  }
});

const SPELLINGS = ["Envoy CVE-2019-9901", "Istio CVE-2021-31920", "Keycloak CVE-2026-0976"];

describe("an API beside a provider below /id", () => {
  for (const target of [
    "/books",
    "/",
    "//",
    "//id/login",
    "/id/../books",
    "/id/login/../../books",
    "/id/login/..%2f..%2fbooks",
    "/id%2f..%2fbooks",
    "/id/%2e%2e/books",
    "/id;x=y/books",
    "/id/login;/../books",
    "/idx",
    "/idx/login",
    "/ID/login",
    "/i%64/login",
    "/id\\login",
    "/id/login%00",
    "/id/loginx",
    "/id//login",
    "/login",
    "/token",
    "/admin",
    "/health",
    "/ready",
    "/openapi.json",
    "/api/users/",
    "/oauth/token",
    "/o/token/",
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-authorization-server/idx",
    "/books?/id/login",
    "/books#/id/login",
    "/assets/../books",
    "*",
  ]) {
    elsewhere(SPELLINGS, `is asked, and refuses: ${target}`, async () => {
      await open();
      const { status, headers, body } = await get(target);
      assert.equal(status, 401, body);
      assert.equal(headers["www-authenticate"], 'Bearer realm="books"');
    });
  }

  for (const target of ["/id/login", "/id/login/", "/id/login?/../../books", "/id/docs", "/id/api/users/"]) {
    it(`is not asked about what is the provider's: ${target}`, async () => {
      await open();
      const { headers, body } = await get(target);
      assert.notEqual(headers["www-authenticate"], 'Bearer realm="books"');
      assert.notInclude(body, BOOK);
    });
  }

  it("knows nobody by a session of the provider: a cookie is no token", async () => {
    await open();
    const ann = await provider.addPerson({ username: "ann", password: "a long password" });
    const { id } = await provider.issuer.sessions.start(ann);
    for (const cookie of [`sid=${id}`, `__Host-sid=${id}`, `__Secure-sid=${id}`]) {
      const { status } = await get("/books", { cookie });
      assert.equal(status, 401);
    }
  });

  it("keeps what the application itself found out before the provider was asked", async () => {
    const before: Middleware = (context, next) => {
      context.state["own"] = "found";
      context.set("X-Own", "kept");
      return next();
    };
    await open({ before });
    assert.equal((await get("/books")).headers["x-own"], "kept");
    assert.equal((await get("/id/login")).headers["x-own"], "kept");
  });

  it("tells nothing of a mistake of its own, and goes on", async () => {
    let isBroken = true;
    await open({
      before: (_context, next) => {
        if (isBroken) throw new TypeError("postgres://user:password@host");
        return next();
      },
    });
    for (const target of ["/books", "/id/login"]) assert.notInclude((await get(target)).body, "postgres:");
    isBroken = false;
    assert.equal((await get("/id/login")).status, 200);
  });
});

describe("a provider in an application of somebody else's, that is lied to", () => {
  for (const [name, value] of [
    ["host", "evil.test"],
    ["host", "books.test@evil.test"],
    ["host", "evil.test/id?"],
    ["x-forwarded-host", "evil.test"],
    ["x-forwarded-prefix", "/evil.test"],
    ["x-original-url", "/id/admin"],
    ["forwarded", "for=1.2.3.4;host=evil.test;proto=http"],
  ] as const) {
    elsewhere("ZITADEL CVE-2025-64101", `is where its issuer is, whatever ${name} says: ${value}`, async () => {
      await open({ proxy: true });
      for (const target of [
        "/.well-known/oauth-authorization-server/id",
        "/id/openapi.json",
        "/id/docs",
        "/id/account",
      ]) {
        const { status, headers, body } = await get(target, { [name]: value });
        assert.isBelow(status, 400, target);
        assert.notInclude(`${body} ${headers["location"] ?? ""} ${headers["link"] ?? ""}`, "evil.test", target);
      }
    });
  }

  for (const [proxy, isCounted] of [
    [false, true],
    [true, false],
  ] as const) {
    const how = proxy ? "believes where the application does" : "believes no header where the application does not";
    elsewhere("authentik CVE-2024-47070", `${how}, when it counts who asks`, async () => {
      await open({ proxy, settings: { THROTTLE_TOKEN: "3/minute", THROTTLE_EXEMPT: "none" } });
      const statuses: number[] = [];
      for (let time = 0; time < 5; time += 1) {
        const headers = { "x-forwarded-for": `203.0.${time}.1`, forwarded: `for=203.0.${time}.1` };
        const [answer] = await sendRaw(port, printRequest("POST /id/token", { headers, body: "a=b" }), { answers: 1 });
        statuses.push(answer?.status ?? 0);
      }
      assert.equal(statuses.includes(429), isCounted, statuses.join());
    });
  }
});

describe("permissions of an API beside a provider", () => {
  it("are not met by who only looks like it: a form, a query, another scheme, two tokens", async () => {
    await open();
    const { client } = await provider.addClient({
      name: "A",
      type: "confidential",
      grantTypes: ["client_credentials"],
      redirectUris: [],
      clientSecret: "a secret of more than thirty-two letters",
    });
    const authorization = `Basic ${Buffer.from(`${client.clientId}:a secret of more than thirty-two letters`.replaceAll(" ", "+")).toString("base64")}`;
    const form = { authorization, "content-type": "application/x-www-form-urlencoded" };
    const [answer] = await sendRaw(
      port,
      printRequest("POST /id/token", { headers: form, body: "grant_type=client_credentials&scope=read" }),
      { answers: 1 },
    );
    const { access_token: token } = JSON.parse(answer?.body ?? "{}") as { readonly access_token: string };
    assert.equal((await get("/books", { authorization: `Bearer ${token}` })).body, BOOK);
    for (const headers of [
      { authorization: `Basic ${token}` },
      { authorization: `Bearer${token}` },
      { authorization: `Bearer ${token}, Bearer ${token}` },
      { authorization: `Bearer ${token.toLowerCase()}` },
      { authorization },
      { "x-access-token": token },
      { cookie: `access_token=${token}` },
    ])
      assert.include([400, 401], (await get("/books", headers)).status, JSON.stringify(headers));
    assert.equal((await get(`/books?access_token=${token}`)).status, 401);
  });
});
