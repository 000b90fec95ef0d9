import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { PASSWORD, client, person } from "../support/cast.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode, issuerUnderTest, type Given, type IssuerUnderTest } from "../support/issuer_under_test.ts";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";

const OPEN = { SIGN_UP: "open" };
const PONY = { username: "django.pony", password: "a pony of many colours" };
const FILLED: Given = { ...PONY, email: "", repeated: PONY.password };
const PAGE = { headers: { accept: "text/html,*/*;q=0.8" } };
const JSON_TYPE = { "content-type": "application/json" };

type Body = Readonly<Record<string, unknown>>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A server at which people may make accounts, for the tests of a group. */
function withServer(settings: Readonly<Record<string, string>> = OPEN): { readonly server: HttpServer } {
  const held: { server: HttpServer } = { server: undefined! };
  before(async () => {
    held.server = await httpServer({ settings });
  });
  after(() => held.server.stop());
  return held;
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, body: JSON.parse(text) as Body };
}

async function send(
  { origin }: HttpServer,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return answerOf(
    await fetch(`${origin}/sign_up/`, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: text }),
  );
}

function storedIn({ issuer }: Pick<HttpServer, "issuer">, username = PONY.username) {
  return issuer.durable.accounts.findByUsername(username);
}

let made = 0;

function newcomer(): typeof PONY {
  made += 1;
  return { ...PONY, username: `pony${made}` };
}

/** A token for a person, as scripts get one: a public client and the password grant. */
async function tokenOf(server: HttpServer, form: Given): Promise<Answer> {
  const { clientId } = await client(server.issuer, { type: "public" });
  const body = new URLSearchParams(encode({ grant_type: "password", client_id: clientId, ...form }));
  return answerOf(await fetch(`${server.origin}/o/token/`, { method: "POST", body }));
}

describe("POST /sign_up/ of a program", () => {
  const held = withServer();

  // Tries are counted for an hour.
  beforeEach(() => held.server.clock.advance(3_601));

  it("makes a person, whose password is not told, and who gets a token then", async () => {
    const { status, headers, body } = await send(held.server, PONY);
    assert.deepEqual([status, body], [201, { username: PONY.username }]);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.isEmpty(headers.getSetCookie());
    assert.equal((await tokenOf(held.server, PONY)).status, 200);
  });

  it("takes what else is known of a person, and nothing that they may not say", async () => {
    const pony = newcomer();
    const more = { email: "p@example.test", first_name: "Django", last_name: "Pony" };
    const sly = { is_staff: true, isStaff: true, id: 1, sub: "x", claims: { email_verified: true }, __proto__: [] };
    const { body } = await send(held.server, { ...pony, ...more, ...sly });
    assert.deepEqual(body, { username: pony.username, ...more });
    const { email, firstName, lastName, isStaff, sub, claims } = (await storedIn(held.server, pony.username))!;
    assert.deepEqual([email, firstName, lastName], ["p@example.test", "Django", "Pony"]);
    assert.isFalse(isStaff);
    assert.notEqual(sub, "x");
    assert.isUndefined(claims);
  });

  it("answers the name as it is kept", async () => {
    const { body } = await send(held.server, { ...PONY, username: "Ｗｉｄｅ" });
    assert.equal(body["username"], "Wide");
  });

  for (const [what, changes, fields] of [
    ["no name", { username: undefined }, ["username"]],
    ["a name that is null", { username: null }, ["username"]],
    ["a name that is a number", { username: 5 }, ["username"]],
    ["a name with a blank", { username: "a b" }, ["username"]],
    ["a name with NUL", { username: "a\0" }, ["username"]],
    ["no password", { password: undefined }, ["password"]],
    ["a short password", { password: "1234567" }, ["password"]],
    ["a password that no form can send", { password: "a good password\n" }, ["password"]],
    ["a list for a password", { password: ["a good password"] }, ["password"]],
    ["an address that is none", { email: "nowhere" }, ["email"]],
    ["a long first name", { first_name: "x".repeat(151) }, ["first_name"]],
    ["half a character", { last_name: "\ud800" }, ["last_name"]],
    [
      "all of it",
      { username: "", password: "", email: "@", first_name: 1, last_name: {} },
      ["username", "password", "email", "first_name", "last_name"],
    ],
  ] as const) {
    it(`says what is wrong with ${what}, by member, and makes nobody`, async () => {
      const pony = newcomer();
      const { status, body } = await send(held.server, { ...pony, ...changes });
      const { error, error_description: said, ...problems } = body;
      assert.deepEqual([status, error], [400, "invalid_request"]);
      assert.deepEqual(Object.keys(problems), [...fields]);
      for (const sentences of Object.values(problems)) assert.isString((sentences as readonly unknown[])[0]);
      for (const field of fields) assert.include(String(said), `'${field}'`);
      assert.isUndefined(await storedIn(held.server, pony.username));
    });
  }

  it("says that a name is taken, however it is written", async () => {
    const { username } = newcomer();
    await send(held.server, { ...PONY, username });
    const { status, body } = await send(held.server, { ...PONY, username: username.toUpperCase() });
    assert.deepEqual([status, body["username"]], [400, ["A person with that username already exists."]]);
  });

  for (const [what, text] of [
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["a member twice", '{"username":"a","username":"b","password":"a good password"}'],
    ["a well without end", '{"username":'.repeat(1_000)],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await send(held.server, text);
      assert.deepEqual([status, body["error"]], [400, "invalid_request"]);
    });
  }

  it("does not read what another site can send: JSON that calls itself text", async () => {
    const pony = newcomer();
    for (const type of ["text/plain", "text/plain;application/json", "multipart/form-data", "x/application/json"]) {
      const { status } = await send(held.server, pony, { "content-type": type });
      assert.equal(status, 400, type);
    }
    assert.isUndefined(await storedIn(held.server, pony.username));
  });

  it("has nothing to do with who is signed in with the browser", async () => {
    const ann = await person(held.server.issuer);
    const { id } = await held.server.issuer.sessions.start(ann);
    const pony = newcomer();
    const { status, headers } = await send(held.server, pony, { cookie: `__Host-sid=${id}` });
    assert.deepEqual([status, headers.getSetCookie()], [201, []]);
    assert.equal((await held.server.issuer.sessions.find(id))?.accountId, ann.id);
  });

  it("writes down that somebody came", async () => {
    const pony = newcomer();
    await send(held.server, pony);
    const account = await storedIn(held.server, pony.username);
    const [entry] = await held.server.issuer.durable.audit.search({ limit: 1, event: "account.created" });
    assert.equal(entry?.accountId, account?.id);
    assert.notInclude(JSON.stringify(entry), pony.password);
  });

  it("gives a name to one of many who want it at once", async () => {
    const pony = newcomer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(held.server, pony)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.deepEqual(statuses.slice(0, 2), [201, 400]);
    assert.isUndefined(statuses.find((status, index) => index > 0 && status === 201));
  });
});

