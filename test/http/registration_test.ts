import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { digest } from "../../src/platform/mod.ts";
import { mintToken, parseToken } from "../../src/protocol/mod.ts";
import { type IssuerUnderTest } from "../support/issuer_under_test.ts";
import { answering } from "../support/metadata.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import {
  clientCount,
  type Document,
  initialToken,
  register,
  registered,
  registeredIn,
  registrar,
  WEB_APP,
} from "./registration.ts";

const KEYS = { keys: [{ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] };

/** Fails unless a document is refused as expected and nothing is stored. */
async function assertRefused(
  under: IssuerUnderTest,
  document: unknown,
  expected: {
    readonly error: "invalid_client_metadata" | "invalid_redirect_uri" | "invalid_request";
    readonly says?: string;
  },
): Promise<void> {
  const reply = await register(under, document, { bearer: await initialToken(under) });
  assertError(reply, expected);
  assert.isString(bodyOf(reply)["error_uri"], JSON.stringify(bodyOf(reply)));
  assert.equal(await clientCount(under), 0);
}

describe("POST /register", () => {
  rule(
    [
      "RFC7591-3.2.1-1",
      "RFC7591-3.2.1-2",
      "RFC7591-3.2.1-3",
      "RFC7591-3.2.1-4",
      "RFC7591-2-4",
      "RFC7591-2-5",
      "RFC7592-3-1",
    ],
    "answers everything that holds, what was not sent included",
    async () => {
      const under = await registrar("token");
      const reply = await register(under, WEB_APP, { bearer: await initialToken(under) });
      assert.equal(reply.status, 201);
      assert.equal(reply.headers["Cache-Control"], "no-store");
      const { client_id: id, client_secret: secret, registration_access_token: token, ...told } = bodyOf(reply);
      assert.match(String(id), /^[0-9A-Za-z]{32}$/);
      assert.isDefined(parseToken(String(secret), "cs"));
      assert.isDefined(parseToken(String(token), "ra"));
      assert.deepInclude(told, {
        client_id_issued_at: under.clock.now(),
        client_secret_expires_at: 0,
        registration_client_uri: `https://issuer.test/register/${String(id)}`,
        redirect_uris: ["https://app.test/cb"],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_basic",
        application_type: "web",
        subject_type: "public",
        id_token_signed_response_alg: "RS256",
      });
      assert.include(String(told["scope"]).split(" "), "openid");
    },
  );

  it("stores digests of the secret and of the token, and neither of them", async () => {
    const under = await registrar("token");
    const { id, token, told } = await registered(under);
    const client = await under.issuer.durable.clients.find(id);
    assert.equal(client?.registrationDigest, digest(token));
    for (const secret of [token, String(told["client_secret"])])
      assert.notInclude(JSON.stringify(client), secret.slice(6));
    assert.notProperty(client, "isUnverified");
    assert.include(under.events, "client.registered");
  });

  it("keeps every member of both specifications, in every language", async () => {
    const under = await registrar("token", { fetch: answering('["https://app.test/cb","https://other.test/cb"]') });
    const document: Document = {
      redirect_uris: ["https://app.test/cb", "https://other.test/cb"],
      token_endpoint_auth_method: "private_key_jwt",
      grant_types: ["authorization_code", "implicit", "refresh_token"],
      response_types: ["code", "id_token", "code id_token"],
      client_name: "App",
      "client_name#ja-Jpan-JP": "アプリ",
      client_uri: "https://app.test/",
      logo_uri: "https://app.test/logo.png",
      "logo_uri#fr": "https://app.test/logo.fr.png",
      scope: "openid read",
      contacts: ["ann@app.test"],
      tos_uri: "https://app.test/tos",
      policy_uri: "https://app.test/policy",
      jwks: KEYS,
      software_id: "app",
      software_version: "1",
      application_type: "web",
      sector_identifier_uri: "https://app.test/sector.json",
      subject_type: "pairwise",
      id_token_signed_response_alg: "ES256",
      id_token_encrypted_response_alg: "ECDH-ES",
      id_token_encrypted_response_enc: "A256GCM",
      userinfo_signed_response_alg: "ES256",
      userinfo_encrypted_response_alg: "ECDH-ES",
    };
    const { told } = await registered(under, document);
    assert.deepInclude(told, { ...document, userinfo_encrypted_response_enc: "A128CBC-HS256" });
    assert.notProperty(told, "client_secret");
    assert.notProperty(told, "client_secret_expires_at");
  });

  rule("RFC7591-2-3", "drops what it does not understand, whatever it is called", async () => {
    const under = await registrar("token");
    const text = `{"redirect_uris":["https://app.test/cb"],"colour":"red","__proto__":{"scope":"x"},"constructor":{"a":[1]},"client_id":"mine","client_secret":"mine too","is_unverified":false}`;
    const { told, id } = registeredIn(await register(under, text, { bearer: await initialToken(under) }));
    for (const member of ["colour", "is_unverified", "constructor", "__proto__"])
      assert.isFalse(Object.hasOwn(told, member));
    assert.notEqual(id, "mine");
    assert.notEqual(told["client_secret"], "mine too");
  });

  it("takes a member that is null for one that was not sent", async () => {
    const under = await registrar("token");
    const nothing = { grant_types: null, scope: null, client_name: null, jwks: null, software_statement: null };
    const { told } = await registered(under, { ...nothing, jwks_uri: "https://app.test/keys" });
    assert.deepEqual(told["grant_types"], ["authorization_code"]);
    assert.notProperty(told, "client_name");
  });

  it("knows nothing of OpenID Connect where it is off", async () => {
    const under = await registrar("token", { settings: { OIDC_ENABLED: "false" } });
    const { told } = await registered(under, { subject_type: "odd", id_token_signed_response_alg: 1 });
    for (const member of ["subject_type", "id_token_signed_response_alg"]) assert.notProperty(told, member);
    assert.notInclude(String(told["scope"]).split(" "), "openid");
    const types = { grant_types: ["implicit"], response_types: ["id_token"] };
    const reply = await register(under, { ...WEB_APP, ...types }, { bearer: await initialToken(under) });
    assertError(reply, { error: "invalid_client_metadata" });
  });

  it("makes a public client of one that cannot authenticate, without a secret", async () => {
    const under = await registrar("token");
    const { told, id } = await registered(under, { token_endpoint_auth_method: "none" });
    assert.equal((await under.issuer.durable.clients.find(id))?.type, "public");
    for (const member of ["client_secret", "client_secret_expires_at"]) assert.notProperty(told, member);
  });

  it("keeps the secret under seal where it is a key, and only there", async () => {
    const under = await registrar("token");
    const signed = await registered(under, { id_token_signed_response_alg: "HS256" });
    const plain = await registered(under);
    const [one, other] = await Promise.all([signed.id, plain.id].map((id) => under.issuer.durable.clients.find(id)));
    assert.isString(one?.secrets[0]?.sealed);
    assert.notProperty(other?.secrets[0], "sealed");
  });

  rule("OIDCREG-3.2-1", "answers both where and by which token the client comes back", async () => {
    const { told, token } = await registered(
      await registrar("token", { url: "https://issuer.test/tenant" }).then((under) => ({
        ...under,
        post: (path, asked) => under.post(`/tenant${path}`, asked),
      })),
    );
    assert.match(String(told["registration_client_uri"]), /^https:\/\/issuer\.test\/tenant\/register\/\w{32}$/);
    assert.isDefined(parseToken(token, "ra"));
  });
});

describe("POST /register, refusals", () => {
  rule(["RFC7591-3.2.2-1", "RFC7591-3-2"], "answers 400 to a body that is no JSON object", async () => {
    const under = await registrar("token");
    for (const body of ["", "{", "[]", "null", '"text"', "1", "client_name=App", '{"a":1,"a":2}', "\ufeff{}", "{}{}"])
      await assertRefused(under, body, { error: "invalid_request", says: "JSON object" });
  });

  for (const [what, uris, says] of [
    ["none", undefined, "at least one"],
    ["an empty list", [], "at least one"],
    ["a text", "https://app.test/cb", "not a list"],
    ["an object", { 0: "https://app.test/cb" }, "not a list"],
    ["something else in the list", ["https://app.test/cb", 1], "not a list"],
    ["a fragment", ["https://app.test/cb#top"], "fragment"],
    ["a relative address", ["/cb"], "absolute"],
    ["a script", ["javascript:alert(1)"], "scheme"],
    ["a wildcard host", ["https://*.app.test/cb"], "host"],
    ["a user", ["https://user@app.test/cb"], "user information"],
    ["http to another host", ["http://app.test/cb"], "loopback"],
    ["too many", Array.from({ length: 21 }, (_, index) => `https://app.test/${index}`), "more than 20"],
    ["too long", [`https://app.test/${"x".repeat(2_000)}`], "2000"],
  ] as const) {
    rule(["RFC7591-3.2.2-3", "RFC7591-2-1", "OIDCREG-2-1"], `refuses ${what} for redirect_uris`, async () =>
      assertRefused(await registrar("token"), { redirect_uris: uris }, { error: "invalid_redirect_uri", says }),
    );
  }

  for (const [what, said, says] of [
    ["a grant that is not offered", { grant_types: ["urn:example:grant"] }, "not one of"],
    ["no grant at all", { grant_types: [] }, "at least one"],
    ["grants that are a text", { grant_types: "authorization_code" }, "not a list"],
    ["a method that is not offered", { token_endpoint_auth_method: "tls_client_auth" }, "not one of"],
    ["a method that is a list", { token_endpoint_auth_method: ["none"] }, "not a text"],
    ["private_key_jwt without keys", { token_endpoint_auth_method: "private_key_jwt" }, "jwks or jwks_uri"],
    [
      "a public client that acts for itself",
      { token_endpoint_auth_method: "none", grant_types: ["client_credentials"], response_types: [] },
      "prove",
    ],
    [
      "a public client with HS256",
      { token_endpoint_auth_method: "none", id_token_signed_response_alg: "HS256" },
      "secret",
    ],
    ["a scope that nobody knows", { scope: "read fly" }, "'fly'"],
    ["a scope that is a list", { scope: ["read"] }, "not a text"],
    ["a scope that is none", { scope: "read  write" }, "scope"],
    ["a name of 201 characters", { client_name: "x".repeat(201) }, "client_name"],
    ["a response type that its grants lack", { response_types: ["token"] }, "implicit"],
    ["ID tokens that nobody signed", { id_token_signed_response_alg: "none" }, "not one of"],
    [
      "a web application on this machine",
      { application_type: "web", redirect_uris: ["http://127.0.0.1/cb"] },
      "native",
    ],
    ["jwks beside jwks_uri", { jwks: KEYS, jwks_uri: "https://app.test/keys" }, "both"],
    ["keys as PEM", { jwks: "-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----" }, "not a JSON object"],
    ["the grant of consumers, whom people register", { grant_types: ["oauth1"] }, "'oauth1' is not one of"],
    ["a text with NUL", { client_name: "a", colour: "\0" }, "NUL"],
    ["half of a character", { contacts: ["\ud800"] }, "half"],
    ["keys with NUL", { jwks: { keys: [{ ...KEYS.keys[0], kid: "\0" }] } }, "NUL"],
    ["a document that is deep", { colour: JSON.parse(`${"[".repeat(20)}${"]".repeat(20)}`) as unknown }, "deep"],
  ] as const) {
    rule("RFC7591-3.2.2-2", `refuses ${what}`, async () =>
      assertRefused(await registrar("token"), { ...WEB_APP, ...said }, { error: "invalid_client_metadata", says }),
    );
  }

  it("passes over how a consumer signs, as all that it does not know", async () => {
    const { told } = await registered(await registrar("token"), { oauth_signature_methods: ["PLAINTEXT"] });
    assert.notProperty(told, "oauth_signature_methods");
  });

  it("asks no other server for the sake of a document that is refused anyway", async () => {
    let asked = 0;
    const under = await registrar("token", {
      fetch: async () => {
        asked += 1;
        throw new TypeError("Nobody is to be asked");
      },
    });
    const sector = { sector_identifier_uri: "https://app.test/sector", subject_type: "pairwise" };
    await assertRefused(under, { ...sector, redirect_uris: ["/cb"] }, { error: "invalid_redirect_uri" });
    await assertRefused(under, { ...WEB_APP, ...sector, scope: "fly" }, { error: "invalid_client_metadata" });
    assert.equal((await register(under, { ...WEB_APP, ...sector })).status, 401);
    assert.equal(asked, 0);
  });

  rule(
    ["RFC7591-3.2.2-4", "RFC7591-3.2.2-5", "RFC7591-2.3-1"],
    "refuses software statements of whom nobody trusts",
    async () => {
      const under = await registrar("token");
      const part = Buffer.from('{"alg":"RS256","iss":"https://vendor.test"}').toString("base64url");
      for (const [statement, error] of [
        [`${part}.${part}`, "invalid_software_statement"],
        [`${part}.${part}.${part}.${part}`, "invalid_software_statement"],
        ["", "invalid_software_statement"],
        [{}, "invalid_software_statement"],
        [`${part}.${part}.${part}`, "unapproved_software_statement"],
      ] as const) {
        const said = { ...WEB_APP, software_statement: statement };
        assertError(await register(under, said, { bearer: await initialToken(under) }), { error });
      }
      assert.equal(await clientCount(under), 0);
    },
  );
});

describe("POST /register with CLIENT_REGISTRATION=token", () => {
  rule("RFC7591-3.1-1", "takes nobody without a token", async () => {
    const under = await registrar("token");
    const reply = await register(under);
    assertError(reply, { error: "invalid_token", status: 401 });
    assert.equal(reply.headers["WWW-Authenticate"], "Bearer");
    assert.equal(await clientCount(under), 0);
  });

  it("takes no token that is unknown, over, used up or of another kind, and tells none of them apart", async () => {
    const under = await registrar("token");
    const now = under.clock.now();
    const { token } = await registered(under);
    const dead = [
      "nonsense",
      mintToken("it", under.issuer),
      await initialToken(under, { expiresAt: now }),
      await initialToken(under, { usesLeft: 0 }),
      token,
    ];
    const answers = await Promise.all(dead.map(async (bearer) => register(under, WEB_APP, { bearer })));
    for (const reply of answers) assertError(reply, { error: "invalid_token", status: 401 });
    assert.lengthOf([...new Set(answers.map((reply) => JSON.stringify(bodyOf(reply))))], 1);
    assert.equal(await clientCount(under), 1);
  });

  it("reads nothing of what comes with a token that is dead", async () => {
    const under = await registrar("token");
    const tokens = [
      await initialToken(under, { usesLeft: 0 }),
      await initialToken(under, { expiresAt: under.clock.now() }),
    ];
    for (const bearer of tokens)
      assertError(await register(under, "nonsense", { bearer }), { error: "invalid_token", status: 401 });
  });

  rule("RFC7591-3.1-1", "registers one client of many that come at once with a token of one use", async () => {
    const under = await registrar("token");
    const bearer = await initialToken(under);
    const answers = await Promise.all(Array.from({ length: 5 }, () => register(under, WEB_APP, { bearer })));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 401, 401, 401, 401],
    );
    assert.equal(await clientCount(under), 1);
  });

  it("registers as many clients as the token has uses, and a refused document costs none", async () => {
    const under = await registrar("token");
    const bearer = await initialToken(under, { usesLeft: 2 });
    assert.equal((await register(under, { redirect_uris: [] }, { bearer })).status, 400);
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push((await register(under, WEB_APP, { bearer })).status);
    assert.deepEqual(answers, [201, 201, 401]);
    assert.equal(await clientCount(under), 2);
  });

  it("registers machines, for which somebody vouched", async () => {
    const under = await registrar("token");
    const said = { redirect_uris: [], grant_types: ["client_credentials"], scope: "introspection" };
    const { told } = await registered(under, said);
    assert.deepInclude(told, { grant_types: ["client_credentials"], response_types: [], scope: "introspection" });
  });

  it("gives the scope introspection to nobody who did not ask for it", async () => {
    const { told } = await registered(await registrar("token"));
    assert.notInclude(String(told["scope"]).split(" "), "introspection");
  });
});

