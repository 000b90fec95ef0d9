import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { CALLBACK } from "../support/cast.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { codeFlow } from "../support/code_flow.ts";
import { type Given, START } from "../support/issuer_under_test.ts";
import { bodyOf, markupOf } from "../support/replies.ts";
import { formOf, valueBrowser } from "../support/value_browser.ts";
import {
  applicationRegistrar,
  FILLED,
  placeOf,
  problemsIn,
  recordOf,
  registered,
  secretIn,
  textOf,
  warningsIn,
  wrongFields,
} from "./applications.ts";

describe("/applications/register", () => {
  rule("RFC6749-2-1", "registers what is typed, for the person who is signed in", async () => {
    const on = await applicationRegistrar();
    const fill = {
      ...FILLED,
      client_id: "printer",
      redirect_uris: "https://printer.test/cb\r\n\r\n  https://printer.test/other \r\n",
      grant_types: ["authorization_code", "refresh_token"],
    };
    const client = await registered(on, fill);
    assert.deepInclude(client, {
      clientId: "printer",
      name: "Photo Printer",
      type: "confidential",
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: ["https://printer.test/cb", "https://printer.test/other"],
      ownerId: on.ann.id,
      skipAuthorization: false,
      metadata: {},
      createdAt: START,
    });
    assert.notProperty(client, "isUnverified");
    assert.include(on.events, "client.registered");
  });

  it("shows the secret once, and it works", async () => {
    const on = await applicationRegistrar();
    const fill = { grant_types: "client_credentials", redirect_uris: "" };
    const page = await on.register({ ...fill, client_id: "machine" });
    assert.equal(page.headers["Cache-Control"], "no-store");
    const secret = secretIn(page);
    const client = (await on.issuer.clients.find("machine"))!;
    const reply = await on.post("/token", { as: client, secret, form: { grant_type: "client_credentials" } });
    assert.property(bodyOf(reply), "access_token");
    for (const path of ["/applications", `/applications/${client.id}`, `/applications/${client.id}/update`])
      assert.notInclude(markupOf(await on.browser.get(path)), secret, path);
  });

  it("registers what can run the code flow at once", async () => {
    const on = await applicationRegistrar();
    const app = await registered(on, { client_type: "public", redirect_uris: CALLBACK });
    const flow = await codeFlow(on, { client: app, account: on.ann });
    const body = bodyOf(await flow.redeem(await flow.code()));
    assert.containsAllKeys(body, ["access_token", "refresh_token"]);
  });

  rule("RFC6749-2.1-1", "gives a public application no secret", async () => {
    const on = await applicationRegistrar();
    const reply = await on.register({ client_type: "public" });
    const page = await on.browser.follow(reply);
    assert.include(textOf(page), "It has no secret");
    const [client] = (await on.all()).slice(-1);
    assert.deepEqual([client?.type, client?.secrets], ["public", []]);
  });

  const chosen: readonly (readonly [string, Given, object])[] = [
    [
      "hybrid as the two grants that it is made of",
      { grant_types: "openid-hybrid" },
      { grantTypes: ["authorization_code", "implicit"] },
    ],
    [
      "device code",
      { grant_types: "urn:ietf:params:oauth:grant-type:device_code", redirect_uris: "" },
      { redirectUris: [] },
    ],
    ["a method", { token_endpoint_auth_method: "client_secret_post" }, { authMethod: "client_secret_post" }],
    [
      "scopes",
      { scope: ["read", "write"], default_scope: "read" },
      { scope: ["read", "write"], defaultScope: ["read"] },
    ],
    [
      "an algorithm",
      { id_token_signed_response_alg: "ES256" },
      { metadata: { id_token_signed_response_alg: "ES256" } },
    ],
    [
      "addresses after a logout",
      { post_logout_redirect_uris: "https://printer.test/a\nhttps://printer.test/b" },
      { metadata: { post_logout_redirect_uris: ["https://printer.test/a", "https://printer.test/b"] } },
    ],
    ["a number", { default_max_age: "600" }, { metadata: { default_max_age: 600 } }],
    ["a yes", { require_auth_time: "yes" }, { metadata: { require_auth_time: true } }],
    [
      "that its requests are pushed",
      { require_pushed_authorization_requests: "yes" },
      { metadata: { require_pushed_authorization_requests: true } },
    ],
    [
      "how its answers are signed",
      { authorization_signed_response_alg: "ES256" },
      { metadata: { authorization_signed_response_alg: "ES256" } },
    ],
    [
      "other languages",
      { localized: "client_name#fr = Imprimante\nclient_uri#de=https://printer.test/de" },
      { metadata: { "client_name#fr": "Imprimante", "client_uri#de": "https://printer.test/de" } },
    ],
  ];
  for (const [name, fill, expected] of chosen) {
    it(`takes ${name}`, async () => {
      assert.deepInclude(await registered(await applicationRegistrar(), fill), expected);
    });
  }

  it("keeps the secret of one that it is a key of, under seal", async () => {
    const on = await applicationRegistrar();
    const client = await registered(on, { id_token_signed_response_alg: "HS256" });
    assert.isString(client.secrets[0]?.sealed);
  });

  it("takes keys as they are pasted, and then no secret is made", async () => {
    const on = await applicationRegistrar();
    const key = {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    };
    const jwks = JSON.stringify({ keys: [key] }, null, 2).replaceAll("\n", "\r\n");
    const client = await registered(on, { token_endpoint_auth_method: "private_key_jwt", jwks });
    assert.deepEqual(client.metadata, { jwks: { keys: [key] } });
    assert.deepEqual(client.secrets, []);
  });

  it("tells all that is wrong at once, each at its field, and saves nothing", async () => {
    const on = await applicationRegistrar();
    const before = await on.all();
    const page = await on.register({
      name: " ",
      client_id: "a b",
      client_type: "secret",
      grant_types: ["carrier_pigeon", "implicit"],
      redirect_uris: "https://a.test/\njavascript:alert(1)\nhttps://a.test/#x",
      scope: "admin",
      token_endpoint_auth_method: "guess",
      id_token_signed_response_alg: "none",
      jwks: "[]",
      jwks_uri: "ftp://a.test",
      default_max_age: "soon",
      logo_uri: "javascript:alert(1)",
      localized: "nonsense",
    });
    assert.equal(page.status, 400);
    assert.sameMembers(
      [...wrongFields(page)],
      ["name", "client_id", "client_type", "grant_types", "redirect_uris", "scope"].concat(
        ["token_endpoint_auth_method", "id_token_signed_response_alg", "jwks", "jwks_uri", "default_max_age"],
        ["logo_uri", "localized"],
      ),
    );
    assert.deepEqual(await on.all(), before);
    assert.notInclude(on.events, "client.registered");
  });

  it("says which of several addresses are wrong", async () => {
    const page = await (
      await applicationRegistrar()
    ).register({ redirect_uris: "https://a.test/\n/cb\nhttps://a.test/#x" });
    const [says = "", ...others] = problemsIn(page);
    assert.deepEqual(others, []);
    assert.match(says, /^redirect_uris: No\. 2: .* absolute.*No\. 3: .*fragment/);
  });

  it("shows all that was typed again", async () => {
    const on = await applicationRegistrar();
    const typed = {
      name: "",
      client_id: "<b>",
      client_type: "public",
      redirect_uris: '\n\nhttps://a.test/\n  nonsense &amp; "more"',
      jwks: "{ not json",
      grant_types: ["password", "implicit"],
      scope: ["write"],
      contacts: "ann@a.test",
      require_auth_time: "yes",
      localized: "x",
    };
    const { fields } = formOf(await on.register(typed));
    for (const [name, value] of Object.entries(typed)) {
      const shown = fields.filter(([one]) => one === name).map(([, text]) => text);
      assert.deepEqual(shown, typeof value === "string" ? [value] : value, name);
    }
  });

  it("refuses a client id that is taken, at its field, with everything else", async () => {
    const on = await applicationRegistrar();
    const { clientId } = await on.own();
    assert.sameMembers([...wrongFields(await on.register({ client_id: clientId, name: "" }))], ["client_id", "name"]);
  });

  it("is won by one of several that want the same client id in the very moment", async () => {
    const on = await applicationRegistrar();
    const page = await on.browser.get("/applications/register");
    const replies = await Promise.all(
      [1, 2, 3].map((index) => on.browser.submit(page, { ...FILLED, name: `App ${index}`, client_id: "wanted" })),
    );
    assert.sameMembers(
      replies.map(({ status }) => status),
      [200, 400, 400],
    );
    assert.lengthOf(
      (await on.all()).filter(({ clientId }) => clientId === "wanted"),
      1,
    );
  });

  for (const [name, fill] of [
    ["a client id is chosen", { client_id: "wanted" }],
    ["none is", {}],
    ["it is public", { client_type: "public" }],
  ] as const) {
    it(`registers one where the very same form comes several times, and ${name}`, async () => {
      const on = await applicationRegistrar();
      const before = (await on.all()).length;
      const page = await on.browser.get("/applications/register");
      const send = () => on.browser.submit(page, { ...FILLED, ...fill });
      const places = (await Promise.all([send(), send(), send()])).map((reply) =>
        reply.kind === "redirect" ? placeOf(reply) : "",
      );
      assert.lengthOf(
        places.filter((place) => place === "/applications?done=twice"),
        2,
      );
      assert.equal(placeOf(await send()), "/applications?done=twice");
      assert.include(textOf(await on.browser.get("/applications", { query: { done: "twice" } })), "came twice");
      assert.lengthOf(await on.all(), before + 1);
      on.clock.advance(60);
      await on.register({ ...fill, client_id: "" });
      assert.lengthOf(await on.all(), before + 2);
    });
  }

  it("takes the same form again where the first came to nothing", async () => {
    const store = { isAway: true };
    const on = await applicationRegistrar({
      stores: ({ durable, ...others }) => {
        const { clients } = durable;
        const add: typeof clients.add = async (client) =>
          store.isAway
            ? Promise.reject(new StoreUnavailable("postgres", new RangeError("a test")))
            : clients.add(client);
        return { ...others, durable: { ...durable, clients: { ...clients, add } } };
      },
    });
    assert.equal((await on.register()).status, 503);
    store.isAway = false;
    assert.match(secretIn(await on.register()), /^ts_cs_/);
  });

  it("only looks at it where that is asked for, and warns of what is allowed and unwise", async () => {
    const on = await applicationRegistrar({ settings: { HTTP_REDIRECT_URIS: "any" } });
    const before = await on.all();
    const page = await on.register({
      check: "yes",
      grant_types: ["implicit", "password"],
      redirect_uris: "http://a.test/",
      id_token_signed_response_alg: "HS256",
    });
    assert.equal(page.status, 200);
    assert.include(textOf(page), "nothing was saved yet");
    assert.deepEqual(
      warningsIn(page).map((text) => text.slice(0, text.indexOf(":"))),
      ["grant_types", "redirect_uris", "id_token_signed_response_alg"],
    );
    assert.deepEqual(await on.all(), before);
  });

  it("says what is wrong to who has it looked at, which is no refusal", async () => {
    const page = await (await applicationRegistrar()).register({ check: "yes", name: "" });
    assert.deepEqual([page.status, wrongFields(page)], [200, ["name"]]);
    assert.notInclude(textOf(page), "Nothing is wrong");
  });

  it("warns beside what is wrong as well", async () => {
    const page = await (await applicationRegistrar()).register({ grant_types: "implicit", name: "" });
    assert.deepEqual([wrongFields(page), warningsIn(page).length], [["name"], 1]);
  });

  it("folds away what most people do not need, and opens it where something is wrong there", async () => {
    const on = await applicationRegistrar();
    assert.include(markupOf(await on.browser.get("/applications/register")), '<details class="part"><summary>Advanced');
    assert.include(markupOf(await on.register({ logo_uri: "x" })), '<details class="part" open><summary>Advanced');
  });
});

