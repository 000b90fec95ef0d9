import { assert } from "chai";
import { standardFeatures } from "../../src/server/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { FILLED } from "../http/applications.ts";
import { openTown, pathOf, recordsOf, type Town, type Who } from "../http/town.ts";
import { PASSWORD, SECRET } from "../support/cast.ts";
import { testConfig } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";
import { printRequest, sendRaw } from "../support/raw_http.ts";
import { formsOf, type Seen, type Submission } from "../support/visitor.ts";
import { elsewhere } from "./elsewhere.ts";

let town: Town;

/** A town for each test of a suite that changes something in it. */
function inTown(): void {
  beforeEach(async () => void (town = await openTown()));
  afterEach(() => town.server.stop());
}

/** Sends the form of a page, with what is filled in and what it has no field for. */
async function submit(who: Who, path: string, fill: Submission["fill"]): Promise<Seen> {
  const browser = town.browsers[who];
  return browser.submit(await browser.go(path), { form: path, fill: fill ?? {} });
}

/** Makes an account in a browser that was never here. */
async function signUp(fill: Given): Promise<void> {
  const { browsers, server } = town;
  const address = `${server.origin}/sign_up`;
  const headers = { accept: "text/html" };
  const page = await browsers.nobody.fetch(address, { headers });
  const fields = formsOf(await page.text()).flatMap((form) => form.fields);
  const body = new URLSearchParams(encode({ ...Object.fromEntries(fields), ...fill }));
  const made = await browsers.nobody.fetch(address, { method: "POST", headers, body });
  assert.equal(made.status, 303);
}

async function annNow(): Promise<AccountRecord> {
  return (await town.server.issuer.durable.accounts.find(town.people.ann.id)) ?? assert.fail("Ann is gone");
}

async function appNow(): Promise<ClientRecord> {
  return (await town.server.issuer.durable.clients.findByNumber(town.app.id)) ?? assert.fail("the application is gone");
}

/** What an application has that no form of a person who is not of the staff may say. */
const UNSAID = {
  id: "1",
  owner: "sue",
  owner_id: "3",
  ownerId: "3",
  is_unverified: "",
  isUnverified: "",
  verified: "yes",
  skipAuthorization: "true",
  skip_authorization: "yes",
  access_token_lifetime: "999999",
  accessTokenLifetime: "999999",
  refresh_token_lifetime: "999999",
  client_secret: "a secret of my own choice",
  secrets: '[{"kind":"sha256","hash":"aa"}]',
  registrationDigest: "aa",
  created_at: "1",
  metadata: '{"skip":"yes"}',
  "metadata[x]": "y",
  ["__proto__"]: "x",
  "constructor.prototype.isStaff": "true",
};

