import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { parseChallenge, type Reply, type SigningAlg } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { brokenStores } from "../support/broken_stores.ts";
import { client, SECRET } from "../support/cast.ts";
import {
  assertionClaims,
  assertionForm,
  type Claims,
  freshJti,
  keyClient,
  LONG_SECRET,
  namedKey,
  rawJwt,
  secretClient,
  signed,
  signedBySecret,
  withMembers,
  withSecrets,
} from "../support/client_jwt.ts";
import { type Asked, type Given, type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertError, bodyOf } from "../support/replies.ts";

const GRANT = { grant_type: "client_credentials" };
const TOKEN_ENDPOINT = "https://issuer.test/token";

let under: IssuerUnderTest;
let app: ClientRecord;
let secretApp: ClientRecord;

before(async () => {
  under = await issuerUnderTest();
  app = await keyClient(under.issuer);
  secretApp = await secretClient(under.issuer);
});

/** An assertion of the client with a key, some claims of which may be changed or left out. */
async function assertion(changes: Claims = {}, typ?: string): Promise<string> {
  return signed(assertionClaims(under.issuer, app, changes), await namedKey(), typ);
}

function present(text: string, changes: Given = {}, asked: Asked = {}): Promise<Reply> {
  return under.post("/token", { ...asked, form: { ...GRANT, ...assertionForm(text), ...changes } });
}

function assertIn(reply: Reply): void {
  assert.equal(reply.status, 200, JSON.stringify(reply));
}

function assertOut(reply: Reply, says = ""): void {
  assertError(reply, { error: "invalid_client", status: 401, says });
  assert.equal(parseChallenge(reply.headers["WWW-Authenticate"] ?? "").scheme, "Basic");
}

