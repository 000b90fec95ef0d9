import { assert } from "chai";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { type HttpServer, httpServer, type HttpServerOptions } from "../support/http_server.ts";

interface Stage extends HttpServer {
  readonly app: ClientRecord;
  readonly username: string;
  /** Posts a form as the client. */
  readonly post: (path: string, form: Readonly<Record<string, string>>) => Promise<Response>;
}

let server: HttpServer | undefined;

async function stage(options: HttpServerOptions = {}): Promise<Stage> {
  server = await httpServer(options);
  const app = await client(server.issuer);
  const { username } = await person(server.issuer);
  const { origin } = server;
  const authorization = `Basic ${Buffer.from(`${app.clientId}:${SECRET}`).toString("base64")}`;
  return {
    ...server,
    app,
    username,
    post: (path, form) =>
      fetch(origin + path, { method: "POST", headers: { authorization }, body: new URLSearchParams(form) }),
  };
}

async function memberOf(response: Response, member: string): Promise<unknown> {
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && member in body ? Reflect.get(body, member) : undefined;
}

const PREFIXES = ["/o", "/oauth", "/oauth2"];

describe("the addresses of older servers", () => {
  afterEach(async () => server?.stop());

  for (const prefix of PREFIXES) {
    for (const name of ["token", "access_token"]) {
      it(`give tokens at ${prefix}/${name}, with and without the slash`, async () => {
        const { post, username } = await stage();
        for (const path of [`${prefix}/${name}`, `${prefix}/${name}/`]) {
          const response = await post(path, { grant_type: "password", username, password: PASSWORD });
          assert.equal(response.status, 200, path);
          assert.equal(await memberOf(response, "token_type"), "Bearer");
        }
      });
    }

    it(`introspect and revoke below ${prefix}, with and without the slash`, async () => {
      const { post } = await stage();
      for (const slash of ["", "/"]) {
        const token = String(
          await memberOf(await post("/token", { grant_type: "client_credentials" }), "access_token"),
        );
        assert.isTrue(await memberOf(await post(`${prefix}/introspect${slash}`, { token }), "active"));
        assert.equal((await post(`${prefix}/revoke_token${slash}`, { token })).status, 200);
        assert.isFalse(await memberOf(await post(`${prefix}/introspect${slash}`, { token }), "active"));
      }
    });

    it(`begin an authorization at ${prefix}/authorize, with and without the slash`, async () => {
      const { origin, app } = await stage();
      for (const path of [`${prefix}/authorize`, `${prefix}/authorize/`]) {
        const query = new URLSearchParams({ client_id: app.clientId, response_type: "code", scope: "admin" });
        const response = await fetch(`${origin}${path}?${query.toString()}`, { redirect: "manual" });
        assert.match(response.headers.get("location") ?? "", new RegExp(`^${CALLBACK}\\?error=invalid_`), path);
      }
    });
  }

  it("take a client of type public by its name in the body (django-oauth-toolkit's habit)", async () => {
    const { origin, issuer, username } = await stage();
    const app = await client(issuer, { type: "public" });
    const form = { grant_type: "password", client_id: app.clientId, username, password: PASSWORD };
    const response = await fetch(`${origin}/o/token/`, { method: "POST", body: new URLSearchParams(form) });
    assert.equal(response.status, 200);
  });

  it("take credentials in the body (django-oauth2-provider's habit)", async () => {
    const { origin, app, username } = await stage();
    const credentials = { client_id: app.clientId, client_secret: SECRET };
    const form = { ...credentials, grant_type: "password", username, password: PASSWORD };
    const response = await fetch(`${origin}/oauth2/access_token/`, { method: "POST", body: new URLSearchParams(form) });
    const body = (await response.json()) as object;
    assert.hasAllKeys(body, ["access_token", "token_type", "expires_in", "refresh_token", "scope"]);
  });

  it("stand below the path of the issuer", async () => {
    const { post } = await stage({ url: "https://issuer.test/tenant" });
    assert.equal((await post("/tenant/o/token/", { grant_type: "client_credentials" })).status, 200);
    assert.equal((await post("/o/token/", { grant_type: "client_credentials" })).status, 404);
  });

  it("are gone where the setting names none, and the canonical ones stay", async () => {
    const { post } = await stage({ settings: { ALIAS_PREFIXES: "" } });
    for (const prefix of PREFIXES) {
      assert.equal((await post(`${prefix}/token/`, { grant_type: "client_credentials" })).status, 404, prefix);
    }
    assert.equal((await post("/token", { grant_type: "client_credentials" })).status, 200);
  });

  it("are those that the setting names", async () => {
    const { post } = await stage({ settings: { ALIAS_PREFIXES: "/legacy" } });
    assert.equal((await post("/legacy/token/", { grant_type: "client_credentials" })).status, 200);
    assert.equal((await post("/o/token/", { grant_type: "client_credentials" })).status, 404);
  });

  it("are not in the metadata", async () => {
    const { issuer } = await stage();
    for (const value of Object.values(issuer.metadata)) assert.notMatch(String(value), /\/(?:o|oauth|oauth2)\//);
  });
});