describe("what staff alone decides of an application", () => {
  const STAFF_FIELDS = { skip_authorization: "yes", access_token_lifetime: "60", refresh_token_lifetime: "120" };

  it("is in the form of staff", async () => {
    const client = await registered(await applicationRegistrar({ isStaff: true }), STAFF_FIELDS);
    assert.deepInclude(client, { skipAuthorization: true, accessTokenLifetime: 60, refreshTokenLifetime: 120 });
  });

  it("is judged there with everything else", async () => {
    const on = await applicationRegistrar({ isStaff: true });
    const page = await on.register({ access_token_lifetime: "an hour", refresh_token_lifetime: "0" });
    assert.deepEqual(wrongFields(page), ["access_token_lifetime", "refresh_token_lifetime"]);
  });

  it("is not in the form of others, and is ignored where they send it", async () => {
    const on = await applicationRegistrar();
    const names = formOf(await on.browser.get("/applications/register")).fields.map(([name]) => name);
    for (const name of Object.keys(STAFF_FIELDS)) assert.notInclude(names, name);
    const client = await registered(on, STAFF_FIELDS);
    assert.isFalse(client.skipAuthorization);
    assert.notProperty(client, "accessTokenLifetime");
    assert.notProperty(client, "refreshTokenLifetime");
  });

  it("is the scope to ask about tokens: who ticks no scope gets the others, and staff what there is", async () => {
    const on = await applicationRegistrar();
    const others = [...on.issuer.settings.scopes.keys()].filter((scope) => scope !== "introspection");
    assert.deepEqual((await registered(on)).scope, others);
    assert.notProperty(await registered(await applicationRegistrar({ isStaff: true })), "scope");
  });

  it("is given by staff", async () => {
    const on = await applicationRegistrar({ isStaff: true });
    assert.deepEqual((await registered(on, { scope: "introspection" })).scope, ["introspection"]);
  });

  it("is refused to others who ask for it all the same", async () => {
    const on = await applicationRegistrar();
    assert.deepEqual(wrongFields(await on.register({ scope: "introspection" })), ["scope"]);
  });

  it("is how many one may have", async () => {
    const on = await applicationRegistrar();
    await Promise.all(Array.from({ length: 100 }, () => on.own({ type: "public" })));
    const page = await on.register();
    assert.equal(page.status, 400);
    assert.include(textOf(page), "You have 100 applications");
    await on.issuer.durable.accounts.change(on.ann.id, { isStaff: true });
    assert.equal((await on.register()).status, 200);
  });
});