describe("POST /sign_up/ too often", () => {
  const held = withServer();

  it("has a network wait after twenty, the page and programs together", async () => {
    for (let index = 0; index < 20; index += 1) await send(held.server, {});
    assert.equal((await send(held.server, newcomer())).status, 201);
    const { status, headers, body } = await send(held.server, newcomer());
    assert.deepEqual([status, body["error"]], [429, "temporarily_unavailable"]);
    assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/);
  });
});

describe("GET /sign_up/ of a program", () => {
  const held = withServer();

  async function list(headers: HeadersInit, query = ""): Promise<Answer> {
    return answerOf(await fetch(`${held.server.origin}/sign_up/${query}`, { headers }));
  }

  async function bearer(scope: string): Promise<HeadersInit> {
    const ann = await person(held.server.issuer);
    const { body } = await tokenOf(held.server, { username: ann.username, password: PASSWORD, scope });
    return { authorization: `Bearer ${String(body["access_token"])}` };
  }

  it("lists people to a token that may read, as the API does", async () => {
    const headers = await bearer("read");
    const { status, body } = await list(headers);
    assert.equal(status, 200);
    assert.deepEqual(body, (await answerOf(await fetch(`${held.server.origin}/api/users/`, { headers }))).body);
  });

  it("leads from page to page", async () => {
    const headers = await bearer("read");
    await person(held.server.issuer);
    const { headers: told } = await list(headers, "?limit=1");
    assert.match(told.get("link") ?? "", /^<\/sign_up\/\?after=\d+&limit=1>; rel="next"$/);
    assert.equal((await list(headers, "?limit=0")).status, 400);
  });

  for (const accept of ["application/json", "*/*", "text/plain"]) {
    rule("RFC6750-3-1", `refuses who shows no token and takes ${accept}`, async () => {
      const { status, headers } = await list({ accept });
      assert.deepEqual([status, headers.get("www-authenticate")], [401, 'Bearer realm="api"']);
    });
  }

  rule("RFC6750-3.1-2", "refuses a token that is none, though the browser takes pages", async () => {
    const { status, headers } = await list({ authorization: "Bearer made-up", accept: "text/html" });
    assert.equal(status, 401);
    assert.include(headers.get("www-authenticate"), 'error="invalid_token"');
  });

  rule("RFC6750-3.1-3", "refuses a token that may not read", async () => {
    const { status, headers } = await list(await bearer("write"));
    assert.equal(status, 403);
    assert.include(headers.get("www-authenticate"), 'scope="read"');
  });
});