describe("POST /register with CLIENT_REGISTRATION=open", () => {
  it("takes anybody, and notes that nobody vouched", async () => {
    const under = await registrar("open");
    const { id } = registeredIn(await register(under));
    assert.isTrue((await under.issuer.durable.clients.find(id))?.isUnverified);
  });

  it("vouches for who shows a token, and refuses a token that is none", async () => {
    const under = await registrar("open");
    const { id } = await registered(under, { grant_types: ["client_credentials"], response_types: [] });
    assert.notProperty(await under.issuer.durable.clients.find(id), "isUnverified");
    assertError(await register(under, WEB_APP, { bearer: "nonsense" }), { error: "invalid_token", status: 401 });
  });

  for (const [what, said] of [
    ["act for themselves", { grant_types: ["client_credentials"], response_types: [] }],
    ["take passwords", { grant_types: ["password"], response_types: [] }],
    ["take assertions of others", { grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"], response_types: [] }],
    ["ask about tokens", { scope: "read introspection" }],
  ] as const) {
    rule("RFC7591-5-1", `lets no clients register that ${what}`, async () => {
      const under = await registrar("open");
      assertError(await register(under, { ...WEB_APP, ...said }), {
        error: "invalid_client_metadata",
        says: "not one of",
      });
      assert.equal(await clientCount(under), 0);
    });
  }

  rule(["RFC7591-5-1", "RFC7662-2.1-2"], "lets no client introspect for which nobody vouched", async () => {
    const under = await registrar("open");
    const { id, told } = registeredIn(await register(under));
    const as = (await under.issuer.durable.clients.find(id))!;
    const asked = { as, secret: String(told["client_secret"]), form: { token: "x" } };
    assertError(await under.post("/introspect", asked), { error: "invalid_client", status: 401, says: "vouched" });
  });

  rule("RFC7591-3-3", "makes a network wait that registers many clients, and no other network", async () => {
    const under = await registrar("open");
    const answers = [];
    for (let count = 0; count < 22; count += 1)
      answers.push(await register(under, { redirect_uris: [] }, { address: `2001:db8::${count}` }));
    const last = answers.at(-1)!;
    assertError(last, { error: "temporarily_unavailable", status: 429 });
    assert.match(String(last.headers["Retry-After"]), /^[1-9]\d*$/);
    assert.equal(answers[19]?.status, 400);
    assert.equal((await register(under, WEB_APP, { address: "2001:db9::1" })).status, 201);
  });

  beyond("RFC7591-3-3", "makes nobody wait who shows a token", async () => {
    const under = await registrar("open");
    for (let count = 0; count < 22; count += 1) await register(under, { redirect_uris: [] });
    await registered(under);
  });
});
