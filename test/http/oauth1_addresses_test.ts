import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client, person, SECRET } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import type { GivenSettings } from "../support/config.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode } from "../support/issuer_under_test.ts";
import { ask, textOf } from "../support/journey.ts";
import {
  askSigned,
  type ConsumerAnswer,
  consumerOf,
  pairIn,
  registerConsumer,
  type SignOptions,
  signRequest,
  threeLegs,
  type TokenPair,
} from "../support/oauth1.ts";
import { type SignedServer, approvedOf, at, signedServer, temporaryOf } from "./oauth1_server.ts";

const PREFIXES = ["/o", "/oauth", "/oauth2"];
const SLASHES = ["", "/"];
const ALIASES = PREFIXES.flatMap((prefix) => SLASHES.map((slash) => [prefix, slash] as const));

/** How a request may bring its parameters. */
const WAYS = [
  { method: "POST", place: "header" },
  { method: "POST", place: "form" },
  { method: "POST", place: "query" },
  { method: "GET", place: "header" },
  { method: "GET", place: "query" },
] as const;

describe("OAuth 1.0a at the addresses of older servers", () => {
  let server: SignedServer;

  before(async () => {
    server = await signedServer();
    const { issuer, application } = server;
    await issuer.durable.clients.change(application.id, { skipAuthorization: true });
    await issuer.clients.changed(application);
  });

  after(() => server.stop());

  function send(path: string, said: Omit<SignOptions, "url" | "consumer">): Promise<ConsumerAnswer> {
    return askSigned({ method: "POST", ...at(server), consumer: server.consumer, ...said, url: server.url + path });
  }

  function redeem(path: string, said: Partial<SignOptions> & { temporary: TokenPair; verifier: string }) {
    const { temporary: token, verifier, ...others } = said;
    return send(path, { token, params: { oauth_verifier: verifier }, ...others });
  }

  for (const [prefix, slash] of ALIASES) {
    rule("RFC5849-2.1-1", `gives temporary credentials at ${prefix}/request_token${slash}`, async () => {
      for (const way of WAYS)
        pairIn(await send(`${prefix}/request_token${slash}`, { params: { oauth_callback: "oob" }, ...way }));
    });

    rule("RFC5849-2.2-4", `sends people on from ${prefix}/authorize${slash}`, async () => {
      const { token } = await temporaryOf(server);
      const page = await server.browser.go(`${server.url}${prefix}/authorize${slash}?oauth_token=${token}`);
      assert.equal(page.url.origin + page.url.pathname, CALLBACK);
      assert.equal(page.url.searchParams.get("oauth_token"), token);
    });

    rule("RFC5849-2.3-1", `gives token credentials at ${prefix}/access_token${slash}`, async () => {
      for (const way of WAYS)
        pairIn(await redeem(`${prefix}/access_token${slash}`, { ...(await approvedOf(server)), ...way }));
    });

    it(`refuses at ${prefix}/access_token${slash} in the words of OAuth 1.0a who signs`, async () => {
      const { temporary } = await approvedOf(server);
      const answer = await redeem(`${prefix}/access_token${slash}`, { temporary, verifier: "wrong" });
      assert.deepEqual([answer.status, answer.problem], [400, "parameter_rejected"]);
    });
  }

  rule(
    "RFC5849-3.4.1.2-6",
    "takes no signature for another of its addresses, or for one without the slash",
    async () => {
      const own = "/oauth/request_token";
      const others = ["/oauth/request_token/", "/oauth1/request_token", "/o/request_token"];
      const params = { oauth_callback: "oob" };
      const { consumer } = server;
      const signed = { url: server.url + own, method: "POST", params, consumer, ...at(server) };
      const { headers, method } = signRequest(signed);
      for (const path of others) {
        const answer = await fetch(server.url + path, { method, headers });
        assert.include(await answer.text(), "oauth_problem=signature_invalid", path);
      }
      assert.equal((await fetch(server.url + own, { method, headers })).status, 200);
    },
  );
});

describe("OAuth 2.0 at the same addresses", () => {
  let server: SignedServer;
  let app: ClientRecord;

  before(async () => {
    server = await signedServer();
    app = await client(server.issuer, { skipAuthorization: true });
  });

  after(() => server.stop());

  for (const [prefix, slash] of ALIASES) {
    it(`gives access tokens at ${prefix}/access_token${slash}, by Basic and in the form`, async () => {
      const url = `${server.url}${prefix}/access_token${slash}`;
      const form = { grant_type: "client_credentials" };
      textOf(await ask(url, { form, as: app }), "access_token");
      textOf(await ask(url, { form: { ...form, client_id: app.clientId, client_secret: SECRET } }), "access_token");
    });

    it(`refuses at ${prefix}/access_token${slash} in its own words`, async () => {
      const url = `${server.url}${prefix}/access_token${slash}`;
      assert.include((await ask(url, { form: { grant_type: "x" }, as: app })).body, {
        error: "unsupported_grant_type",
      });
      const { status, headers } = await ask(url);
      assert.deepEqual([status, headers.get("allow")], [405, "POST, GET, HEAD, OPTIONS"]);
    });

    it(`answers codes at ${prefix}/authorize${slash}, also where an oauth_token stands beside the client_id`, async () => {
      for (const oauth_token of [undefined, "x"]) {
        const query = encode({ ...codeRequest(app), oauth_token });
        const { url } = await server.browser.go(`${server.url}${prefix}/authorize${slash}?${query}`);
        assert.isTrue(url.searchParams.has("code"), url.href);
      }
    });
  }

  it("gives a client that speaks both what it asks for, each at one address", async () => {
    const url = `${server.url}/oauth/access_token`;
    textOf(await ask(url, { form: { grant_type: "client_credentials" }, as: server.application }), "access_token");
    const { temporary: token, verifier: oauth_verifier } = await approvedOf(server);
    const { consumer } = server;
    pairIn(await askSigned({ url, method: "POST", consumer, token, params: { oauth_verifier }, ...at(server) }));
  });
});

