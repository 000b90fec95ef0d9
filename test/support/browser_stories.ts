import { assert } from "chai";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ClientInput } from "../../src/clients/mod.ts";
import type { Browser, BrowserOptions, OpenBrowser, Visited } from "../../src/lab/runner/browser.ts";
import { systemClock } from "../../src/platform/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "./cast.ts";
import { freePort } from "./free_port.ts";
import type { Given } from "./issuer_under_test.ts";
import { authorizeUrl } from "./journey.ts";
import { consumerOf, askTemporary, pairIn, percentEncoded, registerConsumer } from "./oauth1.ts";
import { type RunningServer, startServer } from "./running_server.ts";

/** A request that a browser made of a client's own server. */
interface SiteRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly cookie: string;
}

/** A client's own server, which writes down who called. */
interface Site {
  readonly origin: string;
  readonly requests: readonly SiteRequest[];
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<SiteRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { pathname, searchParams } = new URL(request.url ?? "", "http://site.test");
  const { cookie = "" } = request.headers;
  const body = Buffer.concat(chunks).toString("utf8");
  return { method: request.method ?? "", path: pathname, query: searchParams, body, cookie };
}

async function openSite(): Promise<Site> {
  const requests: SiteRequest[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const heard = await read(request);
    // a real browser asks for an icon as well
    if (heard.path !== "/favicon.ico") requests.push(heard);
    const onward = heard.path === "/cb_onward" ? { location: "/home", "set-cookie": "session=1; Path=/" } : {};
    response.writeHead("location" in onward ? 302 : 200, { "content-type": "text/html", ...onward });
    response.end("<!doctype html><title>The client</title><form action='/never'><button>x</button></form>");
  }
  const server = createServer((request, response) => void answer(request, response));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Where a story plays: a provider, a client's own server, and a browser before which Alice sits. */
export interface Story {
  readonly server: RunningServer;
  readonly site: Site;
  readonly browser: Browser;
  /** What the provider sent the browser away with, as lines. */
  readonly lines: readonly string[];
  /** Registers a client that is answered at a path of its server. */
  register(path: string, said?: Partial<ClientInput>): Promise<ClientRecord>;
  /** Sends the browser to ask for authorization. */
  authorize(asks: ClientRecord, said?: Given): Promise<Visited>;
}

const SETTINGS = { ALLOWED_REDIRECT_URI_SCHEMES: "http https com.example.app" };

/** Opens a stage, and closes it when the story is told. */
export async function tell(
  open: OpenBrowser,
  options: Partial<BrowserOptions>,
  story: (on: Story) => Promise<void>,
): Promise<void> {
  const database = memoryDatabase();
  const ephemeral = memoryEphemeralStore({ clock: systemClock });
  const stores = { database, ephemeral, broadcast: memoryBroadcast(), close: () => database.close() };
  const [server, site] = await Promise.all([startServer({ stores, settings: SETTINGS }), openSite()]);
  const { username } = await person(server.issuer);
  const lines: string[] = [];
  const over = new AbortController();
  const browser = await open({
    issuer: server.url,
    person: { username, password: PASSWORD },
    denies: false,
    deliversTwice: false,
    userCode: async () => undefined,
    answered: (line) => lines.push(line),
    signal: over.signal,
    ...options,
  });
  try {
    await story({
      server,
      site,
      browser,
      lines,
      register: (path, said = {}) =>
        client(server.issuer, { redirectUris: [path.includes(":") ? path : `${site.origin}${path}`], ...said }),
      authorize: (asks, said = {}) =>
        browser.visit(authorizeUrl(server.url, asks, { redirect_uri: asks.redirectUris[0], ...said })),
    });
  } finally {
    over.abort();
    await browser.close();
    await Promise.all([server.stop(), site.stop()]);
    await stores.close();
  }
}

async function beginDevice({ server }: Story, asks: ClientRecord): Promise<Record<string, string>> {
  const body = new URLSearchParams({ client_id: asks.clientId, scope: "read" });
  const response = await fetch(`${server.url}/device_authorization`, { method: "POST", body });
  return response.json();
}

async function isAllowed({ server }: Story, asks: ClientRecord, deviceCode: string): Promise<unknown> {
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    client_id: asks.clientId,
    device_code: deviceCode,
  });
  const answer = await (await fetch(`${server.url}/token`, { method: "POST", body })).json();
  return answer.error ?? "allowed";
}