describe("what a form has no field for", () => {
  inTown();

  elsewhere("Harbor CVE-2019-16097", "is no part of a new application", async () => {
    await submit("bob", "/applications/register", { ...FILLED_FORM, ...UNSAID });
    const all = await town.server.issuer.durable.clients.list({ limit: 99, ownerId: town.people.bob.id });
    assert.lengthOf(all, 1);
    const [made] = all;
    assert.deepInclude(made, { skipAuthorization: false, metadata: {}, ownerId: town.people.bob.id });
    for (const name of ["accessTokenLifetime", "refreshTokenLifetime", "registrationDigest"])
      assert.notProperty(made, name);
    assert.notInclude(JSON.stringify(made), "of my own choice");
  });

  elsewhere("Harbor CVE-2019-16097", "is no change of an application", async () => {
    const { skipAuthorization, secrets, id, clientId } = town.app;
    const ownerId = town.people.ann.id;
    const seen = await submit("ann", `/applications/${id}/update`, {
      ...UNSAID,
      client_id: "another",
      name: "Changed",
    });
    assert.equal(seen.status, 200, seen.text);
    const now = await appNow();
    assert.deepInclude(now, { name: "Changed", skipAuthorization, ownerId, secrets, id, clientId, metadata: {} });
    assert.notProperty(now, "accessTokenLifetime");
  });

  it("vouches for no application that registered by itself, when its owner changes it", async () => {
    const { clients } = town.server.issuer.durable;
    await clients.change(town.app.id, { isUnverified: true });
    await submit("ann", `/applications/${town.app.id}/update`, { ...UNSAID, name: "Changed" });
    assert.deepInclude(await appNow(), { name: "Changed", isUnverified: true });
  });

  elsewhere(
    "Harbor CVE-2019-16097",
    "makes nobody staff who makes an account, in a browser or by a program",
    async () => {
      const more = {
        is_staff: true,
        isStaff: true,
        is_superuser: true,
        is_active: true,
        id: 1,
        sub: "root",
        groups: ["staff"],
      };
      const { origin, issuer } = town.server;
      const json = { username: "program", password: PASSWORD, ...more };
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(json).replace("{", '{"__proto__":{"isStaff":true},');
      assert.equal((await fetch(`${origin}/sign_up/`, { method: "POST", headers, body })).status, 201);
      const texts = Object.fromEntries(Object.entries(more).map(([name, value]) => [name, String(value)]));
      await signUp({ username: "person", password: PASSWORD, repeated: PASSWORD, ...texts });
      for (const name of ["program", "person"]) {
        const made = await issuer.durable.accounts.findByUsername(name);
        assert.deepInclude(made, { isStaff: false, isActive: true }, name);
        assert.notEqual(made?.sub, "root");
      }
    },
  );

  elsewhere("Keycloak CVE-2026-4636", "is not whose password is changed: that of who is signed in alone", async () => {
    const before = await annNow();
    const id = String(before.id);
    const other = { username: "ann", id, account_id: id, sub: before.sub, user: "ann" };
    const password = "quite another password";
    await submit("bob", "/account/password", { current: PASSWORD, password, repeated: password, ...other });
    assert.deepEqual(await annNow(), before);
    const bob = await town.server.issuer.durable.accounts.findByUsername("bob");
    assert.notEqual(bob?.passwordHash, town.people.bob.passwordHash);
  });

  elsewhere("Keycloak CVE-2026-4636", "is not whom staff change: the path says it", async () => {
    const { accounts } = town.server.issuer.durable;
    const bob = (await accounts.find(town.people.bob.id)) ?? assert.fail("Bob is gone");
    const path = pathOf("/admin/users/:id/update", town);
    const other = { id: String(bob.id), sub: "root", password: "of my choice", passwordHash: "x", password_hash: "x" };
    const before = await annNow();
    await submit("sue", path, { ...other, first_name: "Anna", created_at: "1" });
    const { sub, passwordHash, createdAt } = before;
    assert.deepInclude(await annNow(), { firstName: "Anna", sub, passwordHash, createdAt });
    assert.deepEqual(await accounts.find(bob.id), bob);
  });

  it("takes no rights from oneself, and gives oneself none", async () => {
    const path = `/admin/users/${town.people.sue.id}/update`;
    await submit("sue", path, { first_name: "Sue", is_active: "", is_staff: "" });
    const sue = await town.server.issuer.durable.accounts.findByUsername("sue");
    assert.deepInclude(sue, { firstName: "Sue", isStaff: true, isActive: true });
  });

  it("trusts an application for nobody but staff, by the form that has the field", async () => {
    const browser = town.browsers.ann;
    const page = await browser.go(`/applications/${town.app.id}/update`);
    const csrf = page.forms.flatMap(({ fields }) => fields).find(([name]) => name === "csrf")?.[1] ?? "";
    for (const path of [`/admin/applications/${town.app.id}/trust`, `/applications/${town.app.id}/trust`]) {
      const body = new URLSearchParams({ csrf, owner: "bob", verified: "yes" });
      const { status } = await browser.fetch(town.server.origin + path, { method: "POST", body });
      assert.include([403, 404], status, path);
    }
    assert.deepEqual(await appNow(), town.app);
  });
});

const FILLED_FORM = { name: String(FILLED["name"]), redirect_uris: String(FILLED["redirect_uris"]) };

/** Secrets of the town, at rest and not. */
async function secretsOf({ server, access, refresh, cookie, browsers }: Town): Promise<readonly string[]> {
  const records = await recordsOf(server.issuer);
  const atRest = [...records.matchAll(/"(?:passwordHash|hash|\w*[dD]igest|sealed\w*|d|p|q)": "([^"]{16,})"/g)];
  const cookies = Object.values(browsers).flatMap(({ cookies: jar }) => Array.from(jar.values()));
  return [...atRest.map(([, text = ""]) => text), ...cookies, access, refresh, cookie, SECRET, PASSWORD];
}

