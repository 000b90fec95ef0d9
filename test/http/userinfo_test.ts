import { assert } from "chai";
import { assert as forAll, anything, asyncProperty, constantFrom, dictionary, oneof, string } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { subjectFor } from "../../src/engine/mod.ts";
import { CONTENT_ALGS, directKey, ISSUED_KEY_ALGS, ISSUING_ALGS, peekJwe, type Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { client } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import {
  claimsIn,
  decrypted,
  encryptionJwks,
  encryptionKey,
  LONG_SECRET,
  type OpenidFlow,
  openidFlow,
  type OpenidFlowOptions,
  verified,
} from "../support/openid_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertError, bodyOf, locationOf } from "../support/replies.ts";

type Members = Readonly<Record<string, unknown>>;

const ANN = {
  nickname: "Ann",
  birthdate: "1990-12-31",
  email: "ann@claims.test",
  email_verified: true,
  address: { locality: "Oxford", country: "GB" },
  phone_number: "+44 1865 000000",
  secret: "nobody asked",
};
const PERSON: Partial<AccountRecord> = { firstName: "Ann", lastName: "Lee", claims: ANN };

interface Asking extends OpenidFlow {
  readonly token: string;
}

/** A flow with an access token. */
async function asking(changes: Given = {}, options: OpenidFlowOptions = {}): Promise<Asking> {
  const flow = await openidFlow({ account: PERSON, ...options });
  const body = await flow.tokens({ scope: "openid", ...changes });
  return { ...flow, token: String(body["access_token"]) };
}

/** What UserInfo tells a client with a scope. */
async function told(changes: Given = {}, options: OpenidFlowOptions = {}): Promise<Members> {
  const flow = await asking(changes, options);
  return bodyOf(await flow.userinfo(flow.token));
}

function challengeOf(reply: Reply): string {
  return reply.headers["WWW-Authenticate"] ?? "";
}

describe("the UserInfo endpoint", () => {
  rule(
    ["OIDC-5.3-2", "OIDC-5.3-3", "OIDC-5.3.2-1"],
    "takes the token in the header by GET and POST, and in a form by POST",
    async () => {
      const { under, token, account } = await asking();
      for (const reply of [
        await under.get("/userinfo", { bearer: token }),
        await under.post("/userinfo", { bearer: token }),
        await under.post("/userinfo", { form: { access_token: token } }),
      ]) {
        assert.equal(reply.status, 200);
        assert.deepEqual(bodyOf(reply), { sub: account.sub });
        assert.equal(reply.headers["Cache-Control"], "no-store");
      }
    },
  );

  rule("OIDC-5.3.3-1", "takes it one way at a time", async () => {
    const { under, token } = await asking();
    assertError(await under.post("/userinfo", { bearer: token, form: { access_token: token } }), {
      error: "invalid_request",
    });
  });

  it("does not take it in the query, where logs would keep it", async () => {
    const { under, token } = await asking();
    assert.equal((await under.get("/userinfo", { query: { access_token: token } })).status, 401);
  });

  rule("OIDC-5.3.3-1", "says what it wants where there is no token, and no error", async () => {
    const { under } = await openidFlow();
    const reply = await under.get("/userinfo");
    assert.equal(reply.status, 401);
    assert.match(challengeOf(reply), /^Bearer /);
    assert.notInclude(challengeOf(reply), "error");
  });

  for (const [what, spoil] of [
    ["nobody issued", async () => "strange"],
    ["has expired", async ({ under, token }: Asking) => (under.clock.advance(601), token)],
    [
      "was revoked",
      async ({ under, token, client: as }: Asking) => {
        await under.post("/revoke", { as, secret: LONG_SECRET, form: { token } });
        return token;
      },
    ],
    [
      "stands for a person who was deactivated",
      async ({ under, token, account }: Asking) => {
        await under.issuer.durable.accounts.change(account.id, { isActive: false });
        return token;
      },
    ],
    [
      "belongs to a client that is gone",
      async ({ under, token, client: asks }: Asking) => {
        await under.issuer.durable.clients.remove(asks.id);
        await under.issuer.clients.changed(asks);
        return token;
      },
    ],
  ] as const) {
    rule("OIDC-5.3.3-1", `refuses a token that ${what}`, async () => {
      const flow = await asking();
      const reply = await flow.userinfo(await spoil(flow));
      assertError(reply, { error: "invalid_token", status: 401 });
      assert.include(challengeOf(reply), 'error="invalid_token"');
    });
  }

  rule("OIDC-5.3.3-1", "refuses a token without openid, and says what it lacks", async () => {
    const flow = await openidFlow();
    const form = { grant_type: "client_credentials", scope: "read" };
    const own = bodyOf(await flow.under.post("/token", { as: flow.client, secret: LONG_SECRET, form }));
    for (const token of [own["access_token"], (await flow.tokens({ scope: "read" }))["access_token"]]) {
      const reply = await flow.userinfo(token);
      assertError(reply, { error: "insufficient_scope", status: 403 });
      assert.include(challengeOf(reply), 'scope="openid"');
    }
  });
});

describe("what UserInfo tells", () => {
  const PROFILE = {
    name: "Ann Lee",
    given_name: "Ann",
    family_name: "Lee",
    nickname: "Ann",
    birthdate: "1990-12-31",
  };

  for (const [scope, expected] of [
    ["openid profile", PROFILE],
    ["openid email", { email: "ann@claims.test", email_verified: true }],
    ["openid address", { address: ANN.address }],
    ["openid phone", { phone_number: ANN.phone_number }],
    ["openid", {}],
  ] as const) {
    rule(["OIDC-5.4-1", "OIDC-5.3.2-1", "OIDC-5.6-1"], `is exactly what '${scope}' stands for`, async () => {
      const { sub, preferred_username: _name, updated_at: _at, ...claims } = await told({ scope });
      assert.match(String(sub), /^[0-9a-f-]{36}$/);
      assert.deepEqual(claims, expected);
    });
  }

  rule("OIDC-5.3.2-2", "leaves out what has no value", async () => {
    const claims = { nickname: "", website: null, gender: undefined };
    const known = await told({ scope: "openid profile email" }, { account: { claims, email: "" } });
    assert.hasAllKeys(known, ["sub", "preferred_username", "updated_at"]);
  });

  it("does not call an address verified that nobody verified", async () => {
    const known = await told({ scope: "openid email" }, { account: { email: "new@claims.test" } });
    assert.deepInclude(known, { email: "new@claims.test", email_verified: false });
  });

  rule("OIDC-5.1-1", "leaves out what is not of the type that it has to be", async () => {
    const claims = { email_verified: "yes", nickname: 7, updated_at: "now", address: "Oxford", email: "a@claims.test" };
    const known = await told({ scope: "openid profile email address" }, { account: { claims, email: "" } });
    assert.hasAllKeys(known, ["sub", "preferred_username", "email"]);
  });

  rule(
    ["OIDC-5.5.1-1", "OIDC-5.5.1-2"],
    "is what was asked for by name, after the person was asked for it",
    async () => {
      const flow = await openidFlow({ account: PERSON, client: { skipAuthorization: false } });
      const wished = {
        email: { essential: true },
        nickname: { values: ["Bob", "Ann"] },
        birthdate: { value: "2000-01-01" },
      };
      const query = codeRequest(flow.client, { scope: "openid", claims: JSON.stringify({ userinfo: wished }) });
      const page = await flow.browser.follow(await flow.browser.get("/authorize", { query }));
      assert.include(JSON.stringify(page), "See your email address");
      assert.include(JSON.stringify(page), "See your name and profile");
      const sent = locationOf(await flow.browser.submit(page, { action: "allow" }));
      const body = bodyOf(await flow.redeem(sent.searchParams.get("code") ?? ""));
      assert.equal(body["scope"], "openid", "a claim is no scope");
      assert.deepEqual(bodyOf(await flow.userinfo(body["access_token"])), {
        sub: flow.account.sub,
        email: "ann@claims.test",
        nickname: "Ann",
      });
    },
  );

  it("asks for no scope that the client may not have, whatever claims it names", async () => {
    const claims = '{"userinfo":{"email":null,"nickname":null}}';
    const known = await told({ claims }, { client: { scope: "openid profile" } });
    assert.hasAllKeys(known, ["sub", "nickname"]);
  });

  it("is told again after a refresh, as it was asked for", async () => {
    const flow = await openidFlow({ account: PERSON });
    const first = await flow.tokens({ scope: "openid", claims: '{"userinfo":{"nickname":null}}' });
    const again = bodyOf(await flow.refresh(first["refresh_token"]));
    assert.deepEqual(bodyOf(await flow.userinfo(again["access_token"])), { sub: flow.account.sub, nickname: "Ann" });
  });

  it("is what the person's record says now, not when the token was issued", async () => {
    const flow = await asking({ scope: "openid profile" });
    await flow.under.issuer.durable.accounts.change(flow.account.id, { claims: { nickname: "Annie" } });
    assert.equal(bodyOf(await flow.userinfo(flow.token))["nickname"], "Annie");
  });

  it("comes in the language that is asked for by name", async () => {
    const account = { claims: { "family_name#ja": "リー", family_name: "Lee" } };
    const known = await told({ scope: "openid profile", claims: '{"userinfo":{"family_name#ja":null}}' }, { account });
    assert.deepInclude(known, { "family_name#ja": "リー", family_name: "Lee" });
  });
});

describe("claims that others vouch for", () => {
  const CLAIM_SOURCES = JSON.stringify({
    city: { claims: ["address"] },
    bank: { claims: ["score", "phone_number"], endpoint: "https://bank.test/claims" },
  });
  const settings = { CLAIM_SOURCES, SCOPE_CLAIMS: '{"money":["score","limit"]}' };
  const scope = "openid address phone money";

  function toldOf(claims: Members): Promise<Members> {
    return told({ scope }, { settings, account: { claims } });
  }

  rule(["OIDC-5.6.2-1", "OIDC-5.6.2-2"], "are the JWT of their source where it lies in the record", async () => {
    const { _claim_names: names, _claim_sources: sources } = await toldOf({ "source:city": "a.b.c" });
    assert.deepInclude(names, { address: "city" });
    assert.deepInclude(sources, { city: { JWT: "a.b.c" } });
  });

  rule(
    ["OIDC-5.6.2-1", "OIDC-5.6.2-3"],
    "are fetched at the endpoint of their source, with a token where the record has one",
    async () => {
      for (const [record, bank] of [
        [{ "source:bank": "t-1" }, { endpoint: "https://bank.test/claims", access_token: "t-1" }],
        [{}, { endpoint: "https://bank.test/claims" }],
      ] as const) {
        const { _claim_names: names, _claim_sources: sources } = await toldOf(record);
        assert.deepEqual(names, { phone_number: "bank", score: "bank" });
        assert.deepEqual(sources, { bank });
      }
    },
  );

  it("tell of no source that is not asked for", async () => {
    const record = { "source:city": "a.b.c", "source:bank": "t-1" };
    const known = await told({ scope: "openid address" }, { settings, account: { claims: record } });
    assert.deepEqual(known["_claim_sources"], { city: { JWT: "a.b.c" } });
    assert.notInclude(JSON.stringify(known), "t-1");
  });

  it("are none where the source has nothing of the person", async () => {
    const known = await toldOf({ score: 7, phone_number: "+44 1" });
    assert.notProperty(known, "_claim_names");
    assert.deepInclude(known, { score: 7, phone_number: "+44 1" });
  });

  it("are named in an ID token that asks for them, and are not for who may not ask", async () => {
    const flow = await openidFlow({ settings, account: { claims: { "source:city": "a.b.c" } } });
    const claims = '{"id_token":{"address":null}}';
    const { id_token: idToken } = await flow.tokens({ scope: "openid address", claims });
    assert.deepInclude(claimsIn(idToken), { _claim_names: { address: "city" } });
    assert.notProperty(bodyOf(await flow.userinfo((await flow.tokens())["access_token"])), "_claim_names");
  });

  it("keep what the source gave for the person from everybody else", async () => {
    const scopes = JSON.stringify({ money: ["source:bank", "source:city"] });
    const known = await told(
      { scope: "openid money", claims: '{"userinfo":{"source:bank":null}}' },
      { settings: { CLAIM_SOURCES, SCOPE_CLAIMS: scopes }, account: { claims: { "source:bank": "t-1" } } },
    );
    assert.hasAllKeys(known, ["sub"]);
  });

  it("are in the metadata as types of claims", async () => {
    for (const [given, types] of [
      [{}, ["normal"]],
      [{ CLAIM_SOURCES: '{"city":{"claims":["address"]}}' }, ["normal", "aggregated"]],
      [{ CLAIM_SOURCES: '{"bank":{"claims":["score"],"endpoint":"https://bank.test"}}' }, ["normal", "distributed"]],
      [settings, ["normal", "aggregated", "distributed"]],
    ] as const) {
      const { under } = await openidFlow({ settings: given });
      assert.deepEqual(under.issuer.metadata["claim_types_supported"], types);
    }
  });
});

describe("a UserInfo answer for a client that registered how it wants it", () => {
  async function answered(metadata: Members) {
    const flow = await asking({ scope: "openid profile" }, { client: { metadata } });
    const reply = await flow.userinfo(flow.token);
    assert(reply.kind === "json" && reply.text !== undefined, "the answer is no text");
    assert.deepEqual([reply.status, reply.headers["Content-Type"]], [200, "application/jwt"]);
    return { flow, text: reply.text };
  }

  for (const alg of ISSUING_ALGS) {
    rule(
      ["OIDC-5.3.2-4", "OIDC-5.3.2-5", "OIDC-5.3.2-3"],
      `is signed by ${alg}, says by whom and for whom`,
      async () => {
        const { flow, text } = await answered({ userinfo_signed_response_alg: alg });
        const { claims, header } = await verified(flow, text);
        assert.equal(header.alg, alg);
        assert.deepInclude(claims, { sub: flow.account.sub, nickname: "Ann" });
      },
    );
  }

  for (const alg of ISSUED_KEY_ALGS) {
    for (const signed of [undefined, "ES256"]) {
      rule("OIDC-5.3.2-4", `is ${signed === undefined ? "" : "signed and "}encrypted by ${alg}`, async () => {
        const { flow, text } = await answered({
          userinfo_encrypted_response_alg: alg,
          userinfo_encrypted_response_enc: "A128GCM",
          ...(signed === undefined ? {} : { userinfo_signed_response_alg: signed }),
          jwks: await encryptionJwks(),
        });
        const key = alg === "dir" ? directKey(LONG_SECRET, "A128GCM") : await encryptionKey(alg);
        const inside = await decrypted(text, key);
        assert.equal(inside.header.cty, signed === undefined ? undefined : "JWT");
        const claims: Members =
          signed === undefined ? JSON.parse(inside.text) : (await verified(flow, inside.text)).claims;
        assert.deepInclude(claims, { sub: flow.account.sub, nickname: "Ann" });
      });
    }
  }

  for (const enc of CONTENT_ALGS) {
    rule("OIDC-10.2-1", `is encrypted by ${enc}`, async () => {
      const metadata = { userinfo_encrypted_response_alg: "dir", userinfo_encrypted_response_enc: enc };
      const { text } = await answered(metadata);
      assert.equal(peekJwe(text).enc, enc);
      assert.include((await decrypted(text, directKey(LONG_SECRET, enc))).text, '"nickname":"Ann"');
    });
  }

  rule("OIDC-10.2-1", "is refused, and not sent in the clear, where the client offers no key", async () => {
    const flow = await asking();
    for (const metadata of [
      { userinfo_encrypted_response_alg: "RSA-OAEP" },
      { userinfo_signed_response_alg: "none" },
    ]) {
      await flow.change(metadata);
      assertError(await flow.userinfo(flow.token), { error: "invalid_request" });
    }
  });
});

describe("the subject of a person", () => {
  const PAIRWISE = { subject_type: "pairwise" };

  /** What a person is called in all that a client can read. */
  async function namesFor(flow: OpenidFlow): Promise<readonly unknown[]> {
    const body = await flow.tokens();
    const form = { token: String(body["access_token"]) };
    const asks = await client(flow.under.issuer);
    const introspected = bodyOf(await flow.under.post("/introspect", { as: asks, form }));
    const again = bodyOf(
      await flow.under.post("/introspect", { as: asks, form: { token: String(body["refresh_token"]) } }),
    );
    const front = await flow.front({ response_type: "id_token" });
    return [
      claimsIn(body["id_token"])["sub"],
      claimsIn(front.get("id_token"))["sub"],
      bodyOf(await flow.userinfo(body["access_token"]))["sub"],
      introspected["sub"],
      again["sub"],
    ];
  }

  rule("OIDC-8-1", "is one for every client that registered for public ones", async () => {
    const flow = await openidFlow();
    for (const name of await namesFor(flow)) assert.equal(name, flow.account.sub);
  });

  rule(
    ["OIDC-8.1-1", "OIDC-8.1-3"],
    "is another and always the same, wherever a client of pairwise ones reads it",
    async () => {
      const flow = await openidFlow({ client: { metadata: PAIRWISE } });
      const names = new Set([...(await namesFor(flow)), ...(await namesFor(flow))]);
      assert.equal(names.size, 1);
      const [name] = names;
      assert.notEqual(name, flow.account.sub);
      assert.match(String(name), /^[\w-]{43}$/);
    },
  );

  rule("OIDC-8.1-2", "differs between sectors, not between clients of one", async () => {
    const flow = await openidFlow({ client: { metadata: PAIRWISE } });
    const nameAt = async (redirectUri: string, metadata: Members = PAIRWISE) =>
      subjectFor(
        await client(flow.under.issuer, { redirectUris: [redirectUri], metadata }),
        flow.account.sub,
        flow.under.issuer,
      );
    const [name] = await namesFor(flow);
    assert.equal(await nameAt("https://client.test/other"), name);
    assert.equal(await nameAt("https://client.test:8443/other"), name);
    assert.notEqual(await nameAt("https://other.test/cb"), name);
    const sector = { ...PAIRWISE, sector_identifier_uri: "https://client.test/sector.json" };
    assert.equal(await nameAt("https://other.test/cb", sector), name);
  });

  rule("OIDC-8.1-2", "differs between two people of one sector, and between two issuers", async () => {
    const one = await openidFlow({ client: { metadata: PAIRWISE } });
    const other = await openidFlow({ client: { metadata: PAIRWISE }, seed: "another" });
    assert.notEqual((await namesFor(one))[0], (await namesFor(other))[0]);
  });

  beyond("OIDC-8.1-1", "is not told by a user name beside it", async () => {
    const flow = await openidFlow({ client: { metadata: PAIRWISE } });
    const { access_token: token } = await flow.tokens();
    const asks = await client(flow.under.issuer);
    const body = bodyOf(await flow.under.post("/introspect", { as: asks, form: { token: String(token) } }));
    assert.deepInclude(body, { active: true, client_id: flow.client.clientId });
    assert.notProperty(body, "username");
    assert.notInclude(JSON.stringify(body), flow.account.sub);
  });

  it("of a client's own token stays the client", async () => {
    const flow = await openidFlow({ client: { metadata: PAIRWISE } });
    const form = { grant_type: "client_credentials", scope: "read" };
    const own = bodyOf(await flow.under.post("/token", { as: flow.client, secret: LONG_SECRET, form }));
    const asked = { as: await client(flow.under.issuer), form: { token: String(own["access_token"]) } };
    assert.equal(bodyOf(await flow.under.post("/introspect", asked))["sub"], flow.client.clientId);
  });
});

describe("properties of UserInfo", () => {
  it("is a JSON object about the person, whatever their record says", async () => {
    const names = [
      "sub",
      "iss",
      "aud",
      "name",
      "email",
      "email_verified",
      "address",
      "updated_at",
      "__proto__",
      "role",
    ];
    const SCOPE_CLAIMS = JSON.stringify({ all: names });
    const flow = await openidFlow({ settings: { SCOPE_CLAIMS } });
    const body = await flow.tokens({ scope: "openid profile email address phone all" });
    const value = anything({ withNullPrototype: false, maxDepth: 2 });
    const record = dictionary(oneof(constantFrom(...names), string()), value, { maxKeys: 6 });
    await forAll(
      asyncProperty(record, async (claims) => {
        const stored: Members = JSON.parse(JSON.stringify(claims));
        await flow.under.issuer.durable.accounts.change(flow.account.id, { claims: stored });
        const reply = await flow.userinfo(body["access_token"]);
        assert.equal(reply.status, 200);
        const known = bodyOf(reply);
        assert.equal(known["sub"], flow.account.sub);
        for (const name of ["iss", "aud"]) assert.notProperty(known, name);
        assert.include([undefined, true, false], known["email_verified"]);
        for (const one of Object.values(known)) assert.isFalse(one === null || one === "");
      }),
      { numRuns: 200 },
    );
  });
});
