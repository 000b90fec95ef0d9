import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, subarray } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { client } from "../support/cast.ts";
import { namedKey, signed } from "../support/client_jwt.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import type { GivenSettings } from "../support/config.ts";
import { deviceFlow } from "../support/device_flow.ts";
import { type Given, issuerUnderTest, type IssuerUnderTest } from "../support/issuer_under_test.ts";
import { EVERYTHING } from "../support/everything.ts";
import { assertError, assertErrorSent, bodyOf, locationOf, markupOf, textIn } from "../support/replies.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../support/trusted_issuer.ts";
import { formOf } from "../support/value_browser.ts";
import { ask, pairFor, pairOf, passwordForm, refresh, scene } from "./tokens.ts";

const BOOKS = "https://api.test/books";
const SONGS = "https://api.test/songs";
const FILMS = "https://api.test/films";
const BOTH = [BOOKS, SONGS];

/** What a token is bound to, as introspection tells a client of its own. */
async function audienceOf(under: IssuerUnderTest, token: string): Promise<unknown> {
  const as = await client(under.issuer, { grantTypes: ["client_credentials"], redirectUris: [] });
  const said = bodyOf(await under.post("/introspect", { as, form: { token } }));
  assert.isTrue(said["active"]);
  return said["aud"];
}

/** A person who is not asked, and a client that gets codes for them. */
async function flow(settings: GivenSettings = {}, skipAuthorization = true): Promise<CodeFlow> {
  const under = await issuerUnderTest({ settings });
  return codeFlow(under, { client: await client(under.issuer, { skipAuthorization }) });
}

function accessIn(reply: Reply): string {
  return textIn(reply, "access_token");
}

describe("a code for resources", () => {
  rule(["RFC8707-2.1-1", "RFC8707-2-7"], "brings tokens for all of them", async () => {
    const on = await flow();
    const { access, refresh: token } = pairOf(await on.redeem(await on.code({ resource: BOTH })));
    assert.deepEqual(await audienceOf(on.under, access), BOTH);
    const next = pairOf(await refresh(on.under, on.client, { refresh_token: token }));
    assert.deepEqual(await audienceOf(on.under, next.access), BOTH);
  });

  rule(
    ["RFC8707-2.2-2", "RFC8707-2.2-3"],
    "brings a token for the one that is named, and a refresh token for all",
    async () => {
      const on = await flow();
      const first = pairOf(await on.redeem(await on.code({ resource: BOTH }), { resource: SONGS }));
      assert.equal(await audienceOf(on.under, first.access), SONGS);
      const next = pairOf(await refresh(on.under, on.client, { refresh_token: first.refresh, resource: BOOKS }));
      assert.equal(await audienceOf(on.under, next.access), BOOKS);
    },
  );

  for (const [what, resource, id] of [
    ["another", FILMS, "RFC8707-2.2-4"],
    ["another beside one of them", [BOOKS, FILMS], "RFC8707-2.2-4"],
    ["one that is malformed", "books", "RFC8707-2-1"],
    ["a fragment of one of them", `${BOOKS}#x`, "RFC8707-2-2"],
  ] as const) {
    rule(["RFC8707-2-6", id], `is refused for ${what}, and not used up`, async () => {
      const on = await flow();
      const code = await on.code({ resource: BOTH });
      assertError(await on.redeem(code, { resource }), { error: "invalid_target", status: 400 });
      assert.equal((await on.redeem(code)).status, 200);
    });
  }

  it("is refused for a wrong verifier before its resources are looked at", async () => {
    const on = await flow();
    const wrong = { code_verifier: "x".repeat(43), resource: FILMS };
    assertError(await on.redeem(await on.code({ resource: BOTH }), wrong), { error: "invalid_grant" });
  });

  beyond("RFC8707-2.2-2", "for none may be narrowed to any", async () => {
    const on = await flow();
    const { access, refresh: token } = pairOf(await on.redeem(await on.code(), { resource: BOOKS }));
    assert.equal(await audienceOf(on.under, access), BOOKS);
    assert.isUndefined(
      await audienceOf(on.under, pairOf(await refresh(on.under, on.client, { refresh_token: token })).access),
    );
  });
});

