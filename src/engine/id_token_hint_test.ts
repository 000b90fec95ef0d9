import { createSecretKey } from "node:crypto";
import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client, person } from "../../test/support/cast.ts";
import { codeFlow } from "../../test/support/code_flow.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { textIn } from "../../test/support/replies.ts";
import { withSealedSecret } from "../clients/mod.ts";
import { encryptJwt, generateKeyPair, type JwtClaims, parseJwks, signJwt } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { isPersonOf, isSessionOf, readIdTokenHint } from "./id_token_hint.ts";
import { subjectFor } from "./pairwise.ts";

/** HS256 needs as many bytes as its hash has. */
const SECRET = "a secret of the client that is long enough";
const NEWER = "the newest secret of the client, as long";

const REFUSED = { code: "invalid_request", rule: "OIDC-3.1.2.2-5", says: "id_token_hint" } as const;

interface Stage extends IssuerUnderTest {
  readonly app: ClientRecord;
  /** Reads a hint that comes from the client. */
  read(text: string, whose?: ClientRecord): ReturnType<typeof readIdTokenHint>;
  /** Claims of an ID token that was given to the client, some changed. */
  claims(changes?: JwtClaims): JwtClaims;
  /** The same, signed by the issuer. */
  hint(changes?: JwtClaims, options?: { readonly typ?: string; readonly alg?: "RS256" | "ES256" }): Promise<string>;
}

async function stage(metadata: ClientRecord["metadata"] = {}): Promise<Stage> {
  const under = await issuerUnderTest();
  const { issuer, clock } = under;
  const made = await client(issuer);
  const app = (await issuer.durable.clients.change(made.id, { metadata })) ?? made;
  function claims(changes: JwtClaims = {}): JwtClaims {
    const now = clock.now();
    return { iss: issuer.url, sub: "ann", aud: app.clientId, iat: now, exp: now + 60, ...changes };
  }
  return {
    ...under,
    app,
    claims,
    read: (text, whose = app) => readIdTokenHint(exchangeAt(issuer), text, { client: whose }),
    hint: (changes, options) => issuer.keys.sign(claims(changes), { alg: "RS256", ...options }),
  };
}

/** A client that gets its ID tokens signed under its secret, which is kept under seal for that. */
async function hmacStage(secrets: readonly string[] = [SECRET]): Promise<Stage> {
  const on = await stage({ id_token_signed_response_alg: "HS256" });
  const { issuer } = on;
  const sealing = { key: issuer.sealKey, random: issuer.random };
  const kept = secrets.map((text) => withSealedSecret(on.app.secrets[0]!, text, sealing));
  const app = (await issuer.durable.clients.change(on.app.id, { secrets: kept })) ?? on.app;
  return { ...on, app, read: (text) => readIdTokenHint(exchangeAt(issuer), text, { client: app }) };
}

async function hmacHint(on: Stage, secret: string, changes: JwtClaims = {}): Promise<string> {
  return signJwt(on.claims(changes), { alg: "HS256", key: createSecretKey(Buffer.from(secret)) });
}