describe("APPLICATION_REGISTRATION=staff", () => {
  const settings = { APPLICATION_REGISTRATION: "staff" };

  it("keeps others from registering and changing, by page and by form", async () => {
    const on = await applicationRegistrar({ settings });
    const own = await on.own();
    for (const path of ["/applications/register", `/applications/${own.id}/update`]) {
      assert.equal((await on.browser.get(path)).status, 403, path);
      const { fields } = formOf(await on.browser.get(`/applications/${own.id}/delete`));
      const form = { ...FILLED, ...Object.fromEntries(fields) };
      assert.equal((await on.browser.post(path, { form })).status, 403, path);
    }
    assert.deepEqual(await recordOf(on, own), own);
    assert.notInclude(markupOf(await on.browser.get("/applications")), "/applications/register");
    assert.notInclude(markupOf(await on.browser.get(`/applications/${own.id}`)), "/update");
  });

  it("lets staff do both", async () => {
    const on = await applicationRegistrar({ settings, isStaff: true });
    const client = await registered(on);
    assert.equal((await on.change(client, { name: "Another" })).status, 303);
  });
});

describe("nobody but who is signed in", () => {
  for (const path of ["", "/register", "/1", "/1/update", "/1/delete", "/1/secret"]) {
    it(`sees /applications${path}`, async () => {
      const on = await applicationRegistrar();
      const place = placeOf(await valueBrowser(on).get(`/applications${path}`));
      assert.equal(place, `/login?next=${encodeURIComponent(`/applications${path}`)}`);
    });
  }

  for (const path of ["/register", "/1/update", "/1/delete", "/1/secret"]) {
    it(`posts to /applications${path}`, async () => {
      const on = await applicationRegistrar();
      const before = await on.all();
      assert.match(placeOf(await on.post(`/applications${path}`, { form: FILLED })), /^\/login/);
      assert.deepEqual(await on.all(), before);
    });
  }
});