describe("a request for resources", () => {
  for (const [what, resource, id] of [
    ["a path", "/books", "RFC8707-2-1"],
    ["a fragment", `${BOOKS}#x`, "RFC8707-2-2"],
    ["a good one and a bad one", [BOOKS, "x"], "RFC8707-2-1"],
  ] as const) {
    rule(["RFC8707-2-6", id], `tells the client that it cannot have ${what}`, async () => {
      const on = await flow();
      const reply = await on.browser.get("/authorize", { query: codeRequest(on.client, { resource }) });
      assertErrorSent(reply, { error: "invalid_target" });
    });
  }

  it("is refused for one that is not known, where some are", async () => {
    const on = await flow({ RESOURCES: JSON.stringify({ [BOOKS]: {} }) });
    const asked = (resource: string) => on.browser.get("/authorize", { query: codeRequest(on.client, { resource }) });
    assertErrorSent(await asked(SONGS), { error: "invalid_target", says: "not known" });
    assert.isTrue(locationOf(await asked(BOOKS)).searchParams.has("code"));
  });

  it("is refused without a person as well", async () => {
    const on = await flow({}, false);
    const query = codeRequest(on.client, { resource: "x", prompt: "none" });
    assertErrorSent(await on.browser.get("/authorize", { query }), { error: "invalid_target" });
  });

  for (const [response_type, where] of [
    ["token", "at once"],
    ["code token", "at once, beside a code"],
  ] as const) {
    rule("RFC8707-2.1-1", `brings a token for them ${where}`, async () => {
      const on = await flow();
      const query = codeRequest(on.client, { response_type, resource: BOTH });
      const answer = new URLSearchParams(locationOf(await on.browser.get("/authorize", { query })).hash.slice(1));
      assert.deepEqual(await audienceOf(on.under, answer.get("access_token")!), BOTH);
      const code = answer.get("code");
      if (code !== null) assert.deepEqual(await audienceOf(on.under, pairOf(await on.redeem(code)).access), BOTH);
    });
  }

  for (const resource of [BOOKS, BOTH]) {
    rule(
      "RFC8707-2.1-2",
      `may lie inside of a request object, ${Array.isArray(resource) ? "several as a list" : "one as a text"}`,
      async () => {
        const under = await issuerUnderTest();
        const { jwks } = await namedKey();
        const app = await client(under.issuer, {
          skipAuthorization: true,
          metadata: { jwks, request_object_signing_alg: "ES256" },
        });
        const on = await codeFlow(under, { client: app });
        const now = under.clock.now();
        const claims = {
          ...codeRequest(app, { resource }),
          iss: app.clientId,
          aud: under.issuer.url,
          iat: now,
          exp: now + 60,
        };
        const query = {
          client_id: app.clientId,
          request: await signed(claims, await namedKey(), "oauth-authz-req+jwt"),
        };
        const code = locationOf(await on.browser.get("/authorize", { query })).searchParams.get("code");
        assert.deepEqual(await audienceOf(under, pairOf(await on.redeem(code!)).access), resource);
      },
    );
  }
});

