import { assert } from "chai";
import type { Program } from "../operations/program.ts";
import { type Seen, type Submission, type Visitor, visitor } from "../support/visitor.ts";
import { objectOf, say } from "./habits.ts";
import { type Installation, openInstallation } from "./installation.ts";

const PASSWORD = "a pass phrase of mine";

let url: string;
let server: Program;
let typed: Installation["typed"];

/** Somebody opens a page and logs in on the way. */
async function logIn(username: string, path: string): Promise<{ readonly browser: Visitor; readonly page: Seen }> {
  const browser = visitor(url);
  const login = await browser.go(url + path);
  assert.include(login.text, 'name="password"');
  return { browser, page: await browser.submit(login, { fill: { username, password: PASSWORD } }) };
}

function secretIn({ text }: Seen): string {
  return /ts_cs_\w+/.exec(text)?.[0] ?? assert.fail("the page shows no secret");
}

function clientIdIn({ text }: Seen): string {
  return /Client id<\/dt><dd><code>([^<]+)</.exec(text)?.[1] ?? assert.fail("the page shows no client id");
}

before(async function () {
  this.timeout(60_000);
  ({ url, server, typed } = await openInstallation("127.0.0.1"));
  await typed("createsuperuser", "--username", "django.pony", "--email", "pony@example.com", "--password", PASSWORD);
  await typed("createuser", "--username", "alice", "--password", PASSWORD);
});

after(() => server.end("SIGTERM"));

/** Addresses under which the form of a new application is opened, as written in the tutorials and without the slash. */
const REGISTER = ["/oauth/applications/register/", "/o/applications/register/", "/applications/register"].flatMap(
  (path) => [path, path.endsWith("/") ? path.slice(0, -1) : `${path}/`],
);

/** What is chosen on the form, in the words of the page, and whether it then gets a secret. */
const CHOICES: readonly (readonly [string, NonNullable<Submission["fill"]>, boolean])[] = [
  ["Authorization code", { grant_types: "authorization_code" }, true],
  ["Implicit", { grant_types: "implicit", client_type: "public" }, false],
  ["Resource owner password-based", { grant_types: "password", redirect_uris: "" }, true],
  ["Client credentials", { grant_types: "client_credentials", redirect_uris: "" }, true],
  ["OpenID Connect hybrid", { grant_types: "openid-hybrid", id_token_signed_response_alg: "RS256" }, true],
  ["Device code", { grant_types: "urn:ietf:params:oauth:grant-type:device_code", client_type: "public" }, false],
  ["Authorization code", { grant_types: "authorization_code", id_token_signed_response_alg: "HS256" }, true],
];

describe("the registration page (rows D1 and D2)", function () {
  this.timeout(30_000);

  for (const path of REGISTER) {
    it(`is at ${path} for the superuser of the command line, once logged in`, async () => {
      const { page } = await logIn("django.pony", path);
      assert.equal(page.url.pathname, path);
      for (const said of ["Name", "Client type", "Authorization grant types", "Redirect URIs", "Algorithm"])
        assert.include(page.text, said);
    });
  }

  for (const [label, fill, hasSecret] of CHOICES) {
    it(`registers an application for ${label} (${JSON.stringify(fill)}), whose id and secret it shows`, async () => {
      const { browser, page } = await logIn("django.pony", "/oauth/applications/register/");
      assert.include(page.text, label);
      const said = { name: "My App", redirect_uris: "https://my.app.test/callback" };
      const seen = await browser.submit(page, { fill: { ...said, ...fill } });
      assert.equal(seen.status, 200);
      assert.isNotEmpty(clientIdIn(seen));
      assert.equal(/ts_cs_/.test(seen.text), hasSecret);
      const again = await browser.go(`${url}/o/applications/`);
      assert.notInclude(again.text, "ts_cs_");
    });
  }

  it("gives what gets tokens at once, in the way of the tutorial", async () => {
    const { browser, page } = await logIn("django.pony", "/o/applications/register/");
    const fill = { name: "Script", grant_types: ["password", "refresh_token"], redirect_uris: "" };
    const seen = await browser.submit(page, { fill });
    const user = `${clientIdIn(seen)}:${secretIn(seen)}`;
    const form = [
      ["grant_type", "password"],
      ["username", "alice"],
      ["password", PASSWORD],
    ] as const;
    const body = objectOf(await say(`${url}/oauth/token/`, { user, form }));
    assert.containsAllKeys(body, ["access_token", "refresh_token"]);
  });
});

describe("one's applications in the browser (rows D3 and D4)", function () {
  this.timeout(30_000);

  it("are those that the command line registered for one as well, and nobody else's", async () => {
    const words = ["--client-type", "confidential", "--name", "From the command line", "--user", "alice"];
    const made = await typed("create_oauth2_app", ...words);
    const { page } = await logIn("alice", "/o/applications/");
    assert.include(page.text, "From the command line");
    assert.include(page.text, String(made["client_id"]));
    const { page: others } = await logIn("django.pony", "/o/applications/");
    assert.notInclude(others.text, "From the command line");
  });

  it("are listed, viewed, edited and deleted at the addresses of older servers", async () => {
    const { client_id: id } = await typed(
      "createapplication",
      "public",
      "authorization-code",
      "--name",
      "Old name",
      "--redirect-uris",
      "https://a.test/cb",
      "--user",
      "alice",
    );
    const { browser, page } = await logIn("alice", "/oauth/applications/");
    const own = Array.from(page.text.matchAll(/href="\/applications\/(\d+)"/g), ([, number]) => number).at(-1);
    const at = `${url}/oauth/applications/${own}/`;
    assert.include((await browser.go(at)).text, String(id));
    const edited = await browser.submit(await browser.go(`${at}update/`), { fill: { name: "New name" } });
    assert.include(edited.text, "New name");
    const deleted = await browser.submit(await browser.go(`${at}delete/`));
    assert.include(deleted.text, "The application is deleted");
    assert.equal((await browser.go(at)).status, 404);
    assert.include((await browser.go(`${url}/o/authorize/?client_id=${String(id)}`)).text, "invalid");
  });

  it("are not there for another person", async () => {
    const { page } = await logIn("alice", "/o/applications/");
    const [, own] = /href="\/applications\/(\d+)"/.exec(page.text) ?? [];
    assert.isDefined(own);
    for (const what of ["", "update/", "delete/", "secret/"]) {
      const { page: seen } = await logIn("django.pony", `/o/applications/${own}/${what}`);
      assert.equal(seen.status, 404, what);
    }
  });
});