describe("the pages", () => {
  before(async () => void (town = await openTown()));
  after(() => town.server.stop());

  const PAGES = standardFeatures(testConfig(EVERYTHING))
    .flatMap(({ endpoints = [] }) => endpoints)
    .filter(({ methods, speaks }) => methods.includes("GET") && speaks !== "bearer");

  it("show nothing that is secret, whoever looks", async () => {
    const secrets = await secretsOf(town);
    assert.isAtLeast(new Set(secrets).size, 20);
    for (const { path } of PAGES) {
      for (const who of ["nobody", "ann", "bob", "sue"] as const) {
        const { text, url, headers } = await town.browsers[who].go(pathOf(path.replace(/^\/interaction.*/, "/"), town));
        const told = `${text} ${url.href} ${headers.get("location")}`;
        for (const secret of secrets) assert.isFalse(told.includes(secret), `${secret} at ${path} of ${who}`);
      }
    }
  });

  for (const [name, spell] of [
    ["with two slashes before it", (path: string) => `/${path}`],
    ["with two slashes in it", (path: string) => path.replace(/(?<=.)\//g, "//")],
    ["with a dot before it", (path: string) => `/.${path}`],
    ["behind a page for everybody", (path: string) => `/login/..${path}`],
    ["behind an encoded way up", (path: string) => `/login/%2e%2e${path}`],
    ["with encoded slashes", (path: string) => path.replace(/(?<=.)\//g, "%2F")],
    ["with an encoded letter", (path: string) => path.replace("a", "%61")],
    ["with backslashes", (path: string) => path.replace(/(?<=.)\//g, "\\")],
    ["with a parameter of the path", (path: string) => path.replace(/(?<=.)(\/|$)/, ";x=login$1")],
    ["with an end that is none", (path: string) => `${path}%00.css`],
    ["with a query in its path", (path: string) => `${path}%3F/login`],
    ["with a whole address", (path: string) => `http://issuer.test${path}`],
    ["with a whole address of another host", (path: string) => `http://evil.test${path}`],
  ] as const) {
    const ids = ["Envoy CVE-2019-9901", "Istio CVE-2021-31920", "Keycloak CVE-2026-0976"];
    elsewhere(ids, `are for nobody else when their path is written ${name}`, async () => {
      for (const path of ["/admin", "/admin/users", "/admin/users/:id", "/applications/:id", "/account"]) {
        const [answer] = await sendRaw(town.server.port, printRequest(`GET ${spell(pathOf(path, town))}`), {
          answers: 1,
        });
        assert.include([303, 400, 404], answer?.status, path);
        if (answer?.status === 303) assert.match(answer.headers["location"] ?? "", /^\/login\?next=%2F(?!%2F)/);
        for (const mark of ["ann@home.test", town.app.name, "Overview"]) assert.notInclude(answer?.body, mark, path);
      }
    });
  }

  it("are at no path in capital letters, where rules for paths of a proxy may not see them", async () => {
    for (const path of ["/admin", "/admin/users/:id", "/applications/:id/update", "/authorized_tokens/:tag/delete"]) {
      const address = town.server.origin + pathOf(path, town).replace(/[a-z_]+/, (name) => name.toUpperCase());
      for (const who of ["nobody", "sue"] as const)
        assert.equal((await town.browsers[who].fetch(address)).status, 404, address);
    }
  });

  for (const name of ["x-original-url", "x-rewrite-url", "x-http-method-override", "x-middleware-subrequest"]) {
    elsewhere("Next.js CVE-2025-29927", `believe no header that says that all was checked: ${name}`, async () => {
      const value = name === "x-http-method-override" ? "GET" : "/admin";
      for (const path of ["/", "/admin", pathOf("/applications/:id", town)]) {
        const answer = await town.browsers.bob.fetch(town.server.origin + path, { headers: { [name]: value } });
        assert.equal(answer.status, path === "/" ? 200 : path === "/admin" ? 403 : 404, path);
        assert.notInclude(await answer.text(), town.app.name);
      }
    });
  }

  for (const query of [
    "url=https://evil.test/api.json",
    "configUrl=https://evil.test/c.json",
    "urls.primaryName=evil.test",
  ]) {
    elsewhere(
      "swagger-ui CVE-2018-25031",
      `show the API of this server, whatever the address says: ${query}`,
      async () => {
        const plain = await town.browsers.nobody.go("/docs");
        const page = await town.browsers.nobody.go(`/docs?${query}`);
        assert.equal(page.text, plain.text);
        assert.match(page.headers.get("content-security-policy") ?? "", /connect-src 'self'/);
        assert.notMatch(page.headers.get("content-security-policy") ?? "", /unsafe|data:|\*|https?:/);
      },
    );
  }

  for (const header of ["host", "x-forwarded-host", "forwarded", "x-forwarded-proto", "x-forwarded-prefix"]) {
    elsewhere(
      "ZITADEL CVE-2025-64101",
      `and the document are of the settings' server, not of the header ${header}`,
      async () => {
        for (const path of ["/docs", "/openapi.json", "/.well-known/oauth-protected-resource/api"]) {
          const headers = { [header]: header === "forwarded" ? "host=evil.test" : "evil.test" };
          const [answer] = await sendRaw(town.server.port, printRequest(`GET ${path}`, { headers }), { answers: 1 });
          assert.equal(answer?.status, 200, path);
          assert.notInclude(answer?.body, "evil.test");
          assert.include(answer?.body, "https://issuer.test");
        }
      },
    );
  }
});

describe("the page of the API", () => {
  inTown();

  it("logs nobody in as a client that somebody registered under its name", async () => {
    const { clients } = town.server.issuer.durable;
    const own = await clients.find("api-docs");
    await clients.remove(own?.id ?? 0);
    await town.server.issuer.clients.changed({ ...town.app, clientId: "api-docs" });
    const evil = {
      name: "API documentation",
      client_id: "api-docs",
      client_type: "public",
      redirect_uris: "https://evil.test/cb",
    };
    await submit("bob", "/applications/register", evil);
    assert.equal((await clients.find("api-docs"))?.ownerId, town.people.bob.id);
    const page = await town.browsers.ann.go("/docs");
    assert.equal(page.status, 200);
    assert.notInclude(page.text, "evil.test");
  });
});