describe("each grant of a token by itself", () => {
  async function everything() {
    return scene({ settings: EVERYTHING });
  }

  const grants: readonly (readonly [string, (on: Awaited<ReturnType<typeof everything>>) => Promise<Given> | Given])[] =
    [
      ["client_credentials", () => ({ grant_type: "client_credentials" })],
      ["password", (on) => passwordForm(on.ann)],
      [
        "a JWT of a trusted issuer",
        async (on) => ({ grant_type: JWT_BEARER_GRANT, assertion: await signedByIdp(bearerClaims(on.issuer, on.ann)) }),
      ],
      ["a refresh token", async (on) => ({ grant_type: "refresh_token", refresh_token: (await pairFor(on)).refresh })],
    ];
  for (const [what, formOfGrant] of grants) {
    rule(["RFC8707-2.2-1", "RFC8707-2-4"], `takes resources: ${what}`, async () => {
      const on = await everything();
      const form = await formOfGrant(on);
      assert.deepEqual(await audienceOf(on, accessIn(await ask(on, on.app, { ...form, resource: BOTH }))), BOTH);
    });

    rule("RFC8707-2-6", `refuses what is no resource: ${what}`, async () => {
      const on = await everything();
      const reply = await ask(on, on.app, { ...(await formOfGrant(on)), resource: "x" });
      assertError(reply, { error: "invalid_target", status: 400, says: "not an absolute URI" });
    });
  }

  rule("RFC8707-2.2-3", "by a password is bound for good, though there was no request before it", async () => {
    const on = await everything();
    const { refresh: token } = await pairFor(on, { resource: BOOKS });
    const next = pairOf(await refresh(on, on.app, { refresh_token: token }));
    assert.equal(await audienceOf(on, next.access), BOOKS);
    assertError(await refresh(on, on.app, { refresh_token: next.refresh, resource: SONGS }), {
      error: "invalid_target",
    });
  });

  it("says nothing of a password to whoever names a bad resource with a wrong one", async () => {
    const on = await everything();
    const wrong = { ...passwordForm(on.ann), password: "wrong", resource: "x" };
    assertError(await ask(on, on.app, wrong), { error: "invalid_grant" });
  });
});

describe("a device", () => {
  rule(["RFC8707-2.1-1", "RFC8707-2.2-2"], "gets tokens for the resources that it named when it began", async () => {
    const on = await deviceFlow(await issuerUnderTest());
    const { deviceCode, userCode } = await on.begin({ resource: BOTH });
    await on.decide(userCode, "allow");
    const { access, refresh: token } = pairOf(await on.poll(deviceCode));
    assert.deepEqual(await audienceOf(on.under, access), BOTH);
    const next = pairOf(await refresh(on.under, on.client, { refresh_token: token, resource: SONGS }));
    assert.equal(await audienceOf(on.under, next.access), SONGS);
  });

  rule("RFC8707-2-6", "hears at once of what it cannot have", async () => {
    const on = await deviceFlow(await issuerUnderTest({ settings: { RESOURCES: JSON.stringify({ [BOOKS]: {} }) } }));
    assertError(await on.ask({ resource: "x" }), { error: "invalid_target", status: 400 });
    assertError(await on.ask({ resource: SONGS }), { error: "invalid_target", status: 400, says: "not known" });
  });

  rule("RFC8707-2.1-4", "shows its person where it wants to use the access, who may leave a place out", async () => {
    const on = await deviceFlow(await issuerUnderTest());
    const { deviceCode, userCode } = await on.begin({ resource: BOTH });
    const page = markupOf(await on.type(userCode));
    assert.include(page, "Use this access at api.test");
    for (const uri of BOTH) assert.include(page, `<code>resource:${uri}</code>`);
    await on.decide(userCode, "allow", { scope: ["read", `resource:${SONGS}`] });
    assert.equal(await audienceOf(on.under, pairOf(await on.poll(deviceCode)).access), SONGS);
  });

  it("cannot widen when it polls what it named when it began", async () => {
    const on = await deviceFlow(await issuerUnderTest());
    const { deviceCode, userCode } = await on.begin({ resource: BOOKS });
    await on.decide(userCode, "allow");
    assertError(await on.poll(deviceCode, { resource: SONGS }), { error: "invalid_target" });
    assert.equal(await audienceOf(on.under, pairOf(await on.poll(deviceCode, { resource: BOOKS })).access), BOOKS);
  });

  it("has kept of its parameters what features asked for, and no secret", async () => {
    const kept: unknown[] = [];
    const under = await issuerUnderTest({
      stores: (real) => ({
        ...real,
        ephemeral: {
          ...real.ephemeral,
          put(kind, entry) {
            kept.push(entry.value);
            return real.ephemeral.put(kind, entry);
          },
        },
      }),
    });
    const on = await deviceFlow(under);
    await on.begin({ resource: BOOKS, client_secret_of_sorts: "s3cret" });
    assert.include(JSON.stringify(kept), encodeURIComponent(BOOKS));
    assert.notInclude(JSON.stringify(kept), "s3cret");
  });
});