describe("/sign_up in a browser", () => {
  async function arrive(query: Given = {}, settings: Readonly<Record<string, string>> = OPEN) {
    const under = await issuerUnderTest({ settings });
    const browser = valueBrowser(under);
    return { under, browser, page: await browser.get("/sign_up", { query, ...PAGE }) };
  }

  async function found({ issuer }: IssuerUnderTest, username = PONY.username) {
    return issuer.durable.accounts.findByUsername(username);
  }

  it("makes an account, signs its person in, and goes on", async () => {
    const { under, browser, page } = await arrive({ next: "/applications" });
    const reply = await browser.submit(page, FILLED);
    assert.equal(locationOf(reply).pathname, "/applications");
    const session = await under.issuer.sessions.find(browser.cookies.get("sid"));
    assert.equal(session?.accountId, (await found(under))?.id);
    assert.include(under.events, "account.created");
  });

  it("goes on to the account page, and never to another site", async () => {
    for (const next of [undefined, "https://evil.test/", "//evil.test", "/\\evil.test"]) {
      const { browser, page } = await arrive({ next });
      assert.equal(formOf(page).fields.find(([name]) => name === "next")?.[1], "/account");
      const reply = await browser.submit(page, { ...FILLED, ...(next === undefined ? {} : { next }) });
      assert.equal(locationOf(reply).href, "https://here.test/account");
    }
  });

  it("says everything that is wrong at once, and keeps what was typed but the passwords", async () => {
    const { under, browser, page } = await arrive({ next: "/applications" });
    const reply = await browser.submit(page, { username: "a b", email: "x", password: "short", repeated: "other" });
    assert.equal(reply.status, 400);
    const kept = Object.fromEntries(formOf(reply).fields);
    assert.deepInclude(kept, { username: "a b", email: "x", password: "", repeated: "", next: "/applications" });
    assert.lengthOf(markupOf(reply).match(/class="wrong"/g) ?? [], 4);
    assert.isUndefined(await found(under, "a b"));
  });

  it("is one account where the form is sent twice, and both go on", async () => {
    const { under, browser, page } = await arrive();
    const replies = await Promise.all([1, 2].map(() => browser.submit(page, FILLED)));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [303, 303],
    );
    assert.lengthOf(
      under.events.filter((name) => name === "account.created"),
      1,
    );
  });

  it("signs nobody in to an account that was made long before", async () => {
    const { under, browser, page } = await arrive();
    await person(under.issuer, { username: PONY.username });
    under.clock.advance(61);
    const reply = await browser.submit(page, { ...FILLED, password: PASSWORD, repeated: PASSWORD });
    assert.equal(reply.status, 400);
    assert.include(markupOf(reply), "This name is taken");
    assert.isFalse(browser.cookies.has("sid"));
  });

  it("ends the session of whoever was signed in with the browser", async () => {
    const { under, browser } = await arrive();
    await browser.signIn(await person(under.issuer));
    const before = browser.cookies.get("sid");
    await browser.submit(await browser.get("/sign_up", PAGE), FILLED);
    assert.isUndefined(await under.issuer.sessions.find(before));
  });

  it("refuses a form that it did not make for this browser", async () => {
    const { under, page } = await arrive();
    const other = valueBrowser(under);
    await other.get("/sign_up", PAGE);
    const { action, fields } = formOf(page);
    const form = { ...Object.fromEntries(fields), ...FILLED };
    const reply = await other.post(action, { form, ...PAGE });
    assertProblemPage(reply, { error: "invalid_request", status: 403 });
    assert.isUndefined(await found(under));
  });

  it("has a network wait that sends too many forms", async () => {
    const { browser, page } = await arrive();
    for (let index = 0; index < 21; index += 1) await browser.submit(page, {});
    const reply = await browser.submit(page, FILLED);
    assert.equal(reply.status, 429);
    assert.include(markupOf(reply), "Too many tries from your network");
    assert.isDefined(reply.headers["Retry-After"]);
  });

  it("is left for the log-in page, and found from it, with the way on", async () => {
    const { browser, page } = await arrive({ next: "/applications" });
    const toLogin = locationOf(await browser.submit(page, { action: "login" }));
    assert.equal(toLogin.pathname + toLogin.search, "/login?next=%2Fapplications");
    const login = await browser.get("/login", { query: { next: "/applications" } });
    assert.include(markupOf(login), "Create an account");
    const back = locationOf(await browser.submit(login, { action: "create" }));
    assert.equal(back.pathname + back.search, "/sign_up?next=%2Fapplications");
  });

  it("is there without OpenID Connect", async () => {
    const { under, browser, page } = await arrive({}, { ...OPEN, OIDC_ENABLED: "no" });
    await browser.submit(page, FILLED);
    assert.isDefined(await found(under));
  });
});

describe("/sign_up where it is off", () => {
  const held = withServer({ SIGN_UP: "off" });

  it("is nowhere, for people and programs alike", async () => {
    const address = `${held.server.origin}/sign_up/`;
    assert.equal((await fetch(address, PAGE)).status, 404);
    const body = JSON.stringify(PONY);
    assert.equal((await fetch(address, { method: "POST", headers: JSON_TYPE, body })).status, 404);
    assert.isUndefined(await storedIn(held.server));
  });

  it("is not offered by the log-in page", async () => {
    assert.notInclude(await (await fetch(`${held.server.origin}/login`)).text(), "Create an account");
  });
});
