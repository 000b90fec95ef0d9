import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode } from "../support/issuer_under_test.ts";
import { visitor } from "../support/visitor.ts";

const PAGES = ["/", "/login", "/account/revoke", "/authorize", "/interaction/none", "/nothing", "/docs"];

describe("the headers of pages", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer({ settings: { API_DOCS: "page" } });
  });

  after(() => server.stop());

  async function page(path: string): Promise<Response> {
    return fetch(server.origin + path, { headers: { accept: "text/html" } });
  }

  for (const path of PAGES) {
    rule(
      ["RFC6749-10.13-1", "RFC9700-4.16-1", "RFC9700-4.16-2", "RFC9700-4.16-4"],
      `forbid that ${path} is shown in a frame`,
      async () => {
        const { headers } = await page(path);
        assert.include(headers.get("content-security-policy"), "frame-ancestors 'none'");
        assert.equal(headers.get("x-frame-options"), "DENY");
      },
    );

    rule("RFC9700-4.2.4-1", `let ${path} load nothing from elsewhere and leak nothing`, async () => {
      const { headers } = await page(path);
      const policy = headers.get("content-security-policy") ?? "";
      assert.include(policy, "default-src 'none'");
      assert.notMatch(policy, /\*|unsafe|data:|https?:/);
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("cache-control"), "no-store");
    });
  }

  it("come with nothing that names the program behind", async () => {
    for (const path of ["/", "/token", "/nothing"]) {
      const { headers } = await page(path);
      for (const name of ["server", "x-powered-by"]) assert.isFalse(headers.has(name), `${path}: ${name}`);
    }
  });
});

describe("the cookies and the transport of an issuer", () => {
  let server: HttpServer | undefined;

  afterEach(async () => server?.stop());

  async function cookiesOfSignIn(url: string): Promise<readonly string[]> {
    server = await httpServer({ url });
    const { username } = await person(server.issuer);
    const guest = visitor(server.origin);
    const page = await guest.go("/login");
    const form = new URLSearchParams({ ...Object.fromEntries(page.forms[0]!.fields), username, password: PASSWORD });
    const posted = await guest.fetch(`${server.origin}/login`, { method: "POST", body: form });
    assert.equal(posted.status, 303);
    const first = await fetch(`${server.origin}/login`);
    return [...first.headers.getSetCookie(), ...posted.headers.getSetCookie()];
  }

  it("on https: cookies are held to the host and to https", async () => {
    const cookies = await cookiesOfSignIn("https://issuer.test");
    assert.lengthOf(cookies, 3);
    const readable = cookies.find((cookie) => cookie.startsWith("__Host-bs="));
    const others = cookies.filter((cookie) => cookie !== readable);
    assert.match(readable ?? "", /^__Host-bs=[\w-]{22}; Path=\/; SameSite=None; Secure$/);
    for (const cookie of others) {
      assert.match(cookie, /^__Host-(?:b|sid)=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    }
  });

  it("on http: cookies have plain names", async () => {
    const cookies = await cookiesOfSignIn("http://localhost:8000");
    const readable = cookies.find((cookie) => cookie.startsWith("bs="));
    const others = cookies.filter((cookie) => cookie !== readable);
    assert.match(readable ?? "", /^bs=[\w-]{22}; Path=\/; SameSite=Lax$/);
    for (const cookie of others) assert.match(cookie, /^(?:b|sid)=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("on https: a cookie without the prefix is not ours", async () => {
    server = await httpServer();
    const { id } = await server.issuer.sessions.start(await person(server.issuer));
    for (const [name, status] of [
      ["sid", 303],
      ["__Host-sid", 200],
    ] as const) {
      const response = await fetch(`${server.origin}/account`, {
        headers: { cookie: `${name}=${id}` },
        redirect: "manual",
      });
      assert.equal(response.status, status, name);
    }
  });

  for (const [url, expected] of [
    ["https://issuer.test", "max-age=31536000; includeSubDomains"],
    ["http://localhost:8000", null],
  ] as const) {
    it(`${new URL(url).protocol} says of plain http: ${expected}`, async () => {
      server = await httpServer({ url });
      for (const path of ["/", "/token", "/nothing", "/authorize"]) {
        const { headers } = await fetch(server.origin + path);
        assert.equal(headers.get("strict-transport-security"), expected, path);
      }
    });
  }

  rule(["RFC6749-10.3-1", "RFC6749-10.4-2"], "answers that hold tokens are kept by no cache", async () => {
    server = await httpServer();
    const app = await client(server.issuer, { skipAuthorization: true });
    const form = {
      client_id: app.clientId,
      client_secret: "a-secret-that-tests-share",
      grant_type: "client_credentials",
    };
    const token = await fetch(`${server.origin}/token`, { method: "POST", body: new URLSearchParams(form) });
    assert.equal(token.headers.get("cache-control"), "no-store");
    assert.equal(token.headers.get("pragma"), "no-cache");
    const { id } = await server.issuer.sessions.start(await person(server.issuer));
    const query = encode(codeRequest(app, { response_mode: "form_post" }));
    const posted = await fetch(`${server.origin}/authorize?${query}`, { headers: { cookie: `__Host-sid=${id}` } });
    assert.equal(posted.headers.get("cache-control"), "no-store");
    assert.include(posted.headers.get("content-security-policy"), "form-action 'self' https://client.test;");
    assert.match(posted.headers.get("content-security-policy") ?? "", /script-src 'sha256-[\w+/=]+'/);
  });
});