describe("a person who is asked for resources", () => {
  const known = { RESOURCES: JSON.stringify({ [BOOKS]: { name: "Books <b>" }, [SONGS]: {} }) };

  async function consentPage(on: CodeFlow, changes: Given): Promise<Reply> {
    return on.browser.follow(await on.browser.get("/authorize", { query: codeRequest(on.client, changes) }));
  }

  /** Where the browser is sent by an answer to the consent page. */
  async function answered(on: CodeFlow, changes: Given, fill: Given) {
    return locationOf(await on.browser.submit(await consentPage(on, changes), { action: "allow", ...fill }))
      .searchParams;
  }

  rule("RFC8707-2.1-4", "reads where the access is for, by name and address, all of it escaped", async () => {
    const on = await flow(known, false);
    const page = markupOf(await consentPage(on, { resource: BOTH }));
    assert.include(page, "Use this access at Books &lt;b>, api.test<");
    assert.include(page, "Use this access at api.test<");
    for (const uri of BOTH) assert.include(page, `<code>resource:${uri}</code>`);
  });

  it("may leave one out: the grant is for the others", async () => {
    const on = await flow(known, false);
    const sent = await answered(on, { resource: BOTH }, { scope: ["read", `resource:${BOOKS}`] });
    const { access } = pairOf(await on.redeem(sent.get("code")!));
    assert.equal(await audienceOf(on.under, access), BOOKS);
  });

  it("may not leave all out, lest the token were for everywhere", async () => {
    const on = await flow(known, false);
    const sent = await answered(on, { resource: BOTH }, { scope: ["read"] });
    assert.equal(sent.get("error"), "access_denied");
    assert.isFalse(sent.has("code"));
  });

  for (const scope of [
    ["read", `resource:${FILMS}`],
    ["read", `resource:${BOOKS}`, `resource:${FILMS}`],
    ["read", FILMS, BOOKS],
  ]) {
    it(`allows no more than what was asked by a form with ${scope.join(" ")}`, async () => {
      const on = await flow(known, false);
      const sent = await answered(on, { resource: BOOKS }, { scope });
      const code = sent.get("code");
      if (code === null) assert.equal(sent.get("error"), "access_denied");
      else assert.equal(await audienceOf(on.under, pairOf(await on.redeem(code)).access), BOOKS);
    });
  }

  /** Whether a request is answered without a question, once another was allowed and remembered. */
  async function isRemembered(first: Given, second: Given): Promise<boolean> {
    const on = await flow({ ...known, REQUEST_APPROVAL_PROMPT: "auto" }, false);
    await answered(on, first, { remember: "yes" });
    const reply = await on.browser.get("/authorize", { query: codeRequest(on.client, second) });
    return locationOf(reply).searchParams.has("code");
  }

  for (const [what, first, second, remembered] of [
    ["the same resource", { resource: BOOKS }, { resource: BOOKS }, true],
    ["one of them", { resource: BOTH }, { resource: SONGS }, true],
    ["less at the same resource", { resource: BOOKS }, { resource: BOOKS, scope: "read" }, true],
    ["another resource", { resource: BOOKS }, { resource: SONGS }, false],
    ["one more resource", { resource: BOOKS }, { resource: BOTH }, false],
    ["everywhere", { resource: BOOKS }, {}, false],
    ["a resource after everywhere", {}, { resource: BOOKS }, false],
    ["more at the same resource", { resource: BOOKS, scope: "read" }, { resource: BOOKS }, false],
    ["everywhere again", {}, {}, true],
  ] as const) {
    it(`is ${remembered ? "not asked" : "asked"} again for ${what}`, async () => {
      assert.equal(await isRemembered(first, second), remembered);
    });
  }

  it("sees what was allowed before, and what is new", async () => {
    const on = await flow({ ...known, REQUEST_APPROVAL_PROMPT: "auto" }, false);
    await answered(on, { resource: BOOKS, scope: "read" }, { remember: "yes" });
    const page = markupOf(await consentPage(on, { resource: BOOKS, scope: "read write" }));
    const badges = page
      .split('class="scope"')
      .slice(1)
      .map((part) => part.includes("allowed before"));
    assert.deepEqual(badges, [true, false, true]);
  });

  it("has each permission ticked at first, in the order in which it was asked for", async () => {
    const on = await flow(known, false);
    const { fields } = formOf(await consentPage(on, { resource: BOTH }));
    const ticked = fields.filter(([name]) => name === "scope").map(([, value]) => value);
    assert.deepEqual(ticked, ["read", "write", `resource:${BOOKS}`, `resource:${SONGS}`]);
  });
});