describe("readIdTokenHint()", () => {
  rule("OIDC-3.1.2.2-5", "takes an ID token that this issuer gave to the client, as it was given", async () => {
    const under = await issuerUnderTest();
    const flow = await codeFlow(under);
    const text = textIn(await flow.redeem(await flow.code({ scope: "openid" })), "id_token");
    const hint = await readIdTokenHint(exchangeAt(under.issuer), text, { client: flow.client });
    assert.deepInclude(hint, { client: flow.client, sub: flow.account.sub });
    assert.equal(hint.claims["sid"], hint.sid);
    assert.isString(hint.sid);
  });

  for (const [name, changes] of [
    ["has expired", { exp: 1_000 }],
    ["says nothing of a session", { sid: undefined }],
    ["has this client among several audiences", { aud: ["another", "AUD"] }],
  ] as const) {
    it(`takes one that ${name}`, async () => {
      const on = await stage();
      const aud = "aud" in changes ? ["another", on.app.clientId] : on.app.clientId;
      assert.deepInclude(await on.read(await on.hint({ ...changes, aud })), { sub: "ann" });
    });
  }

  for (const alg of ["RS256", "ES256"] as const) {
    it(`takes one by ${alg}, and by the retired key of it`, async () => {
      const on = await stage();
      const text = await on.hint({}, { alg });
      assert.equal((await on.read(text)).sub, "ann");
      await on.issuer.keys.rotate({ now: true });
      on.clock.advance(1);
      assert.notEqual(await on.hint({}, { alg }), text);
      assert.equal((await on.read(text)).sub, "ann");
    });
  }

  for (const [name, changes] of [
    ["another issuer says so", { iss: "https://other.test" }],
    ["it says of no issuer", { iss: undefined }],
    ["it was given to another client", { aud: "another" }],
    ["it was given to nobody", { aud: undefined }],
    ["it is about nobody", { sub: undefined }],
    ["the person is no text", { sub: 7 }],
    ["it comes from the future", { iat: 4_000_000_000 }],
  ] as const) {
    rule("OIDC-3.1.2.2-5", `refuses one where ${name}`, async () => {
      const on = await stage();
      await assertRefused(async () => on.read(await on.hint(changes)), REFUSED);
    });
  }

  for (const typ of ["at+jwt", "logout+jwt", "application/at+jwt", "secevent+jwt", "oauth-authz-req+jwt"]) {
    beyond("OIDC-3.1.2.2-5", `refuses a JWT of ours that is another thing: ${typ}`, async () => {
      const on = await stage();
      await assertRefused(async () => on.read(await on.hint({}, { typ })), REFUSED);
    });
  }

  for (const typ of ["JWT", "jwt", "application/jwt"]) {
    it(`takes one that calls itself ${typ}`, async () => {
      const on = await stage();
      assert.equal((await on.read(await on.hint({}, { typ }))).sub, "ann");
    });
  }

  for (const [name, text] of [
    ["nothing that is a JWT", "a hint"],
    ["two parts", "e30.e30"],
    ["five parts of nothing", "a.b.c.d.e"],
    ["no text at all", ""],
    ["a header without an algorithm", "e30.e30."],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const on = await stage();
      await assertRefused(() => on.read(text), REFUSED);
    });
  }

  rule("OIDC-3.1.2.2-5", "refuses one whose signature was made by somebody else", async () => {
    const on = await stage();
    const { privateKey: key } = await generateKeyPair("ES256");
    const kid = on.issuer.keys.list().find(({ alg }) => alg === "ES256")!.kid;
    const forged = await signJwt(on.claims(), { alg: "ES256", key, kid });
    await assertRefused(() => on.read(forged), REFUSED);
  });

  beyond("OIDC-3.1.2.2-5", "refuses one that nobody signed, and one whose claims were exchanged", async () => {
    const on = await stage();
    const [header, claims, signature] = (await on.hint()).split(".");
    const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
    const other = Buffer.from(JSON.stringify(on.claims({ sub: "bob" }))).toString("base64url");
    for (const text of [`${unsigned}.${claims}.`, `${header}.${other}.${signature}`])
      await assertRefused(() => on.read(text), REFUSED);
  });

  it("finds out by itself to whom it was given, when nobody says so", async () => {
    const on = await stage();
    const other = await client(on.issuer);
    for (const changes of [
      {},
      { aud: [on.app.clientId] },
      { aud: [other.clientId, on.app.clientId], azp: on.app.clientId },
    ]) {
      const hint = await readIdTokenHint(exchangeAt(on.issuer), await on.hint(changes));
      assert.equal(hint.client.clientId, on.app.clientId);
    }
  });

  for (const changes of [{ aud: "nobody" }, { aud: [] }, { aud: 7 }, { azp: "nobody" }]) {
    it(`refuses one of no client that is known: ${JSON.stringify(changes)}`, async () => {
      const on = await stage();
      await assertRefused(async () => readIdTokenHint(exchangeAt(on.issuer), await on.hint(changes)), REFUSED);
    });
  }
});