describe("a client assertion", () => {
  for (const [path, form] of [
    ["/token", GRANT],
    ["/revoke", { token: "nonsense" }],
    ["/introspect", { token: "nonsense" }],
    ["/device_authorization", {}],
  ] as const) {
    rule(["RFC7523-2.2-1", "OIDC-9-2"], `of a key lets its client in at ${path}, once`, async () => {
      const asked = { form: { ...form, ...assertionForm(await assertion()) } };
      assertIn(await under.post(path, asked));
      assertOut(await under.post(path, asked), "presented before");
    });

    rule("RFC7523-2.2-1", `of a secret lets its client in at ${path}, once`, async () => {
      const text = await signedBySecret(assertionClaims(under.issuer, secretApp));
      const asked = { form: { ...form, ...assertionForm(text) } };
      assertIn(await under.post(path, asked));
      assertOut(await under.post(path, asked), "presented before");
    });
  }

  for (const alg of ["RS256", "RS384", "PS256", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const) {
    rule(alg === "RS256" ? ["RFC7523-5-2", "RFC8414-2-9"] : "RFC7521-5.2-4", `may be signed by ${alg}`, async () => {
      const key = await namedKey(alg);
      const own = await keyClient(under.issuer, { metadata: { jwks: key.jwks } });
      assertIn(await present(await signed(assertionClaims(under.issuer, own), key)));
    });
  }

  for (const alg of ["HS256", "HS384", "HS512"] as const) {
    it(`may be signed by ${alg} under a secret`, async () => {
      assertIn(await present(await signedBySecret(assertionClaims(under.issuer, secretApp), LONG_SECRET, alg)));
    });
  }

  for (const [name, changes] of [
    ["names its client in the body as well", { client_id: true }],
    ["names the token endpoint as its audience", { aud: TOKEN_ENDPOINT }],
    ["names one audience in a list", { aud: ["https://issuer.test"] }],
    ["names both of our names in a list", { aud: ["https://issuer.test", TOKEN_ENDPOINT] }],
    ["has no iat", { iat: undefined }],
    ["has claims that nobody knows", { scope: "admin", nested: { a: [1] } }],
    ["has a jti of 128 characters", { jti: "j".repeat(128) }],
    ["is of a clock that is a little fast", { iat: 1_767_225_609, nbf: 1_767_225_609 }],
    ["expired just now by a clock that is a little slow", { exp: 1_767_225_591 }],
    ["lives for five minutes", { exp: 1_767_225_900 }],
  ] as const) {
    it(`is taken when it ${name}`, async () => {
      const inBody = "client_id" in changes ? { client_id: app.clientId } : {};
      assertIn(await present(await assertion("client_id" in changes ? {} : changes), inBody));
    });
  }

  for (const typ of ["JWT", "jwt", "client-authentication+jwt", "application/client-authentication+jwt"]) {
    beyond("RFC8725-3.11-1", `is taken as ${typ}`, async () => assertIn(await present(await assertion({}, typ))));
  }

  const wrong: readonly (readonly [string | readonly string[], string, Claims, string])[] = [
    [["RFC7523-3-1", "RFC7521-5.2-1", "OIDC-9-1"], "no iss", { iss: undefined }, "no 'iss'"],
    [["RFC7523-3-1", "RFC7521-5.1-1"], "another iss", { iss: "another" }, "issuer is another"],
    ["RFC7521-5.1-1", "an iss in other letters", { iss: "CLIENT1" }, "issuer is another"],
    [["RFC7523-3-2", "RFC7521-6.1-1"], "no sub", { sub: undefined }, "sub is not a client_id"],
    ["RFC7523-3-3", "a sub that no client has", { sub: "nobody" }, "not registered"],
    ["RFC7523-3-3", "a sub that is a number", { sub: 7 }, "sub is not a client_id"],
    ["RFC7523-3-3", "a sub that is a list", { sub: ["client1"] }, "sub is not a client_id"],
    ["RFC7523-3-3", "a sub with a line feed", { sub: "a\nb" }, "sub is not a client_id"],
    ["RFC7523-3-3", "a sub of __proto__", { sub: "__proto__" }, "not registered"],
    [["RFC7523-3-4", "RFC7521-5.2-2"], "no aud", { aud: undefined }, "no 'aud'"],
    [["RFC7523-3-4", "OIDC-9-2", "RFC7521-5.2-2"], "another aud", { aud: "https://other.test" }, "aud is not"],
    ["RFC7523-3-4", "an empty aud", { aud: [] }, "aud is not"],
    ["RFC7523-3-4", "an aud that is a number", { aud: 7 }, "aud is not"],
    ["RFC7521-5.1-1", "an aud with a slash more", { aud: "https://issuer.test/" }, "aud is not"],
    ["RFC7521-5.1-1", "an aud in capitals", { aud: "HTTPS://ISSUER.TEST" }, "aud is not"],
    ["RFC7523-3-4", "an endpoint that is not the token endpoint", { aud: "https://issuer.test/revoke" }, "aud is not"],
    [["RFC7523-3-5", "OIDC-9-1"], "no exp", { exp: undefined }, "no 'exp'"],
    [["RFC7523-3-5", "RFC7521-5.2-3"], "an exp that has passed", { exp: 1_767_225_590 }, "has expired"],
    ["RFC7523-3-5", "an exp that is a text", { exp: "1767225660" }, "exp is not a number"],
    ["RFC7523-3-5", "an exp before the epoch", { exp: -1 }, "has expired"],
    ["RFC7523-3-6", "an exp of tomorrow", { exp: 1_767_312_000 }, "more than 300 seconds"],
    ["RFC7523-3-6", "an exp in five minutes and more", { exp: 1_767_225_911 }, "more than 300 seconds"],
    ["RFC7523-3-6", "an exp at the end of time", { exp: Number.MAX_VALUE }, "more than 300 seconds"],
    ["RFC7523-3-7", "an nbf of later", { nbf: 1_767_225_611 }, "not valid yet"],
    ["RFC7523-3-8", "an iat of later", { iat: 1_767_225_611 }, "issued in the future"],
    ["RFC7523-3-8", "an iat that is a text", { iat: "yesterday" }, "iat is not a number"],
    [["OIDC-9-1", "RFC7523-3-9"], "no jti", { jti: undefined }, "no 'jti'"],
    ["OIDC-9-1", "an empty jti", { jti: "" }, "jti is not"],
    ["OIDC-9-1", "a jti of 129 characters", { jti: "j".repeat(129) }, "jti is not"],
    ["OIDC-9-1", "a jti that is a number", { jti: 7 }, "jti is not"],
  ];
  for (const [ids, name, changes, says] of wrong) {
    rule(ids, `is refused with ${name}`, async () => assertOut(await present(await assertion(changes)), says));
  }

  beyond("RFC7523-3-4", "is refused when it is meant for another server as well", async () => {
    for (const aud of [
      ["https://issuer.test", "https://other.test"],
      [TOKEN_ENDPOINT, "https://issuer.test/tenant"],
    ])
      assertOut(await present(await assertion({ aud })), "alone");
  });

  for (const typ of ["at+jwt", "dpop+jwt", "logout+jwt", "oauth-authz-req+jwt", "secevent+jwt", "JWT+x", ""]) {
    rule("RFC8725-3.11-1", `is refused as '${typ}', which is something else`, async () =>
      assertOut(await present(await assertion({}, typ)), "type (typ)"),
    );
  }

  const unfit: readonly (readonly [string, string, string])[] = [
    ["no JWT", "abc", "three parts"],
    ["an empty text", "", "come together"],
    ["five parts", "a.b.c.d.e", "three parts"],
    ["two JWTs", "a.b.c a.b.c", "three parts"],
    ["a JWT of lists", rawJwt("[]", "[]"), "header is not fit"],
    ["a JWT without an alg", rawJwt({}, { sub: "client1" }), "header is not fit"],
    ["a JWT of a megabyte", `${"a".repeat(20_000)}.b.c`, "too long"],
  ];
  for (const [name, text, says] of unfit) {
    rule(["RFC7523-3-11", "RFC7523-3.2-1", "RFC7521-4.2.1-1"], `is refused as ${name}`, async () =>
      assertOut(await present(text), says),
    );
  }
});

describe("the parameters of a client assertion", () => {
  for (const [id, name, changes, says] of [
    ["RFC7521-4.2-1", "no type", { client_assertion_type: undefined }, "come together"],
    ["RFC7521-4.2-1", "an empty type", { client_assertion_type: "" }, "come together"],
    [
      "RFC7523-2.2-1",
      "the type of SAML",
      { client_assertion_type: "urn:x:saml2-bearer" },
      "client_assertion_type: use",
    ],
    ["RFC7521-4.2-2", "no assertion", { client_assertion: undefined }, "come together"],
    ["RFC7521-4.2-3", "another client_id", { client_id: "another" }, "client_id is not the sub"],
    ["RFC7521-4.2.1-1", "a client_secret", { client_id: "x", client_secret: "y" }, ""],
  ] as const) {
    rule(id, `are refused with ${name}`, async () => assertOut(await present(await assertion(), changes), says));
  }

  rule("RFC7521-4.2.1-1", "get invalid_client beside a secret, or beside HTTP Basic", async () => {
    const inBody = { client_id: app.clientId, client_secret: SECRET };
    assertOut(await present(await assertion(), inBody), "two ways");
    assertOut(await present(await assertion(), {}, { as: app }), "two ways");
    assertOut(
      await present(await signedBySecret(assertionClaims(under.issuer, secretApp)), {}, { as: app }),
      "two ways",
    );
  });

  rule("RFC7523-2.2-2", "come once", async () => {
    const texts = [await assertion(), await assertion()];
    const reply = await under.post("/token", {
      form: { ...GRANT, ...assertionForm(texts[0]!), client_assertion: texts },
    });
    assertError(reply, { error: "invalid_request", says: "repeated" });
  });
});

describe("a jti", () => {
  rule(["OIDC-9-3", "RFC7521-8.2-1", "RFC7523-3-9"], "serves once, in whatever assertion it comes again", async () => {
    const jti = freshJti();
    assertIn(await present(await assertion({ jti })));
    assertOut(await present(await assertion({ jti, exp: under.clock.now() + 120 })), "presented before");
    assertOut(await present(await assertion({ jti, aud: TOKEN_ENDPOINT })), "presented before");
  });

  it("of one client is not that of another", async () => {
    const jti = freshJti();
    const other = await keyClient(under.issuer);
    assertIn(await present(await assertion({ jti })));
    assertIn(await present(await signed(assertionClaims(under.issuer, other, { jti }), await namedKey())));
  });

  it("is not used up by an assertion that is refused", async () => {
    const jti = freshJti();
    assertOut(await present(await assertion({ jti, aud: "https://other.test" })));
    assertOut(await present(`${await assertion({ jti })}AA`));
    assertIn(await present(await assertion({ jti })));
  });

  it("is remembered for as long as its assertion could be used", async () => {
    const on = await issuerUnderTest();
    const own = await keyClient(on.issuer);
    const text = await signed(assertionClaims(on.issuer, own, { exp: on.clock.now() + 300 }), await namedKey());
    const asked = { form: { ...GRANT, ...assertionForm(text) } };
    assertIn(await on.post("/token", asked));
    on.clock.advance(309);
    assertOut(await on.post("/token", asked), "presented before");
    on.clock.advance(1);
    assertOut(await on.post("/token", asked), "has expired");
  });

  it("may hold as long as the settings say", async () => {
    const on = await issuerUnderTest({ settings: { CLIENT_ASSERTION_MAX_LIFETIME: "60" } });
    const own = await keyClient(on.issuer);
    async function presentFor(seconds: number) {
      const claims = assertionClaims(on.issuer, own, { jti: freshJti(), exp: on.clock.now() + seconds });
      return on.post("/token", { form: { ...GRANT, ...assertionForm(await signed(claims, await namedKey())) } });
    }
    assertIn(await presentFor(70));
    assertOut(await presentFor(71), "more than 60 seconds");
  });

  it("that comes again is written down", async () => {
    const on = await issuerUnderTest();
    const own = await keyClient(on.issuer);
    const form = { ...GRANT, ...assertionForm(await signed(assertionClaims(on.issuer, own), await namedKey())) };
    for (let time = 0; time < 2; time += 1) await on.post("/token", { form });
    assert.include(on.events, "assertion.replayed");
    const [event] = await on.issuer.durable.audit.list({ limit: 9, event: "assertion.replayed" });
    assert.equal(event?.client, own.id);
  });
});

describe("a client that registered", () => {
  const ways: Readonly<Record<string, (of: ClientRecord) => Promise<Asked>>> = {
    client_secret_basic: async (of) => ({ form: GRANT, as: of, secret: LONG_SECRET }),
    client_secret_post: async (of) => ({ form: { ...GRANT, client_id: of.clientId, client_secret: LONG_SECRET } }),
    private_key_jwt: async (of) => ({
      form: { ...GRANT, ...assertionForm(await signed(assertionClaims(under.issuer, of), await namedKey())) },
    }),
    client_secret_jwt: async (of) => ({
      form: { ...GRANT, ...assertionForm(await signedBySecret(assertionClaims(under.issuer, of))) },
    }),
    none: async (of) => ({ form: { ...GRANT, client_id: of.clientId } }),
  };
  const proofs = Object.keys(ways).filter((name) => name !== "none");
  for (const registered of proofs) {
    for (const [used, way] of Object.entries(ways)) {
      it(`for ${registered} ${used === registered ? "may" : "may not"} use ${used}`, async () => {
        const own = await keyClient(under.issuer, { authMethod: registered, clientSecret: LONG_SECRET });
        const reply = await under.post("/token", await way(own));
        if (used === registered) assertIn(reply);
        else assertOut(reply, "registered for another method");
      });
    }
  }

  for (const used of ["private_key_jwt", "client_secret_jwt"] as const) {
    it(`for no method may not use ${used}, whatever keys it has`, async () => {
      const { jwks } = await namedKey();
      const own = await client(under.issuer, { clientSecret: LONG_SECRET, metadata: { jwks } });
      assertOut(await under.post("/token", await ways[used]!(own)), "registered for another method");
    });

    it(`as a public one may not use ${used}`, async () => {
      const { jwks } = await namedKey();
      const own = await client(under.issuer, { type: "public", metadata: { jwks } });
      const { form } = await ways[used]!(own);
      const reply = await under.post("/device_authorization", { form: form as Given });
      assertOut(reply, "registered for another method");
    });
  }

  for (const [registered, used, fine] of [
    ["ES256", "ES256", true],
    ["RS256", "ES256", false],
    ["HS256", "ES256", false],
    ["none", "ES256", false],
  ] as const) {
    rule("RFC7523-3-10", `${registered} ${fine ? "may sign" : "may not sign"} by ${used}`, async () => {
      const metadata = { token_endpoint_auth_signing_alg: registered };
      const own = await keyClient(under.issuer, { clientSecret: LONG_SECRET, metadata });
      const reply = await present(await signed(assertionClaims(under.issuer, own), await namedKey(used)));
      if (fine) assertIn(reply);
      else assertOut(reply, "algorithm is not allowed");
    });
  }

  it("HS512 may not sign by HS256", async () => {
    const own = await secretClient(under.issuer, { metadata: { token_endpoint_auth_signing_alg: "HS512" } });
    assertOut(await present(await signedBySecret(assertionClaims(under.issuer, own))), "algorithm is not allowed");
    assertIn(await present(await signedBySecret(assertionClaims(under.issuer, own), LONG_SECRET, "HS512")));
  });
});

describe("the keys of a client", () => {
  async function presentBy(own: ClientRecord, alg: SigningAlg, kid?: string): Promise<Reply> {
    const key = await namedKey(alg, kid);
    return present(await signed(assertionClaims(under.issuer, own), key));
  }

  it("are told apart by kid", async () => {
    const [first, second] = [await namedKey("ES256", "first"), await namedKey("ES256", "second")];
    const own = await keyClient(under.issuer, {
      metadata: { jwks: { keys: [...first.jwks.keys, ...second.jwks.keys] } },
    });
    assertIn(await presentBy(own, "ES256", "first"));
    assertIn(await presentBy(own, "ES256", "second"));
    const claims = assertionClaims(under.issuer, own);
    assertOut(await present(await signed(claims, { ...first, kid: "second" })), "signature is wrong");
    assertOut(await present(await signed(claims, { ...first, kid: "third" })), "key is not known");
  });

  it("are not guessed at where no name tells which", async () => {
    const [first, second] = [await namedKey("ES256", "first"), await namedKey("ES256", "second")];
    const jwks = { keys: [...first.jwks.keys, ...second.jwks.keys] };
    const own = await keyClient(under.issuer, { metadata: { jwks } });
    const unnamed = await signed(assertionClaims(under.issuer, own), { ...first, kid: undefined });
    assertOut(await present(unnamed), "key is not known");
  });

  for (const [name, kid, named] of [
    ["without a name serves an assertion that names none", undefined, undefined],
    ["without a name serves an assertion that names one", undefined, "k1"],
    ["with a name serves an assertion that names none, if it is alone", "k1", undefined],
  ] as const) {
    it(`one ${name}`, async () => {
      const key = await namedKey();
      const jwk = Object.fromEntries(Object.entries({ ...key.jwks.keys[0], kid }).filter(([, text]) => text));
      const own = await keyClient(under.issuer, { metadata: { jwks: { keys: [jwk] } } });
      assertIn(await present(await signed(assertionClaims(under.issuer, own), { ...key, kid: named })));
    });
  }

  rule("RFC7523-3-10", "are nobody else's", async () => {
    const own = await keyClient(under.issuer);
    const other = await namedKey("ES256", "of another");
    assertOut(await present(await signed(assertionClaims(under.issuer, own), { ...other, kid: "k1" })), "signature");
  });

  for (const [name, change] of [
    ["encryption", { use: "enc" }],
    ["another algorithm", { alg: "ES384" }],
    ["wrapping", { use: undefined, key_ops: ["deriveKey"] }],
  ] as const) {
    it(`that are for ${name} prove nothing`, async () => {
      const key = await namedKey();
      const jwks: unknown = JSON.parse(JSON.stringify({ keys: [{ ...key.jwks.keys[0], ...change }] }));
      assertOut(await presentBy(await keyClient(under.issuer, { metadata: { jwks } }), "ES256"), "key is not known");
    });
  }

  it("are changed by registering others", async () => {
    const own = await keyClient(under.issuer);
    const next = await namedKey("EdDSA", "next");
    const changed = await withMembers(under.issuer, own, { jwks: next.jwks });
    assertOut(await presentBy(changed, "ES256"), "key is not known");
    assertIn(await presentBy(changed, "EdDSA", "next"));
  });
});

describe("keys that lie elsewhere", () => {
  const uri = "https://client.test/jwks";

  it("are fetched, and fetched again when a new one is named", async () => {
    const [old, next] = [await namedKey("ES256", "old"), await namedKey("ES256", "next")];
    let published: unknown = old.jwks;
    let asked = 0;
    const on = await issuerUnderTest({
      fetch: async () => {
        asked += 1;
        return { status: 200, headers: new Headers(), text: JSON.stringify(published) };
      },
    });
    const own = await client(on.issuer, { authMethod: "private_key_jwt", metadata: { jwks_uri: uri } });
    const send = async (key: typeof old) =>
      on.post("/token", { form: { ...GRANT, ...assertionForm(await signed(assertionClaims(on.issuer, own), key)) } });
    assertIn(await send(old));
    assertIn(await send(old));
    assert.equal(asked, 1);
    published = next.jwks;
    assertOut(await send(next), "key is not known");
    on.clock.advance(30);
    assertIn(await send(next));
    assertOut(await send(old), "key is not known");
  });

  for (const [name, status, text] of [
    ["are missing", 404, "{}"],
    ["are no JSON", 200, "<html>"],
    ["hold a private key", 200, '{"keys":[{"kty":"oct","k":"AAAA"}]}'],
    ["are none", 200, '{"keys":[]}'],
  ] as const) {
    it(`let nobody in when they ${name}`, async () => {
      const on = await issuerUnderTest({ fetch: async () => ({ status, headers: new Headers(), text }) });
      const own = await client(on.issuer, { authMethod: "private_key_jwt", metadata: { jwks_uri: uri } });
      const text2 = await signed(assertionClaims(on.issuer, own), await namedKey());
      assertOut(await on.post("/token", { form: { ...GRANT, ...assertionForm(text2) } }), "key is not known");
    });
  }

  it("let nobody in while their server is away", async () => {
    const own = await client(under.issuer, { authMethod: "private_key_jwt", metadata: { jwks_uri: uri } });
    assertOut(await present(await signed(assertionClaims(under.issuer, own), await namedKey())), "key is not known");
  });
});

describe("the secret under which a client signs", () => {
  const [old, next] = [`${LONG_SECRET} old`, `${LONG_SECRET} next`];

  it("may be two while it is rotated", async () => {
    const own = await withSecrets(under.issuer, await secretClient(under.issuer), { texts: [next, old] });
    for (const secret of [old, next])
      assertIn(await present(await signedBySecret(assertionClaims(under.issuer, own), secret)));
    const text = await signedBySecret(assertionClaims(under.issuer, own), LONG_SECRET);
    assertOut(await present(text), "signature is wrong");
  });

  it("of the two is told from the other: what is wrong besides is said", async () => {
    const own = await withSecrets(under.issuer, await secretClient(under.issuer), { texts: [next, old] });
    for (const secret of [old, next])
      assertOut(await present(await signedBySecret(assertionClaims(under.issuer, own, { exp: 1 }), secret)), "expired");
  });

  it("is no public key", async () => {
    const { pair } = await namedKey();
    const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
    const own = await keyClient(under.issuer);
    assertOut(await present(await signedBySecret(assertionClaims(under.issuer, own), pem)), "another method");
  });

  it("makes no HMAC for which it is too short", async () => {
    const texts = ["a secret of thirty-two characters"];
    const own = await withSecrets(under.issuer, await secretClient(under.issuer), { texts });
    const claims = () => assertionClaims(under.issuer, own);
    assertIn(await present(await signedBySecret(claims(), texts[0])));
    assertOut(await present(await signedBySecret(claims(), LONG_SECRET, "HS512")), "not made for its algorithm");
  });

  it("lets nobody in when it was not kept", async () => {
    const own = await withMembers(under.issuer, await client(under.issuer, { clientSecret: LONG_SECRET }), {
      authMethod: "client_secret_jwt",
    });
    assertOut(await present(await signedBySecret(assertionClaims(under.issuer, own))), "key is not known");
  });
});

describe("guesses at a secret by its HMACs", () => {
  async function tries(on: IssuerUnderTest, own: ClientRecord, secrets: readonly string[], changes: Claims = {}) {
    const replies: Reply[] = [];
    for (const secret of secrets) {
      const text = await signedBySecret(assertionClaims(on.issuer, own, changes), secret);
      replies.push(await on.post("/token", { form: { ...GRANT, ...assertionForm(text) } }));
    }
    return replies;
  }
  const guesses = (count: number) => Array.from({ length: count }, (_, index) => `${LONG_SECRET} ${index}`);

  rule("RFC6749-2.3.1-5", "have to wait, the right one too", async () => {
    const on = await issuerUnderTest();
    const own = await secretClient(on.issuer);
    const replies = await tries(on, own, [...guesses(7), LONG_SECRET]);
    assert.deepEqual(
      replies.map(({ status }) => status),
      [401, 401, 401, 401, 401, 401, 429, 429],
    );
    assert.equal(bodyOf(replies[7]!)["error"], "invalid_client");
    assert.equal(replies[7]!.headers["Retry-After"], "1");
    on.clock.advance(2);
    assertIn((await tries(on, own, [LONG_SECRET]))[0]!);
  });

  it("tell nothing by claims that do not hold either", async () => {
    const on = await issuerUnderTest();
    const own = await secretClient(on.issuer);
    const replies = await tries(on, own, [...guesses(7), LONG_SECRET], { exp: 1 });
    assert.equal(replies[7]!.status, 429);
  });

  it("keep nobody out who was let in from there before", async () => {
    const on = await issuerUnderTest();
    const own = await secretClient(on.issuer);
    const replies = await tries(on, own, [LONG_SECRET, ...guesses(9), LONG_SECRET]);
    assertIn(replies[0]!);
    assert.equal(replies[9]!.status, 429);
    assertIn(replies[10]!);
  });

  it("are none where the client signs with a key, whatever secret it has besides", async () => {
    const on = await issuerUnderTest();
    const metadata = { id_token_signed_response_alg: "HS256" };
    const own = await keyClient(on.issuer, { clientSecret: LONG_SECRET, metadata });
    const stranger = { ...(await namedKey("ES256", "stranger")), kid: "k1" };
    for (let guess = 0; guess < 9; guess += 1) {
      const text = await signed(assertionClaims(on.issuer, own), stranger);
      assertOut(await on.post("/token", { form: { ...GRANT, ...assertionForm(text) } }), "signature is wrong");
    }
  });

  it("are not let through by a JWT of which the signature was not even looked at", async () => {
    const on = await issuerUnderTest();
    const own = await secretClient(on.issuer, { metadata: { token_endpoint_auth_signing_alg: "HS256" } });
    const claims = () => assertionClaims(on.issuer, own);
    const [body, wrongAlg] = [await signedBySecret(claims()), await signedBySecret(claims(), LONG_SECRET, "HS512")];
    const wrongType = rawJwt({ alg: "HS256", typ: "at+jwt" }, claims(), body.split(".")[2]);
    for (const text of [wrongType, wrongAlg, rawJwt({ alg: "HS256", jku: "https://a.test" }, claims(), "AAAA")])
      assertOut(await on.post("/token", { form: { ...GRANT, ...assertionForm(text) } }));
    const replies = await tries(on, own, [...guesses(7), LONG_SECRET]);
    assert.equal(replies[7]!.status, 429);
  });

  it("count though an older secret is too short to be tried", async () => {
    const on = await issuerUnderTest();
    const texts = [LONG_SECRET, "a secret of thirty-two characters"];
    const own = await withSecrets(on.issuer, await secretClient(on.issuer), { texts, kind: "argon2id" });
    const statuses: number[] = [];
    for (const secret of guesses(7)) {
      const text = await signedBySecret(assertionClaims(on.issuer, own), secret, "HS512");
      statuses.push((await on.post("/token", { form: { ...GRANT, ...assertionForm(text) } })).status);
    }
    assert.equal(statuses[6], 429);
  });

  it("are not counted where the server made the secret", async () => {
    const on = await issuerUnderTest();
    const own = await withSecrets(on.issuer, await secretClient(on.issuer), { texts: [LONG_SECRET] });
    const replies = await tries(on, own, [...guesses(9), LONG_SECRET]);
    assert.deepEqual(new Set(replies.slice(0, 9).map(({ status }) => status)), new Set([401]));
    assertIn(replies[9]!);
  });

  it("are one when the right one comes many times at once", async () => {
    const on = await issuerUnderTest();
    const own = await secretClient(on.issuer);
    const replies = await Promise.all(Array.from({ length: 20 }, () => tries(on, own, [LONG_SECRET])));
    for (const [reply] of replies) assertIn(reply!);
  });
});

describe("a client assertion while a store is away", () => {
  for (const how of ["refused", "unacknowledged"] as const) {
    beyond("OIDC-9-3", `lets nobody in, whose jti could not be marked (${how})`, async () => {
      const stores = brokenStores();
      const on = await issuerUnderTest({ stores: (real) => stores.wrap(real) });
      const own = await keyClient(on.issuer);
      const form = { ...GRANT, ...assertionForm(await signed(assertionClaims(on.issuer, own), await namedKey())) };
      stores.break({ "redis claim jt": how });
      assertError(await on.post("/token", { form }), { error: "temporarily_unavailable", status: 503 });
      stores.break({});
      const again = await on.post("/token", { form });
      if (how === "refused") assertIn(again);
      else assertOut(again, "presented before");
    });
  }
});

describe("a client that registered itself", () => {
  const settings = { CLIENT_REGISTRATION: "open" };
  const document = { redirect_uris: ["https://client.test/cb"], grant_types: ["authorization_code"] };

  async function register(on: IssuerUnderTest, members: Claims): Promise<Readonly<Record<string, unknown>>> {
    const body = JSON.stringify({ ...document, ...members });
    return bodyOf(await on.post("/register", { form: body, headers: { "content-type": "application/json" } }));
  }

  async function revokeBy(on: IssuerUnderTest, text: string): Promise<Reply> {
    return on.post("/revoke", { form: { token: "nonsense", ...assertionForm(text) } });
  }

  it("may sign with its key", async () => {
    const on = await issuerUnderTest({ settings });
    const key = await namedKey();
    const told = await register(on, { token_endpoint_auth_method: "private_key_jwt", jwks: key.jwks });
    assert.notProperty(told, "client_secret");
    const claims = assertionClaims(on.issuer, { clientId: String(told["client_id"]) });
    assertIn(await revokeBy(on, await signed(claims, key)));
  });

  for (const alg of ["HS256", "HS384", "HS512"] as const) {
    rule("RFC7523-3-10", `may sign by ${alg} under the secret that was made for it`, async () => {
      const on = await issuerUnderTest({ settings });
      const members = { token_endpoint_auth_method: "client_secret_jwt", token_endpoint_auth_signing_alg: alg };
      const told = await register(on, members);
      const claims = assertionClaims(on.issuer, { clientId: String(told["client_id"]) });
      assertIn(await revokeBy(on, await signedBySecret(claims, String(told["client_secret"]), alg)));
    });
  }

  for (const [name, members] of [
    ["a key that it does not have", { token_endpoint_auth_method: "private_key_jwt" }],
    [
      "an algorithm of the other method",
      { token_endpoint_auth_method: "client_secret_jwt", token_endpoint_auth_signing_alg: "RS256" },
    ],
    ["none", { token_endpoint_auth_method: "client_secret_jwt", token_endpoint_auth_signing_alg: "none" }],
  ] as const) {
    it(`may not register for ${name}`, async () => {
      const told = await register(await issuerUnderTest({ settings }), members);
      assert.equal(told["error"], "invalid_client_metadata");
    });
  }
});

describe("the metadata of client assertions", () => {
  for (const name of ["token", "revocation", "introspection"]) {
    rule(
      ["RFC8414-2-8", "RFC8414-2-10"],
      `names methods and algorithms at the ${name} endpoint, and never none`,
      () => {
        const { metadata } = under.issuer;
        assert.includeMembers(metadata[`${name}_endpoint_auth_methods_supported`] as string[], [
          "private_key_jwt",
          "client_secret_jwt",
        ]);
        const algs = metadata[`${name}_endpoint_auth_signing_alg_values_supported`] as string[];
        assert.includeMembers(algs, ["RS256", "PS256", "ES256", "EdDSA", "HS256", "HS512"]);
        assert.notInclude(algs, "none");
      },
    );
  }

  it("names no algorithms of an endpoint that is not there", async () => {
    const { issuer } = await issuerUnderTest({ features: (all) => all.filter(({ name }) => name !== "revocation") });
    assert.notProperty(issuer.metadata, "revocation_endpoint_auth_signing_alg_values_supported");
    assert.property(issuer.metadata, "token_endpoint_auth_signing_alg_values_supported");
  });
});