describe("resources with scopes of their own", () => {
  const settings = {
    SCOPES: "books:read books:write songs:read read",
    DEFAULT_SCOPES: "read",
    RESOURCES: JSON.stringify({
      [BOOKS]: { scope: "books:read books:write" },
      [SONGS]: { scope: "songs:read" },
      [FILMS]: {},
    }),
  };
  const scope = "books:read songs:read read";

  for (const [resource, left] of [
    [BOOKS, "books:read"],
    [SONGS, "songs:read"],
    [BOTH, "books:read songs:read"],
    [FILMS, scope],
    [undefined, scope],
  ] as const) {
    rule(
      ["RFC8707-2.2-5", "RFC8707-2.2-6"],
      `narrow the scope of a token for ${String(resource)} to ${left}, and say so`,
      async () => {
        const on = await flow(settings);
        const reply = await on.redeem(await on.code({ scope, resource: [...BOTH, FILMS] }), { resource });
        const told = resource === undefined ? scope : left;
        assert.equal(bodyOf(reply)["scope"], told);
        const as = on.client;
        const said = bodyOf(await on.under.post("/introspect", { as, form: { token: accessIn(reply) } }));
        assert.equal(said["scope"], told);
      },
    );
  }

  rule("RFC8707-2.2-3", "leave the scope of the grant as it is", async () => {
    const on = await flow(settings);
    const first = pairOf(await on.redeem(await on.code({ scope, resource: BOTH }), { resource: BOOKS }));
    const next = await refresh(on.under, on.client, { refresh_token: first.refresh, resource: SONGS });
    assert.equal(bodyOf(next)["scope"], "songs:read");
  });

  rule("RFC8707-2-6", "refuse a scope that means nothing there, before the person is asked", async () => {
    const on = await flow(settings, false);
    const query = codeRequest(on.client, { scope: "read", resource: BOOKS });
    assertErrorSent(await on.browser.get("/authorize", { query }), {
      error: "invalid_target",
      says: "nothing of the scope",
    });
    const form = { grant_type: "client_credentials", scope: "songs:read", resource: BOOKS };
    assertError(await ask(on.under, on.client, form), { error: "invalid_target", says: "nothing of the scope" });
  });

  it("narrow the scope of a token in the fragment, and say so", async () => {
    const on = await flow(settings);
    const query = codeRequest(on.client, { response_type: "token", scope, resource: SONGS });
    const answer = new URLSearchParams(locationOf(await on.browser.get("/authorize", { query })).hash.slice(1));
    assert.equal(answer.get("scope"), "songs:read");
  });
});

