import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { brokenStores } from "../support/broken_stores.ts";
import { client, person } from "../support/cast.ts";
import {
  assertionClaims,
  assertionForm,
  type Claims,
  keyClient,
  namedKey,
  rawJwt,
  signed,
} from "../support/client_jwt.ts";
import type { Given, IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import { TRUSTED_ISSUER, TRUSTED_KEYS, trusting } from "../support/everything.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../support/trusted_issuer.ts";
import { ask, assertActive, introspected, scene, type Scene } from "./tokens.ts";

let on: Scene;

/** An issuer that trusts another one in some way. */
function trustingScene(how: Claims = {}, options: IssuerUnderTestOptions = {}): Promise<Scene> {
  return scene({ ...options, settings: { TRUSTED_ISSUERS: trusting(how), ...options.settings } });
}

before(async () => {
  on = await trustingScene();
});

interface Presented {
  readonly at?: Scene;
  readonly as?: ClientRecord;
  readonly form?: Given;
}

/** Presents an assertion about Ann, some claims of which may be changed or left out. */
async function present(changes: Claims = {}, { at = on, as = at.app, form = {} }: Presented = {}): Promise<Reply> {
  const assertion = await signedByIdp(bearerClaims(at.issuer, at.ann, changes));
  return ask(at, as, { grant_type: JWT_BEARER_GRANT, assertion, ...form });
}

/** Presents a text as an assertion. */
function presentText(assertion: string): Promise<Reply> {
  return ask(on, on.app, { grant_type: JWT_BEARER_GRANT, assertion });
}

function assertOut(reply: Reply, says = ""): void {
  assertError(reply, { error: "invalid_grant", says });
}

describe("the JWT bearer grant", () => {
  rule(["RFC7523-2.1-1", "RFC7523-5-2"], "gives an access token of the person whom the JWT names", async () => {
    const token = textIn(await present({}, { form: { scope: "read" } }), "access_token");
    assert.deepInclude(await introspected(on, token), {
      active: true,
      sub: on.ann.sub,
      username: on.ann.username,
      client_id: on.app.clientId,
      scope: "read",
    });
  });

  rule("RFC7521-4.1-3", "gives no refresh token, though the client may refresh", async () => {
    assert.notProperty(bodyOf(await present()), "refresh_token");
  });

  it("asks for no consent, and is among what the person authorized, to be taken back", async () => {
    const at = await trustingScene();
    const token = textIn(await present({}, { at }), "access_token");
    const [family] = await at.issuer.durable.families.listOf(at.ann.id);
    assert.deepInclude(family, { client: at.app.id, grantType: JWT_BEARER_GRANT, scope: ["read", "write"] });
    assert.equal((await at.post("/revoke", { as: at.app, form: { token } })).status, 200);
    await assertActive(at, token, false);
  });

  for (const [left, lives] of [
    [300, 300],
    [90.5, 90],
    [3_600, 600],
    [10, 60],
  ] as const) {
    rule("RFC7521-4.1-3", `gives ${lives} seconds for an assertion that holds for ${left}`, async () => {
      assert.equal(bodyOf(await present({ exp: on.clock.now() + left }))["expires_in"], lives);
    });
  }

  for (const [name, changes] of [
    ["names the token endpoint as its audience", { aud: "https://issuer.test/token" }],
    ["names one audience in a list", { aud: ["https://issuer.test"] }],
    ["has neither iat nor nbf", { iat: undefined }],
    ["has claims that nobody knows", { admin: true, act: { sub: "somebody" } }],
    ["has a jti of 128 characters", { jti: "j".repeat(128) }],
    ["holds for an hour", { exp: 1_767_229_200 }],
  ] as const) {
    it(`takes a JWT that ${name}`, async () => {
      assert.equal((await present(changes)).status, 200);
    });
  }

  rule("RFC7523-2.1-2", "takes one JWT, neither none nor two", async () => {
    assertError(await ask(on, on.app, { grant_type: JWT_BEARER_GRANT }), {
      error: "invalid_request",
      says: "assertion",
    });
    const two = [
      await signedByIdp(bearerClaims(on.issuer, on.ann)),
      await signedByIdp(bearerClaims(on.issuer, on.ann)),
    ];
    const reply = await ask(on, on.app, { grant_type: JWT_BEARER_GRANT, assertion: two });
    assertError(reply, { error: "invalid_request", says: "repeated" });
    assertOut(await presentText(two.join(" ")), "three parts");
  });

  rule("RFC7521-4.1-1", "needs an assertion that is not empty", async () => {
    const reply = await ask(on, on.app, { grant_type: JWT_BEARER_GRANT, assertion: "" });
    assertError(reply, { error: "invalid_request", says: "assertion" });
  });

  const wrong: readonly (readonly [string | readonly string[], string, Claims, string])[] = [
    [["RFC7523-3-1", "RFC7521-5.2-1"], "no iss", { iss: undefined }, "issuer is not trusted"],
    [["RFC7523-3-1", "RFC7521-5.1-1"], "an iss that nobody trusts", { iss: "https://other.test" }, "not trusted"],
    ["RFC7521-5.1-1", "an iss with a slash more", { iss: `${TRUSTED_ISSUER}/` }, "not trusted"],
    ["RFC7523-3-1", "this server for its iss", { iss: "https://issuer.test" }, "not trusted"],
    ["RFC7523-3-1", "an iss of __proto__", { iss: "__proto__" }, "not trusted"],
    ["RFC7523-3-1", "an iss that is a list", { iss: [TRUSTED_ISSUER] }, "not trusted"],
    [["RFC7523-3-2", "RFC7521-5.2-1"], "no sub", { sub: undefined }, "no 'sub'"],
    ["RFC7523-3-2", "a sub that nobody has", { sub: "nobody" }, "stands for nobody"],
    ["RFC7523-3-2", "an empty sub", { sub: "" }, "does not say whom"],
    ["RFC7523-3-2", "a sub that is a number", { sub: 1 }, "sub is not a text"],
    [["RFC7523-3-4", "RFC7521-5.2-2"], "no aud", { aud: undefined }, "no 'aud'"],
    [["RFC7523-3-4", "RFC7521-5.2-2"], "another aud", { aud: "https://other.test" }, "aud is not"],
    ["RFC7523-3-4", "an empty aud", { aud: [] }, "aud is not"],
    [["RFC7523-3-5", "RFC7521-5.2-1"], "no exp", { exp: undefined }, "no 'exp'"],
    [["RFC7523-3-5", "RFC7521-5.2-3", "RFC7521-4.1.1-1"], "an exp that has passed", { exp: 1 }, "has expired"],
    ["RFC7523-3-6", "an exp of tomorrow", { exp: 1_767_312_000 }, "more than an hour"],
    ["RFC7523-3-7", "an nbf of later", { nbf: 1_767_225_700 }, "not valid yet"],
    ["RFC7523-3-8", "an iat of later", { iat: 1_767_225_700 }, "issued in the future"],
    ["RFC7523-3-9", "no jti", { jti: undefined }, "jti is not"],
    ["RFC7523-3-9", "an empty jti", { jti: "" }, "jti is not"],
    ["RFC7523-3-9", "a jti of 129 characters", { jti: "j".repeat(129) }, "jti is not"],
  ];
  for (const [ids, name, changes, says] of wrong) {
    rule([ids, "RFC7523-3.1-2"].flat(), `refuses a JWT with ${name}`, async () =>
      assertOut(await present(changes), says),
    );
  }

  beyond("RFC7523-3-4", "refuses a JWT that is meant for another server as well", async () => {
    assertOut(await present({ aud: ["https://issuer.test", "https://other.test"] }), "alone");
  });

  for (const typ of ["at+jwt", "client-authentication+jwt", "logout+jwt", "oauth-authz-req+jwt"]) {
    beyond("RFC8725-3.11-1", `refuses a JWT that says to be ${typ}`, async () => {
      assertOut(await presentText(await signedByIdp(bearerClaims(on.issuer, on.ann), typ)), "type (typ)");
    });
  }

  rule(["RFC7523-3-10", "RFC7521-5.2-4"], "refuses a JWT that its issuer did not sign", async () => {
    const claims = bearerClaims(on.issuer, on.ann);
    assertOut(await presentText(await signed(claims, { ...(await namedKey()), kid: "idp" })), "signature is wrong");
    assertOut(await presentText(await signed(claims, await namedKey())), "key is not known");
    assertOut(await presentText(rawJwt({ alg: "none" }, claims)), "algorithm is not allowed");
    assertOut(await presentText(`${await signedByIdp(claims)}AA`), "signature is wrong");
  });

  rule("RFC7523-3-11", "refuses what is no JWT", async () => {
    for (const text of ["x", "a.b.c", rawJwt("[]", "[]")]) assertOut(await presentText(text), "Cannot read");
  });
});

describe("a JWT as a grant", () => {
  rule(["RFC7521-8.2-1", "RFC7523-3-9"], "serves once, whoever presents it", async () => {
    const at = await trustingScene();
    const other = await client(at.issuer);
    const jti = "the-only-one";
    assert.equal((await present({ jti }, { at })).status, 200);
    assertOut(await present({ jti }, { at }), "presented before");
    assertOut(await present({ jti, exp: at.clock.now() + 60 }, { at, as: other }), "presented before");
    assert.include(at.events, "assertion.replayed");
    assert.lengthOf(await at.issuer.durable.families.listOf(at.ann.id), 1);
  });

  it("leaves no token behind where it is refused", async () => {
    const at = await trustingScene();
    await present({ jti: "j" }, { at });
    const before = await at.issuer.durable.families.listOf(at.ann.id);
    assertOut(await present({ jti: "j" }, { at }));
    assert.deepEqual(await at.issuer.durable.families.listOf(at.ann.id), before);
  });

  it("is not used up by a refusal", async () => {
    assertOut(await present({ jti: "again", sub: "nobody" }));
    assertError(await present({ jti: "again" }, { form: { scope: "unheard-of" } }), { error: "invalid_scope" });
    assert.equal((await present({ jti: "again" })).status, 200);
  });

  it("can be presented again when its family could not be written", async () => {
    const stores = brokenStores();
    const at = await trustingScene({}, { stores: (real) => stores.wrap(real) });
    stores.break({ "postgres families.open": "refused" });
    assert.equal((await present({ jti: "once" }, { at })).status, 503);
    stores.break({});
    assert.equal((await present({ jti: "once" }, { at })).status, 200);
  });

  it("is burnt, and nothing worse, when it cannot be released after a failure", async () => {
    const stores = brokenStores();
    const at = await trustingScene({}, { stores: (real) => stores.wrap(real) });
    stores.break({ "postgres families.open": "refused", "redis forget jt": "refused" });
    assert.equal((await present({ jti: "once" }, { at })).status, 503);
    stores.break({});
    assertOut(await present({ jti: "once" }, { at }), "presented before");
  });
});

describe("the person of a JWT", () => {
  for (const [name, how, claims] of [
    ["the sub of their account", {}, {}],
    ["their user name", { account: "username" }, { sub: "ann" }],
    ["their user name in another claim", { account: "username", claim: "upn" }, { sub: "7", upn: "ann" }],
    ["the sub of their account in another claim", { claim: "oid" }, { sub: "7", oid: "ann's" }],
  ] as const) {
    it(`is found by ${name}`, async () => {
      const at = await trustingScene(how);
      const ann = await person(at.issuer, { username: "ann" });
      const named = Object.fromEntries(
        Object.entries(claims).map(([key, value]) => [key, value === "ann's" ? ann.sub : value]),
      );
      const reply = await present({ sub: ann.sub, ...named }, { at });
      assert.equal((await introspected(at, textIn(reply, "access_token")))["username"], "ann");
    });
  }

  for (const [name, upn] of [
    ["missing", undefined],
    ["a number", 7],
    ["a list", ["ann"]],
    ["empty", ""],
  ] as const) {
    rule("RFC7523-3-2", `is nobody when the claim that names them is ${name}`, async () => {
      const at = await trustingScene({ account: "username", claim: "upn" });
      assertOut(await present({ upn }, { at }), "does not say whom");
    });
  }

  it("is nobody by what every object has", async () => {
    const at = await trustingScene({ account: "username", claim: "constructor" });
    assertOut(await present({}, { at }), "does not say whom");
  });

  rule("RFC7523-3-2", "has to be active", async () => {
    const sleeper = await person(on.issuer, { isActive: false });
    assertOut(await present({ sub: sleeper.sub }), "stands for nobody");
  });
});

describe("what a trusted issuer is trusted with", () => {
  rule("RFC7521-4.1-2", "bounds the scope", async () => {
    const at = await trustingScene({ scope: "read" });
    assert.equal(bodyOf(await present({}, { at }))["scope"], "read");
    assert.equal(bodyOf(await present({}, { at, form: { scope: "read" } }))["scope"], "read");
    const reply = await present({}, { at, form: { scope: "read write" } });
    assertError(reply, { error: "invalid_scope", says: "'write' on the word" });
  });

  rule("RFC7521-4.1-2", "is no more than what the client may have", async () => {
    const at = await trustingScene({ scope: "read write" });
    const as = await client(at.issuer, { scope: "read" });
    assert.equal(bodyOf(await present({}, { at, as }))["scope"], "read");
    assertError(await present({}, { at, as, form: { scope: "write" } }), { error: "invalid_scope" });
  });

  it("may be for some clients only", async () => {
    const at = await trustingScene({ clients: ["chosen"] });
    assertOut(await present({}, { at }), "not trusted for this client");
    const as = await client(at.issuer, { clientId: "chosen" });
    assert.equal((await present({}, { at, as })).status, 200);
  });

  it("may be by some algorithms only", async () => {
    const at = await trustingScene({ algs: ["RS256", "EdDSA"] });
    assertOut(await present({}, { at }), "algorithm is not allowed");
  });

  it("may be by keys that lie elsewhere", async () => {
    const asked: string[] = [];
    const at = await trustingScene(
      { jwks_uri: "https://idp.test/keys" },
      {
        fetch: async (uri) => {
          asked.push(uri);
          return { status: 200, headers: new Headers(), text: JSON.stringify(TRUSTED_KEYS) };
        },
      },
    );
    for (let time = 0; time < 3; time += 1) assert.equal((await present({}, { at })).status, 200);
    assert.deepEqual(asked, ["https://idp.test/keys"]);
  });

  it("is nothing while its keys cannot be had", async () => {
    const at = await trustingScene({ jwks_uri: "https://idp.test/keys" });
    assertOut(await present({}, { at }), "key is not known");
  });
});

describe("who may present a JWT", () => {
  it("is a client that registered for it, whether it has a secret or not", async () => {
    for (const type of ["confidential", "public"] as const) {
      const as = await client(on.issuer, { type, grantTypes: [JWT_BEARER_GRANT], redirectUris: [] });
      assert.equal((await present({}, { as })).status, 200);
      const other = await client(on.issuer, { type, grantTypes: ["password"], redirectUris: [] });
      assertError(await present({}, { as: other }), { error: "unauthorized_client" });
    }
  });

  rule("RFC7523-3.1-1", "is no client with a wrong secret, and nobody who does not say who they are", async () => {
    const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann));
    const form = { grant_type: JWT_BEARER_GRANT, assertion };
    const wrongSecret = await on.post("/token", { as: on.app, secret: "wrong", form });
    assertError(wrongSecret, { error: "invalid_client", status: 401 });
    assertError(await on.post("/token", { form }), { error: "invalid_client", status: 401 });
    assert.equal((await ask(on, on.app, form)).status, 200);
  });

  it("may be a client that authenticates by a JWT as well", async () => {
    const as = await keyClient(on.issuer);
    const own = assertionForm(await signed(assertionClaims(on.issuer, as), await namedKey()));
    const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann));
    const reply = await on.post("/token", { form: { grant_type: JWT_BEARER_GRANT, assertion, ...own } });
    assert.equal(reply.status, 200);
  });

  it("may not present its own client assertion as a grant, or a grant as its own", async () => {
    const as = await keyClient(on.issuer);
    const text = await signed(assertionClaims(on.issuer, as), await namedKey());
    assertOut(await presentText(text), "not trusted");
    const form = assertionForm(await signedByIdp(bearerClaims(on.issuer, { sub: as.clientId })));
    const reply = await on.post("/token", { form: { grant_type: "client_credentials", ...form } });
    assertError(reply, { error: "invalid_client", status: 401 });
  });
});

describe("an issuer that trusts nobody", () => {
  it("has no such grant", async () => {
    const at = await scene();
    assert.notInclude(at.issuer.metadata["grant_types_supported"], JWT_BEARER_GRANT);
    assertError(await present({}, { at }), { error: "unsupported_grant_type" });
  });

  it("differs in its metadata from one that trusts somebody", () => {
    assert.include(on.issuer.metadata["grant_types_supported"], JWT_BEARER_GRANT);
  });
});
