import { assert } from "chai";
import { constants, createHmac, sign } from "node:crypto";
import { assert as forAll, asyncProperty, integer, string } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { type Claims, namedKey, signed } from "../../test/support/client_jwt.ts";
import { NO_FETCH } from "../../test/support/no_fetch.ts";
import { refusalOf, thrownBy } from "../../test/support/refusals.ts";
import { createLog, type SafeFetch, settableClock, silentLog } from "../platform/mod.ts";
import { CLIENT_KEY_ALGS, type SigningAlg } from "../protocol/mod.ts";
import { contextOf, writtenTo } from "./_context_test.ts";
import { authenticate } from "./authenticate.ts";
import { jwtReader, type JwtReaderOptions } from "./jwt_reader.ts";

const NOW = 1_767_225_600;
const ISSUER = "https://foreign.example";
const BOOKS = "https://api.example/books";

function claimsOf(changes: Claims = {}): Claims {
  const claims = {
    iss: ISSUER,
    sub: "5f0c2a0e",
    aud: BOOKS,
    client_id: "app",
    iat: NOW,
    exp: NOW + 60,
    jti: "j1",
    scope: "read write",
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** A token of the foreign issuer. */
async function tokenOf(
  changes: Claims = {},
  {
    typ = "at+jwt",
    alg = "ES256",
    kid = "k1",
  }: { readonly typ?: string; readonly alg?: SigningAlg; readonly kid?: string } = {},
): Promise<string> {
  return signed(claimsOf(changes), await namedKey(alg, kid), typ);
}

async function readerOf(options: Partial<JwtReaderOptions> = {}, alg: SigningAlg = "ES256") {
  const { jwks } = await namedKey(alg);
  const clock = settableClock(NOW);
  return jwtReader({ issuer: ISSUER, jwks, audience: BOOKS, clock, log: silentLog, fetch: NO_FETCH, ...options });
}

/** The same bytes with another header or other claims, under a signature that a test makes. */
function forged(header: Claims, claims: Claims, signature: (text: string) => Buffer | string): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const made = signature(text);
  return `${text}.${typeof made === "string" ? made : made.toString("base64url")}`;
}

describe("jwtReader()", () => {
  it("tells what a token says of itself", async () => {
    const reader = await readerOf();
    const token = await reader.read(await tokenOf({ username: "ann", acr: "high", aud: [BOOKS, "urn:b"] }));
    assert.deepEqual(token, {
      tokenType: "Bearer",
      scope: ["read", "write"],
      clientId: "app",
      subject: { sub: "5f0c2a0e", username: "ann" },
      issuedAt: NOW,
      expiresAt: NOW + 60,
      audience: [BOOKS, "urn:b"],
      extra: { acr: "high" },
    });
  });

  for (const [what, changes, subject] of [
    ["a person without a user name", {}, { sub: "5f0c2a0e", username: "5f0c2a0e" }],
    ["a user name that is no text", { username: 7 }, { sub: "5f0c2a0e", username: "5f0c2a0e" }],
    ["a client that acts for itself", { sub: "app" }, undefined],
  ] as const) {
    it(`takes it to stand for ${what}`, async () => {
      assert.deepEqual((await (await readerOf()).read(await tokenOf(changes)))?.subject, subject);
    });
  }

  it("takes a token without a scope to have none, and fractions of seconds for whole ones", async () => {
    const token = await (await readerOf()).read(await tokenOf({ scope: undefined, iat: NOW - 0.5, exp: NOW + 60.7 }));
    assert.deepInclude(token, { scope: [], issuedAt: NOW - 1, expiresAt: NOW + 60 });
  });

  for (const alg of CLIENT_KEY_ALGS) {
    rule(["RFC9068-2.1-3", "RFC9068-4-6"], `verifies a signature by ${alg}`, async () => {
      const reader = await readerOf({}, alg);
      assert.isDefined(await reader.read(await tokenOf({}, { alg })));
    });
  }

  for (const typ of ["at+jwt", "at+JWT", "application/at+jwt", "APPLICATION/AT+JWT"]) {
    rule("RFC9068-4-2", `takes the type ${typ}`, async () => {
      assert.isDefined(await (await readerOf()).read(await tokenOf({}, { typ })));
    });
  }

  it("takes one of several audiences of its own", async () => {
    const reader = await readerOf({ audience: ["urn:mine", BOOKS] });
    for (const aud of [BOOKS, "urn:mine", ["urn:other", "urn:mine"]])
      assert.isDefined(await reader.read(await tokenOf({ aud })));
  });

  it("waits for clocks that are ten seconds apart, or as it is told", async () => {
    for (const [clockTolerance, leeway] of [
      [undefined, 10],
      [0, 0],
      [120, 120],
    ] as const) {
      const reader = await readerOf(clockTolerance === undefined ? {} : { clockTolerance });
      assert.isDefined(await reader.read(await tokenOf({ exp: NOW - leeway + 1 })));
      assert.isUndefined(await reader.read(await tokenOf({ exp: NOW - leeway })));
      assert.isDefined(await reader.read(await tokenOf({ nbf: NOW + leeway })));
      assert.isUndefined(await reader.read(await tokenOf({ nbf: NOW + leeway + 1 })));
    }
  });
});

describe("jwtReader(), behind authenticate()", () => {
  for (const [what, options, status] of [
    ["takes a token for it, though it has no other name", {}, 200],
    ["takes it where tokens for it are demanded", { requireAudience: true }, 200],
    ["takes it where the resource is the audience", { resource: BOOKS }, 200],
    ["refuses it where the resource is another", { resource: "https://api.example/songs" }, 401],
  ] as const) {
    rule("RFC9068-4-5", `${what}: an API`, async () => {
      const context = contextOf({ headers: { authorization: `Bearer ${await tokenOf()}` } });
      await authenticate({ reader: await readerOf(), ...options })(context, async () => undefined);
      assert.equal(context.status, status);
    });
  }

  rule("RFC9068-4-9", "is answered invalid_token for whatever is wrong with it", async () => {
    for (const text of [
      await tokenOf({ aud: "x" }),
      await tokenOf({ exp: 1 }),
      await tokenOf({}, { typ: "JWT" }),
      "a.b.c",
    ]) {
      const context = contextOf({ headers: { authorization: `Bearer ${text}` } });
      await authenticate({ reader: await readerOf() })(context, () => assert.fail("was let in"));
      assert.deepInclude(writtenTo(context).body as object, { error: "invalid_token" });
    }
  });
});

describe("jwtReader(), of a token that is not right", () => {
  const wrong: readonly (readonly [string, string, Claims, { readonly typ?: string; readonly kid?: string }?])[] = [
    ["RFC9068-4-2", "that is an ID token by its type", {}, { typ: "JWT" }],
    ["RFC9068-4-2", "of a longer type", {}, { typ: "at+jwt+x" }],
    ["RFC9068-4-2", "that is a logout token", {}, { typ: "logout+jwt" }],
    ["RFC9068-4-4", "of another issuer", { iss: "https://other.example" }],
    ["RFC9068-4-4", "of an issuer with a slash more", { iss: `${ISSUER}/` }],
    ["RFC9068-4-4", "of an issuer in capitals", { iss: ISSUER.toUpperCase() }],
    ["RFC9068-4-5", "for another audience", { aud: "https://api.example/bookshop" }],
    ["RFC9068-4-5", "for what lies below", { aud: `${BOOKS}/42` }],
    ["RFC9068-4-5", "for an audience that holds ours", { aud: `${BOOKS} x` }],
    ["RFC9068-4-5", "for nobody", { aud: [] }],
    ["RFC9068-4-7", "by a key of a stranger under our name", {}, { kid: "k2" }],
    ["RFC9068-4-8", "that has expired", { exp: NOW - 60 }],
    ["RFC9068-2.2-1", "without iss", { iss: undefined }],
    ["RFC9068-2.2-1", "without sub", { sub: undefined }],
    ["RFC9068-2.2-1", "without aud", { aud: undefined }],
    ["RFC9068-2.2-1", "without exp", { exp: undefined }],
    ["RFC9068-2.2-1", "without iat", { iat: undefined }],
    ["RFC9068-2.2-1", "without jti", { jti: undefined }],
    ["RFC9068-2.2-1", "without client_id", { client_id: undefined }],
    ["RFC9068-2.2-1", "whose client_id is a number", { client_id: 7 }],
    ["RFC9068-4-6", "whose scope is a list", { scope: ["read"] }],
    ["RFC9068-4-6", "whose scope is none", { scope: 'a "b"' }],
  ];
  for (const [id, what, changes, how] of wrong) {
    rule(id, `refuses one ${what}`, async () => {
      assert.isUndefined(await (await readerOf()).read(await tokenOf(changes, how)));
    });
  }

  rule("RFC9068-4-2", "refuses one without a type", async () => {
    const text = await signed(claimsOf(), await namedKey());
    assert.isUndefined(await (await readerOf()).read(text));
  });

  it("tells the key of one that is bound to it to who checks the proof, and to nobody else", async () => {
    const jkt = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    const [reader, text] = [await readerOf(), await tokenOf({ cnf: { jkt } })];
    assert.deepInclude(await reader.read(text, { bound: true }), { tokenType: "DPoP", jkt });
    assert.isUndefined(await reader.read(text));
  });

  for (const cnf of [{ jkt: "x" }, { "x5t#S256": "x" }, {}, null]) {
    beyond(
      "RFC9068-4-6",
      `refuses one that is bound to a key, ${JSON.stringify(cnf)}, as nobody checks the proof`,
      async () => {
        assert.isUndefined(await (await readerOf()).read(await tokenOf({ cnf })));
      },
    );
  }
});

describe("jwtReader(), of a forged token", () => {
  const header = { typ: "at+jwt", kid: "k1" };

  for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
    rule("RFC9068-2.1-2", `refuses the algorithm '${alg}', signed or not`, async () => {
      const reader = await readerOf();
      for (const signature of ["", "AAAA"])
        assert.isUndefined(await reader.read(forged({ ...header, alg }, claimsOf(), () => signature)));
    });
  }

  for (const alg of ["HS256", "HS384", "HS512"] as const) {
    rule("RFC9068-4-6", `refuses ${alg} under the public key`, async () => {
      const { pair } = await namedKey("RS256");
      const reader = await readerOf({}, "RS256");
      for (const format of ["pem", "der"] as const) {
        const secret = pair.publicKey.export({ type: "spki", format } as { type: "spki"; format: "pem" });
        const hash = `sha${alg.slice(2)}`;
        const text = forged({ ...header, alg }, claimsOf(), (data) => createHmac(hash, secret).update(data).digest());
        assert.isUndefined(await reader.read(text));
      }
    });
  }

  it("refuses an algorithm of the same key that is not on its list", async () => {
    const { pair } = await namedKey("RS256");
    const reader = await readerOf({ algs: ["PS256"] }, "RS256");
    const pss = { key: pair.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    assert.isUndefined(await reader.read(await tokenOf({}, { alg: "RS256" })));
    const right = forged({ ...header, alg: "PS256" }, claimsOf(), (data) => sign("sha256", Buffer.from(data), pss));
    assert.isDefined(await reader.read(right));
  });

  for (const extra of [
    { crit: ["exp"] },
    { crit: [] },
    { b64: false, crit: ["b64"] },
    { zip: "DEF" },
    { jku: "https://evil.example/jwks" },
    { x5u: "https://evil.example/cert" },
    { jwk: { kty: "oct", k: "AA" } },
  ]) {
    rule("RFC9068-4-7", `refuses a header with ${Object.keys(extra)[0]}, though the signature is right`, async () => {
      const { pair } = await namedKey();
      const key = { key: pair.privateKey, dsaEncoding: "ieee-p1363" } as const;
      const text = forged({ ...header, alg: "ES256", ...extra }, claimsOf(), (data) =>
        sign("sha256", Buffer.from(data), key),
      );
      assert.isUndefined(await (await readerOf()).read(text));
    });
  }

  it("refuses every token of which one letter was changed", async () => {
    const reader = await readerOf();
    const text = await tokenOf();
    await forAll(
      asyncProperty(integer({ min: 0, max: text.length - 1 }), async (at) => {
        const other = text[at] === "A" ? "B" : "A";
        assert.isUndefined(await reader.read(text.slice(0, at) + other + text.slice(at + 1)));
      }),
    );
  });

  for (const text of ["", ".", "..", "...", "a.b.c", "an-opaque-token", "e30.e30.", "x".repeat(20_000)]) {
    it(`takes '${text.slice(0, 20)}' for no token`, async () =>
      assert.isUndefined(await (await readerOf()).read(text)));
  }

  it("takes no text for a token, and none for a mistake of ours", async () => {
    const reader = await readerOf();
    await forAll(asyncProperty(string(), async (text) => assert.isUndefined(await reader.read(text))));
  });
});

describe("jwtReader(), with keys at an address", () => {
  async function fetching(status = 200) {
    const { jwks } = await namedKey();
    const asked: string[] = [];
    const fetch: SafeFetch = async (url) => {
      asked.push(url);
      return { status, headers: new Headers(), text: JSON.stringify(jwks) };
    };
    const lines: string[] = [];
    const log = createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    const jwksUri = `${ISSUER}/jwks`;
    return {
      asked,
      lines,
      reader: jwtReader({ issuer: ISSUER, jwksUri, audience: BOOKS, clock: settableClock(NOW), fetch, log }),
    };
  }

  it("fetches them once for many tokens", async () => {
    const { reader, asked } = await fetching();
    const text = await tokenOf();
    for (const answer of await Promise.all(Array.from({ length: 20 }, () => reader.read(text))))
      assert.isDefined(answer);
    assert.deepEqual(asked, [`${ISSUER}/jwks`]);
  });

  it("says 503 and not that the token is bad while there are none", async () => {
    const { reader } = await fetching(500);
    const { status, headers } = await refusalOf(async () => reader.read(await tokenOf()));
    assert.deepEqual([status, headers], [503, { "Retry-After": "5" }]);
  });

  it("fetches nothing for what cannot be a token of this issuer", async () => {
    const { reader, asked } = await fetching();
    for (const text of ["x", forged({ alg: "none" }, {}, () => ""), await tokenOf({}, { typ: "JWT" })])
      await reader.read(text);
    assert.deepEqual(asked, []);
  });

  it("writes why a token is refused, and nothing of the token", async () => {
    const { reader, lines } = await fetching();
    const text = await tokenOf({ aud: "urn:other", jti: "s3cret" });
    await reader.read(text);
    assert.lengthOf(lines, 1);
    assert.include(lines[0], "its audience is another");
    for (const part of [...text.split("."), "s3cret", "5f0c2a0e"]) assert.notInclude(lines[0], part);
  });
});

describe("jwtReader(), of what cannot be meant", () => {
  for (const [what, options] of [
    ["no issuer", { issuer: "" }],
    ["no audience", { audience: "" }],
    ["an empty list of audiences", { audience: [] }],
    ["an empty name among audiences", { audience: [BOOKS, ""] }],
    ["keys twice", { jwksUri: "https://id.example/jwks" }],
    ["no algorithm", { algs: [] }],
    ["none for an algorithm", { algs: ["none" as SigningAlg] }],
    ["an HMAC", { algs: ["ES256", "HS256"] }],
    ["clocks that run backwards", { clockTolerance: -1 }],
    ["clocks that are an hour apart", { clockTolerance: 3_600 }],
  ] satisfies readonly (readonly [string, Partial<JwtReaderOptions>])[]) {
    it(`throws for ${what}`, async () => assert.instanceOf(await thrownBy(() => readerOf(options)), TypeError));
  }

  for (const jwksUri of [undefined, "id.example/jwks", "file:///etc/jwks"]) {
    it(`throws for keys at ${jwksUri ?? "no address"}`, async () => {
      const keys = jwksUri === undefined ? {} : { jwksUri };
      assert.instanceOf(await thrownBy(() => jwtReader({ issuer: ISSUER, audience: BOOKS, ...keys })), TypeError);
    });
  }
});