function namesOf(line: string): string[] {
  return [...new URL(line).searchParams.keys()];
}

/** What every browser of the runner must be able to do. */
export function describeBrowser(open: () => OpenBrowser | Promise<OpenBrowser>): void {
  async function on(options: Partial<BrowserOptions>, story: (on: Story) => Promise<void>): Promise<void> {
    await tell(await open(), options, story);
  }

  it("signs in, allows, and brings the answer to the client", () =>
    on({}, async (stage) => {
      const visited = await stage.authorize(await stage.register("/cb"));
      assert.equal(new URL(visited.url).pathname, "/cb");
      assert.deepEqual(
        stage.site.requests.map(({ method, path }) => `${method} ${path}`),
        ["GET /cb"],
      );
      assert.deepEqual(stage.lines, [`${stage.site.origin}/cb?${stage.site.requests[0]?.query.toString()}`]);
      assert.includeMembers(namesOf(stage.lines[0] ?? ""), ["code", "state"]);
    }));

  it("is still signed in the next time", () =>
    on({}, async (stage) => {
      const asks = await stage.register("/cb");
      await stage.authorize(asks);
      await stage.authorize(asks, { prompt: "none" });
      assert.lengthOf(stage.lines, 2);
      assert.include(namesOf(stage.lines[1] ?? ""), "code");
    }));

  it("denies where it is told to", () =>
    on({ denies: true }, async (stage) => {
      await stage.authorize(await stage.register("/cb"));
      assert.equal(new URL(stage.lines[0] ?? "").searchParams.get("error"), "access_denied");
    }));

  it("brings an answer in a form, of which the line has the parameters as a query", () =>
    on({}, async (stage) => {
      await stage.authorize(await stage.register("/cb?x=1"), { response_mode: "form_post" });
      const [{ method, body, query } = assert.fail("nobody called")] = stage.site.requests;
      assert.equal(method, "POST");
      assert.equal(query.get("x"), "1");
      assert.equal(stage.lines[0], `${stage.site.origin}/cb?x=1&${body}`);
    }));

  it("keeps what stands in the fragment for the line", () =>
    on({}, async (stage) => {
      await stage.authorize(await stage.register("/cb"), { response_mode: "fragment" });
      assert.match(stage.lines[0] ?? "", /\/cb#.*code=/);
    }));

  it("brings it twice where it is told to", () =>
    on({ deliversTwice: true }, async (stage) => {
      await stage.authorize(await stage.register("/cb"));
      const [first, second] = stage.site.requests.map(({ query }) => query.toString());
      assert.isDefined(first);
      assert.equal(first, second);
      assert.lengthOf(stage.lines, 2);
      assert.equal(stage.lines[0], stage.lines[1]);
    }));

  for (const [what, redirectUri] of [
    ["a port where nobody listens", "http://127.0.0.1:9/cb"],
    ["a scheme of the client's own", "com.example.app:/cb"],
  ] as const) {
    it(`gives the line alone where the answer goes to ${what}`, () =>
      on({}, async (stage) => {
        await stage.authorize(await stage.register(redirectUri, { type: "public" }));
        assert.lengthOf(stage.lines, 1);
        assert.match(stage.lines[0] ?? "", /cb\?.*code=/);
        assert.isEmpty(stage.site.requests);
      }));
  }

  it("goes where the client's own pages send it, with their cookies, and takes that for no answer", () =>
    on({}, async (stage) => {
      await stage.authorize(await stage.register("/cb_onward"));
      assert.deepEqual(
        stage.site.requests.map(({ path }) => path),
        ["/cb_onward", "/home"],
      );
      assert.include(stage.site.requests[1]?.cookie ?? "", "session=1");
      assert.lengthOf(stage.lines, 1);
    }));

  it("says where it stopped when the provider shows an error", () =>
    on({}, async (stage) => {
      const asks = await stage.register("/cb");
      const { status, title, url } = await stage.authorize(asks, { redirect_uri: "http://127.0.0.1:1/other" });
      assert.equal(status, 400);
      assert.match(title ?? "", /cannot go on/i);
      assert.include(url, "/authorize");
      assert.isEmpty(stage.lines);
    }));

  it("allows a device whose address has the code", () =>
    on({}, async (stage) => {
      const asks = await stage.register("/cb", { type: "public" });
      const { verification_uri_complete: address = "", device_code: code = "" } = await beginDevice(stage, asks);
      await stage.browser.visit(address);
      assert.equal(await isAllowed(stage, asks, code), "allowed");
    }));

  it("types the code that the client shows", () => {
    const shown: string[] = [];
    return on({ userCode: async () => shown[0] }, async (stage) => {
      const asks = await stage.register("/cb", { type: "public" });
      const {
        verification_uri: address = "",
        user_code: typed = "",
        device_code: code = "",
      } = await beginDevice(stage, asks);
      shown.push(typed);
      await stage.browser.visit(address);
      assert.equal(await isAllowed(stage, asks, code), "allowed");
    });
  });

  it("does nothing where it should type a code and there is none", () =>
    on({}, async (stage) => {
      const asks = await stage.register("/cb", { type: "public" });
      const { verification_uri: address = "", device_code: code = "" } = await beginDevice(stage, asks);
      await stage.browser.visit(address);
      assert.equal(await isAllowed(stage, asks, code), "authorization_pending");
    }));

  it("reads the code of OAuth 1.0a from the page", () =>
    on({}, async (stage) => {
      const consumer = consumerOf(await registerConsumer(stage.server.issuer));
      const { token } = pairIn(await askTemporary(stage.server, { consumer }));
      await stage.browser.visit(`${stage.server.url}/oauth1/authorize?oauth_token=${percentEncoded(token)}`);
      assert.lengthOf(stage.lines, 1);
      assert.match(stage.lines[0] ?? "", /^\d{8}$/);
    }));

  it("logs out, and loads the frames of clients", () =>
    on({}, async (stage) => {
      const metadata = { frontchannel_logout_uri: `${stage.site.origin}/front` };
      await stage.authorize(await stage.register("/cb", { metadata }), { scope: "openid" });
      await stage.browser.visit(`${stage.server.url}/logout`);
      assert.deepEqual(
        stage.site.requests.map(({ path }) => path),
        ["/cb", "/front"],
      );
    }));

  it("delivers an answer to which no page leads", () =>
    on({}, async (stage) => {
      const url = new URL(`${stage.site.origin}/cb?code=x`);
      await stage.browser.deliver({ url });
      await stage.browser.deliver({
        url: new URL(`${stage.site.origin}/cb`),
        body: new URLSearchParams({ code: "y" }),
      });
      assert.deepEqual(
        stage.site.requests.map(({ method, query, body }) => `${method} ${query.toString()}${body}`),
        ["GET code=x", "POST code=y"],
      );
      assert.deepEqual(stage.lines, [url.href, `${stage.site.origin}/cb?code=y`]);
    }));

  it("never throws, whatever it is given", () =>
    on({}, async ({ browser, lines }) => {
      for (const address of ["http://127.0.0.1:9/", "com.example:/x", "no address"]) {
        assert.equal((await browser.visit(address)).status, 0, address);
      }
      await browser.deliver({ url: new URL("http://127.0.0.1:9/cb") });
      assert.deepEqual(lines, ["http://127.0.0.1:9/cb"]);
    }));
}