describe("a token for another resource, at the endpoints of the issuer", () => {
  async function bound(resource: string | undefined, scope = "openid introspection") {
    const on = await scene({ settings: { SCOPES: "read introspection", DEFAULT_SCOPES: "read" } });
    const bearer = accessIn(await ask(on, on.app, passwordForm(on.ann, { scope, resource })));
    return { on, bearer };
  }

  for (const [path, method] of [
    ["/userinfo", "GET"],
    ["/userinfo", "POST"],
    ["/introspect", "POST"],
  ] as const) {
    rule("RFC8707-3-1", `is refused: ${method} ${path}`, async () => {
      const { on, bearer } = await bound(BOOKS);
      const reply = await on.send(method, path, { bearer, ...(method === "POST" ? { form: { token: "x" } } : {}) });
      assertError(reply, { error: "invalid_token", status: 401, says: "bound to other resources" });
    });
  }

  for (const resource of ["https://issuer.test", "https://issuer.test/", undefined]) {
    it(`is taken where it is for ${resource ?? "no resource"}`, async () => {
      const { on, bearer } = await bound(resource);
      assert.equal((await on.get("/userinfo", { bearer })).status, 200);
    });
  }

  for (const resource of [
    "https://issuer.test.evil",
    "http://issuer.test",
    "https://issuer.test/userinf",
    "https://issuer.test/api",
  ]) {
    it(`is refused where it is for ${resource}`, async () => {
      const { on, bearer } = await bound(resource);
      assert.equal((await on.get("/userinfo", { bearer })).status, 401);
    });
  }
});

describe("a client that registered for what it may ask", () => {
  it("gets tokens for that alone, and for no resource", async () => {
    const on = await scene({ client: { metadata: { allowed_resources: [BOOKS] } } });
    const get = (resource?: string) => ask(on, on.app, { grant_type: "client_credentials", resource });
    assert.equal(await audienceOf(on, accessIn(await get(BOOKS))), BOOKS);
    assertError(await get(SONGS), { error: "invalid_target", says: "the client may not" });
    assert.equal((await get()).status, 200);
  });

  it("may say so when it registers by itself", async () => {
    const under = await issuerUnderTest({ settings: { CLIENT_REGISTRATION: "open" } });
    const json = { redirect_uris: ["https://client.test/cb"], allowed_resources: [BOOKS] };
    assert.deepEqual(bodyOf(await under.post("/register", { json }))["allowed_resources"], [BOOKS]);
    const wrong = await under.post("/register", { json: { ...json, allowed_resources: ["/books"] } });
    assertError(wrong, { error: "invalid_client_metadata", status: 400, says: "no resource" });
  });
});

describe("resources over any history of a grant", () => {
  rule(
    ["RFC8707-2.2-2", "RFC8707-2.2-3", "RFC8707-2.2-4"],
    "are those that were asked for, and never more than were granted",
    async () => {
      const all = [BOOKS, SONGS, FILMS];
      const on = await scene();
      const wanted = subarray(all);
      await forAll(
        asyncProperty(
          subarray(all, { minLength: 1 }),
          wanted,
          wanted,
          constantFrom(true, false),
          async (granted, ...steps) => {
            let { access, refresh: token } = await pairFor(on, { resource: granted });
            assert.sameMembers([await audienceOf(on, access)].flat(), granted);
            for (const resource of steps.filter((step) => Array.isArray(step))) {
              const reply = await refresh(on, on.app, { refresh_token: token, resource });
              if (resource.some((uri) => !granted.includes(uri))) {
                assertError(reply, { error: "invalid_target" });
                continue;
              }
              ({ access, refresh: token } = pairOf(reply));
              assert.sameMembers([await audienceOf(on, access)].flat(), resource.length === 0 ? granted : resource);
            }
          },
        ),
        { numRuns: 25 },
      );
    },
  );
});
