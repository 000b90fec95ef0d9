import { connect } from "node:net";
import { assert } from "chai";
import { client, PASSWORD, person } from "../../test/support/cast.ts";
import { testConfig } from "../../test/support/config.ts";
import { type HttpServer, httpServer, type HttpServerOptions } from "../../test/support/http_server.ts";
import { printRequest } from "../../test/support/raw_http.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { silentLog } from "../platform/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { DEFAULT_ISSUER, openTouchstone } from "./open.ts";
import type { Stores } from "./stores.ts";

function memoryStores(): Stores {
  const database = memoryDatabase();
  return { database, ephemeral: memoryEphemeralStore(), broadcast: memoryBroadcast(), close: () => database.close() };
}

function open(stores: Stores) {
  const secretKey = "a secret key of more than thirty-two characters";
  const config = testConfig();
  return openTouchstone({ config, issuer: "https://issuer.test", stores, secretKey, log: silentLog });
}

async function tokenFrom({ issuer, origin }: HttpServer): Promise<string> {
  const { clientId: client_id } = await client(issuer, { type: "public" });
  const { username } = await person(issuer);
  const body = new URLSearchParams({ grant_type: "password", client_id, username, password: PASSWORD });
  const response = await fetch(`${origin}/token`, { method: "POST", body });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return token;
}

describe("openTouchstone()", () => {
  let server: HttpServer | undefined;

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  async function serving(options: HttpServerOptions = {}): Promise<HttpServer> {
    server = await httpServer(options);
    return server;
  }

  it("opens the one issuer of the installation, with the machine's own clock and chance", async () => {
    const stores = memoryStores();
    const { issuer } = await open(stores);
    assert.equal(issuer.url, "https://issuer.test");
    assert.strictEqual(issuer.durable, await stores.database.forIssuer(DEFAULT_ISSUER));
    assert.closeTo(issuer.clock.now(), Date.now() / 1_000, 5);
    assert.notEqual(issuer.random.token(256), (await open(stores)).issuer.random.token(256));
  });

  it("does not open when a store is away", async () => {
    const stores = memoryStores();
    const away = async () => Promise.reject(new StoreUnavailable("redis", undefined));
    const thrown = await thrownBy(() => open({ ...stores, ephemeral: { ...stores.ephemeral, get: away } }));
    assert.instanceOf(thrown, StoreUnavailable);
  });

  it("says at /ready how each store is", async () => {
    const stores = memoryStores();
    const touchstone = await open({ ...stores, database: { ...stores.database, ready: async () => false } });
    const port = await touchstone.listen({ port: 0, host: "127.0.0.1" });
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), { status: "not ready", postgres: "away", redis: "ok" });
    await touchstone.close();
  });

  it("serves the sample API, to tokens of the issuer alone", async () => {
    const api = await serving({ settings: { REALM: "things" } });
    const refused = await fetch(`${api.origin}/api/`);
    assert.equal(refused.headers.get("www-authenticate"), 'Bearer realm="things"');
    const headers = { authorization: `Bearer ${await tokenFrom(api)}` };
    assert.equal((await fetch(`${api.origin}/api/`, { headers })).status, 200);
  });

  const BEARER_IN: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{}, 401],
    [{ BEARER_IN_QUERY: "true" }, 200],
    [{ BEARER_IN_FORM: "true" }, 401],
  ];

  for (const [settings, status] of BEARER_IN) {
    it(`takes a token in the query where a setting says so: ${JSON.stringify(settings)}`, async () => {
      const api = await serving({ settings });
      const response = await fetch(`${api.origin}/api/?access_token=${await tokenFrom(api)}`);
      assert.equal(response.status, status);
    });
  }

  it("answers below the prefixes of older servers that are set, and no others", async () => {
    const { origin } = await serving({ settings: { ALIAS_PREFIXES: "/legacy" } });
    assert.equal((await fetch(`${origin}/legacy/token/`, { method: "POST" })).status, 400);
    assert.equal((await fetch(`${origin}/o/token/`, { method: "POST" })).status, 404);
  });
});

describe("close()", () => {
  /** What came over a connection until a text was in it, or until its end. */
  function connection(port: number) {
    let text = "";
    let look: () => void = () => undefined;
    const socket = connect(port, "127.0.0.1");
    const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(text)));
    socket
      .on("error", () => undefined)
      .on("data", (chunk) => {
        text += chunk.toString();
        look();
      });
    return {
      socket,
      ended,
      until: (part: string) =>
        new Promise<void>((resolve) => {
          look = () => (text.includes(part) ? resolve() : undefined);
          look();
        }),
    };
  }

  it("lets requests finish that are inside, says that it leaves, and ends each connection", async () => {
    const server = await httpServer();
    const { socket, until, ended } = connection(server.port);
    const body = "grant_type=none";
    const headers = {
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": String(body.length),
      Expect: "100-continue",
    };
    socket.write(printRequest("POST /token", { headers }));
    await until("100 Continue");
    const closing = server.stop();
    socket.write(body + printRequest("GET /ready"));
    const [, first = "", second = ""] = (await ended).split(/(?=HTTP\/1\.1 (?!100))/);
    assert.match(first, /^HTTP\/1\.1 401 [^]*invalid_client/);
    assert.match(second, /^HTTP\/1\.1 503 [^]*Connection: close[^]*"leaving"/i);
    await closing;
    assert.instanceOf(await thrownBy(() => fetch(server.origin)), TypeError);
  });

  it("leaves the stores open, which are not its own", async () => {
    const stores = memoryStores();
    let closed = 0;
    const watched = { ...stores, close: async () => void (closed += 1) };
    const touchstone = await open(watched);
    await touchstone.listen({ port: 0, host: "127.0.0.1" });
    await touchstone.close();
    assert.equal(closed, 0);
  });
});