describe("readIdTokenHint(), of a client whose ID tokens are signed under its secret", () => {
  it("takes one under a secret that lives, the newest or an older one", async () => {
    const on = await hmacStage([NEWER, SECRET]);
    for (const secret of [NEWER, SECRET]) assert.equal((await on.read(await hmacHint(on, secret))).sub, "ann");
  });

  rule("OIDC-3.1.2.2-5", "refuses one under another secret, and one given to another client", async () => {
    const on = await hmacStage();
    await assertRefused(
      async () => on.read(await hmacHint(on, "a secret of somebody else, long enough as well")),
      REFUSED,
    );
    await assertRefused(async () => on.read(await hmacHint(on, SECRET, { aud: "another" })), REFUSED);
  });

  beyond("OIDC-3.1.2.2-5", "refuses one under the secret of a client that did not ask for that", async () => {
    const on = await hmacStage();
    const plain = { ...on.app, metadata: {} };
    const text = await hmacHint(on, SECRET);
    await assertRefused(() => readIdTokenHint(exchangeAt(on.issuer), text, { client: plain }), REFUSED);
  });

  it("refuses one where no secret was kept for that", async () => {
    const on = await stage({ id_token_signed_response_alg: "HS256" });
    await assertRefused(async () => on.read(await hmacHint(on, SECRET)), REFUSED);
  });

  beyond("OIDC-3.1.2.2-5", "refuses a JWT under the secret that is another thing", async () => {
    const on = await hmacStage();
    const key = createSecretKey(Buffer.from(SECRET));
    const text = await signJwt(on.claims(), { alg: "HS256", key, typ: "logout+jwt" });
    await assertRefused(() => on.read(text), REFUSED);
  });
});

describe("readIdTokenHint(), encrypted", () => {
  async function encrypted(on: Stage, text: string): Promise<string> {
    const { keys } = parseJwks(JSON.parse(on.issuer.keys.jwks().text));
    const { key, kid } = keys.find(({ use, kty }) => use === "enc" && kty === "RSA")!;
    return encryptJwt(text, { alg: "RSA-OAEP-256", enc: "A256GCM", key, kid });
  }

  it("takes one that the client encrypted for this issuer", async () => {
    const on = await stage();
    assert.equal((await on.read(await encrypted(on, await on.hint()))).sub, "ann");
  });

  it("refuses one inside of which nothing was signed, and one that nobody here can open", async () => {
    const on = await stage();
    await assertRefused(async () => on.read(await encrypted(on, JSON.stringify(on.claims()))), REFUSED);
    const parts = (await encrypted(on, await on.hint())).split(".");
    await assertRefused(() => on.read([...parts.slice(0, 4), "AAAAAAAAAAAAAAAAAAAAAA"].join(".")), REFUSED);
  });
});

describe("isPersonOf() and isSessionOf()", () => {
  for (const metadata of [{}, { subject_type: "pairwise" }]) {
    it(`know the person and the session of a hint (${JSON.stringify(metadata)})`, async () => {
      const on = await stage(metadata);
      const exchange = exchangeAt(on.issuer);
      const { session } = await on.issuer.sessions.start(await person(on.issuer));
      const other = (await on.issuer.sessions.start(await person(on.issuer))).session;
      const sub = subjectFor(on.app, session.sub, on.issuer);
      const hint = await on.read(await on.hint({ sub, sid: session.sid }));
      assert.deepEqual([isPersonOf(hint, session, exchange), isSessionOf(hint, session)], [true, true]);
      assert.deepEqual([isPersonOf(hint, other, exchange), isSessionOf(hint, other)], [false, false]);
    });
  }

  it("take a hint without a session for one of no session", async () => {
    const on = await stage();
    const hint = await on.read(await on.hint());
    assert.isFalse(isSessionOf(hint, (await on.issuer.sessions.start(await person(on.issuer))).session));
  });
});