describe("OAuth 1.0a behind a proxy, and over http", () => {
  let server: HttpServer | undefined;

  afterEach(() => server?.stop());

  /** Asks for temporary credentials at the public address of a server that is reached by another. */
  async function askAt(url: string, said: Partial<SignOptions> = {}, settings: GivenSettings = {}) {
    server = await httpServer({ url, settings });
    const consumer = consumerOf(await registerConsumer(server.issuer));
    const standard = { consumer, params: { oauth_callback: "oob" }, method: "POST", timestamp: server.clock.now() };
    const path = "/oauth1/request_token";
    const { method, headers } = signRequest({ ...standard, url: url + path, ...said });
    const { base } = server.issuer;
    const response = await fetch(server.origin + base + path, { method, headers });
    return { status: response.status, said: new URLSearchParams(await response.text()) };
  }

  for (const url of [
    "https://issuer.test",
    "https://issuer.test:8443",
    "https://issuer.test/tenant",
    "http://issuer.test",
    "http://issuer.test:8000/a/b",
    "http://[2001:db8::1]:8000",
  ]) {
    rule("RFC5849-3.4.1.2-2", `takes what was signed for ${url}, whatever the proxy asks for`, async () => {
      assert.equal((await askAt(url)).status, 200);
    });
  }

  for (const [signed, issuer] of [
    ["https://issuer.test:443", "https://issuer.test"],
    ["HTTPS://ISSUER.test", "https://issuer.test"],
    ["http://issuer.test:80", "http://issuer.test"],
  ] as const) {
    rule(["RFC5849-3.4.1.2-1", "RFC5849-3.4.1.2-3"], `knows ${signed} for ${issuer}`, async () => {
      assert.equal((await askAt(issuer, { url: `${signed}/oauth1/request_token` })).status, 200);
    });
  }

  for (const signed of ["http://issuer.test", "https://issuer.test:8443", "https://elsewhere.test"]) {
    rule("RFC5849-3.4.1.2-4", `does not take what was signed for ${signed}`, async () => {
      const { status, said } = await askAt("https://issuer.test", { url: `${signed}/oauth1/request_token` });
      assert.deepEqual([status, said.get("oauth_problem")], [401, "signature_invalid"]);
    });
  }

  for (const [url, settings, status] of [
    ["https://issuer.test", {}, 200],
    ["http://issuer.test", {}, 400],
    ["http://localhost:8000", {}, 400],
    ["http://issuer.test", { OAUTH1_PLAINTEXT_OVER_HTTP: "true" }, 200],
  ] as const) {
    rule("RFC5849-3.4.4-1", `answers ${status} to PLAINTEXT at ${url} with ${JSON.stringify(settings)}`, async () => {
      const answer = await askAt(url, { signatureMethod: "PLAINTEXT" }, settings);
      assert.equal(answer.status, status);
      assert.equal(answer.said.get("oauth_problem"), status === 200 ? null : "signature_method_rejected");
    });
  }

  for (const base of ["/tenant", "/a/b"]) {
    it(`goes through all three legs below the path ${base} of an issuer`, async () => {
      server = await httpServer({ url: `http://localhost:8000${base}` });
      const consumer = consumerOf(await registerConsumer(server.issuer));
      const sign = { timestamp: server.clock.now() };
      const legs = { consumer, person: await person(server.issuer), sign };
      for (const callback of ["oob", CALLBACK])
        assert.match((await threeLegs({ url: server.origin + base }, { ...legs, callback })).token, /^ts_ot_/);
    });
  }

  it("is for no script of another site", async () => {
    server = await httpServer();
    for (const path of ["/oauth1/request_token", "/oauth1/authorize", "/oauth1/access_token", "/oauth/request_token"]) {
      const headers = { origin: "https://client.test", "access-control-request-method": "POST" };
      const { headers: told } = await fetch(server.origin + path, { method: "OPTIONS", headers });
      assert.isNull(told.get("access-control-allow-origin"), path);
    }
  });

  it("is not there where a setting says so, and the shared addresses are OAuth 2.0's alone", async () => {
    server = await httpServer({ settings: { OAUTH1_ENABLED: "false" } });
    for (const path of ["/oauth1/request_token", "/oauth/request_token", "/oauth1/authorize", "/oauth1/access_token"])
      assert.equal((await fetch(server.origin + path, { method: "POST" })).status, 404, path);
    const headers = { authorization: 'OAuth oauth_consumer_key="x"' };
    const answer = await fetch(`${server.origin}/oauth/access_token`, { method: "POST", headers });
    assert.match(await answer.text(), /^\{"error":/);
    assert.equal((await fetch(`${server.origin}/authorize?oauth_token=x`)).status, 400);
  });
});
